package evaluate

import (
	"testing"

	"github.com/linchpin-oss/linchpin/press"
	"github.com/linchpin-oss/linchpin/press/tagger"
)

func TestTmpLines(t *testing.T) {
	pages, err := linePages("/tmp/w/shared/text")
	if err != nil {
		t.Skip(err)
	}
	for _, bias := range []float32{1.3, 1.5, 1.6, 1.7, 1.8, 2} {
		press.SetBias(bias)
		var r, rw rates
		for fold := range 5 {
			var train, test []linePage
			for i, p := range pages {
				if i%5 == fold {
					test = append(test, p)
				} else {
					train = append(train, p)
				}
			}
			m := models[fold]
			if m == nil {
				m = press.TrainLines(trainLines(train))
				models[fold] = m
			}
			for i := range test {
				ex := test[i].example(false)
				scoreLines(&r, &test[i], press.BodyLines(m, ex.Lines))
				ex = test[i].example(true)
				body := press.BodyLines(m, ex.Lines)
				for k := range body {
					if body[k] {
						rw.found++
						if ex.Body[k] {
							rw.right++
						}
					}
					if ex.Body[k] {
						rw.wanted++
					}
				}
			}
		}
		t.Logf("bias %v page P %.3f R %.3f F %.3f  window P %.3f R %.3f F %.3f", bias, r.precision(), r.recall(), r.f1(), rw.precision(), rw.recall(), rw.f1())
	}
}

var models [5]*tagger.Model
