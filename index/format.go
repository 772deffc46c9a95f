// Package index is the immutable name index that screening reads: one memory-mapped file, built from the archive, with
// every record of every list in all its versions.
//
// Problem: among some hundred thousand names in many spellings, find within microseconds those that a query could
// mean, as they stood on a given day. Structure: the romanised tokens of all names form a vocabulary with posting
// lists (token -> names). A query token reaches vocabulary tokens three ways: by itself, by its consonant skeleton, in
// which the spelling schemes of a language agree, and by a skeleton that is one edit away (both sides' skeletons with
// one letter left out are compared). Names gather the rarity of the tokens that reach them; the best are compared
// exactly by package match. Names written as one word are reached by their joined form, identifiers by a sorted table.
// The candidate set is the union of all ways in, so a further fact in the query never loses one.
//
// As-of: an entry (one record of one list) has versions, each with the spans of publications in which it stands, so
// one index answers for every day of the history; which publication is in force is worked out per query.
//
// The file is a header, sections of little-endian arrays, and a JSON section with lists and publications. Its SHA-256
// is part of its name and is cited in every answer; the same archive state gives the same bytes. Cost: about 150 bytes
// a name and 250 bytes a version.
package index

import (
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"errors"
	"fmt"
)

const (
	magic         = "LINCHPIN"
	formatVersion = 6 // raised with every change of the layout or of how names are read; older files are made anew
	headerSize    = 16 + 32 + sectionCount*16
)

// The sections of the file.
const (
	secMeta       = iota // JSON: Meta
	secStrings           // bytes that others point into
	secEntries           // entryWords uint32 an entry
	secVersions          // versionWords uint32 a version
	secSpans             // pairs of uint32
	secNames             // nameWords uint32 a name
	secNameVers          // uint32 version numbers within the entry
	secTokens            // uint32 vocabulary number<<4 | class, for each token of each name
	secVocab             // vocabWords uint32 a token, sorted by text
	secPostings          // uint32 name numbers
	secSkeletons         // skeletonWords uint32 a skeleton, sorted by text
	secSkelTokens        // uint32 vocabulary numbers
	secEdits             // pairs: hash of a skeleton or of one less a letter, skeleton number<<1 | 1 if whole; sorted
	secJoined            // pairs: hash of a name's tokens written together, name number; sorted
	secIDs               // triples: hash of a normalised identifier, entry, property string offset; sorted
	secFacts             // packed facts of versions
	secBlobs             // compressed entities of versions
	secDict              // dictionary of the blobs' compression
	sectionCount
)

const (
	entryWords    = 8 // list, record id offset, record id length, first version, first name, names, listing date offset, length
	versionWords  = 12
	nameWords     = 8 // entry, text offset, text length, prop, first version number, version numbers, first token, tokens
	vocabWords    = 4 // text offset, text length, first posting, postings
	skeletonWords = 4 // text offset, text length, first token, tokens
)

// words is a section of uint32, read in place.
type words []byte

func (w words) at(i int) uint32 { return binary.LittleEndian.Uint32(w[4*i:]) }
func (w words) len() int        { return len(w) / 4 }

// file gives access to the sections of an index in memory.
type file struct {
	data     []byte
	sections [sectionCount][]byte
	hash     string
}

// parseFile checks the header. The checksum over everything is checked by Verify, not at every opening.
func parseFile(data []byte) (*file, error) {
	if len(data) < headerSize || string(data[:8]) != magic {
		return nil, errors.New("not a Linchpin index")
	}
	if v := binary.LittleEndian.Uint32(data[8:]); v != formatVersion {
		return nil, fmt.Errorf("index format %d; this program reads %d", v, formatVersion)
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

// writer gathers sections and puts the file together.
type writer struct{ sections [sectionCount][]byte }

func (w *writer) word(section int, vs ...uint32) {
	for _, v := range vs {
		w.sections[section] = binary.LittleEndian.AppendUint32(w.sections[section], v)
	}
}

// bytes returns the finished file: header with the hash over everything behind it, then the sections.
func (w *writer) bytes() []byte {
	size := headerSize
	for _, s := range w.sections {
		size += (len(s) + 7) &^ 7
	}
	out := make([]byte, headerSize, size)
	copy(out, magic)
	binary.LittleEndian.PutUint32(out[8:], formatVersion)
	for i, s := range w.sections {
		binary.LittleEndian.PutUint64(out[48+16*i:], uint64(len(out)))
		binary.LittleEndian.PutUint64(out[56+16*i:], uint64(len(s)))
		out = append(out, s...)
		for len(out)%8 != 0 {
			out = append(out, 0)
		}
	}
	sum := sha256.Sum256(out[48:])
	copy(out[16:], sum[:])
	return out
}

// fnv is the 32-bit FNV-1a hash.
func fnv(s []byte) uint32 {
	h := uint32(2166136261)
	for _, c := range s {
		h = (h ^ uint32(c)) * 16777619
	}
	return h
}
