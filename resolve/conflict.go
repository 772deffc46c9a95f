package resolve

import (
	"github.com/linchpin-oss/linchpin/match"
	"github.com/linchpin-oss/linchpin/names"
)

// oneForLife are identifiers of which a party has one, so that two different ones are two parties.
var oneForLife = []string{"imoNumber", "innCode", "ogrnCode", "leiCode", "isinCode"}

// conflict is what speaks against two records being one party.
type conflict struct {
	reasons []string
	opposed Opposition
}

func (c *conflict) add(o Opposition, reason string) {
	c.reasons = append(c.reasons, reason)
	c.opposed = max(c.opposed, o)
}

// contradictions lists what speaks against two records being one party. Dates of one year, and years next to each other,
// are slips often enough not to keep two clusters apart, but no pair is joined on evidence over them.
func contradictions(x, y *Record, facts []match.Evidence) *conflict {
	c := &conflict{}
	for _, e := range facts {
		switch {
		case e.Feature == "gender" && e.Bits < 0:
			c.add(Barred, "other genders")
		case e.Feature != "birthDate":
		case e.Bits <= farDate:
			c.add(Doubted, "other dates: "+e.Query+" and "+e.Target)
		case e.Bits < 0 || e.Bits == 0 && len(e.Query) == 10 && len(e.Target) == 10:
			c.add(Unopposed, "dates near to each other, but not the same: "+e.Query+" and "+e.Target)
		}
	}
	if a, b := genderByName(x), genderByName(y); a != "" && b != "" && a != b {
		c.add(Barred, "a man's name and a woman's")
	}
	for _, prop := range oneForLife {
		a, b := valuesOf(x, prop), valuesOf(y, prop)
		if len(a) > 0 && len(b) > 0 && common(a, b) == "" {
			c.add(Barred, "other numbers of a kind of which there is one: "+prop+" "+a[0]+" and "+b[0])
		}
	}
	return c
}

// farDate is what package match takes for dates of birth that are more than a year apart, or more.
const farDate = -3.0

func valuesOf(r *Record, prop string) []string {
	var out []string
	for _, id := range r.Facts.IDs { // in order of their values
		if id.Prop == prop {
			out = append(out, id.Value)
		}
	}
	return out
}

// genderByName is what all strong names of a person that tell a gender by a patronymic agree on.
func genderByName(r *Record) string {
	if match.KindOf(r.Schema) != names.Person {
		return ""
	}
	told := ""
	for n := range r.Names {
		if r.Names[n].Weak || r.Names[n].Former {
			continue
		}
		for _, t := range r.Names[n].Tokens {
			if t.Class != names.Patronymic {
				continue
			}
			if g := names.Gender(r.Names[n].Tokens); g != "" {
				if told != "" && told != g {
					return ""
				}
				told = g
			}
		}
	}
	return told
}
