package uk

import (
	"strings"

	"github.com/linchpin-oss/linchpin/lists"
)

// measure is what a kind of sanction means; words say what the common vocabulary leaves out.
type measure struct {
	measures []string
	words    string
}

// The kinds of sanction by the name of their indicator (SanctionsImposedIndicators) or the beginning of their wording
// in SanctionsImposed, letters only. What they mean: sections 3 to 9 of the Sanctions and Anti-Money Laundering Act 2018
// and, for ships, Part 6 of the Russia Regulations 2019. An asset freeze of the UK includes the ban on making funds
// available.
var kindsOfSanction = []struct {
	prefix string
	measure
}{
	{"assetfreeze", measure{[]string{lists.MeasureAssetFreeze, lists.MeasureNoFunds}, ""}},
	{"travelban", measure{[]string{lists.MeasureTravelBan}, ""}},
	{"armsembargo", measure{[]string{lists.MeasureArmsEmbargo}, ""}},
	{"targetedarmsembargo", measure{[]string{lists.MeasureArmsEmbargo}, ""}},
	{"trustservices", measure{[]string{lists.MeasureTrustServices}, ""}},
	{"directordisqualification", measure{[]string{lists.MeasureDirector}, ""}},
	{"prohibitionofportentry", measure{[]string{lists.MeasurePortBan}, ""}},
	{"deflag", measure{[]string{lists.MeasureTransport}, "de-flagging of ships"}},
	{"charteringofships", measure{[]string{lists.MeasureTransport}, "chartering of ships"}},
	{"preventionofcharteringofshipsandaircraft", measure{[]string{lists.MeasureTransport}, "chartering of ships and aircraft"}},
	{"preventionofcharteringofships", measure{[]string{lists.MeasureTransport}, "chartering of ships"}},
	{"crewservicing", measure{[]string{lists.MeasureTransport}, "crew servicing of ships and aircraft"}},
	{"technicalassistancerelatedtoaircraft", measure{[]string{lists.MeasureTransport}, "technical assistance related to aircraft"}},
	{"preventionofbusinessarrangements", measure{nil, "prevention of business arrangements"}},
	{"closureofrepresentativeoffices", measure{nil, "closure of representative offices"}},
	{"shippingtradesanctions", measure{[]string{lists.MeasureTransport, lists.MeasurePortBan, lists.MeasureTrade}, ""}},
	{"shippingsanctions", measure{[]string{lists.MeasureTransport, lists.MeasurePortBan}, ""}},
	{"specifiedship", measure{[]string{lists.MeasureTransport, lists.MeasurePortBan}, ""}},
	{"transportsanctions", measure{[]string{lists.MeasureTransport}, ""}},
	{"tradesanctions", measure{[]string{lists.MeasureTrade}, ""}},
	{"internetservices", measure{nil, "internet services sanctions"}},
	{"correspondentbanking", measure{[]string{lists.MeasureCorrespondent}, ""}},
	{"prohibitiononcorrespondentbanking", measure{[]string{lists.MeasureCorrespondent}, ""}},
	{"investmentban", measure{nil, "investment ban"}},
}

// measuresFor reads one wording. It reports false where it does not know it; the wording itself is then the measure.
func measuresFor(wording string) ([]string, bool) {
	key := letters(wording)
	if key == "" {
		return nil, true
	}
	for _, k := range kindsOfSanction {
		if strings.HasPrefix(key, k.prefix) {
			out := k.measures
			if k.words != "" {
				out = append(out[:len(out):len(out)], k.words)
			}
			return out, true
		}
	}
	return []string{oneLine(wording)}, false
}

func letters(s string) string {
	return strings.Map(func(r rune) rune {
		if r >= 'a' && r <= 'z' {
			return r
		}
		return -1
	}, strings.ToLower(s))
}

// impose adds the measures of a wording with bars between the kinds: "Asset freeze|Travel Ban".
func (e *entry) impose(wording string, pub *lists.Publication) {
	for _, w := range strings.Split(wording, "|") {
		ms, known := measuresFor(w)
		if !known {
			pub.UnknownAt("sanction imposed=" + oneLine(w))
		}
		e.measures = append(e.measures, ms...)
	}
}
