package index

import (
	"cmp"
	"encoding/binary"
	"encoding/json"
	"fmt"
	"slices"

	"github.com/linchpin-oss/linchpin/names"
)

// assembler gathers the entries in their order. What is long goes to temporary files if there is a place for them; tokens, which
// are numbered anew at the end, stay in memory: some 40 bytes a name.
type assembler struct {
	long     [sectionCount]spill
	bytes    [sectionCount][]byte // written at the end
	interned map[string]uint32
	props    map[string]uint32

	entries, versions int
	vocab             map[string]uint32 // text -> number in order of appearance
	texts             []string
	classes           []uint32 // bits, by token
	frequency         []uint32 // names, by token
	entryOf, textOf   []uint32 // by name, in order of appearance
	kindsOf           []names.Kind
	tokens            []uint32 // number<<4 | class
	tokensEnd         []uint32 // by name
	data              []byte   // property and runs of versions
	dataEnd           []uint32
	joined            []hashPair
	ids               []idRow
}

type idRow struct{ hash, entry, prop uint32 }

func newAssembler(prefix string) *assembler {
	a := &assembler{interned: map[string]uint32{}, props: map[string]uint32{}, vocab: map[string]uint32{}}
	if prefix != "" {
		for i := range a.long {
			a.long[i].path = fmt.Sprintf("%s%d", prefix, i)
		}
	}
	return a
}

func (a *assembler) close() {
	for i := range a.long {
		a.long[i].close()
	}
}

// str stores a string; one that was stored lately is not stored again.
func (a *assembler) str(s string) uint32 {
	if off, ok := a.interned[s]; ok {
		return off
	}
	if len(a.interned) > 1<<18 {
		clear(a.interned)
	}
	var buf [128]byte
	b := binary.AppendUvarint(buf[:0], uint64(len(s)))
	off := a.long[secStrings].append(append(b, s...))
	a.interned[s] = off
	return off
}

// add takes in the next entry.
func (a *assembler) add(list uint32, e *made) error {
	number := uint32(a.entries)
	a.entries++
	a.long[secEntries].words(list, a.str(e.record), uint32(a.versions), a.str(e.listed))
	facts, blobs := a.long[secFacts].append(e.facts), a.long[secBlobs].append(e.blobs)
	for _, v := range e.versions {
		a.versions++
		a.long[secVersions].words(a.str(v.caption), a.str(v.delisted), uint32(a.long[secSpans].n/8), facts+v.facts, blobs+v.blob, v.inBlob)
		for _, s := range v.spans {
			a.long[secSpans].words(uint32(s.First), uint32(s.Last))
		}
	}
	for i := range e.names {
		a.name(number, &e.names[i])
	}
	for _, id := range e.ids {
		prop, ok := a.props[id.prop]
		if !ok {
			prop = a.str(id.prop)
			a.props[id.prop] = prop
		}
		a.ids = append(a.ids, idRow{id.hash, number, prop})
	}
	for _, section := range []int{secStrings, secFacts, secBlobs} { // the sum is checked once more at the end
		if a.long[section].n > 1<<32 {
			return fmt.Errorf("more than 4 GB in section %d: index fewer lists at once", section)
		}
		if err := a.long[section].err; err != nil {
			return err
		}
	}
	return nil
}

func (a *assembler) name(entry uint32, n *madeName) {
	number := uint32(len(a.entryOf))
	a.entryOf = append(a.entryOf, entry)
	a.textOf = append(a.textOf, a.str(n.text))
	a.kindsOf = append(a.kindsOf, n.kind)
	for i, t := range n.tokens {
		v, ok := a.vocab[t.Text]
		if !ok {
			v = uint32(len(a.texts))
			a.vocab[t.Text] = v
			a.texts = append(a.texts, t.Text)
			a.classes = append(a.classes, 0)
			a.frequency = append(a.frequency, 0)
		}
		a.classes[v] |= 1 << t.Class
		if !slices.ContainsFunc(n.tokens[:i], func(o names.Token) bool { return o.Text == t.Text }) {
			a.frequency[v]++
		}
		a.tokens = append(a.tokens, v<<4|uint32(t.Class))
	}
	a.tokensEnd = append(a.tokensEnd, uint32(len(a.tokens)))
	a.data = binary.AppendUvarint(a.data, uint64(n.prop))
	a.data = appendRuns(a.data, n.versions)
	a.dataEnd = append(a.dataEnd, uint32(len(a.data)))
	for _, h := range n.joined {
		a.joined = append(a.joined, pairOf(h, number))
	}
}

