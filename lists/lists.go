// Package lists says what an official sanctions list is: a catalogue entry (who publishes it, where, how often,
// under which licence) and parsers that turn the bytes of one publication into records.
//
// One small package for each publisher holds its parsers (lists/ofac, lists/eu, lists/un, ...); package
// lists/catalogue gathers them. A parser gets whole files in memory and returns a Publication. It loses nothing:
// what it does not know it counts in Publication.Unknown by element or column, and wording that it cannot
// interpret stays in the entity as a statement without a value (ftm.Statement.Understood).
package lists

import (
	"fmt"
	"time"

	"github.com/linchpin-oss/linchpin/ftm"
)

// List is the catalogue entry of one official publication series.
type List struct {
	ID        string // "eu-fsf"
	Title     string
	Publisher string
	Country   string // ISO 3166 code of the publisher in FollowTheMoney's lower case; "eu" and "un" for the unions
	Page      string // where people read about the list
	Licence   string
	// Cadence is how old the newest publication may be before answers warn that the list is stale.
	Cadence   time.Duration
	Addresses []Address
	Formats   []Format // tried in this order
}

// Address is an official download address. Addresses of one set are fetched together and form one publication;
// sets are tried in order until one succeeds.
type Address struct {
	URL  string
	Set  int
	Name string // file name to give the download, so that its format can be told
}

// Format is one file format in which a list is or was published.
type Format struct {
	ID    string // "sdn-xml"
	Title string
	// Detect reports whether the file is of this format, from its name and its first bytes (up to 64 KB). It looks
	// at content first; names only tell apart what content cannot.
	Detect func(name string, head []byte) bool
	// Role of the file within a set of files that make one publication together ("sdn", "alt", "add", "comments"),
	// or "" where one file is one publication.
	Role func(name string, head []byte) string
	// Scoped is set where each role is a complete list of its own part (an act) and says nothing of the others: what
	// stood in the parts that a publication lacks goes on standing. Record ids then begin with role and "/".
	Scoped bool
	// Delta is set where a file says only what changed. Parse then gets the files of the publication before it first.
	Delta bool
	// Parse reads the files of one publication: one file, or the set with its roles filled in.
	Parse func(files []File) (*Publication, error)
}

// File is one file as published, decompressed.
type File struct {
	Name string // base name without .gz
	Role string
	Data []byte
}

// Publication is what a parser found in the files of one dated version of a list.
type Publication struct {
	// Published is the date (2021-06-23) or UTC time (2021-06-23T14:52:26) inside the file, "" if it has none.
	Published string
	// Declared is the number of records that the file says it holds, 0 if it does not say.
	Declared int
	Records  []*Record
	// Unknown counts elements, attributes, columns and coded values that the parser does not know, by path.
	Unknown map[string]int
	// Warnings are oddities a person should know about, one sentence each.
	Warnings []string
}

// Record is one entry of a list.
type Record struct {
	// ID is the list's own id of the entry ("EU.6385.79", "36", "KPi.033"), or a stable one made by StableID.
	ID string
	// Former are other ids of the same entry that the list prints or printed (logical ids, old reference numbers). An
	// entry that vanishes while another with a common id appears was re-numbered, not delisted.
	Former []string
	// Entities are the target first, then its Sanction, Address, Identification, Ownership and other entities. The
	// target's entity id is EntityID(list, record id); those of the others begin with it.
	Entities []*ftm.Entity
	// Delisted is the date since which the list itself calls the entry de-listed while still printing it, else "".
	// "unknown" where it gives no date.
	Delisted string
}

// Unknowns counts what a parser meets and does not know.
func (p *Publication) UnknownAt(path string) {
	if p.Unknown == nil {
		p.Unknown = map[string]int{}
	}
	if len(p.Unknown) < 1000 || p.Unknown[path] > 0 {
		p.Unknown[path]++
	} else {
		p.Unknown["(more)"]++
	}
}

// Warn adds a warning.
func (p *Publication) Warn(format string, args ...any) {
	if len(p.Warnings) < 100 {
		p.Warnings = append(p.Warnings, fmt.Sprintf(format, args...))
	}
}

// Detects reports whether a file is in one of the list's formats.
func (l *List) Detects(name string, head []byte) bool {
	for i := range l.Formats {
		if l.Formats[i].Detect(name, head) {
			return true
		}
	}
	return false
}
