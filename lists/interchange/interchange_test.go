package interchange

import (
	"bytes"
	"compress/gzip"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/linchpin-oss/linchpin/ftm"
	"github.com/linchpin-oss/linchpin/lists"
)

func shared(t testing.TB) string {
	t.Helper()
	if dir := os.Getenv("LINCHPIN_SHARED"); dir != "" {
		return filepath.Join(dir, "lists", "opensanctions")
	}
	dir, _ := os.Getwd()
	for ; dir != filepath.Dir(dir); dir = filepath.Dir(dir) {
		s := filepath.Join(dir, "..", "shared", "lists", "opensanctions")
		if st, err := os.Stat(s); err == nil && st.IsDir() {
			return s
		}
	}
	t.Skip("SKIPPED: no shared lists (set LINCHPIN_SHARED): the real files were not tested")
	return ""
}

func read(t testing.TB, name string) lists.File {
	t.Helper()
	f, err := os.Open(filepath.Join(shared(t), name))
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	var r io.Reader = f
	if strings.HasSuffix(name, ".gz") {
		if r, err = gzip.NewReader(f); err != nil {
			t.Fatal(err)
		}
	}
	data, err := io.ReadAll(r)
	if err != nil {
		t.Fatal(err)
	}
	return lists.File{Name: strings.TrimSuffix(name, ".gz"), Data: data}
}

// parse finds the one format that claims the file and reads it.
func parse(t testing.TB, f lists.File) (*lists.Publication, string, error) {
	t.Helper()
	var format *lists.Format
	for _, l := range FTM("ftm").Formats {
		if l.Detect(f.Name, f.Data[:min(len(f.Data), 64<<10)]) {
			if format != nil {
				t.Errorf("%s is both %s and %s", f.Name, format.ID, l.ID)
			}
			format = &l
		}
	}
	if format == nil {
		return nil, "", errors.New("not recognised")
	}
	pub, err := format.Parse([]lists.File{f})
	return pub, format.ID, err
}

func mustParse(t testing.TB, f lists.File) *lists.Publication {
	t.Helper()
	pub, _, err := parse(t, f)
	if err != nil {
		t.Fatalf("%s: %v", f.Name, err)
	}
	return pub
}

func text(s string) lists.File { return lists.File{Name: "data", Data: []byte(s)} }

func find(t testing.TB, records []*lists.Record, id string) *lists.Record {
	t.Helper()
	i := slices.IndexFunc(records, func(r *lists.Record) bool { return r.ID == id })
	if i < 0 {
		t.Fatalf("no record %s among %d", id, len(records))
	}
	return records[i]
}

func ids(r *lists.Record) []string {
	var out []string
	for _, e := range r.Entities {
		out = append(out, e.ID)
	}
	return out
}

// bare drops what FollowTheMoney's JSON cannot say, so that contents can be compared.
func bare(entities []*ftm.Entity) []*ftm.Entity {
	var out []*ftm.Entity
	for _, e := range entities {
		b := &ftm.Entity{ID: e.ID, Schema: e.Schema}
		for _, s := range e.Statements {
			b.Statements = append(b.Statements, ftm.Statement{Prop: s.Prop, Value: s.Text()})
		}
		out = append(out, b)
	}
	return out
}

func same(t *testing.T, what string, got, want []*lists.Record, view func([]*ftm.Entity) []*ftm.Entity) {
	t.Helper()
	if len(got) != len(want) {
		t.Fatalf("%s: %d records, want %d", what, len(got), len(want))
	}
	for _, w := range want {
		g := find(t, got, w.ID)
		if ftm.Hash(view(g.Entities)) != ftm.Hash(view(w.Entities)) {
			t.Fatalf("%s: %s differs:\n got %s\nwant %s", what, w.ID, dump(g), dump(w))
		}
		if !slices.Equal(g.Former, w.Former) {
			t.Errorf("%s: %s: former ids %v, want %v", what, w.ID, g.Former, w.Former)
		}
	}
}

func all(entities []*ftm.Entity) []*ftm.Entity { return entities }

func dump(r *lists.Record) string {
	var b strings.Builder
	for _, e := range r.Entities {
		fmt.Fprintf(&b, "\n  %s %s %q", e.Schema.Name, e.ID, e.Statements)
	}
	return b.String()
}

