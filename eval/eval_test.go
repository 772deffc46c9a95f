package eval

import (
	"bytes"
	"math"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"github.com/linchpin-oss/linchpin/match"
	"github.com/linchpin-oss/linchpin/names"
)

func write(t testing.TB, name, text string) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), name)
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

const rowsHeader = "id\tset\tkind\tquery\tquery_script\tquery_lang\ttarget_id\ttarget_names\toverlap\tnote\tgroup\n"

// The first two rows are about one party: each leaves out the name that the other counts through.
const rowsFile = rowsHeader +
	"1\tlist_x\tperson\tMichail S. Guzerijew\tLatn\tde\teu:1\t[\"Mikhail Safarbekovich GUTSERIEV\"]\t1.00\t\tg1\n" +
	"2\tlist_x\tperson\tMikhail Safarbekovich GUTSERIEV\tLatn\ten\teu:1\t[\"Michail S. Guzerijew\", \"Nom de guerre\"]\t1.00\t\tg1\n" +
	"3\tlist_x\tperson\tThe Surgeon\tLatn\ten\teu:2\t[\"Alexander Sergeyevich ZALDOSTANOV\"]\t0.00\t\tg2\n"

func TestALeftOutAliasDoesNotFindItself(t *testing.T) {
	rows, err := ReadRows(write(t, "rows.tsv", rowsFile+
		"4\tlist_x\tperson\tZaldostanov\tLatn\ten\teu:2\t[\"The Surgeon\"]\t0.00\t\tg2\n"))
	if err != nil {
		t.Fatal(err)
	}
	r, err := Retrieval(rows, Options{Examples: 10})
	if err != nil {
		t.Fatal(err)
	}
	found := false
	for _, s := range r.Slices {
		if s.Set != "list_x" || s.Kind != "person" || s.Script != "" || s.Overlap != "" {
			continue
		}
		found = true
		// rows 3 and 4 would find themselves through the names of each other
		if s.Rows != 4 || s.Groups != 2 || s.At1.Value != 0.5 || s.Per1000 != nil {
			t.Errorf("%+v: want half of 4 rows in 2 groups, and no rate without ordinary names", s)
		}
	}
	if !found {
		t.Error("no slice of the set")
	}
}

func TestThresholdsComeFromOrdinaryNames(t *testing.T) {
	down := []float64{9, 8, 8, 5, 4, 3, 2, 1, 0, -1}
	if th := thresholdAt(down, 10); th.Bits != 9 || th.Reach != 1 {
		t.Errorf("1 in 10: %+v", th)
	}
	if th := thresholdAt(down, 5); th.Bits != 9 || th.Reach != 1 {
		t.Errorf("1 in 5 with a tie over the edge: %+v", th)
	}
	if th := thresholdAt(down, 3); th.Bits != 8 || th.Reach != 3 {
		t.Errorf("1 in 3: %+v", th)
	}
	if th := thresholdAt(down, 11); th != nil {
		t.Errorf("1 in 11 of 10 names: %+v", th)
	}
}

func TestAUCAndTies(t *testing.T) {
	obs := []scored{{3, true}, {2, false}, {1, true}, {1, false}}
	if got := auc(obs); got != 0.625 {
		t.Errorf("AUC %v, want 0.625", got)
	}
	rapid.Check(t, func(t *rapid.T) {
		obs := rapid.SliceOfN(rapid.Custom(func(t *rapid.T) scored {
			return scored{float64(rapid.IntRange(0, 5).Draw(t, "bits")), rapid.Bool().Draw(t, "match")}
		}), 1, 30).Draw(t, "obs")
		above, pairs := 0.0, 0.0
		for _, a := range obs {
			for _, b := range obs {
				if a.match && !b.match {
					pairs++
					switch {
					case a.bits > b.bits:
						above++
					case a.bits == b.bits:
						above += 0.5
					}
				}
			}
		}
		if got := auc(obs); pairs == 0 != math.IsNaN(got) || pairs > 0 && math.Abs(got-above/pairs) > 1e-9 {
			t.Fatalf("AUC %v, counted %v of %v", got, above, pairs)
		}
	})
}

func TestIntervalsCountGroups(t *testing.T) {
	var rows, groups tally
	for i := range 100 {
		rows.add(string(rune('a'+i)), i%2 == 0)
		groups.add(string(rune('a'+i/25)), i/25%2 == 0)
	}
	a, b := rows.rate(), groups.rate()
	if a.Value != 0.5 || b.Value != 0.5 || b.High-b.Low < 2*(a.High-a.Low) {
		t.Errorf("100 groups %+v, 4 groups %+v", a, b)
	}
}

func TestPairs(t *testing.T) {
	pairs, err := ReadPairs(write(t, "pairs.tsv", "id\tset\tkind\tleft\tright\tlabel\tquality\tcategory\tpeer_score\tnote\n"+
		"1\ts\tperson\tVladimir Putin\tWladimir Putin\tmatch\t\t\tpeer=0.9\t\n"+
		"2\ts\tperson\tViktor Yakunin\tVladimir Yakunin\tnonmatch\t\t\tpeer=0.95\t\n"+
		"3\ts\tperson\tA\tB\t\t\t\tpeer=0.1\t\n"))
	if err != nil {
		t.Fatal(err)
	}
	r := Pairs(pairs, 5)
	s := r.Slices[0]
	if s.Pairs != 2 || s.Unjudged != 1 || *s.AUC != 1 || *s.F1 != 1 || *s.Peers[0].AUC != 0 {
		t.Errorf("%+v", s)
	}
	var page bytes.Buffer
	if err := r.WriteHTML(&page); err != nil || !strings.Contains(page.String(), "<td>peer</td>") {
		t.Errorf("report: %v without the peer", err)
	}
}

