package match

import (
	"math"
	"math/bits"
	"strings"

	"github.com/linchpin-oss/linchpin/names"
)

// This file is what the index needs of the comparison: whether two tokens can be one, found out quickly for many tokens; and how
// many bits a name can earn at most, so that the search may stop. The bounds must hold whatever the weights are:
// TestCeilings compares them with Bits.

// Near is a token made ready to be compared with many.
type Near struct {
	token names.Token
	mask  uint32
	near  names.Near
	plain bool // may be spelt otherwise
	given bool // is a form of a given name
	abdul bool // may be the same without its beginning
}

func startsAbdul(w string) bool {
	_, _, ok := withoutAbdul(w, "")
	return ok
}

// Reset makes ready another token.
func (n *Near) Reset(t names.Token) {
	n.token, n.mask, n.plain, n.given = t, letterMask(t.Text), spelt(t), names.SameGiven(t.Text, t.Text)
	n.abdul = startsAbdul(t.Text)
	if n.plain {
		n.near.Reset(t.Text)
	}
}

// spelt reports whether a token can have another spelling.
func spelt(t names.Token) bool {
	return t.Text != "" && t.Class != names.Numeral && t.Class != names.LegalForm && t.Class != names.Initial
}

// mostSpelling is the greatest distance at which two tokens can be spellings of one, by the length of the shorter.
func mostSpelling(a, b names.Class, shorter int) float64 {
	if a == names.Patronymic && b == names.Patronymic {
		return max(mostDistance(shorter), 0.45*float64(shorter))
	}
	return mostDistance(shorter)
}

// May tells cheaply whether words of so many letters, with that names.LetterMask, can be spellings of the token.
func (n *Near) May(mask uint32, length int) bool {
	if !n.plain || n.abdul {
		return true
	}
	shorter := min(len(n.token.Text), length)
	if n.token.Class == names.Patronymic {
		return n.near.May(mask, mostSpelling(names.Patronymic, names.Patronymic, shorter))
	}
	return nearLetters(len(n.token.Text), length, n.mask^mask) && n.near.May(mask, mostDistance(shorter))
}

// JoinSlips is the least number of letters of words written together in which a slip is let pass.
const JoinSlips = 8

// nearLetters is near for words of which only the lengths are known; those of more letters than lengths are kept for are left in.
func nearLetters(a, b int, differ uint32) bool {
	return a >= maxLength || b >= maxLength || abs(a-b) <= 4 && bits.OnesCount32(differ) <= 2+max(a, b)/2
}

// maxLength is the length from which May is told no longer one.
const maxLength = 31

// OtherBeginning is a token without abdul at its beginning, or with it: how the same name may stand elsewhere.
func OtherBeginning(w string) string {
	const abdul = "abdul"
	if rest, ok := strings.CutPrefix(w, abdul); ok {
		return rest
	}
	return abdul + w
}

// Together reports whether a word can be neighbours of the other side written together.
func Together(word string, parts []names.Token) bool {
	_, ok := joinedCost(word, parts)
	return ok
}

// Likeness is in what way two tokens can be one, and at what cost.
type Likeness = comparison

// Like tells whether, and in what way, two tokens can be one. The mask is names.LetterMask of the other.
func (n *Near) Like(t names.Token, mask uint32) (Likeness, bool) {
	c := n.compare(t, mask)
	return c, c.ok
}

// compare is compareTokens, sooner where the two are spellings of one or have nothing in common.
func (n *Near) compare(t names.Token, mask uint32) comparison {
	if n.plain && spelt(t) && n.token.Text != t.Text {
		if near(n.token.Text, t.Text, n.mask^mask) {
			most := mostDistance(min(len(n.token.Text), len(t.Text)))
			if n.near.May(mask, most) {
				if d := n.near.Within(t.Text, most); d <= most {
					return comparison{ok: true, how: spelling, cost: d}
				}
			}
		}
		fathers := n.token.Class == names.Patronymic && t.Class == names.Patronymic
		if !fathers && n.abdul == startsAbdul(t.Text) && !(n.given && names.SameGiven(n.token.Text, t.Text)) {
			return comparison{}
		}
	}
	return compareTokens(n.token, t, n.mask^mask)
}

