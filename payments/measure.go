package payments

import (
	"fmt"
	"io"
	"math/rand/v2"
	"os"
	"slices"
	"strings"
	"time"
	"unicode"

	"github.com/linchpin-oss/linchpin/archive"
	"github.com/linchpin-oss/linchpin/match"
	"github.com/linchpin-oss/linchpin/names"
	"github.com/linchpin-oss/linchpin/screen"
)

// Damages are the ways in which a listed name is spoilt in the messages that Measure makes, as names are spoilt in practice.
var Damages = []string{"as listed", "typo", "typo in each word", "cut off", "line break", "joined words", "other order", "in remittance", "typo in remittance", "split in remittance"}

// Options say what Measure makes.
type Options struct {
	Listed     int      // parties from the lists; each gives a message for each damage
	Clean      int      // messages of ordinary parties
	Background []string // ordinary names
}

// Measured is the recall on messages of listed parties and the false alerts on ordinary ones.
type Measured struct {
	Index      string   `json:"index"`
	AsOf       string   `json:"asOf"`
	Names      int      `json:"names"` // spellings looked for
	Messages   int      `json:"messages"`
	Clean      int      `json:"clean"`
	Namesakes  int      `json:"namesakes"` // ordinary names left out, as they are listed names but for the legal form
	Curve      []Point  `json:"curve"`
	Damages    []Damage `json:"damages"` // at the default threshold
	Misses     []string `json:"misses"`
	False      []string `json:"falseAlerts"`
	PerSecond  float64  `json:"messagesPerSecond"` // clean messages, read and screened, on one core
	MeanMicros float64  `json:"meanMicroseconds"`
	TextMB     float64  `json:"textMegabytesPerSecond"` // of free text
	Threshold  float64  `json:"threshold"`
	scanner    *screen.Scanner
}

// Point is what a threshold brings.
type Point struct {
	Bits        float64 `json:"bits"`
	Score       float64 `json:"score"`
	Recall      float64 `json:"recall"`
	FalseAlerts int     `json:"falseAlerts"`
	OneIn       float64 `json:"oneInCleanMessages"` // 0: none
}

// Damage is the recall on messages with one damage.
type Damage struct {
	Damage   string  `json:"damage"`
	Messages int     `json:"messages"`
	Found    int     `json:"found"`
	Recall   float64 `json:"recall"`
}

// Measure makes messages from the lists and from ordinary names and screens them. The same lists and names give the same
// messages. The scanner must have been made with a low threshold, so that the curve has points below the default.
func Measure(scanner *screen.Scanner, o Options) *Measured {
	m := &Measured{scanner: scanner, Threshold: match.DefaultThreshold}
	a := scanner.Answer()
	m.Index, m.AsOf = a.Index, a.AsOf
	var usable []screen.Listed
	listed := map[string]bool{}
	scanner.EachName(func(l screen.Listed) {
		m.Names++
		listed[plainKey(l.Text)] = true
		if (l.Prop == "name" || l.Prop == "alias") && latin(l.Text) && len(strings.Fields(l.Text)) > 1 {
			usable = append(usable, l)
		}
	})
	c := &Checker{Scanner: scanner}
	rng := rand.New(rand.NewPCG(20, 22))
	found := make([][]float64, len(Damages)) // bits by which each message of a damage is found
	bank := newWriter(rng)
	for i := range min(o.Listed, len(usable)) {
		l := usable[i*len(usable)/min(o.Listed, len(usable))]
		other := o.Background[rng.IntN(len(o.Background))]
		for d, damage := range Damages {
			spoilt := spoil(l.Text, damage, rng)
			if spoilt == "" {
				continue
			}
			raw := bank.message(spoilt, other, damage)
			best := m.bitsOf(c, raw, l)
			found[d] = append(found[d], best)
			if match.Score(best) < m.Threshold && len(m.Misses) < 80 {
				m.Misses = append(m.Misses, fmt.Sprintf("%s: %q for %q (%.1f bits)", damage, spoilt, l.Text, max(best, -99)))
			}
		}
	}
	var clean []float64 // best bits of each clean message
	var messages [][]byte
	ordinary := slices.DeleteFunc(slices.Clone(o.Background), func(s string) bool { return listed[plainKey(s)] })
	m.Namesakes = len(o.Background) - len(ordinary)
	for range o.Clean {
		a, b := ordinary[rng.IntN(len(ordinary))], ordinary[rng.IntN(len(ordinary))]
		raw := bank.message(a, b, "as listed")
		messages = append(messages, raw)
		best := -100.0
		for _, msg := range mustRead(raw) {
			for _, al := range c.Find(msg) {
				if al.Kind == KindTruncated {
					continue // it is cut off indeed
				}
				if al.Bits > best {
					best = al.Bits
				}
				if match.Score(al.Bits) >= m.Threshold && len(m.False) < 60 {
					n := al.Mention
					scanner.Explain(&n, al.Value, al.about)
					target := n.Caption
					if n.Matched != nil {
						target = n.Matched.Target
					}
					m.False = append(m.False, fmt.Sprintf("%s %s: %q for %q (%.1f bits)", al.Kind, al.Path, al.Text, target, al.Bits))
				}
			}
		}
		clean = append(clean, best)
	}
	m.curve(found, clean)
	m.speed(c, messages)
	return m
}

