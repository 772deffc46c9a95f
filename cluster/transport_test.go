package cluster

import (
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"io"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/nats-io/nats-server/v2/server"
)

// pair opens the two ends of a transport.
type pair struct {
	publisher Transport
	replica   func(t *testing.T) Transport // a further replica each time
}

func mustPlace(t *testing.T, text string) *Place {
	t.Helper()
	p, err := ParsePlace(text)
	if err != nil {
		t.Fatal(err)
	}
	return p
}

func opened(t *testing.T) func(tr Transport, err error) Transport {
	return func(tr Transport, err error) Transport {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { tr.Close() })
		return tr
	}
}

// each runs a test over every transport.
func each(t *testing.T, test func(t *testing.T, p pair)) {
	at := func(text string) func(t *testing.T) Transport {
		return func(t *testing.T) Transport { return opened(t)(Connect(t.Context(), mustPlace(t, text))) }
	}
	t.Run("folder", func(t *testing.T) {
		dir := filepath.Join(t.TempDir(), "shared")
		test(t, pair{opened(t)(Offer(t.Context(), mustPlace(t, dir), nil)), at(dir)})
	})
	t.Run("s3", func(t *testing.T) {
		place := newStore(t) + "&region=us-east-1"
		test(t, pair{opened(t)(Offer(t.Context(), mustPlace(t, place), nil)), at(place)})
	})
	t.Run("embedded nats", func(t *testing.T) {
		tr := opened(t)(Offer(t.Context(), mustPlace(t, "embed://desk:secret@127.0.0.1:0/a"), nil))
		test(t, pair{tr, at("nats://desk:secret@" + tr.(*bus).Address() + "/a")})
	})
	t.Run("external nats", func(t *testing.T) {
		s, err := server.NewServer(&server.Options{Host: "127.0.0.1", Port: server.RANDOM_PORT, NoSigs: true, NoLog: true})
		if err != nil {
			t.Fatal(err)
		}
		s.Start()
		t.Cleanup(s.Shutdown)
		if !s.ReadyForConnections(10 * time.Second) {
			t.Fatal("the server does not start")
		}
		place := "nats://" + s.Addr().String()
		test(t, pair{opened(t)(Offer(t.Context(), mustPlace(t, place), nil)), at(place)})
	})
}

// files are contents by name.
type files map[string]string

func (f files) open(file File, from int64) (io.ReadCloser, error) {
	return io.NopCloser(strings.NewReader(f[file.Name][from:])), nil
}

func (f files) list() (out []File) {
	for name, content := range f {
		out = append(out, fileOf(name, content))
	}
	return out
}

func fileOf(name, content string) File {
	sum := sha256.Sum256([]byte(content))
	return File{Name: name, Bytes: int64(len(content)), SHA256: hex.EncodeToString(sum[:])}
}

func TestTransports(t *testing.T) {
	each(t, func(t *testing.T, p pair) {
		ctx := t.Context()
		if _, err := p.replica(t).Newest(ctx); !errors.Is(err, ErrNothing) {
			t.Errorf("before the first announcement: %v", err)
		}
		long := strings.Repeat("0123456789", part/8) // more than one part
		first := files{"archive/un-sc/a": "first", "snapshots/x": long, "recipes/empty": ""}
		r := p.replica(t)
		if _, err := r.Newest(ctx); !errors.Is(err, ErrNothing) { // it listens by now
			t.Error(err)
		}
		publish := func(announcement string, f files) {
			t.Helper()
			if err := p.publisher.Publish(ctx, []byte(announcement), f.list(), f.open); err != nil {
				t.Fatal(err)
			}
		}
		publish("one", first)
		check := func(r Transport, announcement string) {
			t.Helper()
			if got, err := r.Newest(ctx); string(got) != announcement || err != nil {
				t.Errorf("newest %q, %v; want %q", got, err, announcement)
			}
		}
		check(r, "one")
		check(p.replica(t), "one") // one that starts late
		get := func(f File, from int64) (string, error) {
			in, err := r.Get(ctx, f, from)
			if err != nil {
				return "", err
			}
			defer in.Close()
			data, err := io.ReadAll(in)
			return string(data), err
		}
		for _, from := range []int64{0, 3, part, int64(len(long)) - 1} {
			if got, err := get(fileOf("snapshots/x", long), from); got != long[from:] || err != nil {
				t.Errorf("from %d: %d bytes, %v", from, len(got), err)
			}
		}
		if r.Changed() != nil {
			<-r.Changed()
		}
		publish("two", files{"archive/un-sc/a": "second"})
		check(r, "two")
		if r.Changed() != nil {
			<-r.Changed()
		}
		if got, err := get(fileOf("archive/un-sc/a", "first"), 0); got != "first" || err != nil {
			t.Errorf("a file of the bundle before: %q, %v", got, err)
		}
		if _, err := get(fileOf("never", "was there"), 0); !errors.Is(err, ErrGone) {
			t.Errorf("what was never published: %v", err)
		}
	})
}

