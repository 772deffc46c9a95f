package resolve

import (
	"bufio"
	"compress/gzip"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"github.com/linchpin-oss/linchpin/archive"
	"github.com/linchpin-oss/linchpin/ftm"
	"github.com/linchpin-oss/linchpin/lists"
)

// record makes a record of one version from "prop=value" statements; "ref=..." is a former id, "programme=..." what the list
// prints it for.
func record(list, id, schema string, statements ...string) *Record {
	r := lists.NewRecord(list, id, schema)
	var former []string
	for _, s := range statements {
		prop, value, _ := strings.Cut(s, "=")
		switch prop {
		case "ref":
			former = append(former, value)
		case "programme":
			r.Sanction("x", "eu", "k").Add("program", value)
		case "unscId":
			r.Sanction("x", "eu", "k").Add("unscId", value)
		default:
			r.Target().Add(prop, value)
		}
	}
	return NewRecord(list, id, []Version{{Entities: r.Entities, Former: former, Spans: []archive.Span{{First: 0, Last: 0}}}})
}

// set is records as clustering sees them.
type set []*Record

func (s set) Len() int { return len(s) }
func (s set) List(r int) int {
	n := 0
	for i := range s {
		if s[i].List == s[r].List {
			return i
		}
	}
	return n
}
func (s set) Together(a, b int) bool { return s[a].List == s[b].List }
func (s set) Find(id string) (int, bool) {
	i := slices.IndexFunc(s, func(r *Record) bool { return r.ID == id })
	return i, i >= 0
}

// together resolves records and returns the clusters as sorted lines of entity ids, and how many pairs are proposed.
func together(records []*Record, judgements ...Judgement) (clusters []string, proposed int) {
	pairs, _ := Resolve(records, nil)
	c := Cluster(set(records), pairs, judgements)
	for _, m := range c.Clusters {
		var ids []string
		for _, r := range m {
			ids = append(ids, records[r].ID)
		}
		clusters = append(clusters, strings.Join(ids, " "))
	}
	slices.Sort(clusters)
	return clusters, len(c.Proposals)
}

