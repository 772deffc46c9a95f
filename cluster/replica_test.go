package cluster

import (
	"bytes"
	"context"
	"crypto/tls"
	"encoding/json"
	"encoding/pem"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"math/rand/v2"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"sync/atomic"
	"testing"
	"time"
)

// desk is a folder with a publisher.
type desk struct {
	*testing.T
	*Publisher
}

func newDesk(t *testing.T, tr Transport) *desk {
	return &desk{t, &Publisher{Dir: t.TempDir(), Transport: tr}}
}

// snapshot is a bundle of which each file holds its number, so that a mixture can be told.
func (d *desk) snapshot(n int) (index string) {
	d.Helper()
	index = fileOf("", fmt.Sprint("index", n)).SHA256
	content := fmt.Sprintf("snapshot %d ", n) + strings.Repeat("x", 3*part/2)
	names := []string{fmt.Sprintf("snapshots/index-%d", n), fmt.Sprintf("archive/un-sc/versions-%d", n), "networks/register.csv", "recipes/for ever"}
	for i, name := range names {
		text := content
		if i == 3 {
			text = "always the same"
		}
		path := filepath.Join(d.Dir, name)
		if err := errors.Join(os.MkdirAll(filepath.Dir(path), 0o700), os.WriteFile(path, []byte(text), 0o600)); err != nil {
			d.Fatal(err)
		}
	}
	if _, err := d.Publish(d.Context(), index, names, []Pointer{{"archive/un-sc/CURRENT", names[1] + "\n"}, {"snapshots/CURRENT", names[0] + "\n"}}); err != nil {
		d.Fatal(err)
	}
	return index
}

// read follows the pointers of a replica, as its readers do, and returns the number of the snapshot; 0 before the first.
func read(t *testing.T, dir string) (n int) {
	t.Helper()
	name, err := os.ReadFile(filepath.Join(dir, "snapshots", "CURRENT"))
	if errors.Is(err, os.ErrNotExist) {
		return 0
	}
	if err != nil {
		t.Fatal(err)
	}
	fmt.Sscanf(string(name), "snapshots/index-%d", &n)
	want := fmt.Sprintf("snapshot %d ", n) + strings.Repeat("x", 3*part/2)
	for _, file := range []string{strings.TrimSpace(string(name)), fmt.Sprintf("archive/un-sc/versions-%d", n)} {
		if data, err := os.ReadFile(filepath.Join(dir, file)); err != nil || string(data) != want {
			t.Fatalf("%s is not whole: %d bytes, %v", file, len(data), err)
		}
	}
	return n
}

func follower(t *testing.T, tr Transport, dir string) *Replica {
	return &Replica{Dir: dir, Transport: tr, Log: slog.New(slog.DiscardHandler)}
}

// follow runs a replica until the test or stop ends it.
func follow(t *testing.T, r *Replica) (stop func()) {
	ctx, cancel := context.WithCancel(t.Context())
	done := make(chan error, 1)
	go func() { done <- r.Follow(ctx) }()
	var ended atomic.Bool
	stop = func() {
		cancel()
		if ended.CompareAndSwap(false, true) {
			if err := <-done; err != nil {
				t.Error(err)
			}
		}
	}
	t.Cleanup(stop)
	return stop
}

func eventually(t *testing.T, what string, ok func() bool) {
	t.Helper()
	for end := time.Now().Add(30 * time.Second); !ok(); time.Sleep(5 * time.Millisecond) {
		if time.Now().After(end) {
			t.Fatalf("not within 30 seconds: %s", what)
		}
	}
}

