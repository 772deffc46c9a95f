// Package fetch downloads list files as a careful client: conditional requests, https only (plain http only where a
// test allows it), redirects only to https, time and size limits, retries with growing pauses, and resumption of a
// broken transfer where the server supports it.
package fetch

import (
	"context"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"net/http"
	"net/url"
	"os"
	"strconv"
	"strings"
	"time"
)

// Client downloads files. The zero value is ready to use.
type Client struct {
	// Transport makes the requests; http.DefaultTransport with the limits below if nil.
	Transport http.RoundTripper
	// Tries is how often a transfer is tried; 4 if zero.
	Tries int
	// Pause is the pause before the second try; it doubles. One second if zero.
	Pause time.Duration
	// Stall is how long a server may stay silent; 60 seconds if zero.
	Stall time.Duration
	// MaxBytes is the largest file taken; 1 GiB if zero.
	MaxBytes int64
	// AllowHTTP lets plain http through, for servers on this machine in tests.
	AllowHTTP bool
	// AllowPrivate lets it reach private addresses.
	AllowPrivate bool
}

// Known is what is known of the file from the last download.
type Known struct{ ETag, LastModified string }

// File is a downloaded file in a temporary place; the caller removes it.
type File struct {
	Path         string
	ETag         string
	LastModified string
	NotModified  bool // the server says the known file is still current; Path is empty
	Bytes        int64
}

const userAgent = "linchpin (sanctions list reader)"

// permanent is an error that another try will not mend.
type permanent struct{ error }

func (p permanent) Unwrap() error { return p.error }

// Download fetches one address into a temporary file in dir.
func (c *Client) Download(ctx context.Context, address string, known Known, dir string, progress func(done, total int64)) (*File, error) {
	if err := c.checkURL(address); err != nil {
		return nil, err
	}
	tmp, err := os.CreateTemp(dir, "download-*")
	if err != nil {
		return nil, err
	}
	defer tmp.Close()
	t := &transfer{c: c, address: address, known: known, file: tmp, progress: progress}
	tries, pause := c.Tries, c.Pause
	if tries == 0 {
		tries = 4
	}
	if pause == 0 {
		pause = time.Second
	}
	for try := 1; ; try++ {
		err = t.try(ctx)
		var stop permanent
		if err == nil || errors.As(err, &stop) || try == tries || ctx.Err() != nil {
			break
		}
		wait := time.NewTimer(max(t.retryAfter, pause/2+rand.N(pause)))
		t.retryAfter = 0
		pause *= 2
		select {
		case <-ctx.Done():
			wait.Stop()
		case <-wait.C:
		}
	}
	if err == nil && !t.notModified {
		err = tmp.Sync()
	}
	if err != nil || t.notModified {
		os.Remove(tmp.Name())
		if err != nil {
			return nil, fmt.Errorf("downloading %s: %w", address, err)
		}
		return &File{NotModified: true, ETag: t.etag, LastModified: t.lastModified}, nil
	}
	return &File{Path: tmp.Name(), ETag: t.etag, LastModified: t.lastModified, Bytes: t.have}, nil
}

func (c *Client) checkURL(address string) error {
	u, err := url.Parse(address)
	if err != nil {
		return fmt.Errorf("address %q: %w", address, err)
	}
	if u.Host == "" || u.Scheme != "https" && !(c.AllowHTTP && u.Scheme == "http") {
		return fmt.Errorf("address %q is not https", address)
	}
	return nil
}

// transfer is one download over all its tries.
type transfer struct {
	c            *Client
	address      string
	known        Known
	file         *os.File
	progress     func(done, total int64)
	have         int64
	etag         string
	lastModified string
	resumable    bool
	notModified  bool
	retryAfter   time.Duration
}