func TestAlerts(t *testing.T) {
	alerts, err := ReadAlerts(write(t, "alerts.csv", "name,listed_name,label,birth_date,listed_birth_date\n"+
		"Michail S. Guzerijew,Mikhail Safarbekovich GUTSERIEV,true,1958,1958-03-09\nJohn Smith,John Miller,no,1970,1950\n"))
	if err != nil {
		t.Fatal(err)
	}
	r, err := Alerts(alerts, 5)
	if err != nil {
		t.Fatal(err)
	}
	if r.Default.TruePositives != 1 || r.Default.TrueNegatives != 1 || r.Safe.FalsePositives != 0 {
		t.Errorf("%+v", r)
	}
	if err := r.WriteHTML(&bytes.Buffer{}); err != nil {
		t.Error(err)
	}
}

func TestErrorsNameLineAndColumn(t *testing.T) {
	for _, c := range []struct {
		name, text string
		read       func(string) error
		want       []string
	}{
		{"a.tsv", "id\tset\n1\tx\n", readRowsOnly, []string{"line 1", `"kind"`}},
		{"b.tsv", rowsHeader + "1\ts\tperson\tq\tLatn\t\tt\tnot json\t1\t\tg\n", readRowsOnly, []string{"line 2", "target_names"}},
		{"c.tsv", rowsHeader + "1\ts\tmartian\tq\tLatn\t\tt\t[\"x\"]\t1\t\tg\n", readRowsOnly, []string{"line 2", "kind", "martian"}},
		{"d.csv", "name,listed_name,label\nA B,C D,perhaps\n", func(p string) error { _, err := ReadAlerts(p); return err }, []string{"line 2", "label", "perhaps"}},
		{"martians.txt", "x\n", func(p string) error { _, err := ReadBackground(p); return err }, []string{"kind"}},
	} {
		err := c.read(write(t, c.name, c.text))
		for _, want := range append(c.want, c.name) {
			if err == nil || !strings.Contains(err.Error(), want) {
				t.Errorf("%s: %v does not say %q", c.name, err, want)
			}
		}
	}
}

func readRowsOnly(path string) error { _, err := ReadRows(path); return err }

func TestDamageIsTheSameEachTime(t *testing.T) {
	rows, err := ReadRows(write(t, "rows.tsv", rowsFile))
	if err != nil {
		t.Fatal(err)
	}
	a, b := Damaged(rows), Damaged(rows)
	if len(a) < 5 || len(a) != len(b) {
		t.Fatalf("%d and %d rows", len(a), len(b))
	}
	for i := range a {
		if a[i].Query != b[i].Query {
			t.Errorf("%q, then %q", a[i].Query, b[i].Query)
		}
	}
}

// TestTraining learns from a handful of rows: it must be deterministic and keep the signs.
func TestTraining(t *testing.T) {
	rows, err := ReadRows(write(t, "rows.tsv", rowsFile))
	if err != nil {
		t.Fatal(err)
	}
	before := match.KindWeights(names.Person)
	defer match.SetWeights(names.Person, before)
	opt := TrainOptions{Rows: rows, Background: &Background{Names: map[string][]string{"person": {"John Smith", "Mikhail Miller", "Nom Chomsky"}}}, Progress: t.Logf}
	a, err := Train(names.Person, opt)
	if err != nil {
		t.Fatal(err)
	}
	match.SetWeights(names.Person, before)
	b, err := Train(names.Person, opt)
	if err != nil {
		t.Fatal(err)
	}
	if a.Weights != b.Weights {
		t.Error("two trainings differ")
	}
	for f := range match.FeatureCount {
		if s := sign(f); a.Weights[f]*float64(s) < 0 {
			t.Errorf("%s weighs %v", f, a.Weights[f])
		}
	}
}

// TestSharedSets holds the measured quality of the shared sets, with room for small changes.
func TestSharedSets(t *testing.T) {
	dir := os.Getenv("LINCHPIN_SHARED")
	if dir == "" {
		dir = "../../shared"
	}
	path := filepath.Join(dir, "eval", "pairs_siblings.tsv.gz")
	if _, err := os.Stat(path); err != nil {
		t.Skipf("SKIPPED: no evaluation sets: %v", err)
	}
	siblings, err := ReadPairs(path)
	if err != nil {
		t.Fatal(err)
	}
	if s := Pairs(siblings, 0).Slices[0]; s.Default.FalsePositives > s.Pairs/100 {
		t.Errorf("%d of %d siblings are taken for each other", s.Default.FalsePositives, s.Pairs)
	}
	rows, err := ReadRows(filepath.Join(dir, "eval", "lists_ru_schemes.tsv.gz"))
	if err != nil {
		t.Fatal(err)
	}
	r, err := Retrieval(rows[:800], Options{})
	if err != nil {
		t.Fatal(err)
	}
	found := false
	for _, s := range r.Slices {
		if s.Set == "ru_schemes" && s.Kind == "" && s.Overlap == "" {
			found = true
			if s.At1.Value < 0.97 || s.Default.Value < 0.97 {
				t.Errorf("Russian names in other schemes: %+v", s)
			}
		}
	}
	if !found {
		t.Error("no slice of the set")
	}
}

func FuzzReadRows(f *testing.F) {
	f.Add(rowsFile)
	f.Add(rowsHeader + "1\ts\tperson\tq\tLatn\t\tt\t[]\t2\t\tg\n")
	f.Fuzz(func(t *testing.T, text string) {
		rows, err := ReadRows(write(t, "rows.tsv", text))
		if err == nil {
			Damaged(rows)
			Relatives(rows)
		}
	})
}