func TestPairs(t *testing.T) {
	for _, c := range []struct {
		what     string
		a, b     *Record
		same     bool
		proposed bool
	}{
		{"one man in the spelling and with the date of each list",
			record("eu-fsf", "EU.6385.79", "Person", "name=Mikhail Safarbekovich GUTSERIEV", "birthDate=1958-03-09", "gender=male"),
			record("uk-ofsi", "14131", "Person", "name=Mikail Safarbekovich GUTSERIYEV", "birthDate=1958-03-09", "country=ru"), true, false},
		{"Cyrillic and Latin",
			record("ua-nsdc", "1", "Person", "name=Ковальчук Юрий Валентинович", "birthDate=1951-07-25"),
			record("ofac-sdn", "16688", "Person", "name=Yuri Valentinovich KOVALCHUK", "birthDate=1951-07-25"), true, false},
		{"brothers: their given names differ",
			record("eu-fsf", "1", "Person", "name=Arkady Romanovich ROTENBERG", "country=ru"),
			record("uk-sl", "RUS1", "Person", "name=Boris Romanovich ROTENBERG", "country=ru"), false, false},
		{"father and son: their patronymics differ, and an alias without them does not hide it",
			record("eu-fsf", "1", "Person", "name=Boris Romanovich ROTENBERG", "alias=Boris ROTENBERG", "country=ru"),
			record("uk-sl", "RUS1", "Person", "name=Boris Borisovich ROTENBERG", "alias=Boris ROTENBERG", "country=ru"), false, true},
		{"Hasan and Husayn are alike, but brothers",
			record("un-sc", "QDi.1", "Person", "name=Hasan al-Gutbaddin Fawzuri", "country=iq"),
			record("uk-sl", "AQD1", "Person", "name=Husayn al-Gutbaddin Fawzuri", "country=iq"), false, true},
		{"twins: the same day, a nickname in common, one list tells them apart",
			record("ofac-sdn", "10470", "Person", "name=Victor Manuel MEJIA MUNERA", "alias=Los Mellizos", "birthDate=1959-07-11", "country=co"),
			record("ofac-sdn", "10471", "Person", "name=Miguel Angel Melchor MEJIA MUNERA", "alias=Los Mellizos", "birthDate=1959-07-11", "country=co"), false, true},
		{"a common name proves little without a date",
			record("eu-fsf", "1", "Person", "name=Ali Hassan", "country=sy"),
			record("uk-sl", "SYR1", "Person", "name=Ali Hassan", "country=sy"), false, true},
		{"the same name, but born in other years",
			record("eu-fsf", "1", "Person", "name=Milomir Zorislav Stakicevic", "birthDate=1962-01-19"),
			record("ofac-sdn", "2", "Person", "name=Milomir Zorislav Stakicevic", "birthDate=1971-06-19"), false, true},
		{"a man's name and a woman's",
			record("eu-fsf", "1", "Person", "name=Aleksandr Viktorovich ZABOLOTSKI", "birthDate=1970-02-02"),
			record("uk-sl", "2", "Person", "name=Aleksandra Viktorovna ZABOLOTSKAYA", "birthDate=1970-02-02"), false, false},
		{"a passport joins what the names alone would not",
			record("eu-fsf", "1", "Person", "name=Abdul Majid", "passportNumber=AB-7305162"),
			record("un-sc", "QDi.9", "Person", "name=Abdul Majeed", "passportNumber=AB 7305162"), true, false},
		{"a passport under quite another name is proposed",
			record("eu-fsf", "1", "Person", "name=Abdul Majid", "passportNumber=AB7305162"),
			record("un-sc", "QDi.9", "Person", "name=Tarkhan Batirashvili", "passportNumber=AB7305162"), false, true},
		{"a UN number joins",
			record("eu-fsf", "1", "Person", "name=Faiz", "unscId=TAi.36"),
			record("un-sc", "TAi.036", "Person", "name=FAIZ"), true, false},
		{"a UN number of the years before",
			record("uk-ofsi", "1", "Person", "name=Khalifa Muhammad AL-SUBAIY", "unscId=QI.A.253.08"),
			record("un-sc", "QDi.253", "Person", "name=Khalifa Muhammad Turki AL-SUBAIY"), true, false},
		{"a misprinted UN number does not join",
			record("uk-sl", "HAI0012", "Person", "name=Dimitri Herard", "unscId=HTi.009"),
			record("un-sc", "HTi.009", "Person", "name=KEMPES SANON"), false, true},
		{"a ship under a new name has her number",
			record("eu-vessels", "1", "Vessel", "name=Ocean Amber", "imoNumber=9187629"),
			record("uk-sl", "RUS2", "Vessel", "name=Zircone", "imoNumber=IMO9187629"), true, false},
		{"ships of one name",
			record("eu-vessels", "1", "Vessel", "name=Ocean Amber", "imoNumber=9187629"),
			record("uk-sl", "RUS2", "Vessel", "name=Ocean Amber", "imoNumber=9079107"), false, false},
		{"a company and its legal form in another language",
			record("eu-fsf", "1", "Company", "name=OAO Beltamozhservis Guzeriya", "country=by"),
			record("uk-sl", "2", "Organization", "name=Beltamozhservis Guzeriya", "country=by"), true, false},
		{"a branch",
			record("eu-fsf", "1", "Company", "name=Beltamozhservis Guzeriya", "country=by"),
			record("uk-sl", "2", "Organization", "name=Beltamozhservis Guzeriya Minsk", "country=by"), false, true},
		{"companies of other countries",
			record("eu-fsf", "1", "Company", "name=Institute of Applied Physics Vesnovka", "country=ir"),
			record("uk-sl", "2", "Company", "name=Institute of Applied Physics Vesnovka", "country=ru"), false, true},
		{"companies with other tax numbers",
			record("eu-fsf", "1", "Company", "name=Fort Dialogovich LLC", "innCode=7707083893"),
			record("ofac-sdn", "2", "Company", "name=Fort Dialogovich LLC", "innCode=7702070139"), false, false},
		{"a person is no company",
			record("eu-fsf", "1", "Person", "name=Beltamozhservis Guzeriya"),
			record("uk-sl", "2", "Company", "name=Beltamozhservis Guzeriya"), false, false},
	} {
		clusters, proposed := together([]*Record{c.a, c.b})
		if (len(clusters) == 1) != c.same || (proposed > 0) != c.proposed {
			cmp := NewComparer([]*Record{c.a, c.b}).Compare(0, 1)
			t.Errorf("%s: joined %v, proposed %d; %v by %v with %.1f bits: %v", c.what, clusters, proposed, cmp.Verdict, cmp.Basis, cmp.Bits, cmp.Against)
		}
	}
}

