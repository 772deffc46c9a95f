package fetch

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"strings"
	"sync/atomic"
	"testing"
	"time"
)

// body is large enough to break off in the middle.
var body = bytes.Repeat([]byte("0123456789abcdef"), 20_000)

func client() *Client {
	return &Client{AllowHTTP: true, AllowPrivate: true, Pause: time.Millisecond, Stall: 300 * time.Millisecond, MaxBytes: 1 << 20}
}

func serve(t *testing.T, h http.HandlerFunc) string {
	t.Helper()
	s := httptest.NewServer(h)
	t.Cleanup(s.Close)
	return s.URL
}

func download(t *testing.T, url string, known Known) (*File, []byte, error) {
	t.Helper()
	f, err := client().Download(t.Context(), url, known, t.TempDir(), nil)
	if err != nil || f.NotModified {
		return f, nil, err
	}
	data, rerr := os.ReadFile(f.Path)
	if rerr != nil {
		t.Fatal(rerr)
	}
	return f, data, nil
}

func TestConditional(t *testing.T) {
	url := serve(t, func(w http.ResponseWriter, r *http.Request) {
		if r.Header.Get("If-None-Match") == `"v1"` {
			w.WriteHeader(http.StatusNotModified)
			return
		}
		w.Header().Set("ETag", `"v1"`)
		w.Write(body)
	})
	f, data, err := download(t, url, Known{})
	if err != nil || !bytes.Equal(data, body) || f.ETag != `"v1"` {
		t.Fatalf("first download: %+v, %v", f, err)
	}
	f, _, err = download(t, url, Known{ETag: f.ETag})
	if err != nil || !f.NotModified {
		t.Errorf("second download: %+v, %v", f, err)
	}
}

func TestResume(t *testing.T) {
	var calls atomic.Int32
	url := serve(t, func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("ETag", `"v1"`)
		if calls.Add(1) == 1 {
			w.Header().Set("Content-Length", fmt.Sprint(len(body)))
			w.Write(body[:100_000])
			panic(http.ErrAbortHandler) // the line breaks
		}
		if r.Header.Get("Range") == "" {
			t.Error("the second request does not resume")
		}
		http.ServeContent(w, r, "", time.Time{}, bytes.NewReader(body))
	})
	_, data, err := download(t, url, Known{})
	if err != nil || !bytes.Equal(data, body) {
		t.Errorf("%d bytes, %v", len(data), err)
	}
}

func TestResumeOfChangedFileStartsAnew(t *testing.T) {
	var calls atomic.Int32
	other := bytes.ToUpper(body)
	url := serve(t, func(w http.ResponseWriter, r *http.Request) {
		if calls.Add(1) == 1 {
			w.Header().Set("ETag", `"v1"`)
			w.Header().Set("Content-Length", fmt.Sprint(len(body)))
			w.Write(body[:100_000])
			panic(http.ErrAbortHandler)
		}
		w.Header().Set("ETag", `"v2"`)
		http.ServeContent(w, r, "", time.Time{}, bytes.NewReader(other))
	})
	_, data, err := download(t, url, Known{})
	if err != nil || !bytes.Equal(data, other) {
		t.Errorf("mixed or wrong file: %v", err)
	}
}

func TestRetries(t *testing.T) {
	var calls atomic.Int32
	url := serve(t, func(w http.ResponseWriter, r *http.Request) {
		if calls.Add(1) < 3 {
			http.Error(w, "busy", http.StatusServiceUnavailable)
			return
		}
		w.Write(body)
	})
	if _, data, err := download(t, url, Known{}); err != nil || !bytes.Equal(data, body) {
		t.Error(err)
	}
}