// appendRuns writes rising numbers as runs: how many runs, then of each the gap before it and its length.
func appendRuns(out []byte, vs []uint32) []byte {
	var runs []uint32
	next := uint32(0)
	for i := 0; i < len(vs); {
		k := i + 1
		for k < len(vs) && vs[k] == vs[k-1]+1 {
			k++
		}
		runs = append(runs, vs[i]-next, uint32(k-i))
		next = vs[k-1] + 1
		i = k
	}
	out = binary.AppendUvarint(out, uint64(len(runs)/2))
	for _, r := range runs {
		out = binary.AppendUvarint(out, uint64(r))
	}
	return out
}

// finish numbers names and tokens anew and writes the file.
func (a *assembler) finish(out output, meta *Meta) error {
	meta.Names = len(a.entryOf)
	raw, err := json.Marshal(meta)
	if err != nil {
		return err
	}
	a.bytes[secMeta] = raw
	a.long[secVersions].words(0, 0, uint32(a.long[secSpans].n/8), uint32(a.long[secFacts].n), uint32(a.long[secBlobs].n), 0)
	order, number, ends := a.byKind()
	rank := a.vocabulary()
	a.namesInOrder(order, rank)
	a.postings(order, rank, ends)
	a.neighbours()
	for i, p := range a.joined {
		a.joined[i] = p&^0xffffffff | hashPair(number[uint32(p)])
	}
	a.bytes[secJoined] = appendTable(nil, a.joined)
	slices.SortFunc(a.ids, func(x, y idRow) int {
		return cmp.Or(cmp.Compare(x.hash, y.hash), cmp.Compare(x.entry, y.entry), cmp.Compare(x.prop, y.prop))
	})
	for _, r := range slices.Compact(a.ids) {
		a.long[secIDs].words(r.hash, r.entry, r.prop)
	}
	return a.write(out)
}

// byKind orders names by their kind, and gives the new number of each, and where the names of each kind end.
func (a *assembler) byKind() (order, number, ends []uint32) {
	var place [kinds]int // in kindOrder
	for i, k := range kindOrder {
		place[k] = i
	}
	var next [kinds + 1]uint32
	for _, k := range a.kindsOf {
		next[place[k]+1]++
	}
	for i := 1; i < len(next); i++ {
		next[i] += next[i-1]
	}
	ends = slices.Clone(next[1:])
	a.long[secKinds].words(ends...)
	order, number = make([]uint32, len(a.kindsOf)), make([]uint32, len(a.kindsOf))
	for i, k := range a.kindsOf {
		n := &next[place[k]]
		order[*n], number[i] = uint32(i), *n
		*n++
	}
	return order, number, ends
}

// vocabulary orders the tokens, the commonest first, and gives the new number of each.
func (a *assembler) vocabulary() (rank []uint32) {
	sorted := make([]uint32, len(a.texts))
	for i := range sorted {
		sorted[i] = uint32(i)
	}
	slices.SortFunc(sorted, func(x, y uint32) int {
		return cmp.Or(cmp.Compare(a.frequency[y], a.frequency[x]), cmp.Compare(a.texts[x], a.texts[y]))
	})
	reorder := func(s []uint32) []uint32 {
		out := make([]uint32, len(s))
		for r, v := range sorted {
			out[r] = s[v]
		}
		return out
	}
	rank = make([]uint32, len(sorted))
	texts := make([]string, len(sorted))
	for r, v := range sorted {
		rank[v], texts[r] = uint32(r), a.texts[v]
	}
	a.texts, a.classes, a.frequency = texts, reorder(a.classes), reorder(a.frequency)
	return rank
}

func (a *assembler) nameTokens(name uint32) []uint32 { return run(a.tokens, a.tokensEnd, name) }

func run[T any](all []T, ends []uint32, i uint32) []T {
	if i == 0 {
		return all[:ends[0]]
	}
	return all[ends[i-1]:ends[i]]
}

func (a *assembler) namesInOrder(order, rank []uint32) {
	var b []byte
	for _, n := range order {
		tokens := a.nameTokens(n)
		b = binary.AppendUvarint(b[:0], uint64(len(tokens)))
		for _, t := range tokens {
			b = binary.AppendUvarint(b, uint64(rank[t>>4]<<4|t&15))
		}
		b = append(b, run(a.data, a.dataEnd, n)...)
		a.long[secNames].words(a.entryOf[n], a.textOf[n], a.long[secNameData].append(b))
	}
}