// TestNoChain: A and C are two men whom their list tells apart. B resembles both, and must not join them.
func TestNoChain(t *testing.T) {
	records := []*Record{
		record("eu-fsf", "A", "Person", "name=Igor Arkadyevich ROTENBERGOV", "country=ru", "programme=UKR"),
		record("eu-fsf", "C", "Person", "name=Igor Borisovich ROTENBERGOV", "country=ru", "programme=UKR"),
		record("jp-mof", "B", "Person", "name=Igor Rotenbergov", "country=ru"),
	}
	clusters, proposed := together(records)
	if len(clusters) != 0 || proposed != 2 {
		t.Errorf("clusters %v, %d proposed", clusters, proposed)
	}
}

// TestTwoProgrammes: a list may print one man under two programmes; a third list's record then joins both.
func TestTwoProgrammes(t *testing.T) {
	name, born := "name=Aleksandr Vasilievich BORTNIKOVSKI", "birthDate=1951-11-15"
	clusters, _ := together([]*Record{
		record("uk-sl", "CHW0014", "Person", name, born, "programme=Chemical Weapons"),
		record("uk-sl", "RUS0084", "Person", name, born, "programme=Russia"),
		record("eu-fsf", "1", "Person", name, born),
	})
	if len(clusters) != 1 || clusters[0] != "uk-sl:CHW0014 uk-sl:RUS0084 eu-fsf:1" {
		t.Errorf("clusters %v", clusters)
	}
}

func TestJudgements(t *testing.T) {
	records := []*Record{
		record("eu-fsf", "1", "Person", "name=Mikhail Safarbekovich GUTSERIEV", "birthDate=1958-03-09"),
		record("uk-sl", "2", "Person", "name=Mikhail Safarbekovich GUTSERIEV", "birthDate=1958-03-09"),
		record("ca-sema", "3", "Person", "name=Ali Hassan"),
	}
	judge := func(id int64, a, b string, same bool) Judgement {
		return Judgement{ID: id, A: a, B: b, Same: same, Who: "ada", When: time.Unix(id, 0)}
	}
	part := judge(1, "eu-fsf:1", "uk-sl:2", false)
	if clusters, proposed := together(records, part); len(clusters) != 0 || proposed != 0 {
		t.Errorf("parted: %v, %d proposed", clusters, proposed)
	}
	join := judge(2, "ca-sema:3", "uk-sl:2", true)
	if clusters, _ := together(records, join); len(clusters) != 1 || len(strings.Fields(clusters[0])) != 3 {
		t.Errorf("joined: %v", clusters)
	}
	if clusters, _ := together(records, part, join); len(clusters) != 1 || clusters[0] != "uk-sl:2 ca-sema:3" {
		t.Errorf("one joined, one parted: %v", clusters)
	}
	undone := part
	undone.Undone = &Undoing{Who: "ben"}
	if clusters, _ := together(records, undone); len(clusters) != 1 {
		t.Errorf("undone: %v", clusters)
	}
	if clusters, _ := together(records, part, judge(3, "uk-sl:2", "eu-fsf:1", true)); len(clusters) != 1 {
		t.Errorf("the newer word does not count: %v", clusters)
	}
	pairs, _ := Resolve(records, nil)
	c := Cluster(set(records), pairs, []Judgement{part, judge(4, "ca-sema:3", "uk-sl:2", true), judge(5, "ca-sema:3", "eu-fsf:1", true)})
	if len(c.Warnings) != 1 || !strings.Contains(c.Warnings[0], "judgement 4") {
		t.Errorf("contradicting judgements: %v", c.Warnings)
	}
}

