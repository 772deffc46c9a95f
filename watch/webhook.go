package watch

import (
	"bytes"
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"net/http"
	"net/netip"
	"net/url"
	"slices"
	"strconv"
	"time"

	"github.com/linchpin-oss/linchpin/lists/fetch"
	"github.com/linchpin-oss/linchpin/state"
)

// Notice is what a webhook is told. Names stay at home: who receives it asks for the alert by its number.
type Notice struct {
	ID        string    `json:"id"` // the same over all tries; whoever has seen it before can drop it
	Action    string    `json:"action"`
	Alert     int64     `json:"alert"`
	Portfolio string    `json:"portfolio"`
	Customer  string    `json:"customer"`
	Entity    string    `json:"entity"`
	Caption   string    `json:"caption"`
	Lists     []string  `json:"lists"`
	Score     float64   `json:"score"`
	Change    string    `json:"change"`
	Index     string    `json:"index"`
	Time      time.Time `json:"time"`
}

// deliveries are what the webhooks are to be told of an alert.
func (r *run) deliveries(action string, a *state.Alert) (out []state.Delivery) {
	event := digest(action, strconv.FormatInt(a.ID, 10), a.Evidence, r.report.Index)
	n := Notice{ID: event, Action: action, Alert: a.ID, Portfolio: a.Portfolio, Customer: a.Customer, Entity: a.Entity, Caption: a.Caption,
		Lists: a.Lists, Score: a.Score, Change: a.Change, Index: r.report.Index, Time: r.asked}
	payload, _ := json.Marshal(n)
	for _, h := range r.hooks {
		if (len(h.Actions) == 0 || slices.Contains(h.Actions, action)) && (len(h.Portfolios) == 0 || slices.Contains(h.Portfolios, a.Portfolio)) {
			out = append(out, state.Delivery{Webhook: h.ID, Event: event, Payload: payload})
		}
	}
	return out
}

// Courier delivers to webhooks.
type Courier struct {
	Store   state.Store
	Private bool // private and loopback addresses are allowed
	Now     func() time.Time
	client  *http.Client
}

// Bounds of a delivery.
const (
	lease       = time.Minute
	tryFor      = 15 * time.Second
	firstWait   = 10 * time.Second
	longestWait = 6 * time.Hour
	mostTries   = 24 // some four days
)

// NewCourier makes a courier. It follows no redirects and uses no proxy, since both could lead inside.
func NewCourier(s state.Store, private bool) *Courier {
	d := fetch.Dialer(private, 5*time.Second)
	return &Courier{Store: s, Private: private, Now: time.Now, client: &http.Client{Timeout: tryFor,
		Transport:     &http.Transport{DialContext: d.DialContext, TLSHandshakeTimeout: 5 * time.Second, MaxResponseHeaderBytes: 64 << 10},
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}}
}

// CheckURL says what is wrong with the address of a webhook.
func CheckURL(address string, private bool) error {
	u, err := url.Parse(address)
	switch {
	case err != nil:
		return fmt.Errorf("webhook address: %w", err)
	case u.Scheme != "https" && (u.Scheme != "http" || !private):
		return fmt.Errorf("webhook address %q: it must begin with https://", address)
	case u.Hostname() == "" || u.User != nil:
		return fmt.Errorf("webhook address %q: it needs a host and must not hold a password", address)
	}
	if ip, err := netip.ParseAddr(u.Hostname()); err == nil && !private {
		return fetch.Public(netip.AddrPortFrom(ip, 443).String())
	}
	return nil
}

// Sign is the signature of a body sent at a time (seconds of the Unix clock), as it stands in Linchpin-Signature: HMAC-SHA256 of "time.body".
func Sign(secret string, unix int64, body []byte) string {
	m := hmac.New(sha256.New, []byte(secret))
	fmt.Fprintf(m, "%d.", unix)
	m.Write(body)
	return fmt.Sprintf("t=%d,v1=%s", unix, hex.EncodeToString(m.Sum(nil)))
}

// Deliver tries all that is due and returns how much was delivered and how much failed.
func (c *Courier) Deliver(ctx context.Context) (delivered, failed int, err error) {
	for ctx.Err() == nil {
		due, err := c.Store.ClaimDeliveries(ctx, lease, 1)
		if err != nil || len(due) == 0 {
			return delivered, failed, err
		}
		hooks, err := c.Store.Webhooks(ctx)
		if err != nil {
			return delivered, failed, err
		}
		for _, d := range due {
			at := slices.IndexFunc(hooks, func(h state.Webhook) bool { return h.ID == d.Webhook })
			if at < 0 {
				continue
			}
			t := c.try(ctx, &hooks[at], &d)
			if ctx.Err() != nil {
				return delivered, failed, ctx.Err() // the lease runs out, and it is tried again
			}
			if t.Error == "" {
				delivered++
			} else {
				failed++
			}
			if err := c.Store.Delivered(ctx, d.ID, t); err != nil && !errors.Is(err, state.ErrNotFound) {
				return delivered, failed, err
			}
		}
	}
	return delivered, failed, ctx.Err()
}

// Test sends a webhook a notice of the action "test" now, once, and returns the status of its answer; 0 if there was none.
func (c *Courier) Test(ctx context.Context, h *state.Webhook) (status int, err error) {
	n := Notice{ID: "test-" + strconv.FormatUint(rand.Uint64(), 36), Action: "test", Lists: []string{}, Time: c.Now().UTC()}
	payload, err := json.Marshal(n)
	if err != nil {
		return 0, err
	}
	return c.send(ctx, h, &state.Delivery{Event: n.ID, Payload: payload})
}

func (c *Courier) try(ctx context.Context, h *state.Webhook, d *state.Delivery) state.Try {
	status, err := c.send(ctx, h, d)
	if err == nil {
		return state.Try{Status: status}
	}
	t := state.Try{Status: status, Error: err.Error()}
	if d.Attempts < mostTries {
		t.Next = c.Now().Add(backoff(d.Attempts))
	}
	return t
}

// backoff doubles from try to try and is spread by a quarter, so that all do not come at once.
func backoff(attempt int) time.Duration {
	wait := min(firstWait<<min(attempt-1, 20), longestWait)
	return wait - wait/8 + rand.N(wait/4)
}

func (c *Courier) send(ctx context.Context, h *state.Webhook, d *state.Delivery) (status int, err error) {
	if err := CheckURL(h.URL, c.Private); err != nil {
		return 0, err
	}
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, h.URL, bytes.NewReader(d.Payload))
	if err != nil {
		return 0, err
	}
	req.Header.Set("Content-Type", "application/json")
	req.Header.Set("User-Agent", "linchpin")
	req.Header.Set("Linchpin-Event", d.Event)
	req.Header.Set("Linchpin-Signature", Sign(h.Secret, c.Now().Unix(), d.Payload))
	res, err := c.client.Do(req)
	if err != nil {
		return 0, err
	}
	_, copyErr := io.Copy(io.Discard, io.LimitReader(res.Body, 64<<10))
	if err := errors.Join(copyErr, res.Body.Close()); err != nil {
		return res.StatusCode, err
	}
	if res.StatusCode < 200 || res.StatusCode > 299 {
		return res.StatusCode, fmt.Errorf("answered %s", res.Status)
	}
	return res.StatusCode, nil
}