const network = `{"id":"p1","caption":"Anna Muster","schema":"Person","properties":{"name":["Anna Muster"],"topics":["sanction"],"addressEntity":["addr-1"]},"referents":["old-1","p1"],"datasets":["eu_fsf"],"target":true,"last_seen":"2024-03-09T09:28:18"}
{"id":"c1","schema":"Company","properties":{"name":["Muster GmbH"],"addressEntity":["addr-1"]},"datasets":[]}
{"id":"own-1","schema":"Ownership","properties":{"owner":["p1"],"asset":["c1"],"percentage":["60"]}}
{"id":"s1","schema":"Sanction","properties":{"entity":["p1"],"program":["Belarus"]}}
{"id":"addr-1","schema":"Address","properties":{"full":["Hauptstrasse 1, Bern"]}}
{"id":"a/1","schema":"Address","properties":{"full":["nobody's"]}}
{"id":"own-2","schema":"Ownership","properties":{"owner":["c1"],"asset":["elsewhere"]}}
`

func TestEntities(t *testing.T) {
	pub := mustParse(t, text(network))
	if len(pub.Unknown) > 0 || len(pub.Records) != 3 {
		t.Fatalf("%d records, unknown %v", len(pub.Records), pub.Unknown)
	}
	person, company := find(t, pub.Records, "p1"), find(t, pub.Records, "c1")
	if got, want := ids(person), []string{"ftm:p1", "ftm:p1/addr-1", "ftm:p1/own-1", "ftm:p1/s1"}; !slices.Equal(got, want) {
		t.Errorf("the person has %v, want %v", got, want)
	}
	if got, want := ids(company), []string{"ftm:c1", "ftm:c1/own-2"}; !slices.Equal(got, want) {
		t.Errorf("the company has %v, want %v", got, want)
	}
	if got := company.Target().First("addressEntity"); got != "ftm:p1/addr-1" {
		t.Errorf("the shared address is referred to as %q", got)
	}
	if got := company.Entities[1].First("asset"); got != "ftm:elsewhere" {
		t.Errorf("an entity that is not in the file is referred to as %q", got)
	}
	if !slices.Equal(person.Former, []string{"old-1"}) {
		t.Errorf("former ids %v", person.Former)
	}
	find(t, pub.Records, "a%2F1") // belongs to nothing, and is not lost
	for _, form := range []string{"[" + strings.ReplaceAll(strings.TrimSpace(network), "\n", ",\n") + "]",
		strings.ReplaceAll(network, `,"`, ",\n  \"")} {
		same(t, "as array or over several lines", mustParse(t, text(form)).Records, pub.Records, all)
	}
	other, err := FTM("my-list").Formats[1].Parse([]lists.File{text(network)})
	if err != nil || other.Records[0].Target().ID[:8] != "my-list:" {
		t.Errorf("list id my-list: %v", err)
	}
}

func TestUnknownIsCountedAndKept(t *testing.T) {
	pub := mustParse(t, text(`{"id":"x","schema":"Mixer","properties":{"name":["Blender"],"hashRate":["5"]},"colour":"red"}
{"id":"s","schema":"Sanction","properties":{"entity":["x"],"severity":["high"]}}`))
	for _, want := range []string{"schema Mixer", "LegalEntity.hashRate", "entity.colour", "Sanction.severity"} {
		if pub.Unknown[want] != 1 {
			t.Errorf("%s is not counted: %v", want, pub.Unknown)
		}
	}
	r := find(t, pub.Records, "x")
	if notes := r.Target().Get("notes"); !slices.Contains(notes, "hashRate: 5") || !slices.Contains(notes, `colour: "red"`) {
		t.Errorf("notes %q", notes)
	}
	if got := r.Entities[1].Get("summary"); !slices.Equal(got, []string{"severity: high"}) {
		t.Errorf("summary %q", got)
	}
}