func mustRead(raw []byte) []*Message {
	ms, err := Read(raw)
	if err != nil {
		return nil
	}
	return ms
}

// bitsOf is how surely the party is found in a message.
func (m *Measured) bitsOf(c *Checker, raw []byte, l screen.Listed) float64 {
	best := -100.0
	for _, msg := range mustRead(raw) {
		for _, al := range c.Find(msg) {
			if (al.Kind == "name" || al.Kind == "identifier") && al.Bits > best && m.scanner.Means(&al.Mention, l.Entry) {
				best = al.Bits
			}
		}
	}
	return best
}

func (m *Measured) curve(found [][]float64, clean []float64) {
	var all []float64
	for d, f := range found {
		n := count(f, match.Bits(m.Threshold))
		m.Damages = append(m.Damages, Damage{Damages[d], len(f), n, float64(n) / float64(max(len(f), 1))})
		all = append(all, f...)
	}
	m.Messages, m.Clean = len(all), len(clean)
	for bits := 11.0; bits <= 19; bits += 0.5 {
		p := Point{Bits: bits, Score: match.Score(bits), Recall: float64(count(all, bits)) / float64(max(len(all), 1))}
		for _, b := range clean {
			if b >= bits {
				p.FalseAlerts++
			}
		}
		if p.FalseAlerts > 0 {
			p.OneIn = float64(len(clean)) / float64(p.FalseAlerts)
		}
		m.Curve = append(m.Curve, p)
	}
}

func count(bits []float64, least float64) (n int) {
	for _, b := range bits {
		if b >= least-1e-9 {
			n++
		}
	}
	return n
}

// speed reads and screens the clean messages again, and the free text of all of them as one.
func (m *Measured) speed(c *Checker, messages [][]byte) {
	if len(messages) == 0 {
		return
	}
	plain := &Checker{Scanner: c.Scanner.At(match.Bits(match.DefaultThreshold))}
	begin := time.Now()
	for _, raw := range messages {
		for _, msg := range mustRead(raw) {
			plain.Find(msg)
		}
	}
	d := time.Since(begin)
	m.PerSecond = float64(len(messages)) / d.Seconds()
	m.MeanMicros = float64(d.Microseconds()) / float64(len(messages))
	var text strings.Builder
	for _, raw := range messages {
		text.Write(raw)
	}
	begin = time.Now()
	plain.Scanner.Find(text.String(), screen.About{})
	m.TextMB = float64(text.Len()) / 1e6 / time.Since(begin).Seconds()
}

// plainKey is a name without its legal form and the order of its words.
func plainKey(s string) string {
	var words []string
	for _, t := range names.Tokens(s, names.Organisation) {
		if t.Class != names.LegalForm {
			words = append(words, t.Text)
		}
	}
	slices.Sort(words)
	return strings.Join(words, " ")
}

// latin reports whether a name is of Latin letters, with at least five of them.
func latin(s string) bool {
	n := 0
	for _, r := range s {
		if unicode.IsLetter(r) {
			if !unicode.Is(unicode.Latin, r) {
				return false
			}
			n++
		}
	}
	return n >= 5 && len(s) < 140
}

