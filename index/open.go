package index

import (
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"strings"
	"sync"
	"sync/atomic"

	"github.com/edsrzf/mmap-go"
	"github.com/klauspost/compress/zstd"

	"github.com/linchpin-oss/linchpin/archive"
	"github.com/linchpin-oss/linchpin/ftm"
	"github.com/linchpin-oss/linchpin/match"
	"github.com/linchpin-oss/linchpin/names"
)

// Index is an open index. All methods are safe from several goroutines.
type Index struct {
	Meta Meta

	f                                      *file
	mapped                                 mmap.MMap
	strings, nameData, vocabText, postings []byte
	entries, versions, spans, names, vocab words
	groups, skeletons, ids                 words
	byWord, sounds, edits, typos, joined   table

	kindEnds   [kinds]uint32   // by kindOrder, the first name that is of a later kind
	rarity     []atomic.Uint32 // of vocabulary tokens, the bits of a float32; worked out on first use
	initials   []uint32        // tokens of one letter
	initialled []uint64        // names that have one of them, as bits
	weigh      func(token string) float64
	known      neighbourCache
	decoders   sync.Pool
	scratch    sync.Pool
}

// Open maps an index file into memory.
func Open(path string) (*Index, error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	m, err := mmap.Map(f, mmap.RDONLY, 0)
	if err != nil {
		return nil, fmt.Errorf("index %s: %w", path, err)
	}
	x, err := FromBytes(m)
	if err != nil {
		return nil, errors.Join(fmt.Errorf("index %s: %w", path, err), m.Unmap())
	}
	x.mapped = m
	return x, nil
}

// FromBytes uses an index that is in memory.
func FromBytes(data []byte) (*Index, error) {
	f, err := parseFile(data)
	if err != nil {
		return nil, err
	}
	s := &f.sections
	x := &Index{f: f, strings: s[secStrings], nameData: s[secNameData], vocabText: s[secVocabText], postings: s[secPostings],
		entries: s[secEntries], versions: s[secVersions], spans: s[secSpans], names: s[secNames],
		vocab: s[secVocab], groups: s[secGroups], skeletons: s[secSkeletons], ids: s[secIDs], byWord: readTable(s[secWords]),
		sounds: readTable(s[secSounds]), edits: readTable(s[secEdits]), typos: readTable(s[secTypos]), joined: readTable(s[secJoined])}
	if err := json.Unmarshal(s[secMeta], &x.Meta); err != nil {
		return nil, fmt.Errorf("index meta data: %w", err)
	}
	if err := x.check(); err != nil {
		return nil, err
	}
	for k := range x.kindEnds {
		x.kindEnds[k] = words(s[secKinds]).at(k)
	}
	x.rarity = make([]atomic.Uint32, x.tokens())
	for _, c := range "abcdefghijklmnopqrstuvwxyz" {
		if v, ok := x.lookup(string(c)); ok {
			x.initials = append(x.initials, v)
		}
	}
	x.markInitials()
	x.decoders.New = func() any {
		opts := []zstd.DOption{zstd.WithDecoderConcurrency(1), zstd.WithDecoderMaxMemory(maxBlob), zstd.WithDecoderMaxWindow(1 << 20)}
		if dict := s[secDict]; len(dict) >= minDict {
			opts = append(opts, zstd.WithDecoderDictRaw(1, dict))
		}
		d, err := zstd.NewReader(nil, opts...)
		if err != nil {
			panic(err) // options are constant
		}
		return d
	}
	x.scratch.New = func() any { return newScratch(x) }
	return x, nil
}

// Close unmaps the file. The index must not be used after it.
func (x *Index) Close() error {
	if x.mapped == nil {
		return nil
	}
	return x.mapped.Unmap()
}

// Size is the length of the index in bytes.
func (x *Index) Size() int64 { return int64(len(x.f.data)) }

// Hash is the content hash of the index, 64 hex digits.
func (x *Index) Hash() string { return x.f.hash }

// Verify checks the whole file against its hash.
func (x *Index) Verify() error { return x.f.verify() }

// Entry is one record of one list, in all its versions.
type Entry int

// Version is one version of an entry.
type Version int

// Entries is the number of entries.
func (x *Index) Entries() int { return x.entries.len() / entryWords }

// Versions is the number of versions of all entries.
func (x *Index) Versions() int { return max(x.versions.len()/versionWords-1, 0) }

// Names is the number of name spellings.
func (x *Index) Names() int { return x.names.len() / nameWords }

