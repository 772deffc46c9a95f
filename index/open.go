package index

import (
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"sync"

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

	f        *file
	mapped   mmap.MMap
	entries  words
	versions words
	spans    words
	names    words
	nameVers words
	tokens   words
	vocab    words
	postings words
	skels    words
	skelToks words
	edits    words
	joined   words
	ids      words
	rarity   []float32 // of vocabulary tokens, in bits; worked out on first use
	rareOnce sync.Once
	decoders sync.Pool
	scratch  sync.Pool
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
	x := &Index{f: f, entries: s[secEntries], versions: s[secVersions], spans: s[secSpans], names: s[secNames],
		nameVers: s[secNameVers], tokens: s[secTokens], vocab: s[secVocab], postings: s[secPostings],
		skels: s[secSkeletons], skelToks: s[secSkelTokens], edits: s[secEdits], joined: s[secJoined], ids: s[secIDs]}
	if err := json.Unmarshal(s[secMeta], &x.Meta); err != nil {
		return nil, fmt.Errorf("index meta data: %w", err)
	}
	x.decoders.New = func() any {
		opts := []zstd.DOption{zstd.WithDecoderConcurrency(1)}
		if dict := s[secDict]; len(dict) >= 8 {
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
func (x *Index) Versions() int { return x.versions.len() / versionWords }

// Names is the number of name spellings.
func (x *Index) Names() int { return x.names.len() / nameWords }

func (x *Index) str(off, n uint32) string {
	return string(x.f.sections[secStrings][off : off+n])
}

// List returns the number of the entry's list in Meta.Lists.
func (x *Index) List(e Entry) int { return int(x.entries.at(int(e) * entryWords)) }

// Record returns the list's id of the entry.
func (x *Index) Record(e Entry) string {
	i := int(e) * entryWords
	return x.str(x.entries.at(i+1), x.entries.at(i+2))
}

// Listed returns the first date that the list itself gives for the listing of an entry, or "".
func (x *Index) Listed(e Entry) string {
	i := int(e) * entryWords
	return x.str(x.entries.at(i+6), x.entries.at(i+7))
}

// EntryVersions returns the versions of an entry, oldest first, as a half-open range.
func (x *Index) EntryVersions(e Entry) (from, to Version) {
	from = Version(x.entries.at(int(e)*entryWords + 3))
	if int(e)+1 < x.Entries() {
		return from, Version(x.entries.at((int(e)+1)*entryWords + 3))
	}
	return from, Version(x.Versions())
}

// Spans returns the spans of publications in which a version stands.
func (x *Index) Spans(v Version) []archive.Span {
	i := int(v) * versionWords
	first, n := int(x.versions.at(i+6)), int(x.versions.at(i+7))
	out := make([]archive.Span, n)
	for k := range out {
		out[k] = archive.Span{First: int(x.spans.at(2 * (first + k))), Last: int(x.spans.at(2*(first+k) + 1))}
	}
	return out
}

// In reports whether a version stands in the publication at a position of its list.
func (x *Index) In(v Version, position int) bool {
	i := int(v) * versionWords
	first, n := int(x.versions.at(i+6)), int(x.versions.at(i+7))
	for k := first; k < first+n; k++ {
		if int(x.spans.at(2*k)) <= position && position <= int(x.spans.at(2*k+1)) {
			return true
		}
	}
	return false
}

// Caption returns the name to show of a version.
func (x *Index) Caption(v Version) string {
	i := int(v) * versionWords
	return x.str(x.versions.at(i+2), x.versions.at(i+3))
}

// Delisted returns since when the list itself calls the entry de-listed, or "".
func (x *Index) Delisted(v Version) string {
	i := int(v) * versionWords
	return x.str(x.versions.at(i+4), x.versions.at(i+5))
}

// Facts returns the schema and what is known of a version beside its names.
func (x *Index) Facts(v Version) (*ftm.Schema, match.Facts) {
	i := int(v) * versionWords
	off, n := x.versions.at(i+8), x.versions.at(i+9)
	return unpackFacts(x.f.sections[secFacts][off : off+n])
}

// Entities returns the entities of a version, the target first.
func (x *Index) Entities(v Version) ([]*ftm.Entity, error) {
	i := int(v) * versionWords
	off, n := x.versions.at(i+10), x.versions.at(i+11)
	d := x.decoders.Get().(*zstd.Decoder)
	defer x.decoders.Put(d)
	data, err := d.DecodeAll(x.f.sections[secBlobs][off:off+n], nil)
	if err != nil {
		return nil, fmt.Errorf("index: entities of version %d: %w", v, err)
	}
	return unpackEntities(data)
}

func (x *Index) nameEntry(n uint32) Entry { return Entry(x.names.at(int(n) * nameWords)) }

// NameIn reports whether a spelling stands in a version, counted within its entry.
func (x *Index) NameIn(ref NameRef, version int) bool {
	i := int(ref.number) * nameWords
	first, count := int(x.names.at(i+4)), int(x.names.at(i+5))
	for k := first; k < first+count; k++ {
		if int(x.nameVers.at(k)) == version {
			return true
		}
	}
	return false
}

// Name fills dst with a spelling, reusing its tokens. The text is left out.
func (x *Index) Name(ref NameRef, dst *match.Name) {
	i := int(ref.number) * nameWords
	prop := ftm.NameProps[x.names.at(i+3)&0xff]
	dst.Kind = names.Kind(min(x.names.at(i+3)>>8, uint32(names.Vessel)))
	dst.Weak, dst.Former = prop == "weakAlias", prop == "previousName"
	first, count := int(x.names.at(i+6)), int(x.names.at(i+7))
	dst.Tokens = dst.Tokens[:0]
	for k := first; k < first+count; k++ {
		t := x.tokens.at(k)
		dst.Tokens = append(dst.Tokens, names.Token{Text: x.vocabText(t >> 4), Class: names.Class(t & 15)})
	}
}

// NameText returns a spelling as the list prints it, and the property it stands in.
func (x *Index) NameText(ref NameRef) (text, prop string) {
	i := int(ref.number) * nameWords
	return x.str(x.names.at(i+1), x.names.at(i+2)), ftm.NameProps[x.names.at(i+3)&0xff]
}

// EachName calls yield with every spelling, for measuring against a scan. The name is used again for the next.
func (x *Index) EachName(yield func(*match.Name)) {
	var n match.Name
	for i := range x.Names() {
		x.Name(NameRef{number: uint32(i)}, &n)
		yield(&n)
	}
}
