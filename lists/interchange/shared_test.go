package interchange

import (
	"bytes"
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/linchpin-oss/linchpin/ftm"
	"github.com/linchpin-oss/linchpin/lists"
)

// The manifest counts entities, statements or rows as they stand in the file; records are the parties among them.
func TestRealFiles(t *testing.T) {
	for name, want := range map[string]struct {
		format            string
		records, entities int
	}{
		"un_sc_sanctions-entities-2020-02-25.json.gz":       {"ftm-json", 1034, 2513},
		"wd_persons-entities.ftm-2024-03-09.json.gz":        {"ftm-json", 121, 281},
		"wd_persons-statements-2024-03-09.pack.gz":          {"ftm-statements", 121, 281},
		"wd_persons-targets.nested-2024-03-09.json.gz":      {"ftm-json", 100, 260},
		"wd_persons-targets.simple-2024-03-09.csv":          {"ftm-simple", 20, 20}, // one name holds a line break
		"eu_cor_members-targets.simple-2022-07-25.csv.gz":   {"ftm-simple", 639, 639},
		"ua_war_sanctions-targets.simple-2026-03-13.csv.gz": {"ftm-simple", 5600, 9771}, // with 4171 sanctions
		"us_congress-senzing-2026-01-02.json.gz":            {"senzing", 1319, 2685},
		"wd_persons-senzing-2024-03-09.json.gz":             {"senzing", 121, 258},
	} {
		pub, format, err := parse(t, read(t, name))
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		entities := 0
		for _, r := range pub.Records {
			entities += len(r.Entities)
		}
		if format != want.format || len(pub.Records) != want.records || entities != want.entities || len(pub.Unknown) > 0 ||
			len(pub.Warnings) > 0 {
			t.Errorf("%s: %s, %d records, %d entities, unknown %v, warnings %v; want %v", name, format, len(pub.Records),
				entities, pub.Unknown, pub.Warnings, want)
		}
	}
	for _, name := range []string{"wd_persons-index-2024-03-09.json", "wd_persons-statistics-2024-03-09.json",
		"wd_persons-names-2024-03-09.txt", "name_bench-cases-2026-08-07.csv.gz", "ofac-search-scores-2026-07-19.csv"} {
		if _, format, err := parse(t, read(t, name)); err == nil {
			t.Errorf("%s taken for %s", name, format)
		}
	}
}

// The pack and the entities of one export say the same.
func TestPackEqualsEntities(t *testing.T) {
	entities := mustParse(t, read(t, "wd_persons-entities.ftm-2024-03-09.json.gz"))
	pack := mustParse(t, read(t, "wd_persons-statements-2024-03-09.pack.gz"))
	same(t, "pack", values(pack.Records), values(entities.Records), bare)
}

// values keeps the understood values only: statements carry the wording before cleaning, entities do not.
func values(records []*lists.Record) []*lists.Record {
	var out []*lists.Record
	for _, r := range records {
		c := &lists.Record{ID: r.ID}
		for _, e := range r.Entities {
			v := &ftm.Entity{ID: e.ID, Schema: e.Schema}
			for _, s := range e.Statements {
				v.Put(ftm.Statement{Prop: s.Prop, Value: s.Value})
			}
			c.Entities = append(c.Entities, v)
		}
		out = append(out, c)
	}
	return out
}

func TestRealRoundTrip(t *testing.T) {
	first := mustParse(t, read(t, "un_sc_sanctions-entities-2020-02-25.json.gz")).Records
	x := Export{Plain: "ftm"}
	var entities, statements bytes.Buffer
	if err := x.FTM(&entities, slices.Values(first)); err != nil {
		t.Fatal(err)
	}
	if err := x.Statements(&statements, slices.Values(first)); err != nil {
		t.Fatal(err)
	}
	// The file has no datasets; an export names the list.
	clean := func(records []*lists.Record) []*lists.Record {
		for _, r := range records {
			for _, e := range r.Entities {
				e.Statements = slices.DeleteFunc(e.Statements, func(s ftm.Statement) bool { return s.Value == "dataset:ftm" })
			}
		}
		return records
	}
	same(t, "entities", clean(mustParse(t, text(entities.String())).Records), first, bare)
	same(t, "statements", clean(mustParse(t, text(statements.String())).Records), first, all)
}

