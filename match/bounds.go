package match

import (
	"github.com/linchpin-oss/linchpin/names"
)

// bound works out the bounds of a spelling.
func (s *Search) bound(spelling int) {
	words, generics, particles := 0.0, 0.0, 0.0
	b := bounds{}
	query := &s.m.query[spelling]
	for k, number := range s.Spelling(spelling) {
		switch {
		case repeated(query.Tokens, k):
		case query.Tokens[k].Class == names.Word:
			words++
			b.rare += s.m.rare[number]
		case query.Tokens[k].Class == names.Generic:
			generics++
		case query.Tokens[k].Class == names.Particle:
			particles++
		}
	}
	for kind := range b.base {
		w := &weights[kindOf(query, &Name{Kind: names.Kind(kind)})]
		base := w[Bias] + generics*w[LostGenericsQuery] + particles*w[LostParticles] + b.rare*w[LostQueryRarity]
		for _, f := range []Feature{AllTarget, Swapped, WeakAlias, FormerName, OtherPatronymic, OtherNumeral, OtherForm, OtherInitial, LostPatronymics,
			LostNumerals, LostInitials} {
			base += max(w[f], 0)
		}
		base += max(w[Conflict], 0)*words + max(w[ConflictRarity], 0)*b.rare
		b.whole[kind], b.relief[kind] = max(w[Whole], 0), max(w[AllQuery], 0)
		if words > 0 {
			lost := w[LostQuery] + (words-1)*w[LostQueryMore]
			base += lost
			b.relief[kind] -= lost - words*w[LostQueryMore] // each token gives back its part
		}
		b.weights[kind], b.base[kind] = w, base-query.Doubt
	}
	s.bounds = append(s.bounds, b)
}

// Base is the most that a name of a kind can earn against a spelling if no token pairs with another.
func (s *Search) Base(spelling int, kind names.Kind) float64 { return s.bounds[spelling].base[kind] }

// Relief is what a name can earn besides if every token pairs that Needs reports.
func (s *Search) Relief(spelling int, kind names.Kind) float64 {
	return s.bounds[spelling].relief[kind]
}

// Whole is what a name can earn besides if all these pairs are Exact.
func (s *Search) Whole(spelling int, kind names.Kind) float64 { return s.bounds[spelling].whole[kind] }

// Needs reports whether the token at a place of a spelling must pair for Relief.
func (s *Search) Needs(spelling, place int) bool {
	tokens := s.m.query[spelling].Tokens
	return tokens[place].Class == names.Word && !repeated(tokens, place)
}

// Exact reports whether a pair leaves it open that the whole name agrees to the letter: initials and what are no words do not count.
func (s *Search) Exact(spelling, place int, t names.Token, c Likeness) bool {
	return c.how == equal || !ofWords(s.m.query[spelling].Tokens[place], t, c)
}

// ofWords reports whether a pair is one of words.
func ofWords(q, t names.Token, c comparison) bool {
	return c.how != initial && q.Class == names.Word && t.Class == names.Word
}

// Gain is the most that the token at a place of a spelling adds to Base by pairing with a token of a name to which it has a likeness.
// It can be less than 0, where only Relief makes up for it.
func (s *Search) Gain(spelling, place int, kind names.Kind, t names.Token, c Likeness, rarity float64) float64 {
	number, w := s.m.number[spelling][place], s.bounds[spelling].weights[kind]
	bits, rare := w.pairOf(s.m.tokens[number], t, c, s.m.rare[number], rarity)
	return bits + s.back(w, spelling, place) + s.cover(w, spelling, max(rare, s.m.rare[number]))
}

// back is the part of Base that is lost words, and does not count once the token at a place pairs.
func (s *Search) back(w *Weights, spelling, place int) float64 {
	tokens := s.m.query[spelling].Tokens
	switch {
	case repeated(tokens, place):
		return 0
	case tokens[place].Class == names.Word:
		return -w[LostQueryMore] - w[LostQueryRarity]*s.m.rare[s.m.number[spelling][place]]
	case tokens[place].Class == names.Generic:
		return -w[LostGenericsQuery]
	case tokens[place].Class == names.Particle:
		return -w[LostParticles]
	}
	return 0
}

// cover is the part of a pair in Coverage: with x the share of the query's rarity that agrees, the feature is at most (2x/(1+x))^2,
// and so at most x. A pair stands for no less than the rarity of the query's word, which is lost no more.
func (s *Search) cover(w *Weights, spelling int, rare float64) float64 {
	most := max(w[Coverage], 0)
	if all := s.bounds[spelling].rare; all > 0 {
		return most * min(rare/all, 1)
	}
	return most
}

// Most is the most that the token at a place of a spelling adds by any pair.
func (s *Search) Most(spelling, place int, kind names.Kind) float64 {
	number, w := s.m.number[spelling][place], s.bounds[spelling].weights[kind]
	q, r := s.m.tokens[number], s.m.rare[number]
	rare := max(r, tokenWorth(q, r)+2)
	most := max(0, w[EqualWords]+w[EqualRarity]*rare, w[Variants]+w[VariantRarity]*rare)
	for _, f := range []Feature{EqualPatronymics, SpeltPatronymics, EqualGenerics, EqualParticles, EqualNumerals, EqualForms, Initials} {
		most = max(most, w[f])
	}
	for l := range lengthSteps {
		for d := range speltSteps {
			most = max(most, w[SpeltClose0+Feature(d*len(lengthSteps)+l)]+w[SpeltRarity]*rare)
		}
		if len(q.Text) <= lengthSteps[l] {
			break
		}
	}
	return most + s.back(w, spelling, place) + s.cover(w, spelling, rare)
}

// pairOf is what a pair of single tokens earns, and its rarity if it is one of words; features says the same of an alignment.
func (w *Weights) pairOf(q, t names.Token, c comparison, qRare, tRare float64) (bits, rare float64) {
	is := func(class names.Class) bool { return q.Class == class || t.Class == class }
	switch {
	case c.how == initial && is(names.Patronymic):
		return 0, 0
	case c.how == initial:
		return w[Initials], 0
	case is(names.Patronymic):
		if c.how == equal {
			return w[EqualPatronymics], 0
		}
		return w[SpeltPatronymics], 0
	case is(names.Generic):
		return w[EqualGenerics], 0
	case is(names.Numeral):
		return w[EqualNumerals], 0
	case is(names.LegalForm):
		return w[EqualForms], 0
	case is(names.Particle), is(names.Title), is(names.Initial):
		return w[EqualParticles], 0
	}
	rare = tokenWorth(t, tRare)
	if c.how != equal {
		rare = min(rare, tokenWorth(q, qRare)+2)
	}
	switch c.how {
	case equal:
		return w[EqualWords] + w[EqualRarity]*rare, rare
	case spelling:
		return w[speltFeature(c.cost, min(len(q.Text), len(t.Text)))] + w[SpeltRarity]*rare, rare
	}
	return w[Variants] + w[VariantRarity]*rare, rare
}