func TestRefusals(t *testing.T) {
	for name, c := range map[string]struct {
		handler http.HandlerFunc
		want    string
		calls   int32
	}{
		"forbidden": {func(w http.ResponseWriter, r *http.Request) { http.Error(w, "no", http.StatusForbidden) }, "403", 1},
		"too large": {func(w http.ResponseWriter, r *http.Request) {
			w.Header().Set("Content-Length", "99999999")
			w.Write(body)
		}, "more than", 1},
		"endless": {func(w http.ResponseWriter, r *http.Request) {
			for range 1000 {
				if _, err := w.Write(body); err != nil {
					return
				}
			}
		}, "more than", 1},
		"loop": {func(w http.ResponseWriter, r *http.Request) { http.Redirect(w, r, "/again", http.StatusFound) }, "redirects", 5},
		"ftp": {func(w http.ResponseWriter, r *http.Request) {
			http.Redirect(w, r, "ftp://example.org/list", http.StatusFound)
		}, "not https", 1},
		"silent": {func(w http.ResponseWriter, r *http.Request) { <-r.Context().Done() }, "silent", 4},
		"stops midway": {func(w http.ResponseWriter, r *http.Request) {
			w.Header().Set("Accept-Ranges", "none")
			w.Write(body[:1000])
			w.(http.Flusher).Flush()
			<-r.Context().Done()
		}, "silent", 4},
	} {
		t.Run(name, func(t *testing.T) {
			var calls atomic.Int32
			url := serve(t, func(w http.ResponseWriter, r *http.Request) { calls.Add(1); c.handler(w, r) })
			_, _, err := download(t, url, Known{})
			if err == nil || !strings.Contains(err.Error(), c.want) {
				t.Errorf("error = %v, want %q", err, c.want)
			}
			if calls.Load() != c.calls {
				t.Errorf("%d requests, want %d", calls.Load(), c.calls)
			}
		})
	}
}

func TestPrivateAddressesAreRefused(t *testing.T) {
	for _, a := range []string{"127.0.0.1:443", "10.0.0.1:443", "192.168.1.1:80", "169.254.169.254:80", "[::1]:443", "[fe80::1]:443", "[fe80::1%lo]:443", "[fd00::1]:443",
		"0.0.0.0:80", "100.64.0.1:443", "[::ffff:10.0.0.1]:443", "[::10.0.0.1]:443", "[64:ff9b::a00:1]:443", "[2002:a00:1::]:443", "[fec0::1]:443", "224.0.0.1:80"} {
		if err := Public(a); !errors.Is(err, ErrPrivate) {
			t.Errorf("%s was let through: %v", a, err)
		}
	}
	for _, a := range []string{"93.184.216.34:443", "[2606:2800:220:1::1]:443"} {
		if err := Public(a); err != nil {
			t.Error(err)
		}
	}
	inside := serve(t, func(w http.ResponseWriter, r *http.Request) { t.Error("reached") })
	c := &Client{AllowHTTP: true}
	if _, err := c.Download(t.Context(), inside, Known{}, t.TempDir(), nil); !errors.Is(err, ErrPrivate) {
		t.Errorf("%v", err)
	}
}

func TestPlainHTTP(t *testing.T) {
	c := &Client{}
	for _, url := range []string{"http://example.org/list", "file:///etc/passwd", "https://", "x"} {
		if _, err := c.Download(t.Context(), url, Known{}, t.TempDir(), nil); err == nil || !strings.Contains(err.Error(), "not https") {
			t.Errorf("%s: %v", url, err)
		}
	}
	plain := serve(t, func(w http.ResponseWriter, r *http.Request) { w.Write(body) })
	secure := httptest.NewTLSServer(http.RedirectHandler(plain, http.StatusFound))
	defer secure.Close()
	c.Transport, c.Pause = secure.Client().Transport, time.Millisecond
	if _, err := c.Download(t.Context(), secure.URL, Known{}, t.TempDir(), nil); err == nil || !strings.Contains(err.Error(), "redirect refused") {
		t.Errorf("redirect from https to http: %v", err)
	}
}

func TestNothingIsLeftBehind(t *testing.T) {
	url := serve(t, func(w http.ResponseWriter, r *http.Request) { http.Error(w, "no", http.StatusNotFound) })
	dir := t.TempDir()
	ctx, cancel := context.WithTimeout(t.Context(), time.Second)
	defer cancel()
	if _, err := client().Download(ctx, url, Known{}, dir, nil); err == nil {
		t.Error("404 accepted")
	}
	if left, _ := os.ReadDir(dir); len(left) > 0 {
		t.Errorf("%d files left", len(left))
	}
}