func TestNested(t *testing.T) {
	flat := mustParse(t, text(`{"id":"p1","schema":"Person","properties":{"name":["Anna"]}}
{"id":"c1","schema":"Company","properties":{"name":["Muster GmbH"]}}
{"id":"own-1","schema":"Ownership","properties":{"owner":["p1"],"asset":["c1"]}}
{"id":"s1","schema":"Sanction","properties":{"entity":["p1"]}}`))
	nested := mustParse(t, text(`{"id":"p1","schema":"Person","properties":{"name":["Anna"],`+
		`"ownershipOwner":[{"id":"own-1","schema":"Ownership","properties":{"asset":[{"id":"c1","schema":"Company","properties":{"name":["Muster GmbH"]}}]}}],`+
		`"sanctions":[{"id":"s1","schema":"Sanction","properties":{}}]}}`))
	same(t, "nested", nested.Records, flat.Records, all)
}

func TestDelta(t *testing.T) {
	base := mustParse(t, text(network)).Records
	delta := `{"op":"MOD","entity":{"id":"p1","schema":"Person","properties":{"name":["Anna Muster","Hanna Muster"],"topics":["sanction"]}}}
{"op":"DEL","entity":{"id":"own-1"}}
{"op":"ADD","entity":{"id":"p2","schema":"Person","properties":{"name":["Bernd"],"topics":["sanction"]}}}
`
	next := `{"id":"p1","schema":"Person","properties":{"name":["Anna Muster","Hanna Muster"],"topics":["sanction"]}}
{"id":"p2","schema":"Person","properties":{"name":["Bernd"],"topics":["sanction"]}}
` + strings.Join(append(strings.SplitAfter(network, "\n")[1:2], strings.SplitAfter(network, "\n")[3:]...), "")
	got, err := ApplyDelta(base, []byte(delta))
	if err != nil {
		t.Fatal(err)
	}
	same(t, "delta", got, mustParse(t, text(next)).Records, all)
	same(t, "the base", base, mustParse(t, text(network)).Records, all)

	pub, err := FTM("ftm").Formats[0].Parse([]lists.File{text(network), text(delta)})
	if err != nil {
		t.Fatal(err)
	}
	same(t, "as a set of files", pub.Records, got, all)
	if _, err := ApplyDelta(got, []byte(delta)); err == nil || !strings.Contains(err.Error(), "DEL of own-1 does not fit") {
		t.Errorf("a delta applied twice: %v", err)
	}
	if _, _, err := parse(t, text(delta)); !errors.Is(err, ErrDeltaAlone) {
		t.Errorf("a delta by itself: %v", err)
	}
	if _, err := ApplyDelta(base, []byte(delta[:len(delta)-20])); err == nil {
		t.Error("a cut delta was applied")
	}
}

func TestStatements(t *testing.T) {
	csv := `canonical_id,entity_id,prop,prop_type,schema,value,dataset,origin,lang,original_value,external,first_seen,last_seen,id
NK-1,q1,id,id,Person,q1,eu,,,,f,,,1
NK-1,q1,name,name,Person,Anna Muster,eu,,deu,"Muster, Anna",f,,,2
NK-1,q2,alias,name,Person,Hanna,un,,,,f,,,3
NK-1,q3,alias,name,Person,Somebody Else,enrich,,,,t,,,4
s-1,s-1,entity,entity,Sanction,NK-1,eu,,,,f,,,5
`
	pub := mustParse(t, text(csv))
	r := find(t, pub.Records, "NK-1")
	if !slices.Equal(r.Former, []string{"q1", "q2"}) || len(r.Entities) != 2 {
		t.Errorf("former %v, entities %v", r.Former, ids(r))
	}
	if s := r.Target().Names()[0]; s.Original != "Muster, Anna" || s.Lang != "deu" {
		t.Errorf("name %+v", s)
	}
	if slices.Contains(r.Target().Get("alias"), "Somebody Else") || len(pub.Warnings) != 1 {
		t.Errorf("external statements: %v", pub.Warnings)
	}
	pack := "q1,Person:id,x,eu,,,t,f,,,1\nq1,Person:name,Anna,eu,,,t,f,,,2\n"
	if r := mustParse(t, text(pack)).Records[0]; r.Target().First("name") != "Anna" {
		t.Errorf("pack: %s", dump(r))
	}
	if _, _, err := parse(t, text(csv+"NK-1,q1")); err == nil || !strings.Contains(err.Error(), "line 7") {
		t.Errorf("a cut file: %v", err)
	}
}