func TestPlaces(t *testing.T) {
	for text, want := range map[string]string{
		"":                                   "no place",
		"http://u:secret@host/x":             "known are a folder",
		"nats://":                            "missing",
		"nats://u:secret@host/x?password=y":  `unknown parameter "password"`,
		"s3://":                              "missing",
		"embed://u:secret@host":              "port is missing",
		"nats://u:sec ret@host":              "not a valid address",
		"s3://bucket?endpoint=host:9000":     "endpoint",
		"s3://bucket?endpoint=http://a:b@c":  "endpoint",
		"nats://u:secret@127.0.0.1:1/a b":    "not made of letters",
		"nats://u:secret@127.0.0.1:1/a.*":    "not made of letters",
		"embed://u:secret@127.0.0.1:1/a":     "a replica connects",
		"nats://u@127.0.0.1:1/a?creds=/none": "/none",
	} {
		p, err := ParsePlace(text)
		if err == nil {
			_, err = Connect(t.Context(), p)
		}
		if err == nil || !strings.Contains(err.Error(), want) || strings.Contains(err.Error(), "sec") {
			t.Errorf("%s: %v; want %q and no password", text, err, want)
		}
	}
	p := mustPlace(t, "nats://user:secret@host:4222/desk?ca=/x")
	if got := p.String(); got != "nats://host:4222/desk" {
		t.Errorf("printed as %s", got)
	}
}

// A replica of an embedded server may ask and listen; it cannot publish in the place of the publisher.
func TestEmbeddedServerKeepsReplicasApart(t *testing.T) {
	tr := opened(t)(Offer(t.Context(), mustPlace(t, "embed://desk:secret@127.0.0.1:0"), nil)).(*bus)
	f := files{"archive/a": "b"}
	if err := tr.Publish(t.Context(), []byte("true"), f.list(), f.open); err != nil {
		t.Fatal(err)
	}
	evil := opened(t)(Connect(t.Context(), mustPlace(t, "nats://desk:secret@"+tr.Address()))).(*bus)
	if err := evil.Publish(t.Context(), []byte("false"), f.list(), f.open); err != nil {
		t.Fatal(err)
	}
	honest := opened(t)(Connect(t.Context(), mustPlace(t, "nats://desk:secret@"+tr.Address())))
	for range 20 {
		if got, err := honest.Newest(t.Context()); string(got) != "true" || err != nil {
			t.Fatalf("newest %q, %v", got, err)
		}
	}
	select {
	case <-honest.Changed():
		t.Error("a replica's announcement was passed on")
	default:
	}
	for _, user := range []string{"", "desk:wrong@", "publisher@"} {
		wrong := opened(t)(Connect(t.Context(), mustPlace(t, "nats://"+user+tr.Address())))
		if _, err := wrong.Newest(t.Context()); err == nil || strings.Contains(err.Error(), "wrong") {
			t.Errorf("as %q: %v", user, err)
		}
	}
}

func TestOnePublisher(t *testing.T) {
	tr := opened(t)(Offer(t.Context(), mustPlace(t, "embed://127.0.0.1:0"), nil)).(*bus)
	f := files{"archive/a": "b"}
	if err := tr.Publish(t.Context(), []byte("x"), f.list(), f.open); err != nil {
		t.Fatal(err)
	}
	if _, err := Offer(t.Context(), mustPlace(t, "nats://"+tr.Address()), nil); err == nil || !strings.Contains(err.Error(), "already") {
		t.Errorf("a second publisher: %v", err)
	}
	if _, err := Offer(t.Context(), mustPlace(t, "embed://"+tr.Address()), nil); err == nil || !strings.Contains(err.Error(), "listen") {
		t.Errorf("a second server on one port: %v", err)
	}
}
