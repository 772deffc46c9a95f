package snapshot

import (
	"fmt"
	"math/rand/v2"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/linchpin-oss/linchpin/archive"
	"github.com/linchpin-oss/linchpin/index"
	"github.com/linchpin-oss/linchpin/resolve"
)

func TestDev(t *testing.T) {
	dir := os.Getenv("LINCHPIN_DATA")
	d := New(dir, nil)
	f, _ := d.files()
	x, err := index.Open(dir + "/snapshots/" + f.index)
	if err != nil {
		t.Fatal(err)
	}
	s, _ := d.State(t.Context())
	hs := map[string]*archive.History{}
	for _, l := range x.Meta.Lists {
		hs[l.ID], err = d.History(t.Context(), s, l.ID)
		if err != nil {
			t.Fatal(err)
		}
	}
	t0 := time.Now()
	lap := func(w string) { fmt.Println("##", w, time.Since(t0).Round(time.Millisecond)); t0 = time.Now() }
	rs, err := Records(x, hs)
	if err != nil {
		t.Fatal(err)
	}
	lap("records")
	pairs, stats := resolve.Resolve(rs, nil)
	lap(fmt.Sprintf("resolve %+v stored %d", stats, len(pairs)))
	c := resolve.Cluster(Entries{x}, pairs, nil)
	pc := map[string]int{}
	for _, p := range c.Proposals {
		pc[p.Verdict.String()+" "+p.Basis.String()+" "+rs[p.A].Schema.Name]++
	}
	fmt.Println("##", pc)
	lap(fmt.Sprintf("cluster %d proposals %d", len(c.Clusters), len(c.Proposals)))
	cmp := resolve.NewComparer(rs)
	show := func(p resolve.Pair) {
		e := cmp.Compare(p.A, p.B)
		fmt.Printf("%s %s %.1f\n", e.Verdict, e.Basis, e.Bits)
		for _, i := range []int{p.A, p.B} {
			fmt.Printf("   %-28s %s | %v %v | %v\n", rs[i].ID, rs[i].Caption, rs[i].Facts.BirthDates, rs[i].Facts.Countries, rs[i].Refs)
		}
		for _, v := range e.Evidence {
			fmt.Printf("      %+.1f %s %s ~ %s (%s)\n", v.Bits, v.Feature, v.Query, v.Target, v.Why)
		}
		fmt.Println("     ", e.Against)
	}
	isPerson := func(r *resolve.Record) bool { return r.Schema.Is("Person") }
	for _, v := range resolve.Cover(rs, c, "eu-fsf", isPerson) {
		fmt.Printf("%+v\n", v)
	}
	if os.Getenv("BLIND") != "" {
		m := resolve.Blind(Entries{x}, rs, isPerson, nil)
		lap("blind")
		fmt.Println("PERSON known", m.Known, "joined", m.Joined, "proposed", m.Proposed, "checked", m.Checked, "wrong", m.Wrong)
		rnd := rand.New(rand.NewPCG(1, 1))
		rnd.Shuffle(len(m.Missed), func(i, j int) { m.Missed[i], m.Missed[j] = m.Missed[j], m.Missed[i] })
		for i, e := range m.Errors {
			if i < 60 {
				a, _ := Entries{x}.Find(e[0])
				b, _ := Entries{x}.Find(e[1])
				fmt.Print("WRONG ")
				show(resolve.Pair{A: a, B: b})
			}
		}
		for i, e := range m.Missed {
			if i < 40 {
				a, _ := Entries{x}.Find(e[0])
				b, _ := Entries{x}.Find(e[1])
				fmt.Print("MISSED ")
				show(resolve.Pair{A: a, B: b})
			}
		}
	}
	n := 0
	for _, p := range c.Proposals {
		if !rs[p.A].Schema.Is("Person") {
			continue
		}
		if e := cmp.Compare(p.A, p.B); strings.Contains(strings.Join(e.Against, ";"), "only aliases") {
			if n++; n%12 == 1 {
				show(p)
			}
		}
	}
	fmt.Println("ALIAS", n)
}