// TestOrderDoesNotMatter resolves the same records in any order: the same entities come out.
func TestOrderDoesNotMatter(t *testing.T) {
	var records []*Record
	for i, n := range []string{"Mikhail Gutseriev", "Michail Guzerijew", "Ali Hassan", "Igor Rotenbergov", "Igor Borisovich Rotenbergov",
		"Igor Arkadyevich Rotenbergov", "Wladimir Putinski", "Vladimir Vladimirovich Putinski"} {
		for k, list := range []string{"eu-fsf", "uk-sl", "ofac-sdn"} {
			statements := []string{"name=" + n, "country=ru"}
			if (i+k)%2 == 0 {
				statements = append(statements, fmt.Sprintf("birthDate=19%d-02-03", 50+i/2))
			}
			records = append(records, record(list, fmt.Sprint(i), "Person", statements...))
		}
	}
	want, _ := together(records)
	sortWords := func(lines []string) (out []string) {
		for _, l := range lines {
			w := strings.Fields(l)
			slices.Sort(w)
			out = append(out, strings.Join(w, " "))
		}
		slices.Sort(out)
		return out
	}
	rapid.Check(t, func(t *rapid.T) {
		got, _ := together(rapid.Permutation(records).Draw(t, "order"))
		if !slices.Equal(sortWords(got), sortWords(want)) {
			t.Fatalf("%v, not %v", got, want)
		}
	})
}

// TestNoOppositionInside makes pairs at random: no cluster holds a pair that is barred or that a person parted, unless a
// person joined it.
func TestNoOppositionInside(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		n := rapid.IntRange(2, 12).Draw(t, "records")
		records := make(set, n)
		for i := range records {
			records[i] = &Record{ID: fmt.Sprintf("l%d:%d", i, i), List: fmt.Sprint("l", i), Schema: ftm.MustLookup("Person")}
		}
		var pairs []Pair
		barred := map[uint64]bool{}
		for a := range n {
			for b := a + 1; b < n; b++ {
				p := Pair{A: a, B: b, Verdict: Verdict(rapid.IntRange(0, 3).Draw(t, "verdict")), Basis: Basis(rapid.IntRange(0, 2).Draw(t, "basis")),
					Bits: float64(rapid.IntRange(18, 60).Draw(t, "bits"))}
				if p.Verdict != Same {
					p.Opposed = Opposition(rapid.IntRange(0, 2).Draw(t, "opposed"))
				}
				barred[key(a, b)] = p.Opposed == Barred
				pairs = append(pairs, p)
			}
		}
		parted := Judgement{ID: 1, A: records[0].ID, B: records[1].ID}
		c := Cluster(records, pairs, []Judgement{parted})
		seen := map[int]bool{}
		for _, cluster := range c.Clusters {
			for i, a := range cluster {
				if seen[a] {
					t.Fatalf("record %d is in two clusters", a)
				}
				seen[a] = true
				for _, b := range cluster[i+1:] {
					if barred[key(a, b)] || a == 0 && b == 1 {
						t.Fatalf("cluster %v holds %d and %d", cluster, a, b)
					}
				}
			}
		}
		again := Cluster(records, pairs, []Judgement{parted})
		if fmt.Sprint(again) != fmt.Sprint(c) {
			t.Fatal("another outcome the second time")
		}
	})
}

// TestSiblings reads pairs of persons of one list that share all names but one. Under those names on two lists, with nothing
// else known, they must never become one.
func TestSiblings(t *testing.T) {
	shared := os.Getenv("LINCHPIN_SHARED")
	if shared == "" {
		shared = "../../shared"
	}
	f, err := os.Open(filepath.Join(shared, "eval", "pairs_siblings.tsv.gz"))
	if err != nil {
		t.Skip("SKIPPED: no evaluation data: ", err)
	}
	defer f.Close()
	z, err := gzip.NewReader(f)
	if err != nil {
		t.Fatal(err)
	}
	var records []*Record
	for s := bufio.NewScanner(z); s.Scan(); {
		if c := strings.Split(s.Text(), "\t"); len(c) > 5 && c[5] == "nonmatch" {
			n := fmt.Sprint(len(records))
			records = append(records, record("a", n, "Person", "name="+c[3]), record("b", n, "Person", "name="+c[4]))
		}
	}
	comparer := NewComparer(records)
	wrong := 0
	for i := 0; i+1 < len(records); i += 2 {
		if p := comparer.quick(i, i+1); p.Verdict == Same {
			if wrong++; wrong <= 10 {
				t.Errorf("joined: %s and %s (%.1f bits)", records[i].Caption, records[i+1].Caption, p.Bits)
			}
		}
	}
	t.Logf("%d of %d pairs of siblings and namesakes joined", wrong, len(records)/2)
}
