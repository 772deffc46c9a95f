package screen

import (
	_ "embed"
	"strings"

	"github.com/linchpin-oss/linchpin/index"
	"github.com/linchpin-oss/linchpin/match"
)

// listedID is an identifier of an entry in force.
type listedID struct {
	entry index.Entry
	prop  string
	kind  idKind
}

// idKind says how sure an identifier is that stands in a text.
type idKind uint8

const (
	noID    idKind = iota
	sureID         // long or of a form of its own: a wallet, an LEI, an IBAN
	bicID          // 8 or 11 letters and digits, in capitals
	imoID          // 7 digits, of which the last checks the others
	labelID        // so short a number that a word must say what it is
)

// usableID says how an identifier can be found in a text; noID if it cannot.
func usableID(prop, value string) idKind {
	letters := strings.Trim(value, "0123456789") != ""
	hasDigit := strings.ContainsAny(value, "0123456789")
	switch {
	case prop == "imoNumber" && len(value) == 7 && !letters:
		return imoID
	case (prop == "swiftBic" || prop == "bic") && (len(value) == 8 || len(value) == 11):
		return bicID
	case !hasDigit || len(value) < 5 || len(value) > 100:
		return noID
	case letters && len(value) >= 8, len(value) >= 10:
		return sureID
	}
	return labelID
}

// idLabels are words that say that a number follows, by the kinds that they name.
var idLabels = func() map[string]bool {
	m := map[string]bool{}
	for w := range strings.FieldsSeq("imo passport reisepass pasaporte inn ogrn okpo kpp tin tax vat registration reg id identity licence license mmsi callsign cedula nit curp rfc dni ssn nie uscc duns hull") {
		m[w] = true
	}
	return m
}()

// findIDs looks for identifiers: each word, and each run of words that no white space parts, is looked up.
func (c *Scanner) findIDs(st *scanState, text string, out *[]Mention) {
	if len(c.ids) == 0 {
		return
	}
	words := st.words
	for i := 0; i < len(words); {
		j := i
		for j+1 < len(words) && j-i < 12 && tight(text, words[j].end, words[j+1].start) {
			j++
		}
		for k := i; k <= j; k++ {
			c.tryID(st, text, k, k, out)
			if k+1 < len(words) && digitsOf(words[k].text) && digitsOf(words[k+1].text) && len(words[k].text)+len(words[k+1].text) <= 12 {
				c.tryID(st, text, k, k+1, out) // 9187 629
			}
		}
		if j > i {
			c.tryID(st, text, i, j, out)
		}
		i = j + 1
	}
}

func digitsOf(s string) bool { return strings.Trim(s, "0123456789") == "" }

// tight reports whether no white space stands between two words.
func tight(text string, end, start int) bool {
	return end <= start && start-end <= 2 && !strings.ContainsAny(text[end:start], " \t\r\n")
}

func (c *Scanner) tryID(st *scanState, text string, lo, hi int, out *[]Mention) {
	words := st.words
	start, end := words[lo].start, words[hi].end
	if end-start < 5 || end-start > 120 {
		return
	}
	raw := text[start:end]
	if !strings.ContainsAny(raw, "0123456789") && (len(raw) != 8 && len(raw) != 11 || raw != strings.ToUpper(raw)) {
		return
	}
	if m, ok := st.embargoedBIC(lo, raw); ok {
		m.Start, m.End, m.Text = start, end, raw
		*out = append(*out, m)
	}
	value := match.NormalID(raw)
	for _, id := range c.ids[value] {
		why := "a listed identifier"
		switch id.kind {
		case imoID:
			labelled := strings.HasPrefix(strings.ToUpper(raw), "IMO") || st.label(lo, true)
			if !validIMO(value) || !labelled && !st.label(lo, false) && !st.shipNear(lo) {
				continue
			}
			why = "the IMO number of a listed ship"
		case bicID:
			if raw != strings.ToUpper(raw) {
				continue
			}
			why = "the BIC of a listed bank"
		case labelID:
			if !st.label(lo, false) {
				continue
			}
		}
		const bits = match.Prior + 15
		*out = append(*out, Mention{Kind: "identifier", Start: start, End: end, Text: raw, Bits: bits, Score: match.Score(bits), Alert: true, name: -1, entry: id.entry,
			Evidence: []match.Evidence{{Feature: "identifier", Query: raw, Target: id.prop + " " + value, Bits: bits, Why: why}}})
	}
}

// bicLabels are words before which a BIC stands: those of texts, and the codes of MT field 72.
var bicLabels = map[string]bool{"bic": true, "swift": true, "swiftcode": true, "ins": true, "int": true, "acc": true, "rec": true}