// postings writes the vocabulary with the names of each token.
func (a *assembler) postings(order, rank, ends []uint32) {
	starts := make([]uint32, len(a.frequency)+1)
	for v, f := range a.frequency {
		starts[v+1] = starts[v] + f
	}
	all := make([]uint32, starts[len(starts)-1])
	next := slices.Clone(starts[:len(a.frequency)])
	for n, old := range order {
		for _, t := range a.nameTokens(old) {
			v := rank[t>>4]
			if k := next[v]; k == starts[v] || all[k-1] != uint32(n) {
				all[k] = uint32(n)
				next[v]++
			}
		}
	}
	var b, part []byte
	for v, text := range a.texts {
		a.long[secVocab].words(a.long[secVocabText].append([]byte(text)), uint32(a.long[secPostings].n), a.frequency[v], a.classes[v], lettersOf(text))
		b = b[:0]
		list := all[starts[v]:starts[v+1]]
		if len(list) <= unsplit {
			b = appendGaps(b, list)
		} else {
			part = part[:0]
			for i, end := range ends {
				n, _ := slices.BinarySearch(list, end)
				before := len(part)
				part = appendGaps(part, list[:n])
				list = list[n:]
				if i < len(ends)-1 {
					b = binary.AppendUvarint(binary.AppendUvarint(b, uint64(n)), uint64(len(part)-before))
				}
			}
			b = append(b, part...)
		}
		a.long[secPostings].append(b)
	}
	a.long[secVocab].words(uint32(a.long[secVocabText].n), uint32(a.long[secPostings].n), 0, 0, 0)
}

// unsplit is how many names a posting list has at most that is not split by their kinds.
const unsplit = 16

func appendGaps(b []byte, list []uint32) []byte {
	before := uint32(0)
	for _, n := range list {
		b = binary.AppendUvarint(b, uint64(n-before))
		before = n
	}
	return b
}

// neighbours writes the ways to a token: by itself, by its skeleton, and by both less a letter.
func (a *assembler) neighbours() {
	words, typos := make([]hashPair, len(a.texts)), make([]hashPair, 0, 9*len(a.texts))
	bySkeleton := map[string][]uint32{}
	for v, text := range a.texts {
		words[v] = pairOf(fnv(text), uint32(v))
		deletions(text, minTypo, func(h uint32, _ bool) { typos = append(typos, pairOf(h, uint32(v))) })
		if sk := names.Skeleton(text); sk != "" {
			bySkeleton[sk] = append(bySkeleton[sk], uint32(v))
		}
	}
	a.bytes[secWords], a.bytes[secTypos] = appendTable(nil, words), appendTable(nil, typos)
	skeletons := make([]string, 0, len(bySkeleton))
	for sk := range bySkeleton {
		skeletons = append(skeletons, sk)
	}
	slices.Sort(skeletons)
	var sounds, edits []hashPair
	for i, sk := range skeletons {
		a.long[secSkeletons].words(uint32(a.long[secGroups].n / 8))
		for _, v := range bySkeleton[sk] {
			a.long[secGroups].words(v, lettersOf(a.texts[v]))
		}
		sounds = append(sounds, pairOf(fnv(sk), uint32(i)))
		deletions(sk, minEdit, func(h uint32, whole bool) {
			value := uint32(i) << 1
			if whole {
				value |= 1
			}
			edits = append(edits, pairOf(h, value))
		})
	}
	a.long[secSkeletons].words(uint32(a.long[secGroups].n / 8))
	a.bytes[secSounds], a.bytes[secEdits] = appendTable(nil, sounds), appendTable(nil, edits)
}

// Shortest skeleton that is reached through an edit, and shortest word through a typo: shorter ones would reach everything.
const (
	minEdit     = 3
	minTypo     = 4
	maxDeletion = 24 // letters of the longest word of which one is left out
)

// deletions calls yield with the hash of a word, as a whole, and of each form with one letter left out.
func deletions(w string, shortest int, yield func(hash uint32, whole bool)) {
	if len(w) < shortest || len(w) > maxDeletion {
		return
	}
	yield(fnv(w), true)
	var buf [maxDeletion]byte
	for i := range len(w) {
		if i > 0 && w[i] == w[i-1] {
			continue
		}
		n := copy(buf[:], w[:i])
		n += copy(buf[n:], w[i+1:])
		yield(fnv(buf[:n]), false)
	}
}