func TestReplicaFollows(t *testing.T) {
	each(t, func(t *testing.T, p pair) {
		d := newDesk(t, p.publisher)
		dir := t.TempDir()
		own := filepath.Join(dir, "snapshots", "of the replica itself")
		if err := errors.Join(os.MkdirAll(filepath.Dir(own), 0o700), os.WriteFile(own, nil, 0o600)); err != nil {
			t.Fatal(err)
		}
		r := follower(t, p.replica(t), dir)
		told := make(chan string, 10)
		r.Installed = func(index string) { told <- index }
		stop := follow(t, r)
		var index string
		for n := 1; n <= 3; n++ {
			index = d.snapshot(n)
			if got := <-told; got != index {
				t.Errorf("told of %.8s, want %.8s", got, index)
			}
			if got := read(t, dir); got != n {
				t.Errorf("in force: %d, want %d", got, n)
			}
		}
		eventually(t, "confirmed", func() bool {
			s := r.Status()
			return s.Index == index && s.Problem == "" && !s.Confirmed.Before(s.Published)
		})
		register, err := os.ReadFile(filepath.Join(dir, "networks", "register.csv"))
		if err != nil || !strings.HasPrefix(string(register), "snapshot 3 ") {
			t.Errorf("a file that keeps its name: %.20s, %v", register, err)
		}
		for name, there := range map[string]bool{"snapshots/index-1": false, "snapshots/index-2": true, "archive/un-sc/versions-1": false, "recipes/for ever": true, "snapshots/of the replica itself": true} {
			if _, err := os.Stat(filepath.Join(dir, name)); (err == nil) != there {
				t.Errorf("%s is there: %v, want %v", name, err == nil, there)
			}
		}
		if left, _ := os.ReadDir(filepath.Join(dir, ownFolder, "incoming")); len(left) != 0 {
			t.Errorf("%d incoming files are left", len(left))
		}
		stop()
		d.snapshot(4) // missed
		if err := os.WriteFile(filepath.Join(dir, "recipes", "for ever"), []byte("damaged"), 0o600); err != nil {
			t.Fatal(err)
		}
		again := follower(t, p.replica(t), dir)
		follow(t, again)
		eventually(t, "what was missed", func() bool { return again.Status().Problem == "" && read(t, dir) == 4 })
		if data, err := os.ReadFile(filepath.Join(dir, "recipes", "for ever")); string(data) != "always the same" {
			t.Errorf("what was damaged meanwhile: %q, %v", data, err)
		}
	})
}

// A damaged file is brought again when a replica starts.
func TestReplicaMendsItself(t *testing.T) {
	shared := t.TempDir()
	d, dir := newDesk(t, openFolder(shared)), t.TempDir()
	d.snapshot(1)
	r := follower(t, openFolder(shared), dir)
	stop := follow(t, r)
	eventually(t, "arrival", func() bool { return read(t, dir) == 1 })
	stop()
	path := filepath.Join(dir, "snapshots", "index-1")
	info, err := os.Stat(path)
	if err != nil {
		t.Fatal(err)
	}
	if err := errors.Join(os.WriteFile(path, make([]byte, info.Size()), 0o600), os.Chtimes(path, info.ModTime(), info.ModTime())); err != nil {
		t.Fatal(err)
	}
	r = follower(t, openFolder(shared), dir)
	follow(t, r)
	eventually(t, "confirmed", func() bool { return r.Status().Confirmed.After(r.Status().Published) })
	read(t, dir)
	if err := follower(t, openFolder(shared), dir).Follow(t.Context()); err == nil || !strings.Contains(err.Error(), "another process") {
		t.Errorf("two processes in one folder: %v", err)
	}
}

// faulty cuts, damages and refuses at random.
type faulty struct {
	Transport
	random *rand.Rand
	faults atomic.Int64
	ends   int64 // no faults after so many
}

var errCut = errors.New("cut off")

func (f *faulty) fault(one int) bool {
	return f.faults.Load() < f.ends && f.random.IntN(one) == 0 && f.faults.Add(1) > 0
}

func (f *faulty) Newest(ctx context.Context) ([]byte, error) {
	data, err := f.Transport.Newest(ctx)
	if err == nil && f.fault(4) {
		data = data[:f.random.IntN(len(data))]
	}
	return data, err
}

func (f *faulty) Get(ctx context.Context, file File, from int64) (io.ReadCloser, error) {
	if f.fault(4) {
		return nil, errCut
	}
	in, err := f.Transport.Get(ctx, file, from)
	if err != nil {
		return nil, err
	}
	defer in.Close()
	data, err := io.ReadAll(in)
	if err != nil {
		return nil, err
	}
	if len(data) > 0 && f.fault(3) {
		data[f.random.IntN(len(data))] ^= 1
	}
	if f.fault(2) {
		return io.NopCloser(io.MultiReader(bytes.NewReader(data[:f.random.IntN(len(data)+1)]), failing{})), nil
	}
	if f.fault(4) {
		data = append(data, "too much"...)
	}
	return io.NopCloser(bytes.NewReader(data)), nil
}