func (t *transfer) try(ctx context.Context) error {
	stall := t.c.Stall
	if stall == 0 {
		stall = time.Minute
	}
	ctx, cancel := context.WithCancelCause(ctx)
	defer cancel(nil)
	watch := time.AfterFunc(stall, func() { cancel(fmt.Errorf("the server was silent for %s", stall)) })
	defer watch.Stop()
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, t.address, nil)
	if err != nil {
		return permanent{err}
	}
	req.Header.Set("User-Agent", userAgent)
	req.Header.Set("Accept-Encoding", "identity")
	resuming := t.have > 0 && t.resumable && (strongETag(t.etag) || t.lastModified != "")
	switch {
	case resuming:
		req.Header.Set("Range", fmt.Sprintf("bytes=%d-", t.have))
		if strongETag(t.etag) {
			req.Header.Set("If-Range", t.etag)
		} else {
			req.Header.Set("If-Range", t.lastModified)
		}
	case t.known.ETag != "":
		req.Header.Set("If-None-Match", t.known.ETag)
	case t.known.LastModified != "":
		req.Header.Set("If-Modified-Since", t.known.LastModified)
	}
	resp, err := t.client().Do(req)
	if errors.Is(err, ErrPrivate) {
		return permanent{err}
	}
	if err != nil {
		if cause := context.Cause(ctx); cause != nil {
			err = cause
		}
		return err
	}
	defer resp.Body.Close()
	switch {
	case resp.StatusCode == http.StatusNotModified && !resuming:
		t.notModified, t.etag, t.lastModified = true, t.known.ETag, t.known.LastModified
		return nil
	case resp.StatusCode == http.StatusPartialContent && resuming:
		if start, ok := rangeStart(resp.Header.Get("Content-Range")); !ok || start != t.have {
			t.have = 0
			return fmt.Errorf("the server resumed at another place: %q", resp.Header.Get("Content-Range"))
		}
	case resp.StatusCode == http.StatusOK:
		if err := t.restart(resp); err != nil {
			return err
		}
	default:
		t.retryAfter = retryAfter(resp.Header.Get("Retry-After"))
		err := fmt.Errorf("the server answered %s", resp.Status)
		if resp.StatusCode == http.StatusTooManyRequests || resp.StatusCode == http.StatusRequestTimeout || resp.StatusCode >= 500 {
			return err
		}
		if resp.StatusCode == http.StatusRequestedRangeNotSatisfiable {
			t.have = 0
			return err
		}
		return permanent{err}
	}
	return t.copy(ctx, resp, watch, stall)
}

// restart begins the file anew with what the response says of it.
func (t *transfer) restart(resp *http.Response) error {
	t.have = 0
	t.etag, t.lastModified = resp.Header.Get("ETag"), resp.Header.Get("Last-Modified")
	t.resumable = resp.Header.Get("Accept-Ranges") != "none"
	if _, err := t.file.Seek(0, io.SeekStart); err != nil {
		return permanent{err}
	}
	return wrapPermanent(t.file.Truncate(0))
}

func (t *transfer) copy(ctx context.Context, resp *http.Response, watch *time.Timer, stall time.Duration) error {
	limit := t.c.MaxBytes
	if limit == 0 {
		limit = 1 << 30
	}
	if resp.ContentLength > limit-t.have {
		return permanent{fmt.Errorf("the file has %d bytes, more than %d", t.have+resp.ContentLength, limit)}
	}
	if _, err := t.file.Seek(t.have, io.SeekStart); err != nil {
		return permanent{err}
	}
	if err := t.file.Truncate(t.have); err != nil {
		return permanent{err}
	}
	total := int64(0)
	if resp.ContentLength > 0 {
		total = t.have + resp.ContentLength
	}
	buf := make([]byte, 64<<10)
	for {
		n, err := resp.Body.Read(buf)
		if n > 0 {
			watch.Reset(stall)
			if t.have+int64(n) > limit {
				return permanent{fmt.Errorf("the file has more than %d bytes", limit)}
			}
			if _, werr := t.file.Write(buf[:n]); werr != nil {
				return permanent{werr}
			}
			t.have += int64(n)
			if t.progress != nil {
				t.progress(t.have, total)
			}
		}
		if errors.Is(err, io.EOF) {
			if total > 0 && t.have != total {
				return fmt.Errorf("%d of %d bytes arrived", t.have, total)
			}
			return nil
		}
		if err != nil {
			if cause := context.Cause(ctx); cause != nil {
				err = cause
			}
			return fmt.Errorf("after %d bytes: %w", t.have, err)
		}
	}
}

func wrapPermanent(err error) error {
	if err != nil {
		return permanent{err}
	}
	return nil
}

// client follows at most five redirects, none of them away from https.
func (t *transfer) client() *http.Client {
	transport := t.c.Transport
	if transport == nil {
		transport = t.c.direct()
	}
	return &http.Client{Transport: transport, CheckRedirect: func(req *http.Request, via []*http.Request) error {
		if len(via) >= 5 {
			return permanent{errors.New("more than five redirects")}
		}
		if err := t.c.checkURL(req.URL.String()); err != nil {
			return permanent{fmt.Errorf("redirect refused: %w", err)}
		}
		return nil
	}}
}

func strongETag(tag string) bool { return tag != "" && !strings.HasPrefix(tag, "W/") }

func rangeStart(header string) (int64, bool) {
	span, ok := strings.CutPrefix(header, "bytes ")
	if !ok {
		return 0, false
	}
	first, _, ok := strings.Cut(span, "-")
	n, err := strconv.ParseInt(first, 10, 64)
	return n, ok && err == nil
}

// retryAfter reads how long the server asks to wait, at most a minute.
func retryAfter(header string) time.Duration {
	s, err := strconv.Atoi(strings.TrimSpace(header))
	if err != nil || s < 0 {
		return 0
	}
	return min(time.Duration(s)*time.Second, time.Minute)
}
