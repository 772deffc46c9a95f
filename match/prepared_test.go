package match

import (
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
		target := Name{Tokens: draw(t, "target"), Weak: rapid.Bool().Draw(t, "weak"), Former: rapid.Bool().Draw(t, "former")}
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
			if most := s.Ceiling(q, numbers); most < bits-1e-6 {
				t.Fatalf("%v and %v: at most %v bits, but they earn %v", query[q].Tokens, target.Tokens, most, bits)
			}
			var a alignment
			a.run(plain, q, target.Tokens)
			for i := range a.n {
				if a.pairs[i].how == joined {
					return // the search looks at such names whatever they earn
				}
			}
			most := s.Base(q)
			for k, number := range s.Spelling(q) {
				if a.qUsed[k] {
					most += s.Most(q, number)
				}
			}
			if most < bits-1e-6 {
				t.Fatalf("%v and %v: by the tokens that pair at most %v bits, but they earn %v", query[q].Tokens, target.Tokens, most, bits)
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