// spoil returns "" where a damage cannot be done to a name.
func spoil(name, damage string, rng *rand.Rand) string {
	name = strings.Join(strings.Fields(name), " ")
	words := strings.Fields(name)
	var long []int
	for i, w := range words {
		if len([]rune(w)) >= 5 {
			long = append(long, i)
		}
	}
	switch damage {
	case "as listed", "in remittance", otherSpelling:
		return name
	case "typo", "typo in remittance":
		if len(long) == 0 {
			return ""
		}
		i := long[rng.IntN(len(long))]
		words[i] = typo(words[i], rng)
	case "typo in each word":
		if len(long) < 2 {
			return ""
		}
		for _, i := range long {
			words[i] = typo(words[i], rng)
		}
	case "cut off":
		r := []rune(name)
		if len(r) <= 35 {
			return ""
		}
		return strings.TrimSpace(string(r[:35]))
	case "line break", "split in remittance":
		r := []rune(name)
		if len(r) < 10 {
			return ""
		}
		at := len(r)/2 + rng.IntN(len(r)/4)
		if len(r) > 35 && damage == "line break" {
			at = 35
		}
		return string(r[:at]) + "\n" + string(r[at:])
	case "joined words":
		if len(words) < 2 {
			return ""
		}
		i := rng.IntN(len(words) - 1)
		words[i] += words[i+1]
		words = slices.Delete(words, i+1, i+2)
	case "other order":
		if len(words) < 2 {
			return ""
		}
		words = append(words[1:], words[0])
	}
	return strings.Join(words, " ")
}

// typo puts in, leaves out, exchanges or swaps one letter, not the first.
func typo(word string, rng *rand.Rand) string {
	r := []rune(word)
	k := 1 + rng.IntN(len(r)-1)
	c := rune('a' + rng.IntN(26))
	if unicode.IsUpper(r[k]) {
		c = unicode.ToUpper(c)
	}
	switch rng.IntN(4) {
	case 0:
		r = slices.Insert(r, k, c)
	case 1:
		r = slices.Delete(r, k, k+1)
	case 2:
		r[k] = c
	default:
		if k+1 < len(r) {
			r[k], r[k+1] = r[k+1], r[k]
		} else {
			r[k-1], r[k] = r[k], r[k-1]
		}
	}
	return string(r)
}

// writer makes messages of several standards.
type writer struct {
	rng *rand.Rand
	n   int
}

func newWriter(rng *rand.Rand) *writer { return &writer{rng: rng} }

var (
	bicsOfTests = strings.Fields("DEUTDEFF CHASUS33 BARCGB22 BNPAFRPP UBSWCHZH INGBNL2A NDEAFIHH SCBLSGSG HSBCHKHH RBOSGB2L COBADEFF SOGEFRPP BKCHCNBJ MHCBJPJT ROYCCAT2 WPACAU2S")
	purposes    = []string{"INVOICE %d DATED 12 MARCH", "SALARY PAYMENT REF %d", "PAYMENT FOR GOODS AS PER CONTRACT NO %d", "RENT APRIL FLAT %d", "SERVICES RENDERED, ORDER %d, THANK YOU",
		"LOAN REPAYMENT %d", "SPARE PARTS AND FREIGHT, PROFORMA %d", "FAMILY SUPPORT", "TUITION FEES STUDENT %d", "CONSULTING AGREEMENT %d SECOND INSTALMENT"}
	streets = []string{"12 HIGH STREET", "NEUE STRASSE 5", "45 RUE DE LA PAIX", "CALLE MAYOR 8", "100 MAIN STREET", "VIA ROMA 22"}
	towns   = [][2]string{{"LONDON", "GB"}, {"BERLIN", "DE"}, {"PARIS", "FR"}, {"MADRID", "ES"}, {"NEW YORK", "US"}, {"MILANO", "IT"}, {"DUBAI", "AE"}, {"ISTANBUL", "TR"}}
)

