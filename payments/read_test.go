package payments

import (
	"bufio"
	"bytes"
	"encoding/json"
	"os"
	"path/filepath"
	"reflect"
	"testing"
)

func sharedFolder(t testing.TB) string {
	dir := os.Getenv("LINCHPIN_SHARED")
	if dir == "" {
		dir = filepath.Join("..", "..", "shared")
	}
	dir = filepath.Join(dir, "text", "payments")
	if _, err := os.Stat(filepath.Join(dir, "index.jsonl")); err != nil {
		t.Skip("SKIPPED: no messages with expected fields: ", err)
	}
	return dir
}

// TestExpectedFields measures the share of expected fields that come out with every expected key.
func TestExpectedFields(t *testing.T) {
	dir := sharedFolder(t)
	data, err := os.ReadFile(filepath.Join(dir, "index.jsonl"))
	if err != nil {
		t.Fatal(err)
	}
	right, all, extra := 0, 0, 0
	for s := bufio.NewScanner(bytes.NewReader(data)); s.Scan(); {
		var want struct {
			File, Type string
			Fields     []map[string]any
		}
		if err := json.Unmarshal(s.Bytes(), &want); err != nil {
			t.Fatal(err)
		}
		raw, err := os.ReadFile(filepath.Join(dir, want.File))
		if err != nil {
			t.Fatal(err)
		}
		ms, err := Read(raw)
		if err != nil || len(ms) != 1 {
			t.Errorf("%s: %d messages, %v", want.File, len(ms), err)
			continue
		}
		if ms[0].Type != want.Type {
			t.Errorf("%s: type %s, want %s", want.File, ms[0].Type, want.Type)
		}
		for _, p := range ms[0].Problems {
			t.Logf("%s: %s", want.File, p)
		}
		var got []map[string]any
		out, err := json.Marshal(ms[0].Fields)
		if err != nil {
			t.Fatal(err)
		}
		if err := json.Unmarshal(out, &got); err != nil {
			t.Fatal(err)
		}
		used := make([]bool, len(got))
		for _, w := range want.Fields {
			all++
			found := false
			for i, g := range got {
				if !used[i] && agrees(w, g) {
					used[i], found = true, true
					break
				}
			}
			if found {
				right++
			} else {
				t.Logf("%s: missed %v", want.File, w)
			}
		}
		for i, u := range used {
			if !u {
				extra++
				t.Logf("%s: beside the expected: %v", want.File, got[i])
			}
		}
	}
	t.Logf("%d of %d expected fields right, %d fields beside them", right, all, extra)
	if right*100 < all*98 {
		t.Errorf("%d of %d expected fields are right, less than 98 percent", right, all)
	}
}

// agrees reports whether every expected key has the expected value.
func agrees(want, got map[string]any) bool {
	for k, v := range want {
		if !reflect.DeepEqual(got[k], v) {
			return false
		}
	}
	return true
}
