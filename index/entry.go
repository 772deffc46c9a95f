package index

import (
	"encoding/binary"
	"slices"
	"strings"

	"github.com/klauspost/compress/zstd"

	"github.com/linchpin-oss/linchpin/archive"
	"github.com/linchpin-oss/linchpin/ftm"
	"github.com/linchpin-oss/linchpin/match"
	"github.com/linchpin-oss/linchpin/names"
)

// Content is a version of an entry with what stands in it.
type Content struct {
	*archive.Version
	Entities []*ftm.Entity
}

// made is an entry made ready to be written: what can be worked out apart from the others.
type made struct {
	record, listed string
	versions       []madeVersion
	names          []madeName
	facts, blobs   []byte
	ids            []madeID
}

type madeVersion struct {
	caption, delisted string
	spans             []archive.Span
	facts             uint32 // offset in the entry's facts
	blob, inBlob      uint32 // offset in the entry's blobs, and number in that
}

// madeName is a spelling of an entry with the versions in which it stands.
type madeName struct {
	text     string
	prop     uint32 // index in ftm.NameProps
	versions []uint32
	tokens   []names.Token
	kind     names.Kind
	joined   []uint32
}

type madeID struct {
	hash uint32
	prop string
}

// A blob holds the versions of an entry that follow each other, up to these bounds: they are nearly the same.
const (
	versionsInBlob = 16
	bytesInBlob    = 64 << 10
)

// maker works entries out; each worker has one.
type maker struct {
	enc *zstd.Encoder
	raw []byte
}

func newMaker(dict []byte) (*maker, error) {
	opts := []zstd.EOption{zstd.WithEncoderConcurrency(1), zstd.WithEncoderLevel(zstd.SpeedDefault), zstd.WithEncoderCRC(false),
		zstd.WithWindowSize(128 << 10)}
	if len(dict) >= minDict {
		opts = append(opts, zstd.WithEncoderDictRaw(1, dict))
	}
	enc, err := zstd.NewWriter(nil, opts...)
	return &maker{enc: enc}, err
}

// minDict is the length of the shortest dictionary.
const minDict = 8

// entry works out an entry from its versions, oldest first.
func (m *maker) entry(versions []Content) *made {
	e := &made{record: versions[0].Record}
	rows := map[string]int{}
	var blob []byte
	inBlob := uint32(0)
	flush := func() {
		if inBlob > 0 {
			m.raw = m.enc.EncodeAll(blob, m.raw[:0])
			e.blobs = binary.AppendUvarint(e.blobs, uint64(len(m.raw)))
			e.blobs = append(e.blobs, m.raw...)
			blob, inBlob = blob[:0], 0
		}
	}
	for vi, v := range versions {
		packed := packEntities(v.Entities)
		if inBlob == versionsInBlob || inBlob > 0 && len(blob)+len(packed) > bytesInBlob {
			flush()
		}
		e.versions = append(e.versions, madeVersion{caption: v.Caption, delisted: v.Delisted, spans: v.Spans, facts: uint32(len(e.facts)),
			blob: uint32(len(e.blobs)), inBlob: inBlob})
		blob = binary.AppendUvarint(blob, uint64(len(packed)))
		blob = append(blob, packed...)
		inBlob++
		e.facts = append(e.facts, packFacts(v.Entities)...)
		e.addNames(rows, uint32(vi), v.Entities[0])
		e.addDates(v.Entities[1:])
		for _, id := range identifiers(v.Entities) {
			x := madeID{fnv(id.Value), id.Prop}
			if !slices.Contains(e.ids, x) {
				e.ids = append(e.ids, x)
			}
		}
	}
	flush()
	return e
}

// addDates keeps the first date on which the list itself says it listed the entry.
func (e *made) addDates(attached []*ftm.Entity) {
	for _, a := range attached {
		if a.Schema.Is("Sanction") {
			for _, d := range a.Get("listingDate") {
				if e.listed == "" || d < e.listed {
					e.listed = d
				}
			}
		}
	}
}