// Target is a token of target names, compared with every token of a query.
type Target struct {
	compared
	token   names.Token
	mask    uint32
	pairs   bool // with some token
	initial bool // is one letter
}

// Search bounds what target names can earn against a query. It remembers target tokens and is not safe for several goroutines.
//
// A name that pairs with some tokens of a spelling earns at most Base, and for each of these tokens its Gain; if it pairs with all that
// Needs reports, Relief besides; if these pairs are Exact, Whole besides. All depend on the kind of the name, which has its own weights.
type Search struct {
	m       *Matcher
	near    []*Near
	ready   []bool   // of near
	bounds  []bounds // by spelling
	joins   [32]uint64
	splits  [32]uint64 // by first letter, the lengths of neighbours in the query written together
	pairs   []together // those neighbours
	targets []Target
	used    int
	known   []*compared // scratch of Bits
}

// together is neighbours in the query, written together.
type together struct {
	word  string
	mask  uint32
	near  *names.Near
	ready bool
}

// bounds is what a spelling can earn, by kind of target.
type bounds struct {
	weights             [names.Vessel + 1]*Weights
	base, relief, whole [names.Vessel + 1]float64
	rare                float64 // the rarity of its words in all
}

// Reset begins a search for a matcher's query.
func (s *Search) Reset(m *Matcher) {
	s.m, s.used = m, 0
	for len(s.near) < len(m.tokens) {
		s.near = append(s.near, new(Near))
	}
	s.ready = append(s.ready[:0], make([]bool, len(m.tokens))...)
	s.joins, s.splits, s.pairs = [32]uint64{}, [32]uint64{}, s.pairs[:0]
	for _, t := range m.tokens {
		s.joins[t.Text[0]&31] |= lengths(len(t.Text))
	}
	s.bounds = s.bounds[:0]
	for i := range m.query {
		s.joinable(m.query[i].Tokens)
		s.bound(i)
	}
}

// nearTo is a token of the query made ready.
func (s *Search) nearTo(number int) *Near {
	n := s.near[number]
	if !s.ready[number] {
		n.Reset(s.m.tokens[number])
		s.ready[number] = true
	}
	return n
}

// May is Near.May of a token of the query.
func (s *Search) May(number int, mask uint32, length int) bool {
	return s.nearTo(number).May(mask, length)
}

// Like is Near.Like of a token of the query.
func (s *Search) Like(number int, t names.Token, mask uint32) bool {
	return s.nearTo(number).compare(t, mask).ok
}

// lengths has the bits of the lengths that a word and words joined may differ by.
func lengths(n int) uint64 { return 7 << min(n, 60) >> 1 }

// joinable notes the neighbours of a spelling, and the whole of it, as one word.
func (s *Search) joinable(tokens []names.Token) {
	note := func(parts []names.Token) {
		var buf [128]byte
		word := buf[:0]
		for _, t := range parts {
			word = append(word, t.Text...)
		}
		s.splits[parts[0].Text[0]&31] |= lengths(len(word))
		if n := len(s.pairs); n < cap(s.pairs) {
			s.pairs = s.pairs[:n+1]
			s.pairs[n] = together{near: s.pairs[n].near}
		} else {
			s.pairs = append(s.pairs, together{})
		}
		p := &s.pairs[len(s.pairs)-1]
		p.word = string(word)
		p.mask = names.LetterMask(p.word)
	}
	for k := 1; k < min(len(tokens), MaxTokens); k++ {
		note(tokens[k-1 : k+1])
	}
	if len(tokens) > 2 && len(tokens) <= 4 {
		note(tokens)
	}
}

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
		b.weights[kind], b.base[kind] = w, base
	}
	s.bounds = append(s.bounds, b)
}

// Tokens are the tokens of all spellings of the query, each once.
func (s *Search) Tokens() []names.Token { return s.m.tokens }

// Spellings is how many spellings the query has.
func (s *Search) Spellings() int { return len(s.m.query) }

// Spelling gives the numbers of a spelling's tokens, in their order.
func (s *Search) Spelling(i int) []int { return s.m.number[i][:min(len(s.m.number[i]), MaxTokens)] }

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

