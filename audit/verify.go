// Package audit proves what the trail says: that nobody has changed, deleted or inserted a row since it was written
// (Verify), that the answer behind an alert is what screening the stored publications gives (Replay), and that personal
// data were erased by rule and by nothing else (Retain).
//
// The trail itself is written by package state, in the transaction of each deed. Row n holds
//
//	hash(n) = SHA-256(hash(n-1), n, when, who, action, subject, details, digest of the personal data)
//
// so a row cannot be changed without changing all hashes after it. Who can write to the database can do even that. Against him
// helps a copy of the head (number and hash of the last row) kept where he cannot write: each Report names it, backups
// hold it, and Verify checks the trail against one.
package audit

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/linchpin-oss/linchpin/state"
)

// Finding is something wrong with the trail.
type Finding struct {
	Row     int64  `json:"row"` // its number as stored; where rows are missing, the first one
	Problem string `json:"problem"`
	Who     string `json:"who,omitempty"`
	Action  string `json:"action,omitempty"`
	Subject string `json:"subject,omitempty"`
	When    string `json:"when,omitempty"`
}

// Head names the last row of a trail. Its text is 17:ab12..., the hash in full.
type Head struct {
	Row  int64  `json:"row"`
	Hash string `json:"hash"`
}

func (h Head) String() string { return fmt.Sprintf("%d:%s", h.Row, h.Hash) }

// ParseHead reads what String prints.
func ParseHead(s string) (Head, error) {
	row, hash, ok := strings.Cut(strings.TrimSpace(s), ":")
	n, err := strconv.ParseInt(row, 10, 64)
	if !ok || err != nil || n < 1 || len(hash) != 64 {
		return Head{}, fmt.Errorf("%q is not the head of a trail, ROW:HASH, as linchpin audit verify prints it", s)
	}
	return Head{n, strings.ToLower(hash)}, nil
}

// Report is what a verification found.
type Report struct {
	Rows     int64     `json:"rows"`
	Erased   int64     `json:"erased"` // rows whose personal data were erased by rule
	First    string    `json:"first,omitempty"`
	Last     string    `json:"last,omitempty"`
	Head     Head      `json:"head"`
	Findings []Finding `json:"findings"`
}

// Whole tells whether nothing was found.
func (r *Report) Whole() bool { return len(r.Findings) == 0 }

// maxFindings ends a verification: who rewrote everything need not be shown every row.
const maxFindings = 1000

// Verify reads the whole trail and checks every row against the one before it, personal data against their
// digests, what is missing of them against the erasures, the stored answers of alerts against what was written when they were raised, and the end against the head,
// in the database and as noted elsewhere.
func Verify(ctx context.Context, s state.Store, noted ...Head) (*Report, error) {
	v := &verifier{report: &Report{Findings: []Finding{}}, noted: noted, missing: map[int64]state.Row{}, answers: map[string]string{}, decided: map[string][]deed{}}
	if err := v.rows(ctx, s); err != nil {
		return nil, err
	}
	if err := v.alerts(ctx, s); err != nil {
		return nil, err
	}
	return v.report, v.verdicts(ctx, s)
}

type verifier struct {
	decided  map[string][]deed // by subject, the decisions on an alert
	report   *Report
	noted    []Head
	headless bool
	prev     *state.Row          // the row before
	offset   int64               // by how much rows were renumbered
	missing  map[int64]state.Row // rows that lack their personal data, until an erasure explains it
	answers  map[string]string   // by subject, the SHA-256 of the answer of an alert; "" where it was erased
}

func (v *verifier) found(r *state.Row, format string, args ...any) {
	f := Finding{Row: r.Seq, Problem: fmt.Sprintf(format, args...), Who: r.Who, Action: r.Action, Subject: r.Subject, When: r.Stored.At}
	if len(v.report.Findings) < maxFindings {
		v.report.Findings = append(v.report.Findings, f)
	}
}

// rows checks the chain. Others may write meanwhile: the head is read after the last row was, and what was written in between is read then.
func (v *verifier) rows(ctx context.Context, s state.Store) error {
	var window []state.Row // the row being checked and those after it
	var head Head
	after, ended := int64(0), false
	for {
		for len(window) < 2 && (!ended || after < head.Row) {
			more, err := s.Rows(ctx, state.RowFilter{After: after, Limit: 2000})
			if err != nil {
				return err
			}
			if len(more) > 0 {
				after = more[len(more)-1].Seq
				window = append(window, more...)
				continue
			}
			if ended {
				break
			}
			head.Row, head.Hash, err = s.Head(ctx)
			if errors.Is(err, state.ErrNoHead) {
				head, v.headless, err = Head{}, true, nil
			}
			if err != nil {
				return err
			}
			ended = true
		}
		if len(window) == 0 {
			break
		}
		v.row(window)
		window = window[1:]
	}
	v.end(head.Row, head.Hash)
	return nil
}

