package un

import (
	"strings"

	"github.com/linchpin-oss/linchpin/lists"
)

// regime is what one sanctions committee stands for.
type regime struct {
	id       string // of the committee: "UN-1267"
	name     string
	acts     []string
	measures []string // for persons; a travel ban does not apply to entities
}

const (
	freeze  = lists.MeasureAssetFreeze
	noFunds = lists.MeasureNoFunds
	travel  = lists.MeasureTravelBan
	arms    = lists.MeasureArmsEmbargo
)

// regimes by the normalised UN_LIST_TYPE. The measures are those that apply to designated parties by the resolutions
// named, as the committees' pages at https://main.un.org/securitycouncil/en/sanctions/information list them; embargoes
// on a whole country are not measures against its listed parties. Iraq has no travel ban, Guinea-Bissau nothing else.
var regimes = map[string]*regime{
	"alqaida": {"UN-1267", "ISIL (Da'esh) and Al-Qaida", acts("1267 (1999)", "1989 (2011)", "2253 (2015)"),
		[]string{freeze, noFunds, travel, arms}},
	"taliban":      {"UN-1988", "Taliban", acts("1988 (2011)"), []string{freeze, noFunds, travel, arms}},
	"dprk":         {"UN-1718", "Democratic People's Republic of Korea", acts("1718 (2006)"), []string{freeze, noFunds, travel}},
	"iran":         {"UN-1737", "Iran", acts("1737 (2006)", "2231 (2015)"), []string{freeze, noFunds, travel}},
	"iraq":         {"UN-1518", "Iraq", acts("1483 (2003)", "1518 (2003)"), []string{freeze, noFunds}},
	"drc":          {"UN-1533", "Democratic Republic of the Congo", acts("1533 (2004)", "1596 (2005)"), []string{freeze, noFunds, travel}},
	"sudan":        {"UN-1591", "Sudan", acts("1591 (2005)"), []string{freeze, noFunds, travel}},
	"somalia":      {"UN-751", "Somalia", acts("751 (1992)", "1844 (2008)"), []string{freeze, noFunds, travel, arms}},
	"libya":        {"UN-1970", "Libya", acts("1970 (2011)", "1973 (2011)"), []string{freeze, noFunds, travel}},
	"car":          {"UN-2127", "Central African Republic", acts("2127 (2013)", "2134 (2014)"), []string{freeze, noFunds, travel}},
	"yemen":        {"UN-2140", "Yemen", acts("2140 (2014)", "2216 (2015)"), []string{freeze, noFunds, travel, arms}},
	"southsudan":   {"UN-2206", "South Sudan", acts("2206 (2015)"), []string{freeze, noFunds, travel}},
	"haiti":        {"UN-2653", "Haiti", acts("2653 (2022)"), []string{freeze, noFunds, travel, arms}},
	"guineabissau": {"UN-2048", "Guinea-Bissau", acts("2048 (2012)"), []string{travel}},
	"mali":         {"UN-2374", "Mali", acts("2374 (2017)"), []string{freeze, noFunds, travel}},
	"cotedivoire":  {"UN-1572", "Côte d'Ivoire", acts("1572 (2004)"), []string{freeze, noFunds, travel}},
	"lebanon":      {"UN-1636", "Lebanon", acts("1636 (2005)"), []string{freeze, noFunds, travel}},
	"liberia":      {"UN-1521", "Liberia", acts("1521 (2003)", "1532 (2004)"), []string{freeze, noFunds, travel}},
}

// otherTypes are further spellings of UN_LIST_TYPE. Haiti was printed as the number of its resolution in its first
// months.
var otherTypes = map[string]string{
	"26532022": "haiti", "gb": "guineabissau", "cdi": "cotedivoire", "ci": "cotedivoire", "isil": "alqaida",
	"isilalqaida": "alqaida", "isildaeshalqaida": "alqaida", "somaliaeritrea": "somalia", "alshabaab": "somalia",
	"nonproliferation": "iran", "ss": "southsudan",
}

func acts(numbers ...string) []string {
	for i, n := range numbers {
		numbers[i] = "United Nations Security Council resolution " + n
	}
	return numbers
}

func findRegime(listType string) *regime {
	key := strings.Map(func(r rune) rune {
		if r >= 'a' && r <= 'z' || r >= '0' && r <= '9' {
			return r
		}
		return -1
	}, strings.ToLower(listType))
	if other, ok := otherTypes[key]; ok {
		key = other
	}
	return regimes[key]
}

func (r *regime) page() string {
	return "https://main.un.org/securitycouncil/en/sanctions/" + strings.TrimPrefix(r.id, "UN-")
}

// apply returns the measures against one party. The entries of the Libya regime say themselves whether they were
// listed for the travel ban, the asset freeze or both.
func (r *regime) apply(person bool, comments string) []string {
	var out []string
	text := strings.ToLower(comments)
	banned, frozen := strings.Contains(text, "(travel ban"), strings.Contains(text, "(asset freeze")
	named := banned || frozen
	for _, m := range r.measures {
		switch {
		case m == travel && (!person || named && !banned):
		case (m == freeze || m == noFunds) && named && !frozen:
		default:
			out = append(out, m)
		}
	}
	return out
}