func TestSimple(t *testing.T) {
	pub := mustParse(t, text(`"id","schema","name","aliases","birth_date","countries","addresses","identifiers","sanctions","phones","emails","program_ids","dataset","first_seen","last_seen","last_change"
"NK-1","Company","Sun Science","SSI;""Sun; Moon""","","hk","141321, Moscow region","IMO6495856","""""","","","","War","2025-10-06","2026-03-13",""
"NK-2","Person","IVAKHA Denis","","1987-09-14;1988","ru","","5042126251;Q42","""Carried out; so""","+375","a@b.by","UA-WS","War","","",""
`))
	firm, person := find(t, pub.Records, "NK-1"), find(t, pub.Records, "NK-2")
	if got := firm.Target().Get("alias"); !slices.Equal(got, []string{"SSI", "Sun; Moon"}) {
		t.Errorf("aliases %q", got)
	}
	if len(firm.Entities) != 1 || firm.Target().First("topics") != "poi" || firm.Target().First("imoNumber") == "" {
		t.Errorf("firm %s", dump(firm))
	}
	if len(person.Entities) != 2 || person.Entities[1].First("summary") != "Carried out; so" ||
		person.Entities[1].First("programId") != "UA-WS" || person.Target().First("wikidataId") != "Q42" {
		t.Errorf("person %s", dump(person))
	}
}

func TestSenzing(t *testing.T) {
	records := []string{
		`{"DATA_SOURCE":"OS","RECORD_ID":"NK-1","RECORD_TYPE":"PERSON","NAMES":[{"NAME_TYPE":"PRIMARY","NAME_FULL":"Anna Muster"},{"NAME_TYPE":"ALIAS","NAME_FULL":"Hanna"}],"GENDER":"F","RISKS":[{"TOPIC":"role.pep"}],"DATES":[{"DATE_OF_BIRTH":"1972"}],"ADDRESSES":[{"PLACE_OF_BIRTH":"Bern"},{"ADDR_FULL":"Hauptstrasse 1, Bern"}],"COUNTRIES":[{"NATIONALITY":"ch"}],"RELATIONSHIPS":[{"REL_ANCHOR_DOMAIN":"OS","REL_ANCHOR_KEY":"NK-2","REL_POINTER_ROLE":"Family","REL_POINTER_DOMAIN":"OS","REL_POINTER_KEY":"NK-1"}],"IDENTIFIERS":[{"PASSPORT_NUMBER":"X1234567","PASSPORT_COUNTRY":"ch"},{"OTHER_ID_TYPE":"wikidataId","OTHER_ID_NUMBER":"Q42"},{"TRUSTED_ID_TYPE":"WIKIDATA","TRUSTED_ID_NUMBER":"Q42"}]}`,
		`{"DATA_SOURCE":"OS","RECORD_ID":"NK-1","FEATURES":[{"RECORD_TYPE":"PERSON"},{"NAME_TYPE":"PRIMARY","NAME_FULL":"Anna Muster"},{"NAME_TYPE":"ALIAS","NAME_FULL":"Hanna"},{"GENDER":"F"},{"TOPIC":"role.pep"},{"DATE_OF_BIRTH":"1972"},{"PLACE_OF_BIRTH":"Bern"},{"ADDR_FULL":"Hauptstrasse 1, Bern"},{"NATIONALITY":"ch"},{"REL_POINTER_DOMAIN":"OS","REL_POINTER_KEY":"NK-2","REL_POINTER_ROLE":"Family"},{"PASSPORT_NUMBER":"X1234567","PASSPORT_COUNTRY":"ch"},{"TRUSTED_ID_TYPE":"WIKIDATA","TRUSTED_ID_NUMBER":"Q42"}]}`,
	}
	a, b := mustParse(t, text(records[0])), mustParse(t, text(records[1]))
	same(t, "FEATURES", b.Records, a.Records, all)
	r := a.Records[0]
	if e := r.Target(); e.Schema.Name != "Person" || e.First("wikidataId") != "Q42" || e.First("passportNumber") != "X1234567" ||
		e.First("gender") != "female" || len(a.Unknown) > 0 {
		t.Errorf("unknown %v, record %s", a.Unknown, dump(r))
	}
	link := r.Entities[slices.IndexFunc(r.Entities, func(e *ftm.Entity) bool { return e.Schema.Name == "UnknownLink" })]
	if ends := append(link.Get("subject"), link.Get("object")...); !slices.Equal(ends, []string{"ftm:NK-1", "ftm:NK-2"}) {
		t.Errorf("ends %v", ends)
	}
	odd := mustParse(t, text(`{"DATA_SOURCE":"X","RECORD_ID":"1","NAME_FIRST":"Anna","NAME_LAST":"Muster","SHOE_SIZE":38}`))
	if odd.Unknown["SHOE_SIZE"] != 1 || odd.Records[0].Target().First("name") != "Anna Muster" ||
		odd.Records[0].Target().First("notes") != "SHOE_SIZE: 38" {
		t.Errorf("unknown %v, %s", odd.Unknown, dump(odd.Records[0]))
	}
}

