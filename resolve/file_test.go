package resolve

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

const testIndex = "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef"

func TestFiles(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		n := rapid.IntRange(0, 40).Draw(t, "records")
		c := &Clustering{}
		for free := rapid.Permutation(numbers(n)).Draw(t, "order"); len(free) > 2; {
			k := rapid.IntRange(2, min(5, len(free))).Draw(t, "size")
			m := slices.Sorted(slices.Values(free[:k]))
			free = free[k:]
			if rapid.Bool().Draw(t, "alone") {
				continue
			}
			c.Clusters = append(c.Clusters, m)
		}
		got, err := OpenClusters(c.Pack(testIndex, n), testIndex, n)
		if err != nil {
			t.Fatal(err)
		}
		if got.Len() != len(c.Clusters) {
			t.Fatalf("%d clusters, not %d", got.Len(), len(c.Clusters))
		}
		for _, m := range c.Clusters {
			for _, r := range m {
				if !slices.Equal(got.Members(r), m) {
					t.Fatalf("members of %d: %v, not %v", r, got.Members(r), m)
				}
			}
		}
	})
}

func numbers(n int) []int {
	out := make([]int, n)
	for i := range out {
		out[i] = i
	}
	return out
}

func TestFilesOfOthersAreRefused(t *testing.T) {
	c := &Clustering{Clusters: [][]int{{0, 2}}}
	data := c.Pack(testIndex, 3)
	pairs := PackPairs(testIndex, []Pair{{A: 0, B: 2, Verdict: Same, Basis: ByEvidence, Bits: 31.5}, {A: 1, B: 2, Verdict: Likely, Opposed: Barred}})
	if got, err := OpenPairs(pairs, testIndex, 3); err != nil || len(got) != 2 || got[0].Bits != 31.5 || got[1].Opposed != Barred {
		t.Errorf("%+v, %v", got, err)
	}
	other := "f" + testIndex[1:]
	damaged := slices.Clone(data)
	damaged[len(damaged)-40] ^= 1
	for what, err := range map[string]error{
		"another index": second(OpenClusters(data, other, 3)), "another size": second(OpenClusters(data, testIndex, 4)),
		"damaged": second(OpenClusters(damaged, testIndex, 3)), "cut": second(OpenClusters(data[:50], testIndex, 3)),
		"pairs": second(OpenClusters(pairs, testIndex, 3)), "fewer records": second(OpenPairs(pairs, testIndex, 2)),
	} {
		if err == nil {
			t.Errorf("%s: accepted", what)
		}
	}
}

func second[T any](_ T, err error) error { return err }

func FuzzOpen(f *testing.F) {
	f.Add((&Clustering{Clusters: [][]int{{0, 2}}}).Pack(testIndex, 3))
	f.Add(PackPairs(testIndex, []Pair{{A: 0, B: 2}}))
	f.Fuzz(func(t *testing.T, data []byte) {
		if c, err := OpenClusters(data, testIndex, 3); err == nil {
			for i := range 3 {
				c.Members(i)
			}
		}
		_, _ = OpenPairs(data, testIndex, 3)
	})
}

func FuzzCompare(f *testing.F) {
	f.Add("Michail S. Guzerijew", "Mikhail GUTSERIEV", "1958-03-09", "TAi.036")
	f.Add("\u202eوليد", "", "1/2/1960", "QI.A.1.99")
	f.Fuzz(func(t *testing.T, a, b, date, ref string) {
		records := []*Record{record("eu-fsf", "1", "Person", "name="+a, "birthDate="+date, "unscId="+ref, "passportNumber="+date),
			record("un-sc", ref, "Person", "name="+b, "alias="+a, "birthDate="+date, "position="+b)}
		c := NewComparer(records).Compare(0, 1)
		if c.Verdict == Same && c.Opposed != Unopposed {
			t.Fatalf("the same, and opposed: %+v", c)
		}
		if p, _ := Resolve(records, nil); len(p) > 1 {
			t.Fatalf("%d pairs of two records", len(p))
		}
	})
}

func TestReferences(t *testing.T) {
	for _, c := range []struct{ list, field, value, want string }{
		{"un-sc", "record", "QDi.042", "un:QDi.042"}, {"eu-fsf", "unsc", "TAi.36", "un:TAi.036"}, {"uk-ofsi", "unsc", "QE.I.4.01", "un:QE.I.4.01 un:QDe.004"},
		{"un-sc", "record", "TAI.171", "un:TAi.171"}, {"uk-sl", "former", "ofsi:7170", "ofsi:7170"}, {"uk-ofsi", "record", "7170", "ofsi:7170"},
		{"us-csl", "record", "SDN-11505", "ofac:11505"}, {"us-csl", "record", "DPL-11505", ""}, {"ofac-sdn", "record", "11505", "ofac:11505"},
		{"eu-travel-bans", "former", "logicalId:968", "eu-logical:968"}, {"world-bank", "record", "11505", ""},
	} {
		if got := strings.Join(references(c.list, c.field, c.value), " "); got != c.want {
			t.Errorf("%s %s %s: %q, not %q", c.list, c.field, c.value, got, c.want)
		}
	}
}

func TestTellingNumbers(t *testing.T) {
	for id, want := range map[string]bool{"AB1234567": false, "AB1234568": true, "000000": false, "123456": false, "12A45": false, "7707083893": true,
		"UNKNOWN": false, "1111111": false, "ПАСПОРТ1928": false} {
		if telling(id) != want {
			t.Errorf("%s: %v", id, !want)
		}
	}
	r := record("ofac-cons", "1", "Company", "name=CNOOC", "registrationNumber=03 Jun 2021", "registrationNumber=03JUN2021")
	if len(r.Facts.IDs) != 0 {
		t.Errorf("a date is taken for a number: %v", r.Facts.IDs)
	}
}

func BenchmarkResolve(b *testing.B) {
	var records []*Record
	for i := range 3000 {
		name := fmt.Sprintf("name=%s%d %s%d", []string{"Mikhail", "Ali", "Igor"}[i%3], i%50, "Guzerijew", i%700)
		records = append(records, record([]string{"eu-fsf", "uk-sl"}[i%2], fmt.Sprint(i), "Person", name, fmt.Sprintf("birthDate=19%d-05-06", 30+i%60)))
	}
	for b.Loop() {
		Resolve(records, nil)
	}
}