func (e *made) addNames(rows map[string]int, version uint32, target *ftm.Entity) {
	kind, weighedAs := match.ReadAs(target.Schema)
	for _, s := range target.Names() {
		prop := uint32(slices.Index(ftm.NameProps, s.Prop))
		for _, v := range names.Variants(s.Value, kind) {
			tokens := v.Tokens
			if v.Doubt > 0 {
				continue
			}
			if len(tokens) == 0 {
				continue
			}
			tokens = tokens[:min(len(tokens), maxTokens)]
			key := tokenKey(tokens)
			i, ok := rows[key]
			if !ok {
				i = len(e.names)
				rows[key] = i
				e.names = append(e.names, madeName{text: s.Value, prop: prop, tokens: tokens, kind: weighedAs, joined: joinedHashes(tokens)})
			}
			row := &e.names[i]
			row.prop = min(row.prop, prop)
			if k := len(row.versions); k == 0 || row.versions[k-1] != version {
				row.versions = append(row.versions, version)
			}
		}
	}
}

// maxTokens is how many tokens of a name are kept.
const maxTokens = 64

func tokenKey(tokens []names.Token) string {
	b := make([]byte, 0, 64)
	for _, t := range tokens {
		b = append(b, t.Text...)
		b = append(b, byte('0'+t.Class), ' ')
	}
	return string(b)
}

// joinedHashes are the keys of a name by its neighbours written together, and by all its tokens written together.
func joinedHashes(tokens []names.Token) []uint32 {
	var out []uint32
	add := func(tokens []names.Token) {
		keys, n := joinedKeys(tokens)
		out = append(out, keys[:n]...)
	}
	for i := 0; i+1 < len(tokens); i++ {
		add(tokens[i : i+2])
	}
	if len(tokens) > 2 && len(tokens) <= maxJoined {
		add(tokens)
	}
	if h, ok := wordsKey(tokens); ok {
		out = append(out, h)
	}
	return out
}

// wordsKey is the hash of the words of a name, sorted.
func wordsKey(tokens []names.Token) (uint32, bool) {
	var buf [maxTokens]string
	words := buf[:0]
	for _, t := range tokens[:min(len(tokens), maxTokens)] {
		if t.Class == names.Word {
			words = append(words, t.Text)
		}
	}
	if len(words) == 0 {
		return 0, false
	}
	slices.Sort(words)
	words = slices.Compact(words)
	return fnv("=" + strings.Join(words, " ")), true
}

const (
	maxJoined = 5 // tokens of a name written as one word
	minJoined = 4 // letters of it
)

// joinedKeys are the hashes of tokens written together: of the letters where they must agree; else of the skeleton, and for a word that is
// these tokens, which has the same first letter and about the same length, of that as well.
func joinedKeys(tokens []names.Token) (keys [2]uint32, n int) {
	var buf [128]byte
	b := buf[:0]
	for _, t := range tokens {
		b = append(b, t.Text...)
	}
	if len(b) < minJoined {
		return keys, 0
	}
	if sk := names.Skeleton(string(b)); len(b) >= match.JoinSlips && len(sk) > 2 {
		return [2]uint32{fnv(sk), soundKey(sk, b[0], len(b))}, 2
	}
	return [2]uint32{fnv(b)}, 1
}

// wordKeys calls yield with the keys under which names may stand whose neighbours make a word.
func wordKeys(w string, yield func(hash uint32)) {
	if len(w) >= minJoined {
		yield(fnv(w))
	}
	if sk := names.Skeleton(w); len(w) >= match.JoinSlips-1 && len(sk) > 2 {
		for length := len(w) - 1; length <= len(w)+1; length++ {
			yield(soundKey(sk, w[0], length))
		}
	}
}

func soundKey(skeleton string, first byte, length int) uint32 {
	return fnv(skeleton) ^ fnv([]byte{first, byte(min(length, 255))})
}
