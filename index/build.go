package index

import (
	"cmp"
	"encoding/binary"
	"encoding/json"
	"fmt"
	"slices"
	"sort"
	"strings"

	"github.com/klauspost/compress/zstd"

	"github.com/linchpin-oss/linchpin/archive"
	"github.com/linchpin-oss/linchpin/ftm"
	"github.com/linchpin-oss/linchpin/match"
	"github.com/linchpin-oss/linchpin/names"
)

// Meta is what an index says of itself.
type Meta struct {
	Lists []ListMeta `json:"lists"`
	Names int        `json:"names"`
}

// ListMeta is one list in an index.
type ListMeta struct {
	ID           string            `json:"id"`
	Title        string            `json:"title"`
	CadenceDays  float64           `json:"cadenceDays,omitempty"`
	MaxShrink    float64           `json:"maxShrink"`
	Generation   string            `json:"generation,omitempty"`
	Publications []PublicationMeta `json:"publications"`
}

// PublicationMeta is one publication in an index; its position in the list is what spans refer to.
type PublicationMeta struct {
	ID        string            `json:"id"`
	Published string            `json:"published"`
	Retrieved string            `json:"retrieved"`
	SHA256    string            `json:"sha256"`
	Records   int               `json:"records"`
	Readable  bool              `json:"readable"`
	Status    archive.Status    `json:"status"`
	Reason    string            `json:"reason,omitempty"`
	Decisions []DecisionMeta    `json:"decisions,omitempty"`
	Basis     archive.DateBasis `json:"dateBasis,omitempty"`
	Warnings  []string          `json:"warnings,omitempty"`
}

// DecisionMeta is a person's word on a publication, so that known-at answers can leave out later ones.
type DecisionMeta struct {
	Accept bool   `json:"accept"`
	Who    string `json:"who"`
	When   string `json:"when"`
	Why    string `json:"why"`
}

// Input is one list to index.
type Input struct {
	Meta    ListMeta
	History *archive.History
}

// Build makes the bytes of an index. Progress is told how many of how many versions are done.
func Build(inputs []Input, progress func(done, total int)) ([]byte, error) {
	b := &builder{vocab: map[string]uint32{}, props: map[string]uint32{}}
	slices.SortFunc(inputs, func(x, y Input) int { return strings.Compare(x.Meta.ID, y.Meta.ID) })
	total, done := 0, 0
	for _, in := range inputs {
		total += len(in.History.Versions)
	}
	var meta Meta
	if err := b.dictionary(inputs); err != nil {
		return nil, err
	}
	for li, in := range inputs {
		meta.Lists = append(meta.Lists, in.Meta)
		vs := in.History.Versions
		for from := 0; from < len(vs); {
			to := from + 1
			for to < len(vs) && vs[to].Record == vs[from].Record {
				to++
			}
			if err := b.entry(uint32(li), vs[from:to]); err != nil {
				return nil, fmt.Errorf("%s: %w", in.Meta.ID, err)
			}
			done += to - from
			if progress != nil {
				progress(done, total)
			}
			from = to
		}
	}
	meta.Names = b.names
	raw, err := json.Marshal(meta)
	if err != nil {
		return nil, err
	}
	b.w.sections[secMeta] = raw
	b.finish()
	return b.w.bytes(), nil
}

type builder struct {
	w        writer
	enc      *zstd.Encoder
	vocab    map[string]uint32 // text -> number in order of appearance
	texts    []string          // of the vocabulary, in order of appearance
	postings [][]uint32
	entries  int
	versions int
	names    int
	joined   []hashPair
	ids      []idRow
	props    map[string]uint32 // property names in the string section
}

type hashPair struct{ hash, value uint32 }

type idRow struct{ hash, entry, prop uint32 }

// dictionary gathers a sample of blobs as the shared start of all, which packs small records several times better.
func (b *builder) dictionary(inputs []Input) error {
	var dict []byte
	for _, in := range inputs {
		n := len(in.History.Versions)
		for i := 0; i < 24 && n > 0; i++ {
			entities, err := in.History.Versions[i*(n-1)/24].Entities()
			if err != nil {
				return err
			}
			blob := packEntities(entities)
			dict = append(dict, blob[:min(len(blob), 1500)]...)
		}
	}
	dict = dict[:min(len(dict), 110<<10)]
	b.w.sections[secDict] = dict
	enc, err := zstd.NewWriter(nil, dictOption(dict), zstd.WithEncoderLevel(zstd.SpeedDefault), zstd.WithEncoderConcurrency(1))
	b.enc = enc
	return err
}

