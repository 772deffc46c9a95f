package match

import (
	"math"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"github.com/linchpin-oss/linchpin/names"
)

// words are parts of names that have something to do with each other: spellings, forms, initials, joined words, forms of firms.
var words = strings.Fields(`mikhail michail mihail misha m guzerijew gutseriyev gutseriev g sergey sergei serge sasha alexander alexandr aleksandr abdul rahman
	abdulrahman abdurrahman abd al el bin van de ivanovich ivanovitch petrovich smith smyth john jon mohammed muhammad ali alikhan khan olga
	bank bankas trading company ltd gmbh oao jsc fund 1 2 ii potash belaruskali belarus kali sberbank sber x xi jinping jin ping general dr`)

func draw(t *rapid.T, label string) []names.Token {
	kind := rapid.SampledFrom([]names.Kind{names.Person, names.Organisation, names.Vessel}).Draw(t, label+" kind")
	parts := rapid.SliceOfN(rapid.SampledFrom(words), 1, 6).Draw(t, label)
	return names.Tokens(strings.Join(parts, " "), kind)
}

// TestCeilings holds what the search believes a name can earn at most against what it earns.
func TestCeilings(t *testing.T) {
	var s Search
	rapid.Check(t, func(t *rapid.T) {
		query := []Name{{Tokens: draw(t, "query")}, {Tokens: draw(t, "other spelling")}}
		if len(query[0].Tokens) == 0 || len(query[1].Tokens) == 0 {
			return
		}
		query[0].Kind, query[1].Kind = names.Person, names.Organisation
		target := Name{Tokens: draw(t, "target"), Weak: rapid.Bool().Draw(t, "weak"), Former: rapid.Bool().Draw(t, "former")}
		target.Kind = rapid.SampledFrom([]names.Kind{names.Unknown, names.Person, names.Organisation, names.Vessel}).Draw(t, "kind")
		if rapid.Bool().Draw(t, "the same") {
			target.Tokens = query[0].Tokens
		}
		s.Reset(NewMatcher(query, names.Rarity))
		var numbers []int
		for _, tok := range target.Tokens {
			numbers = append(numbers, s.Target(tok, names.LetterMask(tok.Text), names.Rarity(tok.Text)))
		}
		plain := NewMatcher(query, names.Rarity)
		for q := range query {
			bits := plain.Bits(q, &target)
			if got := s.Bits(q, &target, numbers); got != bits {
				t.Fatalf("%v and %v: %v bits, want %v", query[q].Tokens, target.Tokens, got, bits)
			}
			if most := s.Ceiling(q, target.Kind, numbers); most < bits-1e-6 {
				t.Fatalf("%v and %v: at most %v bits, but they earn %v", query[q].Tokens, target.Tokens, most, bits)
			}
			most, ok := byPairs(&s, plain, q, &target)
			if ok && most < bits-1e-6 {
				t.Fatalf("%v and %v: by the tokens that pair at most %v bits, but they earn %v", query[q].Tokens, target.Tokens, most, bits)
			}
		}
	})
}

// byPairs adds up what the search counts for the pairs that the comparison makes; not ok for names written together, at which the search
// always looks.
func byPairs(s *Search, m *Matcher, spelling int, target *Name) (most float64, ok bool) {
	var a alignment
	a.run(m, spelling, target.Tokens, nil)
	whole, total, all := true, 0.0, 0.0
	for i := range a.n {
		p := &a.pairs[i]
		if p.how == joined {
			return 0, false
		}
		t, like := target.Tokens[p.t], comparison{true, p.how, p.cost}
		gain := s.Gain(spelling, p.q, target.Kind, t, like, a.tRare[p.t])
		if gain > s.Most(spelling, p.q, target.Kind)+1e-6 {
			return math.Inf(-1), true
		}
		total += max(gain, 0)
		all += gain
		whole = whole && (s.Exact(spelling, p.q, t, like) || !s.Needs(spelling, p.q))
	}
	for place := range s.Spelling(spelling) {
		if s.Needs(spelling, place) && !a.qUsed[place] {
			return s.Base(spelling, target.Kind) + total, true
		}
	}
	all += s.Relief(spelling, target.Kind)
	if whole {
		all += s.Whole(spelling, target.Kind)
	}
	return s.Base(spelling, target.Kind) + all, true
}

// TestPairOf holds the quick worth of a pair against that of the features.
func TestPairOf(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		class := rapid.IntRange(0, int(names.Patronymic))
		q := names.Token{Text: rapid.SampledFrom(words).Draw(t, "q"), Class: names.Class(class.Draw(t, "class of q"))}
		x := names.Token{Text: rapid.SampledFrom(words).Draw(t, "t"), Class: names.Class(class.Draw(t, "class of t"))}
		p := pair{0, 0, 1, 1, rapid.Float64Range(0, 2.5).Draw(t, "distance"), how(rapid.IntRange(0, int(initial)).Draw(t, "how"))}
		var a alignment
		a.qN, a.tN, a.qRare[0], a.tRare[0] = 1, 1, rapid.Float64Range(1, 17).Draw(t, "rarity of q"), rapid.Float64Range(1, 17).Draw(t, "rarity of t")
		for kind := range weights {
			w := &weights[kind]
			want := w.pair(&a, &p, []names.Token{q}, []names.Token{x})
			got, _ := w.pairOf(q, x, comparison{true, p.how, p.cost}, a.qRare[0], a.tRare[0])
			if math.Abs(got-want) > 1e-9 {
				t.Fatalf("%v and %v, %s: %v bits, want %v", q, x, howText[p.how], got, want)
			}
		}
	})
}

// TestLikeIsCompareTokens holds the quick comparison of tokens against the plain one.
func TestLikeIsCompareTokens(t *testing.T) {
	var n Near
	token := rapid.Custom(func(t *rapid.T) names.Token {
		s := rapid.SampledFrom(words).Draw(t, "word")
		if i := rapid.IntRange(0, 2*len(s)).Draw(t, "typo at"); i < len(s) && len(s) > 1 {
			s = s[:i] + s[i+1:]
		}
		return names.Token{Text: s, Class: names.Class(rapid.IntRange(0, int(names.Patronymic)).Draw(t, "class"))}
	})
	rapid.Check(t, func(t *rapid.T) {
		a, b := token.Draw(t, "a"), token.Draw(t, "b")
		n.Reset(a)
		mask := names.LetterMask(b.Text)
		if want, got := compareTokens(a, b, letterMask(a.Text)^letterMask(b.Text)), n.compare(b, mask); got != want {
			t.Fatalf("%v and %v: %+v, want %+v", a, b, got, want)
		}
	})
}
