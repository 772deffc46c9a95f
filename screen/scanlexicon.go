package screen

import (
	"cmp"
	"hash/maphash"
	"slices"

	"github.com/linchpin-oss/linchpin/index"
	"github.com/linchpin-oss/linchpin/match"
	"github.com/linchpin-oss/linchpin/names"
)

// lexicon holds the words of all names in force, and the ways to them.
type lexicon struct {
	seed     maphash.Seed
	names    []listedName
	words    []lexWord
	exact    map[string]int32
	near     nearTable          // skeletons, and letters less one, to words
	ends     nearTable          // first and last letters, to names
	joined   map[uint64][]int32 // names by two of their words written together
	wholly   map[uint64][]int32 // and by all of them
	together hashSet            // words, and names written as one
	ways     ways               // names by two of their rarest words
	single   [][]int32          // names of one word, by it: those that are no more than that
	beside   [][]int32          // and those with a number, title or other such part
	rare     [][]int32          // names by their rarest word
	literal  [][]anchored       // long names by it
	prefix   map[uint64][]int32 // long names by their first letters
	native   map[[2]rune][]int32
}

// lexWord is a word of the vocabulary.
type lexWord struct {
	text     string
	rarity   float32
	mask     uint32
	ordinary bool // a word of ordinary texts
}

// listedName is one spelling of a party in force.
type listedName struct {
	entry   index.Entry
	text    string
	prop    string
	tokens  []names.Token
	words   []int32 // of its tokens in the vocabulary, -1 for those that count for nothing in the search
	kind    names.Kind
	sum     float32 // rarity of its words
	telling int     // words
	run     string  // its letters and digits
	mask    uint32  // the set of them
}

func (n *listedName) weak() bool { return n.prop == "weakAlias" }

// word is the word of a name that has one alone.
func (n *listedName) word() string {
	for _, t := range n.tokens {
		if t.Class == names.Word {
			return t.Text
		}
	}
	return ""
}

// target makes a name ready for comparing.
func (n *listedName) target() match.Name {
	return match.Name{Text: n.text, Tokens: n.tokens, Kind: n.kind, Weak: n.prop == "weakAlias", Former: n.prop == "previousName"}
}

func newLexicon() *lexicon {
	return &lexicon{seed: maphash.MakeSeed(), exact: map[string]int32{}, joined: map[uint64][]int32{}, wholly: map[uint64][]int32{}, prefix: map[uint64][]int32{}, native: map[[2]rune][]int32{}}
}

// searched reports whether a token counts in the search for its name.
func searched(t names.Token) bool {
	switch t.Class {
	case names.Word, names.Patronymic, names.Generic, names.Numeral:
		return true
	}
	return false
}

func (l *lexicon) add(e index.Entry, text, prop string, tokens []names.Token, kind names.Kind) {
	n := listedName{entry: e, text: text, prop: prop, tokens: tokens, kind: kind, words: make([]int32, len(tokens))}
	for i, t := range tokens {
		if n.words[i] = -1; searched(t) {
			n.words[i] = l.word(t.Text)
		}
		if t.Class == names.Word {
			n.telling++
		}
	}
	if n.telling == 0 || len(tokens) > 24 {
		return
	}
	for k := len(l.names) - 1; k >= 0 && l.names[k].entry == e; k-- {
		if o := &l.names[k]; o.weak() == n.weak() && slices.Equal(o.tokens, tokens) {
			return
		}
	}
	n.run = run(text, tokens)
	n.mask = letterMask(n.run)
	l.names = append(l.names, n)
}

func (l *lexicon) word(text string) int32 {
	w, ok := l.exact[text]
	if !ok {
		w = int32(len(l.words))
		l.exact[text] = w
		l.words = append(l.words, lexWord{text: text, mask: names.LetterMask(text)})
	}
	return w
}

// anchors is how many of the rarest words of a name lead to it: any two of them, of which the rarer triggers the search for the
// other.
const anchors = 3

