// Package index is the immutable name index that screening reads: one memory-mapped file, built from the archive, with
// every record of every list in all its versions.
//
// Problem: among some million names in many spellings, find within microseconds those that a query could mean, as they
// stood on a given day, and be sure that nothing better was passed over.
//
// Structure: the romanised tokens of all names form a vocabulary with posting lists (token -> names). A token of a query
// reaches the tokens that it may be by five ways (near.go): itself; the forms of the same given name; a word one letter
// away; the words with the same consonant skeleton, in which the spelling schemes of a language agree; and those whose
// skeleton is one sound away. What is reached is compared by package match, and the outcome kept for the next query.
//
// Search (find.go): match says what a name can earn at most by each pair of tokens (sum.go). Lists that together bring no name to the floor are
// left for later; the others are gone through, and what they add is summed up by name (gather.go). A name is passed over as soon as its bound
// falls short: first by its sum, then by its tokens, then by what is known of every pair. Only what is left is compared exactly, and below an
// alert only what can still be among those shown (shown.go). Names are numbered, and long posting lists split, kind by kind, since each kind has
// bounds of its own. Names that a rare word reaches are also looked at for words spelt too oddly to be a neighbour (odd.go), names written as
// one word are reached by their joined form (joined.go), identifiers by a sorted table. The candidate set is the union, so a further fact in
// the query never loses one.
//
// As-of: an entry (one record of one list) has versions, each with the spans of publications in which it stands, so
// one index answers for every day of the history; which publication is in force is worked out per query.
//
// The file is a header, sections of little-endian arrays, and a JSON section with lists and publications. Its SHA-256
// is part of its name and is cited in every answer; the same archive state gives the same bytes. docs/performance.md says
// what it costs in bytes and time.
package index

import (
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"errors"
	"fmt"
	"unsafe"

	"github.com/linchpin-oss/linchpin/names"
)

const (
	magic         = "LINCHPIN"
	formatVersion = 10 // raised with every change of the layout or of how names are read, its tables aside (names.Fingerprint); older files are made anew
	headerSize    = 16 + 32 + sectionCount*16
)

// The sections of the file. A string stands in secStrings behind its length as a varint. The last row of versions and of
// the vocabulary is only there to end the one before.
const (
	secMeta      = iota // JSON: Meta
	secStrings          // strings
	secEntries          // entryWords uint32 an entry
	secVersions         // versionWords uint32 a version
	secSpans            // pairs of uint32: first and last publication
	secNames            // nameWords uint32 a name, kind by kind
	secNameData         // of each name, varints: tokens, each token's vocabulary number<<4 | class, property, runs of versions
	secKinds            // uint32: of each kind of names, where its names end
	secVocab            // vocabWords uint32 a token, commonest first
	secVocabText        // bytes
	secPostings         // names of each token, varints: differences; of more than unsplit names by kind, behind count and bytes of each kind but the last
	secWords            // table: hash of a token's text -> token
	secGroups           // tokens with one skeleton after the other, pairs: token, letters
	secSkeletons        // uint32: where the group of a skeleton begins
	secSounds           // table: hash of a skeleton -> skeleton
	secEdits            // table: hash of a skeleton, or of one less a sound -> skeleton<<1, 1 more if whole
	secTypos            // table: hash of a token's text, or of it less a letter -> token
	secJoined           // table: hash of neighbours, or of the whole name, written together, or of its words in order -> name
	secIDs              // triples: hash of a normalised identifier, entry, property string; sorted
	secFacts            // packed facts of versions
	secBlobs            // compressed entities of some versions each, behind their length as a varint
	secDict             // dictionary of the blobs' compression
	sectionCount
)

const (
	entryWords   = 4 // list, record id, first version, listing date
	versionWords = 6 // caption, de-listing date, first span, facts, blob, number in the blob
	nameWords    = 3 // entry, text, name data
	vocabWords   = 5 // text, postings, names, classes as bits, letters
)

// words is a section of uint32, read in place. What lies outside is 0: a damaged file gives wrong answers, which Verify
// finds out, but does not stop the program.
type words []byte

func (w words) at(i int) uint32 {
	if uint(i) >= uint(len(w)/4) {
		return 0
	}
	return binary.LittleEndian.Uint32(w[4*i:])
}

func (w words) len() int { return len(w) / 4 }

// part is the bytes from one offset to another, fewer if they lie outside.
func part(s []byte, from, to uint32) []byte {
	to = uint32(min(uint64(to), uint64(len(s))))
	if from >= to {
		return nil
	}
	return s[from:to:to]
}

// uvarint reads a varint at an offset and returns the offset behind it.
func uvarint(s []byte, at int) (v uint32, next int) {
	for shift := 0; uint(at) < uint(len(s)); shift += 7 {
		c := s[at]
		at++
		v |= uint32(c&127) << shift
		if c < 128 || shift > 28 {
			return v, at
		}
	}
	return v, at
}

// stringAt reads a string in place. The bytes are never written to.
func stringAt(s []byte, off uint32) string {
	n, at := uvarint(s, int(off))
	b := part(s, uint32(min(at, len(s))), uint32(min(uint64(at)+uint64(n), uint64(len(s)))))
	return stringOf(b)
}

// stringOf is bytes as a string, in place.
func stringOf(b []byte) string { return unsafe.String(unsafe.SliceData(b), len(b)) }

// file gives access to the sections of an index in memory.
type file struct {
	data     []byte
	sections [sectionCount][]byte
	hash     string
}

// ErrVersion is that of an index which has to be made anew before this program can search it.
var ErrVersion = errors.New("index made by another version of the program")

// parseFile checks the header. The checksum over everything is checked by Verify, not at every opening.
func parseFile(data []byte) (*file, error) {
	if len(data) < headerSize || string(data[:8]) != magic {
		return nil, errors.New("not a Linchpin index")
	}
	if v := binary.LittleEndian.Uint32(data[8:]); v != formatVersion {
		return nil, fmt.Errorf("%w: format %d; this program reads %d", ErrVersion, v, formatVersion)
	}
	if binary.LittleEndian.Uint32(data[12:]) != names.Fingerprint() {
		return nil, fmt.Errorf("%w: with other tables of names", ErrVersion)
	}
	f := &file{data: data, hash: hex.EncodeToString(data[16:48])}
	for i := range f.sections {
		off := binary.LittleEndian.Uint64(data[48+16*i:])
		n := binary.LittleEndian.Uint64(data[56+16*i:])
		if off > uint64(len(data)) || n > uint64(len(data))-off {
			return nil, fmt.Errorf("index section %d lies outside the file: cut or damaged", i)
		}
		f.sections[i] = data[off : off+n : off+n]
	}
	return f, nil
}

// verify checks the content against the hash in the header.
func (f *file) verify() error {
	sum := sha256.Sum256(f.data[48:])
	if hex.EncodeToString(sum[:]) != f.hash {
		return errors.New("index is damaged: its checksum differs")
	}
	return nil
}

// fnv is the 32-bit FNV-1a hash, its bits mixed so that the upper ones tell as much as the lower.
func fnv[T string | []byte](s T) uint32 {
	h := uint32(2166136261)
	for i := range len(s) {
		h = (h ^ uint32(s[i])) * 16777619
	}
	h ^= h >> 16
	h *= 0x7feb352d
	h ^= h >> 15
	return h
}