// message writes a payment with the name of one party, spoilt as it is, and of another.
func (w *writer) message(name, other, damage string) []byte {
	w.n++
	pick := func(s []string) string { return s[w.rng.IntN(len(s))] }
	purpose := pick(purposes)
	if strings.Contains(purpose, "%") {
		purpose = fmt.Sprintf(purpose, 1000+w.rng.IntN(900000))
	}
	if strings.HasSuffix(damage, "remittance") {
		purpose, name = purpose+" "+name, other
	}
	debtor, creditor := name, other
	if w.rng.IntN(2) == 0 {
		debtor, creditor = other, name
	}
	p := func(name string) partyText {
		t := towns[w.rng.IntN(len(towns))]
		return partyText{name, pick(streets), t[0], t[1], fmt.Sprint(1000000000 + w.rng.IntN(899999999))}
	}
	d, c := p(debtor), p(creditor)
	bics := [4]string{pick(bicsOfTests), pick(bicsOfTests), pick(bicsOfTests), pick(bicsOfTests)}
	switch w.n % 3 {
	case 0:
		return mt103(w.n, d, c, bics, purpose)
	case 1:
		return pacs008(w.n, d, c, bics, purpose)
	}
	return fedwire(w.n, d, c, purpose)
}

type partyText struct{ name, street, town, country, account string }

// lines breaks a text into lines of 35 characters, as MT does, at most n of them.
func lines(s string, n int) []string {
	var out []string
	for line := range strings.SplitSeq(s, "\n") {
		r := []rune(line)
		for len(r) > 35 {
			out, r = append(out, string(r[:35])), r[35:]
		}
		out = append(out, string(r))
	}
	return out[:min(len(out), n)]
}

func mt103(n int, d, c partyText, bics [4]string, purpose string) []byte {
	var b strings.Builder
	party := func(tag string, p partyText) {
		fmt.Fprintf(&b, ":%s:/%s\n%s\n%s\n%s %s\n", tag, p.account, strings.Join(lines(strings.ToUpper(p.name), 2), "\n"), p.street, p.town, p.country)
	}
	fmt.Fprintf(&b, "{1:F01%sXXXX0000000000}{2:I103%sXXXXN}{3:{108:MEASURE}}{4:\n:20:REF%07d\n:23B:CRED\n:32A:260312EUR1500,00\n", bics[0], bics[1], n)
	party("50K", d)
	fmt.Fprintf(&b, ":52A:%s\n:57A:%s\n", bics[2], bics[3])
	party("59", c)
	fmt.Fprintf(&b, ":70:%s\n:71A:SHA\n-}\n", strings.Join(lines(strings.ToUpper(purpose), 8), "\n"))
	return []byte(b.String())
}

var escape = strings.NewReplacer("&", "&amp;", "<", "&lt;", ">", "&gt;")

func pacs008(n int, d, c partyText, bics [4]string, purpose string) []byte {
	var b strings.Builder
	agent := func(tag, bic string) {
		fmt.Fprintf(&b, "<%s><FinInstnId><BICFI>%s</BICFI></FinInstnId></%s>\n", tag, bic, tag)
	}
	party := func(tag string, p partyText) {
		first, rest, _ := strings.Cut(p.name, "\n")
		fmt.Fprintf(&b, "<%s><Nm>%s</Nm><PstlAdr>", tag, escape.Replace(first))
		if rest != "" {
			fmt.Fprintf(&b, "<AdrLine>%s</AdrLine>", escape.Replace(rest))
		}
		fmt.Fprintf(&b, "<StrtNm>%s</StrtNm><TwnNm>%s</TwnNm><Ctry>%s</Ctry></PstlAdr></%s>\n<%sAcct><Id><Othr><Id>%s</Id></Othr></Id></%sAcct>\n", p.street, p.town,
			p.country, tag, tag, p.account, tag)
	}
	fmt.Fprintf(&b, `<?xml version="1.0" encoding="UTF-8"?>
<Document xmlns="urn:iso:std:iso:20022:tech:xsd:pacs.008.001.08"><FIToFICstmrCdtTrf><GrpHdr><MsgId>REF%07d</MsgId><CreDtTm>2026-03-12T10:00:00Z</CreDtTm><NbOfTxs>1</NbOfTxs></GrpHdr>
<CdtTrfTxInf><PmtId><EndToEndId>E2E-%07d</EndToEndId></PmtId><IntrBkSttlmAmt Ccy="EUR">1500.00</IntrBkSttlmAmt><ChrgBr>SHAR</ChrgBr>
`, n, n)
	agent("InstgAgt", bics[0])
	agent("InstdAgt", bics[1])
	party("Dbtr", d)
	agent("DbtrAgt", bics[2])
	agent("CdtrAgt", bics[3])
	party("Cdtr", c)
	b.WriteString("<RmtInf>")
	for line := range strings.SplitSeq(purpose, "\n") {
		fmt.Fprintf(&b, "<Ustrd>%s</Ustrd>", escape.Replace(line))
	}
	b.WriteString("</RmtInf></CdtTrfTxInf></FIToFICstmrCdtTrf></Document>\n")
	return []byte(b.String())
}

