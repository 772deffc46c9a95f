// Package web is the user interface: plain modules that a browser runs as they stand, so nothing has to be built. They use only the public
// interface under /v1.
package web

import (
	"bytes"
	"compress/gzip"
	"embed"
	"io/fs"
	"mime"
	"net/http"
	"path"
	"strings"
	"sync"
	"time"
)

//go:embed assets
var files embed.FS

// policy lets the pages load what the server itself serves, and nothing else.
const policy = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data: blob:; connect-src 'self'; font-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'"

// Public reports whether a path is one of the pages and their parts, which need no key.
func Public(p string) bool { return p == "/" || p == "/ui" || strings.HasPrefix(p, "/ui/") }

// asset is a file ready to be sent.
type asset struct {
	data, packed []byte
	kind         string
}

var assets = sync.OnceValue(func() map[string]*asset {
	out := map[string]*asset{}
	fs.WalkDir(files, "assets", func(name string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		data, err := files.ReadFile(name)
		if err != nil {
			return err
		}
		a := &asset{data: data, kind: mime.TypeByExtension(path.Ext(name))}
		if path.Ext(name) == ".js" {
			a.kind = "text/javascript; charset=utf-8"
		}
		var b bytes.Buffer
		z, _ := gzip.NewWriterLevel(&b, gzip.BestCompression)
		z.Write(data)
		z.Close()
		a.packed = b.Bytes()
		out[strings.TrimPrefix(name, "assets/")] = a
		return nil
	})
	return out
})

// Handler serves the interface: the parts under /ui/assets/, and the one page for every other address under /ui/, so that each view has an
// address of its own.
func Handler() http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if !Public(r.URL.Path) || r.Method != http.MethodGet && r.Method != http.MethodHead {
			http.NotFound(w, r)
			return
		}
		name, part := strings.CutPrefix(r.URL.Path, "/ui/assets/")
		if !part {
			name = "index.html"
		}
		a := assets()[name]
		if a == nil {
			http.NotFound(w, r)
			return
		}
		h := w.Header()
		h.Set("Content-Security-Policy", policy)
		h.Set("Content-Type", a.kind)
		h.Set("X-Content-Type-Options", "nosniff")
		h.Set("Cache-Control", "no-cache")
		data := a.data
		if strings.Contains(r.Header.Get("Accept-Encoding"), "gzip") {
			h.Set("Content-Encoding", "gzip")
			h.Add("Vary", "Accept-Encoding")
			data = a.packed
		}
		http.ServeContent(w, r, "", time.Time{}, bytes.NewReader(data))
	})
}
