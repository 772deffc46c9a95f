package resolve

import (
	"strings"

	"github.com/linchpin-oss/linchpin/match"
	"github.com/linchpin-oss/linchpin/names"
)

// oneForLife are identifiers of which a party has one, so that two different ones are two parties.
var oneForLife = []string{"imoNumber", "innCode", "ogrnCode", "leiCode", "isinCode"}

// contradictions lists what speaks against two records being one party.
func contradictions(x, y *Record, facts []match.Evidence) []string {
	var out []string
	for _, e := range facts {
		switch {
		case e.Feature == "birthDate" && e.Bits < 0:
			out = append(out, "other dates: "+e.Query+" and "+e.Target)
		case e.Feature == "birthDate" && e.Bits == 0 && len(e.Query) == 10 && len(e.Target) == 10:
			out = append(out, "other days: "+e.Query+" and "+e.Target)
		case e.Feature == "gender" && e.Bits < 0:
			out = append(out, severeMark+"other genders")
		}
	}
	if a, b := genderByName(x), genderByName(y); a != "" && b != "" && a != b {
		out = append(out, severeMark+"a man's name and a woman's")
	}
	for _, prop := range oneForLife {
		a, b := valuesOf(x, prop), valuesOf(y, prop)
		if len(a) > 0 && len(b) > 0 && common(a, b) == "" {
			out = append(out, severeMark+"other numbers of a kind of which there is one: "+prop+" "+a[0]+" and "+b[0])
		}
	}
	return out
}

// severeMark begins a contradiction that even a common reference does not outweigh.
const severeMark = "clearly two: "

func severe(conflicts []string) bool {
	for _, c := range conflicts {
		if strings.HasPrefix(c, severeMark) {
			return true
		}
	}
	return false
}

func valuesOf(r *Record, prop string) []string {
	var out []string
	for _, id := range r.Facts.IDs { // in order of their values
		if id.Prop == prop {
			out = append(out, id.Value)
		}
	}
	return out
}

// genderByName is what all strong names of a person that tell a gender agree on.
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
