package evaluate

import (
	"fmt"

	"github.com/linchpin-oss/linchpin/press"
	"github.com/linchpin-oss/linchpin/press/tagger"
)

// rates are counts of right, found and wanted answers.
type rates struct{ right, found, wanted int }

func (r rates) precision() float64 { return share(r.right, r.found) }
func (r rates) recall() float64    { return share(r.right, r.wanted) }
func (r rates) f1() float64        { return share(2*r.right, r.found+r.wanted) }

func share(a, b int) float64 {
	if b == 0 {
		return 0
	}
	return float64(a) / float64(b)
}

func trainLines(pages []linePage) []press.LineExample {
	var data []press.LineExample
	for i := range pages {
		data = append(data, pages[i].example(false), pages[i].example(true))
	}
	return data
}

// scoreLines compares within the window of the article.
func scoreLines(r *rates, p *linePage, body []bool) {
	for i, l := range p.Lines {
		if l.W == 0 {
			continue
		}
		if body[i] {
			r.found++
		}
		if l.Y == 1 {
			r.wanted++
			if body[i] {
				r.right++
			}
		}
	}
}

// defaultFolds is into how many parts the pages of the training are cut, to measure each by a model of the others.
const defaultFolds = 5

// measureLines measures each page by a model that has not seen it: pages that the built-in model was learned from by models of the other
// folds, all others by the built-in model.
func measureLines(dir string, rd *press.Reader, o Options, r *Report) error {
	pages, err := linePages(dir)
	if err != nil {
		return err
	}
	var seen, fresh []linePage
	for _, p := range pages {
		if press.LinesFrom()[p.ID] {
			seen = append(seen, p)
		} else {
			fresh = append(fresh, p)
		}
	}
	folds := o.Folds
	if folds < 2 {
		folds = defaultFolds
	}
	made := make([]*tagger.Model, folds)
	for f := 0; f < folds && len(seen) > 0; f++ {
		var train []linePage
		for i, p := range seen {
			if i%folds != f {
				train = append(train, p)
			}
		}
		made[f] = press.TrainLines(trainLines(train))
	}
	scoreLineSet(seen, fmt.Sprintf("%d folds by page, each read by a model of the others", folds), func(i int) *tagger.Model { return made[i%folds] }, o, r)
	scoreLineSet(fresh, "built-in model, which has not seen them", func(int) *tagger.Model { return rd.Models.Lines }, o, r)
	return nil
}

func scoreLineSet(pages []linePage, note string, model func(i int) *tagger.Model, o Options, r *Report) {
	if len(pages) == 0 {
		return
	}
	var score, keep rates
	for i := range pages {
		ex := pages[i].example(false)
		body := press.BodyLines(model(i), ex.Lines)
		scoreLines(&score, &pages[i], body)
		all := make([]bool, len(body))
		for k := range all {
			all[k] = true
			if l := pages[i].Lines[k]; l.W == 1 && (l.Y == 1) != body[k] {
				r.detail(o, "line %.8s y=%d %.100s", pages[i].ID, l.Y, l.T)
			}
		}
		scoreLines(&keep, &pages[i], all)
	}
	r.add("body lines in the article's window", "debris-lines", len(pages), score, note)
	r.add("body lines, all kept", "debris-lines", len(pages), keep, "for comparison")
}
