package names

import (
	"cmp"
	"embed"
	"errors"
	"fmt"
	"math"
	"math/bits"
	"slices"
	"strconv"
	"strings"
	"sync"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// transcribeFiles are the learned tables, one a script, written by `linchpin train`.
//
//go:embed transcribe/*.tsv
var transcribeFiles embed.FS

// A transcriber reads words of a script that does not write all sounds of a name, or writes those of foreign names by
// sounds near to them: Arabic, Hebrew, katakana, Hangul, Han. It is a joint model of order three: a name is a row of
// units, each a character of the script with the letters that stand for it in Latin, and each unit depends on the two
// before it (M. Bisani, H. Ney: Joint-sequence models for grapheme-to-phoneme conversion, Speech Communication 50, 2008).
type transcriber struct {
	out      []string          // letters of a unit, by number
	byRune   map[rune][]uint16 // units of a character, likeliest first
	known    []float32         // bits of a unit by itself
	bits     sparse            // bits of a unit after one or two others
	backoffs sparse            // bits for leaving a context
}

// sparse is a hash table of open addressing from keys other than 0 to bits: twice as fast as a map.
type sparse struct {
	keys   []uint64
	values []float32
	shift  uint
}

func newSparse(n int) sparse {
	size := 64
	for size < 2*n {
		size *= 2
	}
	return sparse{make([]uint64, size), make([]float32, size), uint(64 - bits.TrailingZeros(uint(size)))}
}

func (s *sparse) place(key uint64) int {
	i := int(key * 0x9e3779b97f4a7c15 >> s.shift)
	for s.keys[i] != key && s.keys[i] != 0 {
		i = (i + 1) & (len(s.keys) - 1)
	}
	return i
}

func (s *sparse) put(key uint64, v float32) {
	i := s.place(key)
	s.keys[i], s.values[i] = key, v
}

func (s *sparse) get(key uint64) (float32, bool) {
	i := s.place(key)
	return s.values[i], s.keys[i] != 0
}

// Units with a meaning of their own: the beginning and the end of a word.
const (
	unitStart = uint16(0)
	unitEnd   = uint16(1)
)

// Limits of the search for the best readings of a word.
const (
	transcribeBeam  = 8
	maxTranscribe   = 24 // characters of a word that are read
	transcribeSlack = 7  // bits by which a reading may be less likely than the best
	mostUnits       = 16 // of a character that are tried
)

var transcribers = func() (m [len(scripts)]func() *transcriber) {
	for _, s := range []Script{Arabic, Hebrew, Kana, Hangul, Han, Cyrillic} {
		m[s] = sync.OnceValue(func() *transcriber { return loadTranscriber(s) })
	}
	return m
}()

func loadTranscriber(s Script) *transcriber {
	name := "transcribe/" + strings.ToLower(s.String()) + ".tsv"
	text, err := transcribeFiles.ReadFile(name)
	if err != nil {
		panic(err)
	}
	t, err := newTranscriber(string(text))
	if err != nil {
		panic(fmt.Sprintf("names: %s: %v", name, err))
	}
	return t
}

// newTranscriber reads a table: context of no, one or two units, the bits that leaving it for the shorter one costs,
// and units with their bits. A unit is a character and the letters for it; ^ is the beginning of a word, $ its end.
func newTranscriber(text string) (*transcriber, error) {
	t := &transcriber{out: []string{"", ""}, byRune: map[rune][]uint16{}, bits: newSparse(strings.Count(text, "=")),
		backoffs: newSparse(strings.Count(text, "\n"))}
	numbers := map[string]uint16{"^": unitStart, "$": unitEnd}
	number := func(unit string) uint16 {
		n, ok := numbers[unit]
		if !ok {
			n = uint16(len(t.out))
			numbers[unit] = n
			r, size := utf8.DecodeRuneInString(unit)
			t.out = append(t.out, unit[size:])
			t.byRune[r] = append(t.byRune[r], n)
		}
		return n
	}
	line := 0
	for l := range strings.Lines(text) {
		line++
		l = strings.TrimRight(l, "\r\n")
		if l == "" || l[0] == '#' {
			continue
		}
		f := strings.Split(l, "\t")
		if len(f) != 3 {
			return nil, fmt.Errorf("line %d: %d fields, want context, backoff and units", line, len(f))
		}
		var context uint32
		for u := range strings.FieldsSeq(f[0]) {
			context = context<<16 | uint32(number(u)) + 1
		}
		backoff, err := strconv.ParseFloat(f[1], 32)
		if err != nil {
			return nil, fmt.Errorf("line %d: backoff %q", line, f[1])
		}
		if context != 0 {
			t.backoffs.put(uint64(context), float32(backoff))
		}
		for g := range strings.FieldsSeq(f[2]) {
			u, b, ok := strings.Cut(g, "=")
			bits, err := strconv.ParseFloat(b, 32)
			if !ok || err != nil || u == "" {
				return nil, fmt.Errorf("line %d: unit %q, want unit=bits", line, g)
			}
			n := number(u)
			if context == 0 {
				t.known = append(t.known, make([]float32, int(n)+1-min(len(t.known), int(n)+1))...)
				t.known[n] = float32(bits)
			} else {
				t.bits.put(uint64(context)<<16|uint64(n), float32(bits))
			}
		}
	}
	if len(t.known) != len(t.out) {
		return nil, errors.New("a unit has no bits by itself")
	}
	for r, units := range t.byRune {
		t.byRune[r] = units[:min(len(units), mostUnits)]
	}
	return t, nil
}

// follower gives the cost in bits of units after two others.
type follower struct {
	t              *transcriber
	one, two       uint64 // contexts
	leave1, leave2 float32
}

func (t *transcriber) after(before, last uint16) follower {
	f := follower{t: t, one: uint64(last) + 1, two: uint64(before+1)<<16 | uint64(last+1)}
	f.leave1, _ = t.backoffs.get(f.one)
	f.leave2, _ = t.backoffs.get(f.two)
	return f
}

func (f *follower) cost(unit uint16) float32 {
	if b, ok := f.t.bits.get(f.two<<16 | uint64(unit)); ok {
		return b
	}
	if b, ok := f.t.bits.get(f.one<<16 | uint64(unit)); ok {
		return b + f.leave2
	}
	return f.t.known[unit] + f.leave1 + f.leave2
}

// reading is a way to read the characters of a word so far.
type reading struct {
	before, last uint16
	bits         float32
	from         int32 // place of the reading that it continues
}

// Reading is what a word may say, with its cost in bits.
type Reading struct {
	Text string
	Bits float64
}

// read returns the likeliest readings of a word, best first, at most n; nil if it has a character that the table lacks.
func (t *transcriber) read(w string, n int) []Reading {
	var buf [maxTranscribe]rune
	runes := buf[:0]
	for _, r := range w {
		if len(t.byRune[r]) == 0 || len(runes) == maxTranscribe {
			return nil
		}
		runes = append(runes, r)
	}
	var buffer [maxTranscribe*transcribeBeam + 1]reading
	all := buffer[:1]
	from := 0
	for _, r := range runes {
		var best beam
		for k := from; k < len(all); k++ {
			h := &all[k]
			f := t.after(h.before, h.last)
			for _, u := range t.byRune[r] {
				best.add(reading{h.last, u, h.bits + f.cost(u), int32(k)})
			}
		}
		from = len(all)
		all = append(all, best.readings[:best.n]...)
	}
	final := all[from:]
	for i := range final {
		f := t.after(final[i].before, final[i].last)
		final[i].bits += f.cost(unitEnd)
	}
	order := slices.Clone(final)
	slices.SortStableFunc(order, func(a, b reading) int { return compareFloats(a.bits, b.bits) })
	var out []Reading
	for _, h := range order {
		if len(out) == n || h.bits > order[0].bits+transcribeSlack {
			break
		}
		text := t.spell(all, h)
		if text != "" && !slices.ContainsFunc(out, func(r Reading) bool { return r.Text == text }) {
			out = append(out, Reading{text, float64(h.bits)})
		}
	}
	return out
}

// beam keeps the likeliest readings, best first; the first found of those equally likely.
type beam struct {
	readings [transcribeBeam]reading
	n        int
}

func (b *beam) add(r reading) {
	if b.n == transcribeBeam && r.bits >= b.readings[b.n-1].bits {
		return
	}
	i := min(b.n, transcribeBeam-1)
	for ; i > 0 && r.bits < b.readings[i-1].bits; i-- {
		b.readings[i] = b.readings[i-1]
	}
	b.readings[i] = r
	b.n = min(b.n+1, transcribeBeam)
}

func compareFloats(a, b float32) int {
	switch {
	case a < b:
		return -1
	case a > b:
		return 1
	}
	return 0
}

func (t *transcriber) spell(all []reading, h reading) string {
	var parts [maxTranscribe]string
	n := 0
	for h.last != unitStart && n < maxTranscribe {
		parts[n] = t.out[h.last]
		n++
		h = all[h.from]
	}
	slices.Reverse(parts[:n])
	return strings.Join(parts[:n], "")
}

// Characters returns the characters by which the learned tables read a word of a script: Hangul syllables fall apart
// into their letters, hiragana is written as katakana, the forms that Arabic, Persian and Urdu give one letter are one,
// vowel marks and doubling are dropped; Han characters are simplified.
func Characters(w string, s Script) string {
	switch s {
	case Hangul:
		return norm.NFD.String(w)
	case Kana:
		return strings.Map(func(r rune) rune {
			if r >= 'ぁ' && r <= 'ゖ' {
				return r + 'ァ' - 'ぁ'
			}
			return r
		}, w)
	case Arabic:
		return arabicForms.Replace(w)
	case Han:
		return simplify(w)
	case Hebrew:
		return strings.Map(func(r rune) rune {
			switch {
			case unicode.IsMark(r):
				return -1
			case isApostrophe(r):
				return '\''
			}
			return r
		}, w)
	}
	return w
}

var arabicForms = strings.NewReplacer("ی", "ي", "ى", "ي", "ې", "ي", "ۍ", "ي", "ک", "ك", "ڪ", "ك", "أ", "ا", "إ", "ا", "ٱ", "ا", "آ", "ا", "ۀ", "ه", "ہ", "ه", "ة", "ه", "ھ", "ه",
	"ؤ", "و", "ۆ", "و", "ۇ", "و", "ئ", "ي", "ـ", "", "َ", "", "ِ", "", "ُ", "", "ّ", "", "ْ", "", "ً", "", "ٌ", "", "ٍ", "", "ٰ", "", "ٔ", "", "ء", "", "ڤ", "ف", "\u200c", "")

// Transcribe returns the likeliest readings of a word by the learned table of its script, best first, at most n; nil for
// scripts without a table and for words with characters that the table lacks.
func Transcribe(w string, n int) []Reading {
	s := ScriptOf(w)
	if transcribers[s] == nil {
		return nil
	}
	return transcribers[s]().read(Characters(w, s), n)
}

// Readings nearer than this to one that is taken are no form of their own.
const sameForm = 0.45

// ruleBits is how likely the reading by rules is taken to be, against the best of the learned table.
const ruleBits = 2.5

// mostForms is how many forms of a word are kept.
const wordForms = 5

// learned gives the readings of a word by the learned table of a script that differ from each other, each with the
// likelihood of all that are near to it, and those by rules.
func learned(w string, s Script, rules ...string) []form {
	var out []form
	for _, r := range transcribers[s]().read(Characters(w, s), transcribeBeam) {
		out = addForm(out, form{text: r.Text, bits: r.Bits})
	}
	if len(out) == 0 {
		return many(rules)
	}
	slices.SortStableFunc(out, func(a, b form) int { return cmp.Compare(a.bits, b.bits) })
	least := out[0].bits
	for i := range out {
		out[i].bits -= least
	}
	for i, r := range rules {
		if r != "" {
			out = addForm(out, form{text: r, bits: ruleBits + nextForm*float64(i)})
		}
	}
	slices.SortStableFunc(out, func(a, b form) int { return cmp.Compare(a.bits, b.bits) })
	return out[:min(len(out), wordForms)]
}

// addForm adds a form, or its likelihood to that of one that is near.
func addForm(forms []form, f form) []form {
	for i := range forms {
		if o := &forms[i]; DistanceWithin(o.text, f.text, sameForm) <= sameForm {
			o.bits = min(o.bits, f.bits) - math.Log2(1+math.Exp2(-math.Abs(o.bits-f.bits)))
			return forms
		}
	}
	return append(forms, f)
}

// Foreign names in Cyrillic are written by their sound. That a word is one is not certain, which costs a match by such a reading so many bits.
const (
	foreignDoubt = 0.5
	foreignForms = 3   // readings of a word at most
	foreignSlack = 4   // bits by which a reading may be less likely than the best
	foreignApart = 0.2 // what is nearer to the letters is no other name
)

// cyrillicForms reads a word letter by letter, and as the learned table does where that is another name: a foreign one, such as
// Johnson. Words of Ukrainian and Belarusian names are not in the table.
func cyrillicForms(w string, asUkrainian bool) []form {
	out := one(cyrillic(w, asUkrainian))
	if asUkrainian || len(out) == 0 {
		return out
	}
	native := out[0].text
	for _, f := range learned(w, Cyrillic) {
		if len(out) > foreignForms || f.bits > foreignSlack {
			break
		}
		if DistanceWithin(native, f.text, foreignApart) > foreignApart {
			out = append(out, form{text: f.text, bits: nextForm + f.bits, doubt: foreignDoubt})
		}
	}
	return out
}