func TestBadFiles(t *testing.T) {
	for name, content := range map[string]string{"empty": "", "html": "<html>\"id\" \"schema\" \"properties\"</html>",
		"error": `{"error":"not found"}`, "csv": "a,b\n1,2\n"} {
		if _, format, err := parse(t, text(content)); err == nil {
			t.Errorf("%s taken for %s", name, format)
		}
	}
	for _, c := range [][2]string{
		{network[:len(network)-9], "line 7: the file ends inside an object"},
		{"[" + strings.SplitAfter(network, "\n")[0], "ends inside its array"},
		{network + "<html>", "line 8"},
		{`{"id":"","schema":"Person","properties":{}}`, "without id"},
		{strings.Repeat(`{"id":"x","schema":"Person","properties":{"parent":[`, 30) + strings.Repeat("]}}", 30), "nested deeper"},
	} {
		if _, _, err := parse(t, text(c[0])); err == nil || !strings.Contains(err.Error(), c[1]) {
			t.Errorf("error %v, want one about %q", err, c[1])
		}
	}
}

// random makes a graph of parties, addresses, sanctions and edges, with values of all kinds.
func random(r *rand.Rand) string {
	words := []string{"Anna", "Müller; GmbH", `"quoted"`, "Лукашенко", "a,b", "line\nbreak", "100%", "x/y", "-", "يوسف"}
	word := func() string { return words[r.IntN(len(words))] }
	var b strings.Builder
	n := 2 + r.IntN(8)
	for i := range n {
		schema := []string{"Person", "Company", "Vessel"}[r.IntN(3)]
		fmt.Fprintf(&b, `{"id":"t%d","schema":%q,"properties":{"name":[%q,%q],"alias":[%q],"notes":[%q],"addressEntity":["a%d"]},"datasets":["d%d"]}`+"\n",
			i, schema, word(), word(), word(), word(), r.IntN(4), r.IntN(2))
	}
	for i := range 4 {
		fmt.Fprintf(&b, `{"id":"a%d","schema":"Address","properties":{"full":[%q]}}`+"\n", i, word())
		fmt.Fprintf(&b, `{"id":"o/%d","schema":"Ownership","properties":{"owner":["t%d"],"asset":["t%d"],"role":[%q]}}`+"\n",
			i, r.IntN(n), r.IntN(n+1), word())
		fmt.Fprintf(&b, `{"id":"s%d","schema":"Sanction","properties":{"entity":["t%d"],"program":[%q]}}`+"\n", i, r.IntN(n), word())
	}
	return b.String()
}

// The law of all exports: what goes out comes in again the same.
func TestRoundTrip(t *testing.T) {
	for seed := range uint64(60) {
		first := mustParse(t, text(random(rand.New(rand.NewPCG(seed, 1))))).Records
		for _, plain := range []string{"", "ftm"} {
			x := Export{Plain: plain}
			var entities, statements bytes.Buffer
			if err := errors.Join(x.FTM(&entities, slices.Values(first)), x.Statements(&statements, slices.Values(first))); err != nil {
				t.Fatal(err)
			}
			same(t, fmt.Sprintf("seed %d, plain %q, entities", seed, plain), mustParse(t, text(entities.String())).Records, first, bare)
			same(t, fmt.Sprintf("seed %d, plain %q, statements", seed, plain), mustParse(t, text(statements.String())).Records, first, all)
		}
	}
}

