package client

import (
	"bufio"
	"context"
	"crypto/rand"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"iter"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"
)

// Put tells what came of customers that were sent.
type Put struct {
	Added   int64 `json:"added"`
	Changed int64 `json:"changed"`
	Same    int64 `json:"same"`
	Job     *Job  `json:"job"` // the screening of those that are new or changed
}

// AddPortfolio makes an empty portfolio.
func (c *Client) AddPortfolio(ctx context.Context, name string) error {
	return c.write(ctx, "POST", "/v1/portfolios", map[string]any{"name": name}, nil)
}

// AddCustomers adds customers to a portfolio, or changes those it has, from a CSV file with a heading; those that the file does not name
// stay. Params say which column holds what: map "name=FULL_NAME", related "owner=OWNERS". The file is read whole, and up to 64 MB of it
// are taken.
func (c *Client) AddCustomers(ctx context.Context, portfolio string, csv io.Reader, params url.Values) (*Put, error) {
	data, err := io.ReadAll(csv)
	if err != nil {
		return nil, err
	}
	path := "/v1/portfolios/" + url.PathEscape(portfolio) + "/customers"
	if len(params) > 0 {
		path += "?" + params.Encode()
	}
	var put Put
	return &put, c.sendBytes(ctx, "POST", path, data, &put, true, map[string]string{"Content-Type": "text/csv", "Idempotency-Key": rand.Text()})
}

// Wait asks for a job until it has ended and returns it as it is then. Progress may be nil. A job that failed or was cancelled is an error.
func (c *Client) Wait(ctx context.Context, job int64, progress func(done, total int64)) (*Job, error) {
	for {
		var j Job
		if err := c.Get(ctx, fmt.Sprintf("/v1/jobs/%d", job), nil, &j); err != nil {
			return nil, err
		}
		if progress != nil {
			progress(j.Done, j.Total)
		}
		switch j.Status {
		case "done":
			return &j, nil
		case "queued", "running":
		default:
			return &j, fmt.Errorf("job %d is %s: %s", j.ID, j.Status, j.Error)
		}
		select {
		case <-ctx.Done():
			return nil, ctx.Err()
		case <-time.After(500 * time.Millisecond):
		}
	}
}

// Case is an alert and how far its review is; both have one number.
type Case struct {
	Alert     int64     `json:"alert"`
	Status    string    `json:"status"` // open, decided, closed
	Portfolio string    `json:"portfolio"`
	Customer  string    `json:"customer"`
	Name      string    `json:"name"`
	Entity    string    `json:"entity"`
	Caption   string    `json:"caption"`
	Lists     []string  `json:"lists"`
	Score     float64   `json:"score"`
	Assignee  string    `json:"assignee"`
	Opened    time.Time `json:"opened"`
	Due       time.Time `json:"due"`
	Overdue   bool      `json:"overdue"`
	Outcome   string    `json:"outcome"`
	Change    string    `json:"change"`   // in the list, that raised it
	Evidence  string    `json:"evidence"` // hash; Decide takes it
	Index     string    `json:"index"`
}

// Cases yields the cases that the params choose (status, portfolio, customer, entity, assignee, overdue), page by page. It ends after an error.
func (c *Client) Cases(ctx context.Context, params url.Values) iter.Seq2[*Case, error] {
	return func(yield func(*Case, error) bool) {
		q := url.Values{}
		for k, v := range params {
			q[k] = v
		}
		for {
			var page struct {
				Cases []Case `json:"cases"`
				Next  int64  `json:"next"`
			}
			if err := c.Get(ctx, "/v1/cases", q, &page); err != nil {
				yield(nil, err)
				return
			}
			for i := range page.Cases {
				if !yield(&page.Cases[i], nil) {
					return
				}
			}
			if page.Next == 0 {
				return
			}
			q.Set("after", strconv.FormatInt(page.Next, 10))
		}
	}
}

// Opinions of a decision.
const (
	TrueMatch     = "true-match"
	FalsePositive = "false-positive"
	Undecided     = "undecided"
)

