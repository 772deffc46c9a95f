package state

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"strings"
	"time"
)

// Cases keeps the review of alerts. Each alert has one case, opened with it, under its number. Package cases holds
// the desk's rules; here stands what holds whatever the rules: a verdict is given on the evidence as it is, and who gave it cannot approve it.
type Cases interface {
	// Case returns the review of an alert.
	Case(ctx context.Context, alert int64) (*Case, error)
	// Cases returns cases with their alerts (without question and answer) by number.
	Cases(ctx context.Context, f CaseFilter) ([]Case, error)
	// CountCases counts those that a filter lets through; After, Limit and Newest do not matter.
	CountCases(ctx context.Context, f CaseFilter) (int64, error)
	// Assign gives a case to a person, or to nobody.
	Assign(ctx context.Context, alert int64, assignee string) error
	// SetDue sets until when a case is to be settled.
	SetDue(ctx context.Context, alert int64, due time.Time) error
	// Comment adds a text; it stands in the trail, where it can be read (action case.comment) and erased.
	Comment(ctx context.Context, alert int64, text string) error
	// Attach stores a file with a case.
	Attach(ctx context.Context, f Attachment) (int64, error)
	// Attachments returns the files of a case without their bytes.
	Attachments(ctx context.Context, alert int64) ([]Attachment, error)
	// Attachment returns a file.
	Attachment(ctx context.Context, id int64) (*Attachment, error)

	// Judged notes the actor's verdict on an alert. With approval it waits for another person; else it counts
	// at once. ErrChanged: the evidence is no longer the one given, or the case is not open.
	Judged(ctx context.Context, v Verdict, approval bool) (int64, error)
	// Approve lets a waiting verdict count, or turns it down, in the name of the actor. ErrSamePerson: it is the actor's own.
	Approve(ctx context.Context, verdict int64, approve bool, why string) error
	// Reopen opens a closed case again; what was decided is overturned and an exception ends.
	Reopen(ctx context.Context, alert int64, why string) error
	// Verdicts returns verdicts, oldest first.
	Verdicts(ctx context.Context, f VerdictFilter) ([]Verdict, error)
	// Exceptions returns exceptions, oldest first.
	Exceptions(ctx context.Context, f ExceptionFilter) ([]Exception, error)
}

// ErrSamePerson says that somebody wanted to approve his own verdict.
var ErrSamePerson = errors.New("who decided cannot approve: a second person has to")

// SettingDue is the setting that says how long a case may take, as in 72h; DefaultDue holds where it is not set.
const (
	SettingDue = "cases.due"
	DefaultDue = 72 * time.Hour
)

// MaxAttachment is the greatest size of a file in bytes.
const MaxAttachment = 25 << 20

// CaseStatus says what a case waits for.
type CaseStatus string

// The statuses of a case.
const (
	CaseOpen    CaseStatus = "open"    // waits for a verdict
	CaseDecided CaseStatus = "decided" // waits for approval
	CaseClosed  CaseStatus = "closed"
)

// Case is the review of an alert.
type Case struct {
	Alert    Alert
	Status   CaseStatus
	Assignee string // "" for nobody
	Due      time.Time
	Opened   time.Time // or opened again
	Closed   time.Time // zero: it is not
}

// CaseFilter says which cases to return.
type CaseFilter struct {
	AlertFilter
	Statuses []CaseStatus // any, if none are given
	Assignee string       // only his, if not ""
	Nobody   bool         // only those nobody has
	DueBy    time.Time    // only those due before, if not zero
	Urgent   bool         // those due first at the beginning, in place of the order of numbers; After and Newest do not matter
}

// Opinion is what a verdict says.
type Opinion string

// The opinions.
const (
	TrueMatch     Opinion = "true-match"
	FalsePositive Opinion = "false-positive"
	Undecided     Opinion = "undecided" // looked at, and not settled: the case stays open
)

// ParseOpinion reads an opinion.
func ParseOpinion(s string) (Opinion, error) {
	switch o := Opinion(strings.ToLower(strings.ReplaceAll(strings.TrimSpace(s), " ", "-"))); o {
	case TrueMatch, FalsePositive, Undecided:
		return o, nil
	}
	return "", fmt.Errorf("decision %q is not one of true-match, false-positive, undecided", s)
}

// VerdictStatus says whether a verdict counts.
type VerdictStatus string