func TestStatementsKeepEverything(t *testing.T) {
	r := lists.NewRecord("eu-fsf", "EU.1.2", "Person")
	r.Former = []string{"17"}
	r.Target().Put(ftm.Statement{Prop: "name", Original: "Анна", Lang: "rus", Note: "strong"})
	r.Target().Put(ftm.Statement{Prop: "birthDate", Value: "1965", Original: "circa 1965", Note: ftm.NoteCirca})
	r.Target().Put(ftm.Statement{Prop: "nationality", Original: "by", Stance: ftm.Reported})
	r.Sanction("Council", "eu", "BLR").Add("program", "Belarus")
	var b bytes.Buffer
	if err := WriteStatements(&b, slices.Values([]*lists.Record{r})); err != nil {
		t.Fatal(err)
	}
	pub := mustParse(t, text(b.String()))
	got := pub.Records[0]
	if len(pub.Unknown) > 0 || got.ID != "eu-fsf:EU.1.2" || !slices.Equal(got.Former, r.Former) {
		t.Errorf("unknown %v, id %s, former %v", pub.Unknown, got.ID, got.Former)
	}
	for _, s := range r.Target().Statements {
		if !slices.Contains(got.Target().Statements, s) {
			t.Errorf("lost %+v; have %+v", s, got.Target().Statements)
		}
	}
	if !slices.Contains(got.Target().Get("keywords"), "dataset:eu-fsf") {
		t.Error("the list is not given as the dataset")
	}
}

func TestMeta(t *testing.T) {
	records := mustParse(t, text(network)).Records
	x := Export{Plain: "ftm", Meta: func(*lists.Record) Meta {
		return Meta{Datasets: []string{"eu-fsf"}, FirstSeen: "2021-06-21", LastSeen: "2024-12-20", LastChange: "2022-03-11"}
	}}
	var b bytes.Buffer
	if err := x.FTM(&b, slices.Values(records)); err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{`"id":"p1","caption":"Anna Muster","schema":"Person"`, `"referents":["old-1"]`,
		`"datasets":["eu-fsf","eu_fsf"]`, `"first_seen":"2021-06-21"`, `"target":true`, `"owner":["p1"]`} {
		if !strings.Contains(b.String(), want) {
			t.Errorf("no %s in\n%s", want, b.String())
		}
	}
	b.Reset()
	if err := x.Simple(&b, slices.Values(records)); err != nil {
		t.Fatal(err)
	}
	if !strings.Contains(b.String(), "p1,Person,Anna Muster,,,,,,Belarus,,,,eu-fsf;eu_fsf,2021-06-21,2024-12-20,2022-03-11\n") {
		t.Errorf("simple CSV:\n%s", b.String())
	}
	if got := mustParse(t, text(b.String())); len(got.Records) != 3 {
		t.Errorf("simple CSV read again: %d records", len(got.Records))
	}
}

func FuzzParse(f *testing.F) {
	f.Add([]byte(network))
	f.Add([]byte(`{"op":"ADD","entity":{"id":"x","schema":"Person","properties":{"name":["a"]}}}`))
	f.Add([]byte("canonical_id,entity_id,prop,schema,value\nx,x,name,Person,Anna\n"))
	f.Add([]byte("id,schema,name,aliases,birth_date,identifiers,sanctions\nx,Sanction,A,B,1,2,3\nx-sanction,Person,A,B,1,2,3\n"))
	f.Add([]byte(`{"DATA_SOURCE":"X","RECORD_ID":"1","FEATURES":[{"NAME_FULL":"A"},{"REL_POINTER_KEY":"2"},{"ADDR_CITY":"B"}]}`))
	f.Add([]byte(`{"id":"x","schema":"Mention","properties":{"foo":["a"],"document":["b"]}}`))
	f.Fuzz(func(t *testing.T, data []byte) {
		for _, format := range FTM("ftm").Formats {
			format.Detect("f", data)
			pub, err := format.Parse([]lists.File{{Name: "f", Data: data}})
			if err != nil {
				continue
			}
			if len(pub.Records) == 0 {
				t.Errorf("%s: no records and no error", format.ID)
			}
			for _, write := range []func(io.Writer, Records) error{WriteFTM, WriteStatements, WriteSimple, WriteSenzing} {
				if err := write(io.Discard, slices.Values(pub.Records)); err != nil {
					t.Error(err)
				}
			}
		}
		_, _ = ApplyDelta(nil, data)
	})
}