// finish builds the tables.
func (l *lexicon) finish() {
	for i := range l.words {
		l.words[i].rarity = inText(l.words[i].text, float32(names.Rarity(l.words[i].text)))
		_, l.words[i].ordinary = ordinaryWords[l.words[i].text]
	}
	l.single, l.beside, l.rare, l.literal = make([][]int32, len(l.words)), make([][]int32, len(l.words)), make([][]int32, len(l.words)), make([][]anchored, len(l.words))
	var found []way
	for i := range l.names {
		n := &l.names[i]
		order := l.byRarity(n)
		switch {
		case len(order) == 0:
			continue
		case n.telling == 1 || n.words[order[0]] == n.words[order[min(1, len(order)-1)]] && len(order) == 2:
			to := l.single
			if len(n.tokens) > 1 {
				to = l.beside
			}
			w := n.words[order[0]]
			to[w] = append(to[w], int32(i))
		}
		if len(n.run) >= minLiteral && !n.weak() {
			w := n.words[order[0]]
			l.literal[w] = append(l.literal[w], newAnchored(int32(i), n, n.tokens[order[0]].Text))
		}
		l.rare[n.words[order[0]]] = append(l.rare[n.words[order[0]]], int32(i))
		order = order[:min(anchors, len(order))]
		for k, a := range order {
			for _, b := range order[k+1:] {
				if n.words[a] != n.words[b] {
					found = append(found, way{n.words[a], n.words[b], int32(i)})
				}
			}
		}
		l.join(int32(i), n)
		l.addNative(int32(i), n)
		l.addPrefix(int32(i), n)
	}
	l.ways = newWays(len(l.words), found)
	var b nearBuilder
	for i := range l.words {
		l.eachKey(l.words[i].text, func(h uint64) { b.add(h, int32(i)) })
	}
	l.near = b.build()
	l.near.masks, l.near.lengths = make([]uint32, len(l.near.words)), make([]uint8, len(l.near.words))
	for k, w := range l.near.words {
		l.near.masks[k], l.near.lengths[k] = l.words[w].mask, uint8(min(len(l.words[w].text), 255))
	}
	l.together = newHashSet()
	for i := range l.words {
		l.together.put(maphash.String(l.seed, l.words[i].text))
	}
	for h := range l.wholly {
		l.together.put(h)
	}
	var ends nearBuilder
	for i := range l.names {
		if n := &l.names[i]; !n.weak() && len(n.run) <= 150 {
			l.eachEnd([]byte(n.run), func(h uint64) { ends.add(h, int32(i)) })
		}
	}
	l.ends = ends.build()
}

// byRarity gives the places of a name's words, the rarest first; generic words and father's names come last. It sums up the
// rarity of its words.
func (l *lexicon) byRarity(n *listedName) []int {
	var order []int
	for k, w := range n.words {
		if w >= 0 && n.tokens[k].Class != names.Numeral {
			order = append(order, k)
			if n.tokens[k].Class == names.Word {
				n.sum += l.words[w].rarity
			}
		}
	}
	worth := func(k int) float32 {
		r := l.words[n.words[k]].rarity
		if n.tokens[k].Class != names.Word {
			r -= 20
		}
		return r
	}
	slices.SortStableFunc(order, func(a, b int) int { return cmp.Compare(worth(b), worth(a)) })
	return order
}

// way is a pair of words that leads to a name.
type way struct{ trigger, partner, name int32 }

// ways are sorted: by trigger, partner and name, each name once.
type ways struct {
	first    []int32 // of the partners of a trigger
	partners []int32
	begin    []int32 // of the names of a partner
	names    []int32
}

func newWays(words int, found []way) ways {
	slices.SortFunc(found, func(a, b way) int {
		return cmp.Or(cmp.Compare(a.trigger, b.trigger), cmp.Compare(a.partner, b.partner), cmp.Compare(a.name, b.name))
	})
	w := ways{first: make([]int32, words+1)}
	for i, f := range found {
		if i > 0 && f == found[i-1] {
			continue
		}
		if i == 0 || f.trigger != found[i-1].trigger || f.partner != found[i-1].partner {
			w.partners = append(w.partners, f.partner)
			w.begin = append(w.begin, int32(len(w.names)))
			w.first[f.trigger+1]++
		}
		w.names = append(w.names, f.name)
	}
	w.begin = append(w.begin, int32(len(w.names)))
	for i := range words {
		w.first[i+1] += w.first[i]
	}
	return w
}

const minJoined = 7 // letters

// join makes the names known by their neighbouring words written as one, and by all of them written as one, also without legal
// form.
func (l *lexicon) join(number int32, n *listedName) {
	var buf [256]byte
	add := func(to map[uint64][]int32, tokens ...names.Token) {
		b := buf[:0]
		for _, t := range tokens {
			if len(b)+len(t.Text) > len(buf) {
				return
			}
			b = append(b, t.Text...)
		}
		put(to, l.seed, b, number)
	}
	if len(n.tokens) < 2 || len(n.tokens) > 8 {
		return
	}
	if b, ok := squeeze(buf[:0], n.text); ok {
		put(l.wholly, l.seed, b, number)
	}
	add(l.wholly, n.tokens...)
	var plain []names.Token
	for _, t := range n.tokens {
		if t.Class != names.LegalForm && t.Class != names.Title {
			plain = append(plain, t)
		}
	}
	if len(plain) != len(n.tokens) && len(plain) > 1 {
		add(l.wholly, plain...)
	}
	if len(plain) == 2 && n.kind == names.Person {
		add(l.wholly, plain[1], plain[0])
	}
	for i := 0; i+1 < len(plain) && len(plain) > 2; i++ {
		add(l.joined, plain[i], plain[i+1])
		if n.kind == names.Person {
			add(l.joined, plain[i+1], plain[i])
		}
	}
}

