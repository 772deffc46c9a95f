package ofac

import (
	"strings"

	"github.com/linchpin-oss/linchpin/lists"
)

const measureReject = "transactions to be rejected"

// programmes gives the measures of the programmes of the consolidated list, by the beginning of their code. Those for which
// the list prints the directive that a party is subject to stand in directives. Sources: 31 CFR 594.520 (General License 4,
// Palestinian Legislative Council: reject), Executive Order 13608 (foreign sanctions evaders), 31 CFR part 561 and the CAPTA
// list's description, Executive Order 14032 (Chinese military-industrial companies), Executive Order 13599 (the IRAN
// parties moved to the consolidated list in 2016 stayed blocked), Executive Order 13224 (SDGT).
var programmes = []struct {
	prefix  string
	measure string
}{
	{"NS-PLC", measureReject},
	{"FSE-", lists.MeasureTransactionBan},
	{"561", lists.MeasureCorrespondent},
	{"CAPTA", lists.MeasureCorrespondent},
	{"IFSR", lists.MeasureCorrespondent},
	{"IFCA", lists.MeasureCorrespondent},
	{"HIFPAA", lists.MeasureCorrespondent},
	{"CMIC-", lists.MeasureDebtEquity},
	{"UKRAINE-EO13662", lists.MeasureDebtEquity},
	{"BPI-", lists.MeasureAssetFreeze},
	{"SDGT", lists.MeasureAssetFreeze},
}

// directives are what a party is subject to under an order, as printed in the list's facts and types of sanctions, with
// the measure. Sources: Directives 1 to 4 under Executive Order 13662, Directives 1A to 4 under Executive Order 14024.
var directives = []struct{ order, directive, measure string }{
	{"13662", "directive 1", lists.MeasureDebtEquity},
	{"13662", "directive 2", lists.MeasureDebtEquity},
	{"13662", "directive 3", lists.MeasureDebtEquity},
	{"13662", "directive 4", lists.MeasureTrade},
	{"14024", "directive 1", lists.MeasureDebtEquity},
	{"14024", "directive 1a", lists.MeasureDebtEquity},
	{"14024", "directive 2", lists.MeasureCorrespondent},
	{"14024", "directive 3", lists.MeasureDebtEquity},
	{"14024", "directive 4", lists.MeasureTransactionBan},
	{"14014", "directive 1", "financial services restrictions"},
}

// menu are the measures chosen from the menus of the Countering America's Adversaries Through Sanctions Act, section 235,
// and of Executive Order 14059, by words of their printed names.
var menu = []struct{ words, measure string }{
	{"blocking property", lists.MeasureAssetFreeze},
	{"equity or debt", lists.MeasureDebtEquity},
	{"loans from", lists.MeasureDebtEquity},
	{"export sanctions", lists.MeasureExport},
	{"corporate officers", lists.MeasureTravelBan},
	{"foreign exchange", "foreign exchange ban"},
	{"banking transactions", "banking transactions ban"},
	{"transfers of credit", "banking transactions ban"},
	{"executive officers", "sanctions on principal executive officers"},
	{"export-import bank", "no export-import bank assistance"},
}

// directiveMeasures finds the directives named in a text that stands under a heading which names the order.
func directiveMeasures(heading, text string) []string {
	heading, text = strings.ToLower(heading), strings.ToLower(text)
	var out []string
	for _, d := range directives {
		if strings.Contains(heading, d.order) && hasWords(text, d.directive) {
			out = append(out, d.measure)
		}
	}
	if strings.Contains(heading, "caatsa section 235") || strings.Contains(heading, "14059") {
		for _, m := range menu {
			if strings.Contains(text, m.words) {
				return append(out, m.measure)
			}
		}
	}
	return out
}

// hasWords reports whether words stand in a text and no letter or digit follows: "directive 1" is not in "directive 1a".
func hasWords(text, words string) bool {
	for {
		i := strings.Index(text, words)
		if i < 0 {
			return false
		}
		text = text[i+len(words):]
		if text == "" || !isWordByte(text[0]) {
			return true
		}
	}
}

func isWordByte(b byte) bool {
	return b >= 'a' && b <= 'z' || b >= 'A' && b <= 'Z' || b >= '0' && b <= '9'
}

// typeMeasures gives the measure of a type of sanctions in Advanced and Enhanced XML.
func typeMeasures(kind string) []string {
	switch lower := strings.ToLower(kind); {
	case lower == "block":
		return []string{lists.MeasureAssetFreeze}
	case lower == "reject":
		return []string{measureReject}
	case strings.HasPrefix(lower, "561"):
		return []string{lists.MeasureCorrespondent}
	default:
		return directiveMeasures(kind, kind)
	}
}

// programme adds a programme code; what it means on the consolidated list is settled in settleMeasures.
func (p *party) programme(code string) {
	code = strings.Trim(code, "[] ")
	if code == "" {
		return
	}
	p.sanction.Add("program", code)
	p.sanction.Add("programId", code)
}

// settleMeasures adds the measures that follow from the programmes of a party of the consolidated list. A directive that the
// list prints for the party says more than its programme.
func (p *party) settleMeasures() {
	if p.list == sdn {
		return
	}
	printed := p.sanction.First("provisions") != ""
	codes := p.sanction.Get("programId")
	for _, code := range codes {
		for _, m := range programmes {
			if strings.HasPrefix(code, m.prefix) && (!printed || m.prefix != "UKRAINE-EO13662") {
				p.sanction.Add("provisions", m.measure)
			}
		}
		if code == "IRAN" {
			p.sanction.Add("provisions", lists.MeasureAssetFreeze)
		}
	}
	if p.sanction.First("provisions") == "" {
		for _, code := range codes {
			p.sanction.Add("provisions", "restrictions of the programme "+code)
		}
	}
}
