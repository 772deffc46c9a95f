package backup_test

import (
	"archive/tar"
	"bytes"
	"errors"
	"io"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/linchpin-oss/linchpin/backup"
	"github.com/linchpin-oss/linchpin/state"
	"github.com/linchpin-oss/linchpin/state/statetest"
)

func TestMain(m *testing.M) { statetest.Main(m) }

func folder(t *testing.T) string {
	dir := t.TempDir()
	for name, data := range map[string]string{"archive/un-sc/CURRENT": "m1\n", "archive/raw/ab/abc.zst": "\x00\x01", "recipes/i1.json": "{}", "archive/.lock": "",
		"snapshots/index-1.lpx": "is not copied"} {
		path := filepath.Join(dir, name)
		if err := errors.Join(os.MkdirAll(filepath.Dir(path), 0o700), os.WriteFile(path, []byte(data), 0o600)); err != nil {
			t.Fatal(err)
		}
	}
	return dir
}

func TestBackupAndRestore(t *testing.T) {
	statetest.Each(t, func(t *testing.T, open statetest.Open) {
		s, ctx, dir := open(t), t.Context(), folder(t)
		if err := s.Set(ctx, "a", "1"); err != nil {
			t.Fatal(err)
		}
		path := filepath.Join(t.TempDir(), "backup.tar")
		m, err := backup.Write(ctx, dir, s, path, time.Now())
		if err != nil || len(m.Files) != 4 || m.Row != 1 {
			t.Fatalf("%+v, %v", m, err)
		}
		if _, err := backup.Write(ctx, dir, s, path, time.Now()); err == nil {
			t.Error("an older backup was overwritten")
		}
		into := filepath.Join(t.TempDir(), "new")
		fresh, err := state.OpenSQLite(ctx, filepath.Join(into, "state.db"))
		if err != nil {
			t.Fatal(err)
		}
		defer fresh.Close()
		if _, err := backup.Restore(ctx, path, into, fresh); err != nil {
			t.Fatal(err)
		}
		if v, err := fresh.Setting(ctx, "a"); v != "1" || err != nil {
			t.Errorf("setting %q, %v", v, err)
		}
		if data, err := os.ReadFile(filepath.Join(into, "archive/raw/ab/abc.zst")); string(data) != "\x00\x01" || err != nil {
			t.Errorf("raw file %q, %v", data, err)
		}
		left, _ := filepath.Glob(filepath.Join(into, ".restore*"))
		if _, err := os.Stat(filepath.Join(into, "snapshots")); err == nil || len(left) > 0 {
			t.Error("something is there that should not be")
		}
		if _, err := backup.Restore(ctx, path, into, fresh); !errors.Is(err, backup.ErrNotEmpty) {
			t.Errorf("restored over data: %v", err)
		}
	})
}

func TestDamagedBackups(t *testing.T) {
	ctx, dir := t.Context(), folder(t)
	s, err := state.OpenSQLite(ctx, filepath.Join(t.TempDir(), "state.db"))
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	path := filepath.Join(t.TempDir(), "backup.tar")
	if _, err := backup.Write(ctx, dir, s, path, time.Now()); err != nil {
		t.Fatal(err)
	}
	whole, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	changed := bytes.Replace(bytes.Clone(whole), []byte("m1\n"), []byte("m2\n"), 1)
	for name, data := range map[string][]byte{"cut": whole[:len(whole)/2], "changed": changed, "empty": nil, "text": []byte("hello"),
		"path": withMember(t, whole, "../../etc/passwd"), "stranger": withMember(t, whole, "archive/extra"), "snapshots": withMember(t, whole, "snapshots/x")} {
		bad := filepath.Join(t.TempDir(), "bad.tar")
		if err := os.WriteFile(bad, data, 0o600); err != nil {
			t.Fatal(err)
		}
		into := filepath.Join(t.TempDir(), "new")
		if _, err := backup.Restore(ctx, bad, into, s); err == nil {
			t.Errorf("%s: it was restored", name)
		}
		if _, err := os.Stat(into); err == nil {
			t.Errorf("%s: something was written", name)
		}
	}
}

// withMember adds a member at the beginning of a tar.
func withMember(t *testing.T, data []byte, name string) []byte {
	var b bytes.Buffer
	w := tar.NewWriter(&b)
	if err := w.WriteHeader(&tar.Header{Name: name, Size: 1, Mode: 0o600}); err != nil {
		t.Fatal(err)
	}
	w.Write([]byte("x"))
	r := tar.NewReader(bytes.NewReader(data))
	for {
		h, err := r.Next()
		if err == io.EOF {
			break
		}
		if err := w.WriteHeader(h); err != nil {
			t.Fatal(err)
		}
		io.Copy(w, r)
	}
	w.Close()
	return b.Bytes()
}

func FuzzVerify(f *testing.F) {
	f.Add([]byte("MANIFEST.json"))
	f.Fuzz(func(t *testing.T, data []byte) {
		path := filepath.Join(t.TempDir(), "b.tar")
		if err := os.WriteFile(path, data, 0o600); err != nil {
			t.Fatal(err)
		}
		_, _ = backup.Verify(path)
	})
}