func dictOption(dict []byte) zstd.EOption {
	if len(dict) < 8 {
		return zstd.WithEncoderConcurrency(1)
	}
	return zstd.WithEncoderDictRaw(1, dict)
}

// nameRow is a name of an entry while it is gathered.
type nameRow struct {
	text     string
	prop     uint32 // index in ftm.NameProps
	kind     names.Kind
	versions []uint32
	tokens   []names.Token
}

func (b *builder) entry(list uint32, versions []*archive.Version) error {
	number := uint32(b.entries)
	b.entries++
	record := versions[0].Record
	off, n := b.str(record)
	firstVersion, firstName := uint32(b.versions), uint32(b.names)
	rows := map[string]*nameRow{}
	listed := ""
	var order []*nameRow
	for vi, v := range versions {
		entities, err := v.Entities()
		if err != nil {
			return err
		}
		b.version(number, v, entities)
		for _, e := range entities[1:] {
			if !e.Schema.Is("Sanction") {
				continue
			}
			for _, d := range e.Get("listingDate") {
				if listed == "" || d < listed {
					listed = d
				}
			}
		}
		target := entities[0]
		kind, weighed := match.ReadAs(target.Schema)
		for _, s := range target.Names() {
			prop := uint32(slices.Index(ftm.NameProps, s.Prop))
			for _, tokens := range names.Variants(s.Value, kind) {
				if len(tokens) == 0 {
					continue
				}
				key := tokenKey(tokens)
				row := rows[key]
				if row == nil {
					row = &nameRow{text: s.Value, prop: prop, kind: weighed, tokens: tokens}
					rows[key] = row
					order = append(order, row)
				}
				row.prop = min(row.prop, prop)
				if k := len(row.versions); k == 0 || row.versions[k-1] != uint32(vi) {
					row.versions = append(row.versions, uint32(vi))
				}
			}
		}
		for _, id := range identifiers(entities) {
			b.ids = append(b.ids, idRow{fnv([]byte(id.Value)), number, b.prop(id.Prop)})
		}
	}
	for _, r := range order {
		b.name(number, r)
	}
	listedOff, listedLen := b.str(listed)
	b.w.word(secEntries, list, off, n, firstVersion, firstName, uint32(len(order)), listedOff, listedLen)
	return nil
}

func tokenKey(tokens []names.Token) string {
	var sb strings.Builder
	for _, t := range tokens {
		sb.WriteString(t.Text)
		sb.WriteByte(byte('0' + t.Class))
		sb.WriteByte(' ')
	}
	return sb.String()
}

func (b *builder) version(entry uint32, v *archive.Version, entities []*ftm.Entity) {
	b.versions++
	hashOff, _ := b.str(v.Hash)
	capOff, capLen := b.str(v.Caption)
	delOff, delLen := b.str(v.Delisted)
	spans := uint32(len(b.w.sections[secSpans]) / 8)
	for _, s := range v.Spans {
		b.w.word(secSpans, uint32(s.First), uint32(s.Last))
	}
	facts := packFacts(entities)
	factsOff := uint32(len(b.w.sections[secFacts]))
	b.w.sections[secFacts] = append(b.w.sections[secFacts], facts...)
	blobOff := uint32(len(b.w.sections[secBlobs]))
	b.w.sections[secBlobs] = b.enc.EncodeAll(packEntities(entities), b.w.sections[secBlobs])
	b.w.word(secVersions, entry, hashOff, capOff, capLen, delOff, delLen, spans, uint32(len(v.Spans)), factsOff,
		uint32(len(facts)), blobOff, uint32(len(b.w.sections[secBlobs]))-blobOff)
}

func (b *builder) name(entry uint32, r *nameRow) {
	number := uint32(b.names)
	b.names++
	off, n := b.str(r.text)
	first := uint32(len(b.w.sections[secNameVers]) / 4)
	b.w.word(secNameVers, r.versions...)
	firstToken := uint32(len(b.w.sections[secTokens]) / 4)
	var whole []byte
	for _, t := range r.tokens {
		v, ok := b.vocab[t.Text]
		if !ok {
			v = uint32(len(b.texts))
			b.vocab[t.Text] = v
			b.texts = append(b.texts, t.Text)
			b.postings = append(b.postings, nil)
		}
		if p := b.postings[v]; len(p) == 0 || p[len(p)-1] != number {
			b.postings[v] = append(p, number)
		}
		b.w.word(secTokens, v<<4|uint32(t.Class))
		whole = append(whole, t.Text...)
	}
	if len(r.tokens) > 1 && len(r.tokens) <= 5 {
		b.joined = append(b.joined, hashPair{fnv(whole), number})
	}
	b.w.word(secNames, entry, off, n, r.prop|uint32(r.kind)<<8, first, uint32(len(r.versions)), firstToken, uint32(len(r.tokens)))
}