// check compares what the parts of the file say of each other.
func (x *Index) check() error {
	for e := range min(x.Entries(), 1000) { // the others are looked at when they are asked for
		if x.List(Entry(e)) >= len(x.Meta.Lists) {
			return fmt.Errorf("index: entry %d is of list %d, but there are %d: damaged", e, x.List(Entry(e)), len(x.Meta.Lists))
		}
	}
	if x.Meta.Names != x.Names() {
		return fmt.Errorf("index: %d names, but the file says %d: damaged", x.Names(), x.Meta.Names)
	}
	if x.Entries() > 0 && (len(x.Meta.Lists) == 0 || x.Versions() == 0) {
		return errors.New("index: entries without a list or a version: damaged")
	}
	return nil
}

// List returns the number of the entry's list in Meta.Lists.
func (x *Index) List(e Entry) int {
	return min(int(x.entries.at(int(e)*entryWords)), max(len(x.Meta.Lists)-1, 0))
}

// Record returns the list's id of the entry.
func (x *Index) Record(e Entry) string { return x.str(x.entries.at(int(e)*entryWords + 1)) }

// Listed returns the first date that the list itself gives for the listing of an entry, or "".
func (x *Index) Listed(e Entry) string { return x.str(x.entries.at(int(e)*entryWords + 3)) }

// str copies a string, which may outlive the index.
func (x *Index) str(off uint32) string { return strings.Clone(stringAt(x.strings, off)) }

// EntryVersions returns the versions of an entry, oldest first, as a half-open range.
func (x *Index) EntryVersions(e Entry) (from, to Version) {
	to = Version(x.Versions())
	if int(e)+1 < x.Entries() {
		to = min(to, Version(x.entries.at((int(e)+1)*entryWords+2)))
	}
	return min(Version(x.entries.at(int(e)*entryWords+2)), to), to
}

// spanRange is the spans of a version, as a half-open range.
func (x *Index) spanRange(v Version) (from, to int) {
	i := int(v)*versionWords + 2
	to = min(int(x.versions.at(i+versionWords)), x.spans.len()/2)
	return min(int(x.versions.at(i)), to), to
}

// Spans returns the spans of publications in which a version stands.
func (x *Index) Spans(v Version) []archive.Span {
	from, to := x.spanRange(v)
	out := make([]archive.Span, 0, to-from)
	for k := from; k < to; k++ {
		out = append(out, archive.Span{First: int(x.spans.at(2 * k)), Last: int(x.spans.at(2*k + 1))})
	}
	return out
}

// In reports whether the version stands in the publication at a position of its list.
func (x *Index) In(v Version, position int) bool {
	from, to := x.spanRange(v)
	for k := from; k < to; k++ {
		if int(x.spans.at(2*k)) <= position && position <= int(x.spans.at(2*k+1)) {
			return true
		}
	}
	return false
}

// Began reports whether a version stood in a publication at or before a position of its list.
func (x *Index) Began(v Version, position int) bool {
	from, to := x.spanRange(v)
	return from < to && int(x.spans.at(2*from)) <= position
}

// Caption returns the name to show of a version.
func (x *Index) Caption(v Version) string { return x.str(x.versions.at(int(v) * versionWords)) }

// Delisted returns since when the list itself calls the entry de-listed, or "".
func (x *Index) Delisted(v Version) string { return x.str(x.versions.at(int(v)*versionWords + 1)) }

// Facts returns the schema and what is known of a version beside its names.
func (x *Index) Facts(v Version) (*ftm.Schema, match.Facts) {
	i := int(v)*versionWords + 3
	return unpackFacts(part(x.f.sections[secFacts], x.versions.at(i), x.versions.at(i+versionWords)))
}

// maxBlob bounds what a blob may unpack to.
const maxBlob = 64 << 20

// Entities returns the entities of a version, the target first.
func (x *Index) Entities(v Version) ([]*ftm.Entity, error) {
	i := int(v)*versionWords + 4
	blobs := x.f.sections[secBlobs]
	n, at := uvarint(blobs, int(x.versions.at(i)))
	d := x.decoders.Get().(*zstd.Decoder)
	defer x.decoders.Put(d)
	data, err := d.DecodeAll(part(blobs, uint32(at), uint32(min(uint64(at)+uint64(n), uint64(len(blobs))))), nil)
	if err != nil {
		return nil, fmt.Errorf("index: entities of version %d: %w", v, err)
	}
	for range x.versions.at(i + 1) { // versions before it in the blob
		n, at := uvarint(data, 0)
		if n == 0 || int(n) > len(data)-at {
			return nil, fmt.Errorf("index: entities of version %d: not in their blob", v)
		}
		data = data[at+int(n):]
	}
	n, at = uvarint(data, 0)
	if n == 0 || int(n) > len(data)-at {
		return nil, fmt.Errorf("index: entities of version %d: cut", v)
	}
	return unpackEntities(data[at : at+int(n)])
}