// Decide decides cases that rest on the same evidence: all of them or none. It reports whether a second person must approve. Evidence is
// the hash that was seen; a decision on other evidence is refused (409).
func (c *Client) Decide(ctx context.Context, opinion, reason, evidence string, alerts ...int64) (waits bool, err error) {
	var out struct {
		Decided []struct {
			Waits bool `json:"waits"`
		} `json:"decided"`
	}
	body := map[string]any{"alerts": alerts, "opinion": opinion, "reason": reason}
	if evidence != "" {
		body["evidence"] = evidence
	}
	if err := c.write(ctx, "POST", "/v1/decisions", body, &out); err != nil {
		return false, err
	}
	for _, d := range out.Decided {
		waits = waits || d.Waits
	}
	return waits, nil
}

// Approve lets decisions count that wait for a second person, or turns them down. Who decided cannot approve.
func (c *Client) Approve(ctx context.Context, approve bool, why string, alerts ...int64) error {
	return c.write(ctx, "POST", "/v1/approvals", map[string]any{"alerts": alerts, "approve": approve, "why": why}, nil)
}

// Raised is an alert as the stream tells of it.
type Raised struct {
	ID        int64  `json:"id"`
	Portfolio string `json:"portfolio"`
	Customer  string `json:"customer"`
	Entity    string `json:"entity"`
	Status    string `json:"status"`
}

// Alerts yields alerts as they are raised, those with higher numbers than after first, until the context ends; with 0 only those to come.
// Where the connection breaks it yields the error and ends: go on with the number of the last alert seen.
func (c *Client) Alerts(ctx context.Context, after int64) iter.Seq2[*Raised, error] {
	return func(yield func(*Raised, error) bool) {
		path := "/v1/alerts/events"
		if after > 0 {
			path += "?after=" + strconv.FormatInt(after, 10)
		}
		resp, err := c.do(ctx, "GET", path, nil, map[string]string{"Accept": "text/event-stream"})
		if err != nil {
			yield(nil, err)
			return
		}
		defer resp.Body.Close()
		if resp.StatusCode != http.StatusOK {
			yield(nil, refusal(resp))
			return
		}
		kind, lines := "", bufio.NewScanner(resp.Body)
		for lines.Scan() {
			field, value, _ := strings.Cut(lines.Text(), ":")
			value = strings.TrimPrefix(value, " ")
			switch {
			case field == "event":
				kind = value
			case field == "data" && kind == "error":
				yield(nil, errors.New(value))
				return
			case field == "data":
				var a Raised
				if err := json.Unmarshal([]byte(value), &a); err != nil {
					yield(nil, fmt.Errorf("stream of alerts: %w", err))
					return
				}
				if !yield(&a, nil) {
					return
				}
			case field == "":
				kind = ""
			}
		}
		if ctx.Err() == nil {
			yield(nil, fmt.Errorf("stream of alerts: %w", errOr(lines.Err(), io.ErrUnexpectedEOF)))
		}
	}
}

func errOr(err, other error) error {
	if err != nil {
		return err
	}
	return other
}

// Event is one change of a list.
type Event struct {
	List     string `json:"list"`
	RecordID string `json:"recordId"`
	Kind     string `json:"event"` // listed, amended, delisted, ...
	Date     string `json:"date"`  // of the publication that shows it
	Caption  string `json:"caption"`
	Changes  []struct {
		Property string   `json:"property"`
		Before   []string `json:"before"`
		After    []string `json:"after"`
	} `json:"changes"`
}

// Changes yields what changed in a list after the day from, up to and including the day to (both as 2021-06-23). It ends after an error.
func (c *Client) Changes(ctx context.Context, list, from, to string) iter.Seq2[*Event, error] {
	return func(yield func(*Event, error) bool) {
		for at := 0; ; {
			var page struct {
				Total  int     `json:"total"`
				Events []Event `json:"events"`
			}
			q := url.Values{"from": {from}, "to": {to}, "offset": {strconv.Itoa(at)}}
			if err := c.Get(ctx, "/v1/lists/"+url.PathEscape(list)+"/changes", q, &page); err != nil {
				yield(nil, err)
				return
			}
			for i := range page.Events {
				if !yield(&page.Events[i], nil) {
					return
				}
			}
			if at += len(page.Events); at >= page.Total || len(page.Events) == 0 {
				return
			}
		}
	}
}