// row checks the first row of a window.
func (v *verifier) row(window []state.Row) {
	r := &window[0]
	v.report.Rows++
	v.report.Last = r.Stored.At
	previous, expected := "", int64(1)
	if v.prev != nil {
		previous, expected = v.prev.Hash, v.prev.Seq+1
	} else {
		v.report.First = r.Stored.At
	}
	switch {
	case r.Seq != expected:
		v.found(&state.Row{Seq: expected}, "rows %d to %d were deleted", expected, r.Seq-1)
	case chains(previous, r, v.offset):
	case len(window) > 1 && chains(previous, &window[1], v.offset-1):
		v.found(r, "it was inserted, and the rows after it were renumbered")
		v.offset--
		return // the next row follows the one before this
	case len(window) > 1 && v.renumbered(r, &window[1]) > 0:
		n := v.renumbered(r, &window[1])
		v.found(r, "before it %d rows were deleted, and the rows from here on were renumbered", n)
		v.offset += n
	default:
		v.found(r, "it was changed: its hash is not that of what it says")
	}
	v.personal(r)
	for _, h := range v.noted {
		if h.Row == r.Seq && h.Hash != r.Hash {
			v.found(r, "the trail was rewritten: when its head was noted, this row had the hash %s", h.Hash)
		}
	}
	v.prev = r
	if r.Action == "person.erase" {
		v.explain(r)
	}
	if slices.Contains(raising, r.Action) {
		v.answers[r.Subject] = answerOf(r)
	}
	if r.Action == deciding {
		v.decided[r.Subject] = append(v.decided[r.Subject], deedOf(r))
	}
}

// renumbered tells by how many places the rows from r on were moved up, judged by the row after it; 0 if they were not.
func (v *verifier) renumbered(r, next *state.Row) int64 {
	for n := int64(1); n <= 100; n++ {
		if chains(r.Hash, next, v.offset+n) {
			return n
		}
	}
	return 0
}

func chains(previous string, r *state.Row, offset int64) bool {
	as := *r
	as.Seq += offset
	return state.HashRow(previous, &as) == r.Hash
}

// personal checks what stands beside a row.
func (v *verifier) personal(r *state.Row) {
	switch {
	case r.Stored.Digest == "" && r.Stored.Personal != "":
		v.found(r, "personal data were put beside it")
	case r.Erased:
		v.missing[r.Seq] = *r
	case r.Stored.Digest != "" && state.Digest(r.Stored.Salt, r.Stored.Personal) != r.Stored.Digest:
		v.found(r, "the personal data beside it were changed")
	}
}

// explain takes note of the rows of an erasure.
func (v *verifier) explain(r *state.Row) {
	rows, _ := r.Details["rows"].([]any)
	for _, n := range rows {
		seq, _ := n.(float64)
		if _, ok := v.missing[int64(seq)]; ok {
			delete(v.missing, int64(seq))
			v.report.Erased++
		}
	}
}

// end checks the end of the trail.
func (v *verifier) end(seq int64, hash string) {
	last, lastHash := int64(0), ""
	if v.prev != nil {
		last, lastHash = v.prev.Seq, v.prev.Hash
	}
	v.report.Head = Head{last, lastHash}
	switch {
	case v.headless:
		v.found(&state.Row{Seq: last}, "the head was deleted: whether rows at the end are missing cannot be told from this database")
	case last < seq:
		v.found(&state.Row{Seq: last + 1}, "rows %d to %d were deleted from the end", last+1, seq)
	case last > seq:
		v.found(v.prev, "rows %d to %d were inserted at the end", seq+1, last)
	case lastHash != hash:
		v.found(&state.Row{Seq: last}, "the head names another hash than that of the last row")
	}
	for _, h := range v.noted {
		if h.Row > last {
			v.found(&state.Row{Seq: last + 1}, "rows %d to %d are missing: the head that was noted is %d", last+1, h.Row, h.Row)
		}
	}
	for seq := range last {
		if r, ok := v.missing[seq+1]; ok {
			v.found(&r, "the personal data beside it were deleted without an erasure")
		}
	}
}