type failing struct{}

func (failing) Read([]byte) (int, error) { return 0, errCut }

// Whatever is cut off or damaged on the way, what the pointers name is whole at any moment, and the newest snapshot arrives in the end.
func TestFaultyTransport(t *testing.T) {
	for seed := range uint64(5) {
		shared := t.TempDir()
		d, dir := newDesk(t, openFolder(shared)), t.TempDir()
		d.snapshot(1)
		tr := &faulty{Transport: openFolder(shared), random: rand.New(rand.NewPCG(seed, 1)), ends: 60}
		r := follower(t, tr, dir)
		r.whole = map[string]hashed{}
		if err := os.MkdirAll(filepath.Join(dir, ownFolder, "incoming"), 0o700); err != nil {
			t.Fatal(err)
		}
		published, failures := 1, 0
		for tries := 0; read(t, dir) != 6; tries++ {
			if tries%15 == 14 && published < 6 {
				published++
				d.snapshot(published)
			}
			if err := r.catchUp(t.Context()); err != nil {
				failures++
			}
			if tries%7 == 6 { // as after a kill
				r = follower(t, tr, dir)
				r.whole = map[string]hashed{}
			}
			if tries > 1000 {
				t.Fatalf("seed %d: snapshot %d is in force after %d tries, %d published", seed, read(t, dir), tries, published)
			}
		}
		if failures < 20 {
			t.Errorf("seed %d: only %d failures", seed, failures)
		}
	}
}

func TestSignatures(t *testing.T) {
	shared := t.TempDir()
	tr := openFolder(shared)
	d, dir := newDesk(t, tr), t.TempDir()
	key := []byte("a secret of the desk")
	r := follower(t, tr, dir)
	r.Key, r.whole = key, map[string]hashed{}
	if err := os.MkdirAll(filepath.Join(dir, ownFolder, "incoming"), 0o700); err != nil {
		t.Fatal(err)
	}
	try := func(want string) {
		t.Helper()
		err := r.catchUp(t.Context())
		if want == "" && err != nil || want != "" && (err == nil || !strings.Contains(err.Error(), want)) {
			t.Errorf("%v; want %q", err, want)
		}
	}
	d.snapshot(1)
	try("not signed")
	d.Key = []byte("another secret")
	d.snapshot(2)
	try("not signed")
	d.Key = key
	d.snapshot(3)
	try("")
	old, err := tr.Newest(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	d.snapshot(4)
	try("")
	if err := os.WriteFile(filepath.Join(shared, "NEWEST"), old, 0o600); err != nil { // played back
		t.Fatal(err)
	}
	try("older")
	if got := read(t, dir); got != 4 {
		t.Errorf("in force: %d", got)
	}
	// A publisher whose clock went back goes on.
	back := &Publisher{Dir: d.Dir, Transport: tr, Key: key, Now: func() time.Time { return time.Now().Add(-time.Hour) }}
	d.Publisher = back
	d.snapshot(5)
	try("")
	if got := read(t, dir); got != 5 {
		t.Errorf("in force: %d", got)
	}
}

func TestEmbeddedServerWithTLS(t *testing.T) {
	web := httptest.NewTLSServer(nil) // for its certificate
	defer web.Close()
	ca := filepath.Join(t.TempDir(), "ca.pem")
	if err := os.WriteFile(ca, pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: web.Certificate().Raw}), 0o600); err != nil {
		t.Fatal(err)
	}
	tr := opened(t)(Offer(t.Context(), mustPlace(t, "embed://desk:secret@127.0.0.1:0"), &tls.Config{Certificates: web.TLS.Certificates, MinVersion: tls.VersionTLS12})).(*bus)
	d, dir := newDesk(t, tr), t.TempDir()
	d.snapshot(1)
	address := strings.Replace(tr.Address(), "0.0.0.0", "127.0.0.1", 1)
	r := follower(t, opened(t)(Connect(t.Context(), mustPlace(t, "tls://desk:secret@"+address+"?ca="+ca))), dir)
	follow(t, r)
	eventually(t, "arrival over TLS", func() bool { return read(t, dir) == 1 })
	untrusting := opened(t)(Connect(t.Context(), mustPlace(t, "tls://desk:secret@"+address)))
	if _, err := untrusting.Newest(t.Context()); err == nil {
		t.Error("a certificate of nobody was trusted")
	}
}