func put(to map[uint64][]int32, seed maphash.Seed, word []byte, number int32) {
	if len(word) < minJoined {
		return
	}
	h := maphash.Bytes(seed, word)
	if have := to[h]; len(have) == 0 || have[len(have)-1] != number {
		to[h] = append(have, number)
	}
}

// squeeze takes the letters and digits of an ASCII name.
func squeeze(buf []byte, text string) ([]byte, bool) {
	for i := range len(text) {
		c := text[i]
		switch {
		case c >= 0x80 || len(buf) > 100:
			return nil, false
		case c >= 'A' && c <= 'Z':
			buf = append(buf, c+'a'-'A')
		case c >= 'a' && c <= 'z' || c >= '0' && c <= '9':
			buf = append(buf, c)
		}
	}
	return buf, true
}

// addNative makes names in scripts without spaces known by their first two letters.
func (l *lexicon) addNative(number int32, n *listedName) {
	runes := []rune(n.text)
	if len(runes) < 2 || !unspaced(runes[0]) || !unspaced(runes[1]) {
		return
	}
	key := [2]rune{runes[0], runes[1]}
	if have := l.native[key]; len(have) == 0 || l.names[have[len(have)-1]].text != n.text || l.names[have[len(have)-1]].entry != n.entry {
		l.native[key] = append(have, number)
	}
}

// shortest words for which letters are left out, and for which the skeleton alone leads to a word.
const (
	minTypo     = 4
	minSkeleton = 4
)

// eachKey gives the hashes by which a word is found when it is spelt otherwise: its skeleton, and its letters less each one.
func (l *lexicon) eachKey(word string, yield func(uint64)) {
	if len(word) < minSkeleton || len(word) > 40 {
		return
	}
	if sk := names.Skeleton(word); len(sk) >= 2 {
		yield(maphash.String(l.seed, sk) | 1)
	}
	if len(word) < minTypo {
		return
	}
	yield(maphash.String(l.seed, word) &^ 1)
	var buf [40]byte
	for i := range len(word) {
		if i > 0 && word[i] == word[i-1] {
			continue
		}
		b := append(append(buf[:0], word[:i]...), word[i+1:]...)
		yield(maphash.Bytes(l.seed, b) &^ 1)
	}
}

func letterMask(s string) (mask uint32) {
	for i := range len(s) {
		mask |= 1 << (s[i] & 31)
	}
	return mask
}

// nearTable maps hashes to words: the hashes are sorted, and a directory by their first bits leads into them.
type nearTable struct {
	keys  []uint32 // the rest of the hash
	words []int32
	// letters of the words and how many they are: most words are too far away by these, and need not be fetched
	masks   []uint32
	lengths []uint8
	dir     []uint32
	shift   uint
}

type nearBuilder struct {
	keys  []uint64
	words []int32
}

func (b *nearBuilder) add(h uint64, w int32) {
	b.keys, b.words = append(b.keys, h), append(b.words, w)
}

// build sorts by counting over the first bits, which keeps the order of words.
func (b *nearBuilder) build() nearTable {
	bits := uint(8)
	for 1<<bits < len(b.keys) && bits < 22 {
		bits++
	}
	t := nearTable{shift: 64 - bits, dir: make([]uint32, 1<<bits+1), keys: make([]uint32, len(b.keys)), words: make([]int32, len(b.keys))}
	for _, h := range b.keys {
		t.dir[h>>t.shift+1]++
	}
	for i := 1; i < len(t.dir); i++ {
		t.dir[i] += t.dir[i-1]
	}
	at := slices.Clone(t.dir)
	for i, h := range b.keys {
		k := at[h>>t.shift]
		at[h>>t.shift]++
		t.keys[k], t.words[k] = uint32(h), b.words[i]
	}
	return t
}

// each gives the words of a hash.
func (t *nearTable) each(h uint64, yield func(word int32, mask uint32, length int)) {
	d := h >> t.shift
	for k := t.dir[d]; k < t.dir[d+1]; k++ {
		if t.keys[k] == uint32(h) {
			yield(t.words[k], t.masks[k], int(t.lengths[k]))
		}
	}
}

// upTo gives the words of a hash if they are no more than most.
func (t *nearTable) upTo(h uint64, most int, yield func(int32)) {
	d := h >> t.shift
	from, to := t.dir[d], t.dir[d+1]
	if int(to-from) > most {
		n := 0
		for _, k := range t.keys[from:to] {
			if k == uint32(h) {
				n++
			}
		}
		if n > most {
			return
		}
	}
	for k := from; k < to; k++ {
		if t.keys[k] == uint32(h) {
			yield(t.words[k])
		}
	}
}