// Target compares a token of target names with the query. It is good until the next Reset.
func (s *Search) Target(t names.Token, mask uint32, rarity float64) int {
	if s.used == len(s.targets) {
		s.targets = append(s.targets, Target{})
	}
	x := &s.targets[s.used]
	s.used++
	n := len(s.m.tokens)
	x.token, x.mask, x.rarity, x.pairs, x.initial = t, mask, rarity, false, len(t.Text) == 1
	if cap(x.row) < n {
		x.row = make([]comparison, n)
	}
	x.row = x.row[:n]
	for i := range s.m.tokens {
		x.row[i] = s.nearTo(i).compare(t, mask)
		x.pairs = x.pairs || x.row[i].ok
	}
	return s.used - 1
}

// Ceiling is the most that a name of a kind can earn against a spelling, given its tokens as compared.
func (s *Search) Ceiling(spelling int, kind names.Kind, name []int) float64 {
	name = name[:min(len(name), MaxTokens)]
	if s.mayJoin(name) {
		return math.Inf(1)
	}
	b := &s.bounds[spelling]
	w := b.weights[kind]
	var sum ceiling
	sum.complete, sum.exact, sum.words = true, true, true
	initials, short := 0, 0
	for _, n := range name {
		if s.targets[n].initial {
			initials++
		}
	}
	for place, number := range s.Spelling(spelling) {
		if full, pairs := s.place(&sum, spelling, place, number, kind, name); pairs && !full && s.Needs(spelling, place) {
			short++ // an initial stands for one word only
		}
	}
	sum.complete = sum.complete && short <= initials
	strangers, cost, lost := s.strangers(w, name)
	total := sum.some
	if sum.complete {
		all := sum.all + b.relief[kind]
		if sum.exact && strangers == 0 {
			all += b.whole[kind]
		}
		total = max(total, all)
	}
	total += b.base[kind] + cost
	if agree := 2 * sum.rare; agree > 0 {
		share := agree / (agree + lost + sum.lost)
		total += max(w[Coverage], 0) * share * share
	}
	if sum.matched == 1 && sum.words && (strangers > 0 || !sum.complete) {
		total += min(w[OneWord], 0) + min(w[OneWordRarity], 0)*sum.least
	}
	if strangers > 0 && !sum.complete {
		total = min(total, w[ConflictLimit])
	}
	return total
}

// ceiling adds up what the places of a spelling earn at most, Coverage aside.
type ceiling struct {
	some, all              float64 // where not every word pairs, and where each does
	rare, lost, least      float64 // rarity of the pairs at most, of the words that pair with nothing, of the last pair at least
	matched                int     // places that may pair
	complete, exact, words bool    // the words that need to pair may do so; and to the letter; what pairs are words
}

// place adds what a place earns at most; full reports that it may pair with a word and not with an initial alone.
func (s *Search) place(sum *ceiling, spelling, place, number int, kind names.Kind, name []int) (full, pairs bool) {
	q, w := s.m.tokens[number], s.bounds[spelling].weights[kind]
	best, rare, exact := math.Inf(-1), 0.0, false
	least := math.Inf(1)
	for _, n := range name {
		t := &s.targets[n]
		c := t.row[number]
		if !c.ok {
			continue
		}
		pairs, full, exact = true, full || c.how != initial, exact || s.Exact(spelling, place, t.token, c)
		sum.words = sum.words && ofWords(q, t.token, c)
		bits, r := w.pairOf(q, t.token, c, s.m.rare[number], t.rarity)
		best, rare, least = max(best, bits), max(rare, r), min(least, r)
	}
	need := s.Needs(spelling, place)
	if !pairs {
		if need {
			sum.lost += s.m.rare[number]
			sum.complete = false
		}
		return false, false
	}
	best += s.back(w, spelling, place)
	sum.matched++
	sum.least = least
	sum.rare += rare
	sum.some += max(best, 0)
	if need {
		sum.exact = sum.exact && exact
		sum.all += best
	} else {
		sum.all += max(best, 0)
	}
	return full, true
}