func TestHostileManifests(t *testing.T) {
	file := fileOf("archive/a", "b")
	for _, name := range []string{"", "CURRENT", "/archive/a", "archive", "archive/", "archive/../state.db", "../archive/a", "archive/./a", "archive//a", `archive\..\a`, "state.db", "cluster/INSTALLED",
		"REPLICA", "archive/a\x00b", "archive/c:x", "archive/" + strings.Repeat("a", 500), "press/x"} {
		for _, m := range []Manifest{
			{Format: 1, Files: []File{{name, 1, file.SHA256}}, Pointers: []Pointer{{"archive/CURRENT", "x"}}},
			{Format: 1, Files: []File{file}, Pointers: []Pointer{{name, "x"}}},
		} {
			data, err := json.Marshal(m)
			if err != nil {
				t.Fatal(err)
			}
			if _, err := ParseManifest(data); err == nil {
				t.Errorf("%q is taken", name)
			}
		}
	}
	for name, change := range map[string]func(*Manifest){
		"no files":    func(m *Manifest) { m.Files = nil },
		"no pointers": func(m *Manifest) { m.Pointers = nil },
		"format":      func(m *Manifest) { m.Format = 2 },
		"twice":       func(m *Manifest) { m.Pointers[0].Name = "archive/A" },
		"huge":        func(m *Manifest) { m.Files[0].Bytes = maxFile + 1 },
		"negative":    func(m *Manifest) { m.Files[0].Bytes = -1 },
		"hash":        func(m *Manifest) { m.Files[0].SHA256 = "../../../etc/passwd" },
		"pointer":     func(m *Manifest) { m.Pointers[0].Content = strings.Repeat("x", maxPointer+1) },
	} {
		m := Manifest{Format: 1, Files: []File{file}, Pointers: []Pointer{{"archive/CURRENT", "x"}}}
		change(&m)
		data, err := json.Marshal(m)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := ParseManifest(data); err == nil {
			t.Errorf("%s: taken", name)
		}
	}
}

func FuzzManifest(f *testing.F) {
	f.Add([]byte(`{"format":1,"files":[{"name":"archive/a","bytes":1,"sha256":"` + strings.Repeat("a", 64) + `"}],"pointers":[{"name":"snapshots/CURRENT","content":"x"}]}`))
	f.Add([]byte(`{"format":1,"files":[{"name":"archive/../../x"}]}`))
	f.Fuzz(func(t *testing.T, data []byte) {
		m, err := ParseManifest(data)
		if err != nil {
			return
		}
		root := filepath.Join(string(filepath.Separator), "data")
		for _, file := range m.Files {
			path := filepath.Join(root, filepath.FromSlash(file.Name))
			if rel, err := filepath.Rel(root, path); err != nil || filepath.ToSlash(rel) != file.Name || !folders[strings.Split(rel, string(filepath.Separator))[0]] {
				t.Errorf("%q leads to %s", file.Name, path)
			}
		}
	})
}

func FuzzAnnouncement(f *testing.F) {
	key := []byte("0123456789abcdef")
	a := Announcement{Format: 1, Published: time.Unix(1, 0), Index: strings.Repeat("a", 64), Manifest: fileOf("", "m")}
	sealed, _ := a.Seal(key)
	f.Add(sealed)
	f.Add([]byte("{}\n-\n"))
	f.Fuzz(func(t *testing.T, data []byte) {
		a, err := ParseAnnouncement(data, key)
		if err != nil {
			return
		}
		if b, err := ParseAnnouncement(data, nil); err != nil || *a != *b && !a.Published.Equal(b.Published) {
			t.Errorf("with and without a key: %v, %v, %v", a, b, err)
		}
	})
}
