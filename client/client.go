// Package client asks a Linchpin server from Go: one party, batches, portfolios and their alerts, decisions on cases, changes of lists.
// Get and Post reach every other route of /v1.
//
//	c := client.New("http://127.0.0.1:8080", "lp_...")
//	answer, err := c.Screen(ctx, client.Party{Name: "Michail S. Guzerijew"})
//
// A refusal is an *Error that names the field. Requests that were refused for their rate, or because the server is starting, are sent
// again a few times; writes carry an idempotency key then, so that they count once. Post alone never sends twice.
package client

import (
	"bytes"
	"context"
	"crypto/rand"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"
)

// Client sends requests to one server. Its methods are safe from several goroutines.
type Client struct {
	HTTP *http.Client // http.DefaultClient if nil
	base string
	key  string
}

// New makes a client of a server's address and an API key.
func New(base, key string) *Client { return &Client{base: strings.TrimSuffix(base, "/"), key: key} }

// Field is one field that the server refused.
type Field struct {
	Location string `json:"location"` // such as body.birthDate
	Message  string `json:"message"`
}

// Error is a refusal.
type Error struct {
	Status int     `json:"status"`
	Title  string  `json:"title"`
	Detail string  `json:"detail"`
	Fields []Field `json:"errors"`
}

// Error tells what was refused.
func (e *Error) Error() string {
	text := fmt.Sprintf("the server answered %d: %s", e.Status, e.Detail)
	for _, f := range e.Fields {
		text += "; " + f.Location + ": " + f.Message
	}
	return text
}

// ID is an identifier, such as type imo, value 9187629.
type ID struct {
	Type  string `json:"type"`
	Value string `json:"value"`
}

// Party is who is screened.
type Party struct {
	Key       string   `json:"key,omitempty"` // the client's own, in batches
	Name      string   `json:"name,omitempty"`
	Schema    string   `json:"schema,omitempty"`
	BirthDate string   `json:"birthDate,omitempty"`
	Country   string   `json:"country,omitempty"`
	Gender    string   `json:"gender,omitempty"`
	IDs       []ID     `json:"ids,omitempty"`
	Address   string   `json:"address,omitempty"`
	Lists     []string `json:"lists,omitempty"`
	AsOf      string   `json:"asOf,omitempty"`
	Limit     int      `json:"limit,omitempty"`
	Threshold float64  `json:"threshold,omitempty"`
}

// Evidence is one thing that speaks for or against a result.
type Evidence struct {
	Feature string  `json:"feature"`
	Query   string  `json:"query"`
	Target  string  `json:"target"`
	Bits    float64 `json:"bits"`
	Why     string  `json:"why"`
}

// Listing is one entry on one list.
type Listing struct {
	List     string `json:"list"`
	RecordID string `json:"recordId"`
	Listed   string `json:"listed"`
	Delisted string `json:"delisted"`
	InForce  bool   `json:"inForce"`
	URL      string `json:"url"`
}

// Result is one entity that a party could be.
type Result struct {
	ID         string              `json:"id"`
	Caption    string              `json:"caption"`
	Schema     string              `json:"schema"`
	Score      float64             `json:"score"`
	Alert      bool                `json:"alert"`
	Lists      []Listing           `json:"lists"`
	Evidence   []Evidence          `json:"evidence"`
	Properties map[string][]string `json:"properties"`
}

// Answer is what screening a party brings. It comes from one index, named by its hash.
type Answer struct {
	Key        string   `json:"key,omitempty"`   // in batches
	Error      string   `json:"error,omitempty"` // in batches: why the party could not be screened
	Index      string   `json:"index"`
	AsOf       string   `json:"asOf"`
	Warnings   []string `json:"warnings"`
	Results    []Result `json:"results"`
	NotInForce []Result `json:"notInForce"`
}

// Alert tells whether any result is an alert.
func (a *Answer) Alert() bool {
	for i := range a.Results {
		if a.Results[i].Alert {
			return true
		}
	}
	return false
}

// Screen asks about one party.
func (c *Client) Screen(ctx context.Context, p Party) (*Answer, error) {
	var a Answer
	p.Key = ""
	return &a, c.send(ctx, "POST", "/v1/screen", p, &a, true, nil)
}