// A real delta, applied to a state that holds what it changes and removes.
func TestRealDelta(t *testing.T) {
	delta := read(t, "delta-entities.delta-2024-07-05.json.gz")
	var base strings.Builder
	want := map[string]bool{}
	for line := range strings.Lines(string(delta.Data)) {
		var op struct {
			Op     string
			Entity struct{ ID, Schema string }
		}
		if err := json.Unmarshal([]byte(line), &op); err != nil {
			t.Fatal(err)
		}
		if op.Op != "ADD" {
			fmt.Fprintf(&base, `{"id":%q,"schema":"Person","properties":{"name":["before"]}}`+"\n", op.Entity.ID)
		}
		if op.Op != "DEL" {
			want[op.Entity.ID] = true
		}
	}
	records, err := ApplyDelta(mustParse(t, text(base.String())).Records, delta.Data)
	if err != nil {
		t.Fatal(err)
	}
	got := 0
	for _, r := range records {
		for _, e := range r.Entities {
			got++
			if id := plainID(e.ID, "ftm"); !want[id] || slices.Contains(e.Get("name"), "before") {
				t.Errorf("%s should be gone or changed", id)
			}
		}
	}
	if got != len(want) {
		t.Errorf("%d entities, want %d", got, len(want))
	}
}

// Our Senzing records have the keys, and each key the kind of value, of those that OpenSanctions publishes, and say
// the same of the same party.
func TestSenzingShape(t *testing.T) {
	for _, name := range []string{"us_congress-senzing-2026-01-02.json.gz", "wd_persons-senzing-2024-03-09.json.gz"} {
		f := read(t, name)
		var b bytes.Buffer
		if err := (Export{Plain: "ftm"}).Senzing(&b, slices.Values(mustParse(t, f).Records)); err != nil {
			t.Fatal(err)
		}
		theirs, ours := senzingShape(t, f.Data), senzingShape(t, b.Bytes())
		for path := range ours {
			// Another country property for what is neither person nor citizen, and anchors where they leave them out.
			if !theirs[path] && !strings.Contains(path, "COUNTRY_OF_ASSOCIATION") && !strings.Contains(path, "REL_ANCHOR") {
				t.Errorf("%s: %s is not in the published files", name, path)
			}
		}
		for _, path := range []string{"RECORD_ID", "DATA_SOURCE", "NAMES[NAME_FULL]", "NAMES[NAME_TYPE]", "DATES[DATE_OF_BIRTH]",
			"COUNTRIES[NATIONALITY]", "RELATIONSHIPS[REL_POINTER_KEY]", "IDENTIFIERS[OTHER_ID_NUMBER]"} {
			if !ours[path+" string"] {
				t.Errorf("%s: no %s in ours", name, path)
			}
		}
		same(t, name, mustParse(t, text(b.String())).Records, mustParse(t, f).Records, withoutSource)
	}
}

// withoutSource leaves out the data source, whose name is written in capitals and underscores.
func withoutSource(entities []*ftm.Entity) []*ftm.Entity {
	out := bare(entities)
	for _, e := range out {
		e.Statements = slices.DeleteFunc(e.Statements, func(s ftm.Statement) bool { return s.Prop == "keywords" })
	}
	return out
}

func senzingShape(t *testing.T, data []byte) map[string]bool {
	t.Helper()
	shape := map[string]bool{}
	for line := range strings.Lines(string(data)) {
		var record map[string]any
		if err := json.Unmarshal([]byte(line), &record); err != nil {
			t.Fatal(err)
		}
		for key, v := range record {
			items, ok := v.([]any)
			if !ok {
				shape[fmt.Sprintf("%s %T", key, v)] = true
			}
			for _, item := range items {
				for k, x := range item.(map[string]any) {
					shape[fmt.Sprintf("%s[%s] %T", key, k, x)] = true
				}
			}
		}
	}
	return shape
}
