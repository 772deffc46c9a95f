package evaluate

import "github.com/linchpin-oss/linchpin/press"

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