// Job is work in the background.
type Job struct {
	ID     int64  `json:"id"`
	Status string `json:"status"` // queued, running, done, failed, cancelled
	Done   int64  `json:"done"`
	Total  int64  `json:"total"`
	Error  string `json:"error"`
}

// Batch screens up to 50,000 parties in the background, waits, and yields the answers in the order of the parties.
// Progress may be nil.
func (c *Client) Batch(ctx context.Context, parties []Party, progress func(done, total int64), yield func(*Answer) error) error {
	var begun Job
	if err := c.write(ctx, "POST", "/v1/batches", map[string]any{"parties": parties}, &begun); err != nil {
		return err
	}
	j, err := c.Wait(ctx, begun.ID, progress)
	if err != nil {
		return err
	}
	resp, err := c.do(ctx, "GET", fmt.Sprintf("/v1/jobs/%d/result", j.ID), nil, nil)
	if err != nil {
		return err
	}
	defer resp.Body.Close()
	if resp.StatusCode != http.StatusOK {
		return refusal(resp)
	}
	lines := json.NewDecoder(resp.Body)
	for lines.More() {
		var a Answer
		if err := lines.Decode(&a); err != nil {
			return fmt.Errorf("result of job %d: %w", j.ID, err)
		}
		if err := yield(&a); err != nil {
			return err
		}
	}
	return nil
}

// Get reads any route of /v1 into out.
func (c *Client) Get(ctx context.Context, path string, params url.Values, out any) error {
	if len(params) > 0 {
		path += "?" + params.Encode()
	}
	return c.send(ctx, "GET", path, nil, out, true, nil)
}

// Post writes to any route of /v1. The request is not sent again.
func (c *Client) Post(ctx context.Context, path string, body, out any) error {
	return c.send(ctx, "POST", path, body, out, false, nil)
}

const tries = 4

// write sends a request under a key of its own, so that it can be sent again and counts once.
func (c *Client) write(ctx context.Context, method, path string, body, out any) error {
	return c.send(ctx, method, path, body, out, true, map[string]string{"Idempotency-Key": rand.Text()})
}

func (c *Client) send(ctx context.Context, method, path string, body, out any, again bool, headers map[string]string) error {
	var data []byte
	if body != nil {
		var err error
		if data, err = json.Marshal(body); err != nil {
			return err
		}
	}
	return c.sendBytes(ctx, method, path, data, out, again, headers)
}

func (c *Client) sendBytes(ctx context.Context, method, path string, data []byte, out any, again bool, headers map[string]string) error {
	for try := 1; ; try++ {
		resp, err := c.do(ctx, method, path, data, headers)
		if err != nil {
			return err
		}
		wait := resp.StatusCode == http.StatusTooManyRequests || resp.StatusCode == http.StatusServiceUnavailable
		if wait && again && try < tries {
			seconds, _ := strconv.Atoi(resp.Header.Get("Retry-After"))
			resp.Body.Close()
			select {
			case <-ctx.Done():
				return ctx.Err()
			case <-time.After(max(time.Duration(seconds)*time.Second, time.Duration(try)*300*time.Millisecond)):
			}
			continue
		}
		defer resp.Body.Close()
		if resp.StatusCode >= 300 {
			return refusal(resp)
		}
		if out == nil {
			return nil
		}
		return json.NewDecoder(resp.Body).Decode(out)
	}
}

func (c *Client) do(ctx context.Context, method, path string, body []byte, headers map[string]string) (*http.Response, error) {
	r, err := http.NewRequestWithContext(ctx, method, c.base+path, bytes.NewReader(body))
	if err != nil {
		return nil, err
	}
	r.Header.Set("Authorization", "ApiKey "+c.key)
	if body != nil {
		r.Header.Set("Content-Type", "application/json")
	}
	for name, value := range headers {
		r.Header.Set(name, value)
	}
	h := c.HTTP
	if h == nil {
		h = http.DefaultClient
	}
	return h.Do(r)
}

func refusal(resp *http.Response) error {
	e := &Error{Status: resp.StatusCode}
	data, _ := io.ReadAll(io.LimitReader(resp.Body, 1<<20))
	if json.Unmarshal(data, e) != nil || e.Detail == "" {
		e.Detail = http.StatusText(resp.StatusCode)
	}
	return e
}
