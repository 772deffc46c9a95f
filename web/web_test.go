package web

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"io/fs"
	"net/http/httptest"
	"os"
	"path"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
)

// TestVendoredFiles holds every file of others against vendor.tsv: name, version, licence, source and SHA-256.
func TestVendoredFiles(t *testing.T) {
	data, err := os.ReadFile("vendor.tsv")
	if err != nil {
		t.Fatal(err)
	}
	listed := map[string]bool{}
	for _, line := range strings.Split(strings.TrimSpace(string(data)), "\n")[1:] {
		f := strings.Split(line, "\t")
		if len(f) != 6 || slices.Contains(f, "") {
			t.Fatalf("vendor.tsv: %q has not six filled fields", line)
		}
		listed[f[0]] = true
		file, err := os.ReadFile(filepath.FromSlash(f[0]))
		if err != nil {
			t.Error(err)
			continue
		}
		if sum := sha256.Sum256(file); hex.EncodeToString(sum[:]) != f[5] {
			t.Errorf("%s is not %s %s: its SHA-256 is %x", f[0], f[1], f[2], sum)
		}
		if base := strings.Split(path.Base(f[0]), ".")[0]; !exists(path.Join(path.Dir(f[0]), base+".LICENSE.txt")) {
			t.Errorf("%s: its licence is not beside it", f[0])
		}
	}
	for _, dir := range []string{"assets/vendor", "testdata"} {
		entries, err := os.ReadDir(dir)
		if err != nil {
			t.Fatal(err)
		}
		for _, e := range entries {
			if name := dir + "/" + e.Name(); strings.HasSuffix(name, ".js") && !listed[name] {
				t.Errorf("%s is not in vendor.tsv", name)
			}
		}
	}
}

func exists(name string) bool { _, err := os.Stat(filepath.FromSlash(name)); return err == nil }

var imports = regexp.MustCompile(`(?m)^import [^'\n]*'([^']+)'`)

// TestFirstViewIsSmall counts what a browser loads before the first view stands: the page, its sheet, its texts, and every module that is
// imported without being asked for.
func TestFirstViewIsSmall(t *testing.T) {
	all, loaded, scripts := assets(), map[string]bool{}, 0
	var load func(name string)
	load = func(name string) {
		if loaded[name] {
			return
		}
		loaded[name] = true
		a := all[name]
		if a == nil {
			t.Fatalf("%s is imported and is not there", name)
		}
		scripts += len(a.packed)
		for _, m := range imports.FindAllSubmatch(a.data, -1) {
			load(path.Join(path.Dir(name), string(m[1])))
		}
	}
	load("app.js")
	load("views/screen.js")
	if scripts > 100_000 {
		t.Errorf("the first view loads %d bytes of compressed script, more than 100,000", scripts)
	}
	rest := len(all["index.html"].packed) + len(all["app.css"].packed) + len(all["i18n/en.json"].packed)
	t.Logf("the first view: %d bytes of compressed script in %d modules, %d bytes of page, sheet and texts", scripts, len(loaded), rest)
	for name := range all { // every view finds what it imports
		if strings.HasPrefix(name, "views/") {
			load(name)
		}
	}
}

// TestTexts holds the languages against each other and against the texts that the modules ask for.
func TestTexts(t *testing.T) {
	texts := map[string]map[string]any{}
	entries, err := fs.ReadDir(files, "assets/i18n")
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range entries {
		data, _ := fs.ReadFile(files, "assets/i18n/"+e.Name())
		m := map[string]any{}
		if err := json.Unmarshal(data, &m); err != nil {
			t.Fatalf("%s: %v", e.Name(), err)
		}
		texts[strings.TrimSuffix(e.Name(), ".json")] = m
	}
	en := texts["en"]
	hole := regexp.MustCompile(`\{\w+\}`)
	holes := func(v any) []string {
		if m, ok := v.(map[string]any); ok {
			v = m["other"]
		}
		s, _ := v.(string)
		found := hole.FindAllString(s, -1)
		slices.Sort(found)
		return slices.Compact(found)
	}
	for language, m := range texts {
		for k, v := range en {
			if m[k] == nil {
				t.Errorf("%s has no text %s", language, k)
			} else if !slices.Equal(holes(v), holes(m[k])) {
				t.Errorf("%s: %s has other holes: %v, %v", language, k, m[k], v)
			}
		}
		for k := range m {
			if en[k] == nil {
				t.Errorf("%s has a text %s that English has not", language, k)
			}
		}
	}
	asked := regexp.MustCompile(`\bt\('([\w.-]+)'[,)]`)
	for name, a := range assets() {
		if strings.HasSuffix(name, ".js") && !strings.HasPrefix(name, "vendor/") {
			for _, m := range asked.FindAllSubmatch(a.data, -1) {
				if en[string(m[1])] == nil {
					t.Errorf("%s asks for a text %s that is not there", name, m[1])
				}
			}
		}
	}
}

// TestPages are served with a strict policy at every address of a view, and nothing else is.
func TestPages(t *testing.T) {
	h := Handler()
	for address, want := range map[string]int{"/": 200, "/ui/alerts/7": 200, "/ui/assets/app.js": 200, "/ui/assets/../web.go": 404, "/ui/assets/none.js": 404, "/v1/screen": 404} {
		w := httptest.NewRecorder()
		h.ServeHTTP(w, httptest.NewRequest("GET", address, nil))
		if w.Code != want {
			t.Errorf("%s: %d, want %d", address, w.Code, want)
		}
		policy := w.Header().Get("Content-Security-Policy")
		if want == 200 && (!strings.Contains(policy, "default-src 'none'") || strings.Contains(policy, "unsafe")) {
			t.Errorf("%s: policy %q", address, policy)
		}
	}
	for name, a := range assets() {
		if !strings.HasPrefix(name, "vendor/") && (bytes.Contains(a.data, []byte("innerHTML")) || bytes.Contains(a.data, []byte("prompt("))) {
			t.Errorf("%s writes markup or asks by prompt()", name)
		}
	}
}
