package evaluate

import (
	"fmt"
	"os"
	"testing"

	"github.com/linchpin-oss/linchpin/press"
)

func TestTmpErr(t *testing.T) {
	pages, _ := linePages("/tmp/w/shared/text")
	press.SetBias(2.2)
	f, _ := os.Create("/tmp/w/err.txt")
	for fold := range 5 {
		var train, test []linePage
		for i, p := range pages {
			if i%5 == fold {
				test = append(test, p)
			} else {
				train = append(train, p)
			}
		}
		m := press.TrainLines(trainLines(train))
		for i := range test {
			ex := test[i].example(false)
			b := press.BodyLines(m, ex.Lines)
			fn, fp := 0, 0
			for k, l := range test[i].Lines {
				if l.W == 1 && l.Y == 1 && !b[k] {
					fn++
				}
				if l.W == 1 && l.Y == 0 && b[k] {
					fp++
				}
			}
			if fn+fp > 0 {
				fmt.Fprintln(f, "=== page", test[i].ID[:8], "fn", fn, "fp", fp)
				for k, l := range test[i].Lines {
					if l.W == 1 && (l.Y == 1) != b[k] {
						fmt.Fprintf(f, "   y=%d %.150s\n", l.Y, l.T)
					}
				}
			}
		}
	}
}
