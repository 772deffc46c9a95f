package evaluate

import (
	"fmt"
	"testing"
	"time"

	"github.com/linchpin-oss/linchpin/press"
)

func TestTmpNames(t *testing.T) {
	dir := "/tmp/w/shared/text"
	docs, err := nameTraining(dir)
	if err != nil {
		t.Fatal(err)
	}
	n := 0
	for _, d := range docs {
		n += len(d.Names)
	}
	t0 := time.Now()
	m := press.TrainNames(docs)
	fmt.Println(len(docs), n, m.Size(), time.Since(t0))
	arts, _ := goldArticles(dir)
	kinds := map[string]string{"PER": "person", "ORG": "organisation", "PLC": "place", "EVT": "event", "PRD": "product"}
	var all, sp rates
	for _, a := range arts {
		off := byteOffsets(a.Text)
		got := map[string]string{}
		for _, s := range press.TmpNames(m, a.Text) {
			got[fmt.Sprint(s.Start, " ", s.End)] = s.Type
		}
		var r rates
		seen := map[string]bool{}
		for _, g := range a.Mentions {
			if g.Mention == "nominal" {
				continue
			}
			r.wanted++
			sp.wanted++
			k := fmt.Sprint(off[g.Start], " ", off[g.End])
			seen[k] = true
			if got[k] != "" {
				sp.right++
			}
			if got[k] == kinds[g.Entity[:3]] {
				r.right++
			} else {
				fmt.Println(a.ID, "missed", g.Text, g.Entity, g.Start, "got", got[k])
			}
		}
		for k := range got {
			if !seen[k] {
				var s, e int
				fmt.Sscan(k, &s, &e)
				fmt.Println(a.ID, "extra", a.Text[s:e], got[k], s)
			}
		}
		r.found += len(got)
		sp.found += len(got)
		fmt.Printf("%s P %.3f R %.3f F %.3f\n", a.ID, r.precision(), r.recall(), r.f1())
		all.right += r.right
		all.found += r.found
		all.wanted += r.wanted
	}
	fmt.Printf("all P %.3f R %.3f F %.3f  span F %.3f\n", all.precision(), all.recall(), all.f1(), sp.f1())
}