func fedwire(n int, d, c partyText, purpose string) []byte {
	var b strings.Builder
	star := func(s string, n int) string {
		l := lines(strings.NewReplacer("*", " ", "{", "(", "}", ")").Replace(s), n)
		return strings.Join(l, "*")
	}
	party := func(tag string, p partyText) {
		fmt.Fprintf(&b, "{%s}D%s*%s*%s*%s %s*\n", tag, p.account, star(p.name, 2), p.street, p.town, p.country)
	}
	fmt.Fprintf(&b, "{1500}30        P \n{1510}1000\n{1520}20260312MEASURE1%06d\n{2000}000000150000\n{3100}121042882WELLS FARGO NA*\n{3400}021000021JPMCHASE*\n{3600}CTR*\n", n)
	party("4200", c)
	party("5000", d)
	fmt.Fprintf(&b, "{6000}%s*\n", star(purpose, 4))
	return []byte(b.String())
}

// Markdown writes the figures as tables.
func (m *Measured) Markdown(w io.Writer) error {
	p := func(format string, args ...any) { fmt.Fprintf(w, format+"\n", args...) }
	p("Index %s, lists as of %s: %d spellings of names looked for; %d messages with a listed party and %d messages of ordinary parties. %d ordinary names", m.Index[:12],
		m.AsOf, m.Names, m.Messages, m.Clean, m.Namesakes)
	p("were left out because they are a listed name but for the legal form. A message counts as found where an alert names the very party.\n")
	p("| damage | messages | found at the default |\n|---|---|---|")
	for _, d := range m.Damages {
		p("| %s | %d | %.1f %% |", d.Damage, d.Messages, 100*d.Recall)
	}
	p("\n| threshold, bits | score | recall | false alerts | one in |\n|---|---|---|---|---|")
	for _, c := range m.Curve {
		oneIn := "none"
		if c.FalseAlerts > 0 {
			oneIn = fmt.Sprintf("%.0f", c.OneIn)
		}
		p("| %.1f | %.2f | %.1f %% | %d | %s |", c.Bits, c.Score, 100*c.Recall, c.FalseAlerts, oneIn)
	}
	p("\nSpeed on one core, lists loaded: %.0f messages a second read and screened (mean %.3f ms); the same messages as one free text %.1f MB a second.", m.PerSecond,
		m.MeanMicros/1000, m.TextMB)
	return nil
}

const (
	beginMark = "<!-- measured: written by linchpin eval payments -->"
	endMark   = "<!-- measured: end -->"
)

// UpdateMarkdown writes the figures between the marks of a Markdown file.
func (m *Measured) UpdateMarkdown(path string) error {
	data, err := os.ReadFile(path)
	if err != nil {
		return err
	}
	before, rest, ok1 := strings.Cut(string(data), beginMark)
	_, after, ok2 := strings.Cut(rest, endMark)
	if !ok1 || !ok2 {
		return fmt.Errorf("%s: no lines %s and %s to write between", path, beginMark, endMark)
	}
	var b strings.Builder
	b.WriteString(before + beginMark + "\n\n")
	if err := m.Markdown(&b); err != nil {
		return err
	}
	b.WriteString("\n" + endMark + after)
	return archive.WriteFile(path, []byte(b.String()))
}