// embargoedBIC tells of a BIC, so labelled, of a bank in a country under embargo: its fifth and sixth letter are the country (ISO 9362).
func (st *scanState) embargoedBIC(at int, raw string) (Mention, bool) {
	if len(raw) != 8 && len(raw) != 11 || raw != strings.ToUpper(raw) {
		return Mention{}, false
	}
	for p := max(0, at-2); p < at; p++ {
		if bicLabels[st.words[p].text] {
			return EmbargoOf(raw[4:6])
		}
	}
	return Mention{}, false
}

// label reports whether one of the four words before i says that a number follows; imo asks for that word alone.
func (st *scanState) label(i int, imo bool) bool {
	for p := max(0, i-4); p < i; p++ {
		if w := st.words[p].text; w == "imo" || !imo && idLabels[w] {
			return true
		}
	}
	return false
}

func (st *scanState) shipNear(i int) bool {
	for p := max(0, i-6); p <= min(len(st.words)-1, i+6); p++ {
		if vesselWords[st.words[p].text] {
			return true
		}
	}
	return false
}

// validIMO checks the last digit of an IMO ship number: that of the sum of the first six times 7 to 2.
func validIMO(s string) bool {
	if len(s) != 7 {
		return false
	}
	sum := 0
	for i := range 6 {
		sum += int(s[i]-'0') * (7 - i)
	}
	return sum%10 == int(s[6]-'0')
}

//go:embed embargoes.tsv
var embargoesTSV string

// embargo is a country or region with which trade is forbidden as a whole.
type embargo struct {
	code, name, basis string
	place             bool // a town in it
}

// embargoes are the embargoed places by their words, the first word leading to them; embargoedCodes the countries by code.
var embargoes, embargoedCodes = func() (map[string][]embargoName, map[[2]byte]embargo) {
	m, codes := map[string][]embargoName{}, map[[2]byte]embargo{}
	for line := range strings.Lines(embargoesTSV) {
		f := strings.Split(strings.TrimRight(line, "\r\n"), "\t")
		if len(f) != 5 || strings.HasPrefix(line, "#") {
			continue
		}
		if len(f[0]) == 2 {
			codes[[2]byte{f[0][0], f[0][1]}] = embargo{f[0], f[1], f[2], false}
		}
		for k, column := range f[3:] {
			for name := range strings.SplitSeq(column, ",") {
				if words := strings.Fields(strings.ToLower(name)); len(words) > 0 {
					m[words[0]] = append(m[words[0]], embargoName{words, embargo{f[0], f[1], f[2], k == 1}})
				}
			}
		}
	}
	return m, codes
}()

type embargoName struct {
	words []string
	of    embargo
}

// EmbargoBits are what the name of an embargoed country is worth by itself; that of a town in it is worth less than an alert.
const (
	embargoBits = match.Prior + 5
	townBits    = match.Prior + 1
)

func (c *Scanner) findCountries(st *scanState, text string, out *[]Mention) {
	words := st.words
	for i := range words {
		var best embargoName
		for _, n := range embargoes[words[i].text] {
			if len(n.words) > len(best.words) && hasWords(words[i:], n.words) {
				best = n
			}
		}
		if len(best.words) == 0 || !words[i].capital {
			continue
		}
		end := words[i+len(best.words)-1].end
		*out = append(*out, EmbargoMention(best.of, text, words[i].start, end))
	}
}

func hasWords(have []textWord, want []string) bool {
	if len(have) < len(want) {
		return false
	}
	for i, w := range want {
		if have[i].text != w {
			return false
		}
	}
	return true
}

// EmbargoMention is the mention of an embargoed country.
func EmbargoMention(of embargo, text string, start, end int) Mention {
	bits, why := embargoBits, "a country or region under embargo: "+of.basis
	if of.place {
		bits, why = townBits, "a town in "+of.name+", which is under embargo: "+of.basis
	}
	return Mention{Kind: "country", Start: start, End: end, Text: text[start:end], Bits: bits, Score: match.Score(bits), Alert: true, Caption: of.name,
		ID: of.code, Evidence: []match.Evidence{{Feature: "country", Query: text[start:end], Target: of.name, Bits: bits, Why: why}}, name: -1, entry: -1}
}

// EmbargoOf finds the embargo on a country by its ISO code, such as ir or KP.
func EmbargoOf(code string) (Mention, bool) {
	if len(code) != 2 {
		return Mention{}, false
	}
	of, ok := embargoedCodes[[2]byte{code[0] &^ 0x20, code[1] &^ 0x20}]
	if !ok {
		return Mention{}, false
	}
	return EmbargoMention(of, code, 0, len(code)), true
}
