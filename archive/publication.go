// Package archive keeps what the lists published, for ever, and answers what stood on a list on which day.
//
// A History is everything one list ever published: its Publications in order, and its record Versions. A version is
// the content of one record for as long as it stayed the same; it is stored once, with the spans of publications in
// which it stood. "The same" is meaning, not bytes: two versions are one when their entities have the same
// statements, in whatever order the file printed them. As-of answers, timelines, events and property-level diffs are
// derived from that and never stored.
//
// On disk (Archive) each list has a folder: the raw bytes of every file under their SHA-256, Parquet files with the
// versions and their statements, and a manifest that names them. Every file is written under a temporary name,
// synced and renamed; the last step of an import renames the pointer to the new manifest, so a process that is
// killed at any moment leaves the old state or the new one. Nothing is changed in place.
//
// Which publication counts is derived too (Settle): one that could not be read, is empty or has shrunk oddly is
// quarantined and the last good one stays in force, until a person accepts or rejects it.
package archive

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
	"time"
)

// Status says whether a publication counts.
type Status string

// The statuses of a publication.
const (
	Accepted    Status = "accepted"
	Quarantined Status = "quarantined"
	Rejected    Status = "rejected"
)

// DateBasis says where the date of a publication comes from.
type DateBasis string

// The bases of a date, from firm to weak.
const (
	DateInFile    DateBasis = "inside the file"
	DateGiven     DateBasis = "given"
	DateInName    DateBasis = "file name"
	DateRetrieved DateBasis = "day of the download"
)

// File is one raw file of a publication, kept under its hash.
type File struct {
	Name   string `json:"name"`
	Role   string `json:"role,omitempty"`
	SHA256 string `json:"sha256"`
	Bytes  int64  `json:"bytes"`
}

// Publication is one dated version of a list.
type Publication struct {
	List      string    `json:"list"`
	Published string    `json:"published"` // 2021-06-23 or 2021-06-23T14:52:26 (UTC)
	DateBasis DateBasis `json:"dateBasis"`
	Sequence  int       `json:"sequence,omitempty"` // tells apart several of one day where the name numbers them
	Retrieved time.Time `json:"retrieved"`
	SHA256    string    `json:"sha256"` // of the file, or of the hashes of a set of files
	Files     []File    `json:"files"`
	Format    string    `json:"format,omitempty"`
	Scopes    []string  `json:"scopes,omitempty"`   // parts of the list that it covers, if not the whole (lists.Format.Scoped)
	Records   int       `json:"records"`            // those carried over from parts that it does not cover included
	Declared  int       `json:"declared,omitempty"` // records that the file says it holds
	// Unknown counts what the parser does not know, by path; NotUnderstood counts values that were kept as printed
	// because they are not values of their property, by schema and property.
	Unknown       map[string]int `json:"unknown,omitempty"`
	NotUnderstood map[string]int `json:"notUnderstood,omitempty"`
	Warnings      []string       `json:"warnings,omitempty"`
	// Unreadable says why the publication could not be read as this list; it then has no records.
	Unreadable string `json:"unreadable,omitempty"`

	Status Status `json:"-"` // set by Settle
	Reason string `json:"-"` // why it is not accepted, or who settled it
}

// ID names a publication of a list: date and the beginning of its hash.
func (p *Publication) ID() string { return p.Published + "-" + p.SHA256[:min(8, len(p.SHA256))] }

// Day is the day of publication, 2021-06-23.
func (p *Publication) Day() string { return p.Published[:min(10, len(p.Published))] }

// comparePublications gives the one order of a list's publications, which does not depend on when they were imported.
func comparePublications(a, b *Publication) int {
	return cmp.Or(strings.Compare(a.Day(), b.Day()), cmp.Compare(a.Sequence, b.Sequence),
		strings.Compare(a.Published, b.Published), strings.Compare(a.SHA256, b.SHA256))
}

// Decision is a person's word on a publication.
type Decision struct {
	List   string
	SHA256 string
	Accept bool
	Who    string
	When   time.Time
	Why    string
}

// DefaultMaxShrink is the share of records by which a publication may be smaller than the last accepted one.
const DefaultMaxShrink = 0.10

// Settle sets the status of each publication of one list, in order: those that cannot be read or hold no record are
// quarantined, as are those with more than maxShrink fewer records than the last accepted one before them, unless a
// person has decided otherwise.
func Settle(pubs []*Publication, decisions []Decision, maxShrink float64) {
	var last *Publication
	for _, p := range pubs {
		p.Status, p.Reason = Accepted, ""
		switch {
		case p.Unreadable != "":
			p.Status, p.Reason = Quarantined, p.Unreadable
		case p.Records == 0:
			p.Status, p.Reason = Quarantined, "it holds no record"
		case last != nil && float64(p.Records) < float64(last.Records)*(1-maxShrink):
			p.Status = Quarantined
			p.Reason = fmt.Sprintf("%d records, %.0f %% fewer than the %d of %s (limit %.0f %%)", p.Records,
				100*(1-float64(p.Records)/float64(last.Records)), last.Records, last.Published, 100*maxShrink)
		}
		for _, d := range decisions {
			if d.SHA256 != p.SHA256 {
				continue
			}
			switch {
			case !d.Accept:
				p.Status, p.Reason = Rejected, fmt.Sprintf("rejected by %s: %s", d.Who, d.Why)
			case p.Unreadable == "" && p.Records > 0:
				p.Status, p.Reason = Accepted, fmt.Sprintf("accepted by %s: %s", d.Who, d.Why)
			}
		}
		if p.Status == Accepted {
			last = p
		}
	}
}

// InForce returns the position of the last accepted publication on or before a day (all, if day is empty), or -1.
// Publications must be settled and in order.
func InForce(pubs []*Publication, day string) int {
	for i, p := range slices.Backward(pubs) {
		if p.Status == Accepted && (day == "" || p.Day() <= day) {
			return i
		}
	}
	return -1
}