// str puts a string into the string section.
func (b *builder) str(s string) (off, n uint32) {
	off = uint32(len(b.w.sections[secStrings]))
	b.w.sections[secStrings] = append(b.w.sections[secStrings], s...)
	return off, uint32(len(s))
}

func (b *builder) prop(name string) uint32 {
	if at, ok := b.props[name]; ok {
		return at
	}
	off, n := b.str(name)
	b.props[name] = off<<8 | n
	return off<<8 | n
}

// finish sorts the vocabulary and writes what depends on it. Tokens already written by number are renumbered.
func (b *builder) finish() {
	order := make([]uint32, len(b.texts))
	for i := range order {
		order[i] = uint32(i)
	}
	slices.SortFunc(order, func(x, y uint32) int { return strings.Compare(b.texts[x], b.texts[y]) })
	rank := make([]uint32, len(order))
	for r, v := range order {
		rank[v] = uint32(r)
	}
	tokens := b.w.sections[secTokens]
	for i := 0; i < len(tokens); i += 4 {
		t := binary.LittleEndian.Uint32(tokens[i:])
		binary.LittleEndian.PutUint32(tokens[i:], rank[t>>4]<<4|t&15)
	}
	bySkeleton := map[string][]uint32{}
	for r, v := range order {
		off, n := b.str(b.texts[v])
		b.w.word(secVocab, off, n, uint32(len(b.w.sections[secPostings])/4), uint32(len(b.postings[v])))
		b.w.word(secPostings, b.postings[v]...)
		if sk := names.Skeleton(b.texts[v]); sk != "" {
			bySkeleton[sk] = append(bySkeleton[sk], uint32(r))
		}
	}
	skeletons := make([]string, 0, len(bySkeleton))
	for sk := range bySkeleton {
		skeletons = append(skeletons, sk)
	}
	sort.Strings(skeletons)
	var edits []hashPair
	for i, sk := range skeletons {
		off, n := b.str(sk)
		b.w.word(secSkeletons, off, n, uint32(len(b.w.sections[secSkelTokens])/4), uint32(len(bySkeleton[sk])))
		b.w.word(secSkelTokens, bySkeleton[sk]...)
		deletions([]byte(sk), func(h uint32, whole bool) {
			value := uint32(i) << 1
			if whole {
				value |= 1
			}
			edits = append(edits, hashPair{h, value})
		})
	}
	b.pairs(secEdits, edits)
	b.pairs(secJoined, b.joined)
	slices.SortFunc(b.ids, func(x, y idRow) int {
		return cmp.Or(cmp.Compare(x.hash, y.hash), cmp.Compare(x.entry, y.entry), cmp.Compare(x.prop, y.prop))
	})
	for _, r := range slices.Compact(b.ids) {
		b.w.word(secIDs, r.hash, r.entry, r.prop)
	}
}

func (b *builder) pairs(section int, pairs []hashPair) {
	slices.SortFunc(pairs, func(x, y hashPair) int {
		return cmp.Or(cmp.Compare(x.hash, y.hash), cmp.Compare(x.value, y.value))
	})
	for _, p := range slices.Compact(pairs) {
		b.w.word(section, p.hash, p.value)
	}
}

// minEditLength is the length of the shortest skeleton that is reached through an edit; shorter ones would reach
// everything.
const minEditLength = 3

// deletions calls yield with the hash of a skeleton, as a whole, and of each form with one letter left out.
func deletions(sk []byte, yield func(hash uint32, whole bool)) {
	if len(sk) < minEditLength || len(sk) > 40 {
		return
	}
	yield(fnv(sk), true)
	var buf [40]byte
	for i := range sk {
		if i > 0 && sk[i] == sk[i-1] {
			continue
		}
		n := copy(buf[:], sk[:i])
		n += copy(buf[n:], sk[i+1:])
		yield(fnv(buf[:n]), false)
	}
}