// NameRef is one spelling of an entry.
type NameRef struct{ number uint32 }

func (x *Index) nameEntry(n uint32) Entry {
	return min(Entry(x.names.at(int(n)*nameWords)), Entry(max(x.Entries()-1, 0)))
}

// nameTokens appends the tokens of a name as number<<4 | class, and returns the offset behind them.
func (x *Index) nameTokens(n uint32, dst []uint32) (tokens []uint32, at int) {
	count, at := uvarint(x.nameData, int(x.names.at(int(n)*nameWords+2)))
	for range min(count, maxTokens) {
		var t uint32
		t, at = uvarint(x.nameData, at)
		if int(t>>4) >= x.tokens() || t&15 > uint32(names.Patronymic) {
			continue
		}
		dst = append(dst, t)
	}
	return dst, at
}

// NameIn reports whether a spelling stands in a version, counted within its entry.
func (x *Index) NameIn(ref NameRef, version int) bool {
	var buf [maxTokens]uint32
	_, at := x.nameTokens(ref.number, buf[:0])
	_, at = uvarint(x.nameData, at) // property
	runs, at := uvarint(x.nameData, at)
	next := 0
	for range min(runs, uint32(len(x.nameData))) {
		var gap, n uint32
		gap, at = uvarint(x.nameData, at)
		n, at = uvarint(x.nameData, at)
		from := next + int(gap)
		next = from + int(n)
		if version < next {
			return version >= from
		}
	}
	return false
}

// nameProp is the property in which a spelling stands.
func (x *Index) nameProp(at int) string {
	prop, _ := uvarint(x.nameData, at)
	return ftm.NameProps[min(int(prop), len(ftm.NameProps)-1)]
}

// Name fills dst with a spelling, reusing its tokens. The text is left out.
func (x *Index) Name(ref NameRef, dst *match.Name) {
	var buf [maxTokens]uint32
	tokens, at := x.nameTokens(ref.number, buf[:0])
	x.fill(dst, tokens, x.kindOf(ref.number), x.nameProp(at))
}

// kindOrder is the order in which the names of each kind are numbered: those first of which there are few and which one rare word often
// decides, so that posting lists can be left behind them.
var kindOrder = [kinds]names.Kind{names.Vessel, names.Unknown, names.Organisation, names.Person}

// kindOf is the kind of a name.
func (x *Index) kindOf(n uint32) names.Kind {
	at := 0
	for at+1 < kinds && n >= x.kindEnds[at] {
		at++
	}
	return kindOrder[at]
}

func (x *Index) fill(dst *match.Name, tokens []uint32, kind names.Kind, prop string) {
	dst.Kind = kind
	dst.Weak, dst.Former = prop == "weakAlias", prop == "previousName"
	dst.Tokens = dst.Tokens[:0]
	for _, t := range tokens {
		dst.Tokens = append(dst.Tokens, names.Token{Text: x.token(t >> 4), Class: names.Class(t & 15)})
	}
}

// NameText returns a spelling as the list prints it, and the property it stands in.
func (x *Index) NameText(ref NameRef) (text, prop string) {
	var buf [maxTokens]uint32
	_, at := x.nameTokens(ref.number, buf[:0])
	return x.str(x.names.at(int(ref.number)*nameWords + 1)), x.nameProp(at)
}

// EachName calls yield with every spelling, for measuring against a scan. The name is used again for the next.
func (x *Index) EachName(yield func(Entry, *match.Name)) {
	var n match.Name
	for i := range x.Names() {
		x.Name(NameRef{uint32(i)}, &n)
		yield(x.nameEntry(uint32(i)), &n)
	}
}

// EachText calls yield with every spelling as the list prints it.
func (x *Index) EachText(yield func(Entry, string)) {
	for i := range x.Names() {
		text, _ := x.NameText(NameRef{uint32(i)})
		yield(x.nameEntry(uint32(i)), text)
	}
}