// strangers counts the words of a name that pair with none of the query, what they cost, and their rarity.
func (s *Search) strangers(w *Weights, name []int) (count int, cost, rare float64) {
	for i, n := range name {
		t := &s.targets[n]
		if t.pairs || t.token.Class != names.Word || s.again(name, i) {
			continue
		}
		count++
		rare += t.rarity
	}
	if count > 0 {
		cost = min(w[LostTargetRarity], 0)*rare + min(w[LostTarget], 0) + float64(count-1)*min(w[LostTargetMore], 0) - max(w[AllTarget], 0)
	}
	return count, cost, rare
}

// again is repeated for a name as compared.
func (s *Search) again(name []int, at int) bool {
	t := &s.targets[name[at]].token
	for i, n := range name {
		if i != at && len(t.Text) > 2 && s.targets[n].token == *t {
			return true
		}
	}
	return false
}

// mayJoin reports whether tokens of a name, or of the query, may be written together on the other side.
func (s *Search) mayJoin(name []int) bool {
	length, letters := 0, uint32(0)
	for k, n := range name {
		t := &s.targets[n]
		first, size := t.token.Text[0]&31, len(t.token.Text)
		length, letters = length+size, letters|t.mask
		if s.splits[first]>>min(size, 60)&1 != 0 && s.madeOf(t) {
			return true
		}
		if k > 0 {
			before := &s.targets[name[k-1]]
			from := before.token.Text
			if s.joins[from[0]&31]>>min(len(from)+size, 60)&1 != 0 && s.oneWord(name[k-1:k+1], len(from)+size, before.mask|t.mask) {
				return true
			}
		}
	}
	return len(name) > 2 && len(name) <= 4 && s.joins[s.targets[name[0]].token.Text[0]&31]>>min(length, 60)&1 != 0 && s.oneWord(name, length, letters)
}

// mostJoined is the greatest distance between a word and others written together, if they have JoinSlips letters.
const mostJoined = 1

// oneWord reports whether tokens of a name, written together, are a token of the query.
func (s *Search) oneWord(name []int, length int, letters uint32) bool {
	for i, q := range s.m.tokens {
		if abs(len(q.Text)-length) > 1 || length < JoinSlips && letters != s.m.masks[i] {
			continue
		}
		near := s.nearTo(i)
		if near.plain && !near.near.May(letters, mostJoined) {
			continue
		}
		var parts [4]names.Token
		for k, n := range name {
			parts[k] = s.targets[n].token
		}
		if _, ok := joinedCost(q.Text, parts[:len(name)]); ok {
			return true
		}
	}
	return false
}

// madeOf reports whether a token of a name is neighbours in the query written together.
func (s *Search) madeOf(t *Target) bool {
	for i := range s.pairs {
		if s.MadeOf(i, t.token.Text, t.mask) {
			return true
		}
	}
	return false
}

// Joined are the words that neighbours in the query make, or all its tokens, when written together.
func (s *Search) Joined() int { return len(s.pairs) }

// Word is one of the words of Joined.
func (s *Search) Word(i int) string { return s.pairs[i].word }

// MadeOf reports whether a word of a name, with that names.LetterMask, is one of Joined.
func (s *Search) MadeOf(i int, word string, mask uint32) bool {
	p := &s.pairs[i]
	switch {
	case p.word == word:
		return len(word) >= minJoined
	case len(p.word) < JoinSlips || abs(len(p.word)-len(word)) > 1 || p.word[0] != word[0] || !names.MayBeWithin(p.mask, mask, mostJoined):
		return false
	}
	if p.near == nil {
		p.near = new(names.Near)
	}
	if !p.ready {
		p.near.Reset(p.word)
		p.ready = true
	}
	return p.near.May(mask, mostJoined) && p.near.Within(word, mostJoined) <= mostJoined
}

// minJoined is the least number of letters of words written together.
const minJoined = 4

// Bits is Matcher.Bits of a name whose tokens were compared before.
func (s *Search) Bits(spelling int, target *Name, name []int) float64 {
	s.known = s.known[:0]
	for _, n := range name {
		s.known = append(s.known, &s.targets[n].compared)
	}
	return s.m.bits(spelling, target, s.known)
}