// The statuses of a verdict.
const (
	VerdictWaiting    VerdictStatus = "waiting" // for approval
	VerdictInForce    VerdictStatus = "in-force"
	VerdictNoted      VerdictStatus = "noted" // an undecided one
	VerdictTurnedDown VerdictStatus = "turned-down"
	VerdictOverturned VerdictStatus = "overturned" // was in force until somebody reopened the case
	VerdictLapsed     VerdictStatus = "lapsed"     // the evidence changed
)

// Verdict is a person's word on an alert.
type Verdict struct {
	ID       int64
	Alert    int64
	Opinion  Opinion
	Reason   string
	Evidence string // hash of the evidence on which it was given
	Who      string
	When     time.Time
	Status   VerdictStatus
	Second   string // who approved or turned down; "" for nobody
	Reviewed time.Time
	Opened   time.Time // when the case had been opened, for how long it took
}

// VerdictFilter says which verdicts to return; zero fields do not matter.
type VerdictFilter struct {
	Alert         int64
	Since, Before time.Time
	Status        VerdictStatus
	Who           string
	Limit         int // 0: all
}

// Exception says that a customer is not an entity, as far as some evidence goes.
type Exception struct {
	ID                                    int64
	Alert                                 int64
	Verdict                               int64
	Portfolio, Customer, Entity, Evidence string
	Made, Ended                           time.Time // Ended is zero while it holds
	Why                                   string    // it ended
}

// ExceptionFilter says which exceptions to return; zero fields do not matter.
type ExceptionFilter struct {
	Portfolio, Customer, Entity string
	InForce                     bool
	After                       int64
	Limit                       int // 0: 1000
}

// Attachment is a file of a case.
type Attachment struct {
	ID     int64
	Alert  int64
	Name   string
	Type   string // media type
	SHA256 string
	Bytes  int64
	Who    string
	When   time.Time
	Data   []byte
}

// due is until when a case opened now is to be settled.
func (s *store) due(ctx context.Context) (string, error) {
	v, err := s.Setting(ctx, SettingDue)
	if err != nil {
		return "", err
	}
	within := DefaultDue
	if v != "" {
		if within, err = time.ParseDuration(v); err != nil {
			return "", fmt.Errorf("setting %s: %w", SettingDue, err)
		}
	}
	return stamp(s.now().Add(within)), nil
}

// renewCase opens a case again, or leaves it open, after the evidence of its alert changed. What was said on the evidence before does not hold for this one.
func (s *store) renewCase(ctx context.Context, alert int64, now string) error {
	if err := s.endException(ctx, alert, now, "the evidence changed"); err != nil {
		return err
	}
	if _, err := s.q.exec(ctx, "UPDATE verdicts SET status = 'lapsed' WHERE alert = ? AND status IN ('waiting', 'in-force')", alert); err != nil {
		return err
	}
	due, err := s.due(ctx)
	if err != nil {
		return err
	}
	_, err = s.q.exec(ctx, "UPDATE cases SET status = 'open', closed = '', opened = ?, due = ? WHERE alert = ? AND status <> 'open'", now, due, alert)
	return err
}

func (s *store) endException(ctx context.Context, alert int64, now, why string) error {
	_, err := s.q.exec(ctx, "UPDATE exceptions SET ended = ?, why = ? WHERE alert = ? AND ended = ''", now, why, alert)
	return err
}

const caseColumns = "c.status, c.assignee, c.due, c.opened, c.closed"

func scanCase(r rows) (c Case, err error) {
	var due, opened, closed string
	if c.Alert, err = scanAlert(r, &c.Status, &c.Assignee, &due, &opened, &closed); err != nil {
		return c, err
	}
	return c, unstampAll(&c.Due, due, &c.Opened, opened, &c.Closed, closed)
}

func (s *store) Case(ctx context.Context, alert int64) (*Case, error) {
	c, err := one(ctx, s.q, scanCase, "SELECT "+alertColumns+", "+caseColumns+" FROM alerts a JOIN cases c ON c.alert = a.id WHERE a.id = ?", alert)
	if err != nil {
		return nil, fmt.Errorf("case %d: %w", alert, err)
	}
	return c, nil
}

func (f *CaseFilter) where() *where {
	w := f.AlertFilter.where()
	var statuses []string
	for _, s := range f.Statuses {
		statuses = append(statuses, string(s))
	}
	w.in("c.status", statuses)
	if f.Assignee != "" {
		w.add("c.assignee = ?", f.Assignee)
	}
	if f.Nobody {
		w.add("c.assignee = ''")
	}
	if !f.DueBy.IsZero() {
		w.add("c.due < ?", stamp(f.DueBy))
	}
	return w
}

