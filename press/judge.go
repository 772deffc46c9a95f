package press

import (
	"fmt"
	"slices"
	"strings"
	"time"
)

// What a person can think of a claim.
const (
	Accept   = "accept"   // it was read rightly
	Correct  = "correct"  // it stands in the article, but otherwise than it was read
	Reject   = "reject"   // the article does not say so
	Withdraw = "withdraw" // takes back what was thought before
)

// Judgement is what a person thinks of one claim of an article. It changes nothing of what was read: the claim stays as it is and
// the judgement stands beside it.
type Judgement struct {
	Claim      string      `json:"claim"` // its id in the reading that was judged
	Start      int         `json:"start"` // of its span, by which it is found again when the page is read anew
	End        int         `json:"end"`
	Verdict    string      `json:"verdict"`
	Correction *Correction `json:"correction,omitempty"`
	Why        string      `json:"why,omitempty"`
	Who        string      `json:"who"`
	When       time.Time   `json:"when"`
}

// Correction says how a claim reads rightly. What is absent was right.
type Correction struct {
	Source   *Source `json:"source,omitempty"` // kind, with entity or name
	Subject  Refs    `json:"subject,omitempty"`
	Relation *string `json:"relation,omitempty"` // "" where none fits
	Object   Refs    `json:"object,omitempty"`
	Stance   string  `json:"stance,omitempty"`
	Firmness string  `json:"firmness,omitempty"`
	Polarity string  `json:"polarity,omitempty"`
}

var (
	verdicts    = []string{Accept, Correct, Reject, Withdraw}
	sourceKinds = []string{Author, NamedPerson, NamedOrg, Media, Anonymous, Collective}
	stances     = []string{Asserted, Reported, Denied, Predicted, Demanded, Committed, Hedged, Declined}
	firmnesses  = []string{Certain, Probable, Possible, Rumour, Contested, Refuted, None}
	polarities  = []string{"positive", "negative"}
)

// FieldError says which field of a judgement is wrong.
type FieldError struct{ Field, Problem string }

func (e *FieldError) Error() string { return e.Field + ": " + e.Problem }

func oneOf(field, value string, allowed []string) error {
	if value == "" || slices.Contains(allowed, value) {
		return nil
	}
	return &FieldError{field, fmt.Sprintf("%q is none of %s", value, strings.Join(allowed, ", "))}
}

// Judge checks a judgement against the article and fills in the span of its claim.
func (a *Article) Judge(j *Judgement) error {
	at := slices.IndexFunc(a.Claims, func(c Claim) bool { return c.ID == j.Claim })
	if at < 0 {
		return &FieldError{"claim", fmt.Sprintf("the article has no claim %q", j.Claim)}
	}
	j.Start, j.End = a.Claims[at].Span.Start, a.Claims[at].Span.End
	if !slices.Contains(verdicts, j.Verdict) {
		return &FieldError{"verdict", fmt.Sprintf("%q is none of %s", j.Verdict, strings.Join(verdicts, ", "))}
	}
	if j.Correction != nil && j.Verdict != Correct {
		return &FieldError{"correction", "it goes with the verdict correct only"}
	}
	if j.Verdict == Correct && j.Correction == nil && j.Why == "" {
		return &FieldError{"correction", "say how the claim reads rightly, here or in why"}
	}
	k := j.Correction
	if k == nil {
		return nil
	}
	known := func(field string, refs Refs) error {
		for _, r := range refs {
			if !slices.ContainsFunc(a.Entities, func(e Entity) bool { return e.ID == r }) {
				return &FieldError{field, fmt.Sprintf("the article has no entity %q", r)}
			}
		}
		return nil
	}
	errs := []error{oneOf("correction.stance", k.Stance, stances), oneOf("correction.firmness", k.Firmness, firmnesses), oneOf("correction.polarity", k.Polarity, polarities),
		known("correction.subject", k.Subject), known("correction.object", k.Object)}
	if s := k.Source; s != nil {
		if s.Kind == "" {
			return &FieldError{"correction.source.kind", "it is missing"}
		}
		errs = append(errs, oneOf("correction.source.kind", s.Kind, sourceKinds))
		if s.Entity != "" {
			errs = append(errs, known("correction.source.entity", Refs{s.Entity}))
		}
	}
	for _, err := range errs {
		if err != nil {
			return err
		}
	}
	return nil
}

// place sets judgements, oldest first, beside the claims that they are about: those of the same span, and of the same id where
// several have it. The newest word counts. What finds no claim any more, since the page was read anew, is returned.
func (a *Article) place(all []Judgement) (lost []Judgement) {
	for _, j := range all {
		best := -1
		for i := range a.Claims {
			if c := &a.Claims[i]; c.Span.Start == j.Start && c.Span.End == j.End && (best < 0 || c.ID == j.Claim) {
				best = i
			}
		}
		switch {
		case best < 0:
			lost = append(lost, j)
		case j.Verdict == Withdraw:
			a.Claims[best].Judgement = nil
		default:
			a.Claims[best].Judgement = &j
		}
	}
	return lost
}

// Corrected is the claim as the person who judged it would have it.
func (c Claim) Corrected() Claim {
	if c.Judgement == nil || c.Judgement.Correction == nil {
		return c
	}
	k := c.Judgement.Correction
	if k.Source != nil {
		c.Source = *k.Source
	}
	if k.Subject != nil {
		c.Subject = k.Subject
	}
	if k.Object != nil {
		c.Object, c.ObjectText = k.Object, ""
	}
	if k.Relation != nil {
		c.Relation, c.RelationBy = *k.Relation, ""
	}
	for _, f := range []struct{ to, from *string }{{&c.Stance, &k.Stance}, {&c.Firmness, &k.Firmness}, {&c.Polarity, &k.Polarity}} {
		if *f.from != "" {
			*f.to = *f.from
		}
	}
	return c
}

// Rejected reports that a person found the claim not to stand in the article.
func (c Claim) Rejected() bool { return c.Judgement != nil && c.Judgement.Verdict == Reject }

// Said is a sentence about the judgement: "accepted by analyst on 2021-02-27"; "" if there is none.
func (j *Judgement) Said() string {
	if j == nil {
		return ""
	}
	s := map[string]string{Accept: "accepted", Correct: "corrected", Reject: "rejected"}[j.Verdict] + " by " + j.Who + " on " + j.When.UTC().Format(time.DateOnly)
	if j.Why != "" {
		s += ": " + j.Why
	}
	return s
}