func (s *store) Cases(ctx context.Context, f CaseFilter) ([]Case, error) {
	w := f.where()
	var end string
	if f.Urgent {
		end = page(&where{}, "c.due, a.id", 0, f.Limit, false)
	} else {
		end = page(w, "a.id", f.After, f.Limit, f.Newest)
	}
	return collect(ctx, s.q, scanCase, "SELECT "+alertColumns+", "+caseColumns+" FROM alerts a JOIN cases c ON c.alert = a.id WHERE "+w.and()+end, w.args...)
}

func (s *store) CountCases(ctx context.Context, f CaseFilter) (n int64, err error) {
	w := f.where()
	err = s.scan(ctx, "SELECT COUNT(*) FROM alerts a JOIN cases c ON c.alert = a.id WHERE "+w.and(), w.args, &n)
	return n, err
}

// onCase changes a case and notes it in the trail.
func (s *store) onCase(ctx context.Context, alert int64, row Row, fn func(t *store, c *Case) error) error {
	return s.write(ctx, func(t *store) error {
		c, err := t.Case(ctx, alert)
		if err != nil {
			return err
		}
		if err := fn(t, c); err != nil {
			return err
		}
		row.Subject, row.Person = subject("alert", alert), PersonOf(c.Alert.Portfolio, c.Alert.Customer)
		return t.note(ctx, row)
	})
}

func (s *store) Assign(ctx context.Context, alert int64, assignee string) error {
	return s.onCase(ctx, alert, Row{Action: "case.assign", Details: map[string]any{"assignee": assignee}}, func(t *store, c *Case) error {
		_, err := t.q.exec(ctx, "UPDATE cases SET assignee = ? WHERE alert = ?", assignee, alert)
		return err
	})
}

func (s *store) SetDue(ctx context.Context, alert int64, due time.Time) error {
	return s.onCase(ctx, alert, Row{Action: "case.due", Details: map[string]any{"due": stamp(due)}}, func(t *store, c *Case) error {
		_, err := t.q.exec(ctx, "UPDATE cases SET due = ? WHERE alert = ?", stamp(due), alert)
		return err
	})
}

func (s *store) Comment(ctx context.Context, alert int64, text string) error {
	if strings.TrimSpace(text) == "" || len(text) > 100_000 {
		return errors.New("a comment has between 1 and 100,000 bytes")
	}
	return s.onCase(ctx, alert, Row{Action: "case.comment", Personal: map[string]any{"text": text}}, func(*store, *Case) error { return nil })
}

func (s *store) Attach(ctx context.Context, f Attachment) (id int64, err error) {
	if f.Name == "" || len(f.Data) == 0 {
		return 0, errors.New("a file needs a name and bytes")
	}
	if len(f.Data) > MaxAttachment {
		return 0, fmt.Errorf("%s has %d bytes, more than %d", f.Name, len(f.Data), MaxAttachment)
	}
	sum := sha256.Sum256(f.Data)
	f.SHA256 = hex.EncodeToString(sum[:])
	row := Row{Action: "case.attach", Details: map[string]any{"bytes": len(f.Data)}, Personal: map[string]any{"name": f.Name, "type": f.Type, "sha256": f.SHA256}}
	err = s.onCase(ctx, f.Alert, row, func(t *store, c *Case) error {
		id, err = t.insert(ctx, "INSERT INTO attachments (alert, name, type, sha256, bytes, who, at, data) VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
			f.Alert, f.Name, f.Type, f.SHA256, len(f.Data), Actor(ctx), stamp(t.now()), f.Data)
		return err
	})
	return id, err
}

const attachmentColumns = "id, alert, name, type, sha256, bytes, who, at"

func scanAttachment(r rows, more ...any) (f Attachment, err error) {
	var at string
	if err := r.Scan(append([]any{&f.ID, &f.Alert, &f.Name, &f.Type, &f.SHA256, &f.Bytes, &f.Who, &at}, more...)...); err != nil {
		return f, err
	}
	return f, unstampAll(&f.When, at)
}

func (s *store) Attachments(ctx context.Context, alert int64) ([]Attachment, error) {
	return collect(ctx, s.q, func(r rows) (Attachment, error) { return scanAttachment(r) },
		"SELECT "+attachmentColumns+" FROM attachments WHERE alert = ? ORDER BY id", alert)
}

func (s *store) Attachment(ctx context.Context, id int64) (*Attachment, error) {
	return one(ctx, s.q, func(r rows) (Attachment, error) {
		var data []byte
		f, err := scanAttachment(r, &data)
		f.Data = data
		return f, err
	}, "SELECT "+attachmentColumns+", data FROM attachments WHERE id = ?", id)
}
