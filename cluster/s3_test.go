package cluster

import (
	"bytes"
	"crypto/sha256"
	"encoding/xml"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"time"
)

// newStore serves the part of S3 that is used, with one bucket, and returns its place.
func newStore(t *testing.T) string {
	t.Setenv("AWS_ACCESS_KEY_ID", "test")
	t.Setenv("AWS_SECRET_ACCESS_KEY", "test-secret")
	var mu sync.Mutex
	objects := map[string][]byte{}
	fail := func(w http.ResponseWriter, status int, code string) {
		w.Header().Set("Content-Type", "application/xml")
		w.WriteHeader(status)
		fmt.Fprintf(w, "<Error><Code>%s</Code><Message>m</Message></Error>", code)
	}
	s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		mu.Lock()
		defer mu.Unlock()
		key, ok := strings.CutPrefix(r.URL.Path, "/desk/")
		switch {
		case !strings.Contains(r.Header.Get("Authorization"), "Credential=test/"):
			fail(w, http.StatusForbidden, "AccessDenied")
		case !ok:
			fail(w, http.StatusNotFound, "NoSuchBucket")
		case r.Method == http.MethodPut:
			data, _ := io.ReadAll(r.Body)
			if strings.HasPrefix(r.Header.Get("X-Amz-Content-Sha256"), "STREAMING") {
				data = unchunk(data)
			}
			objects[key] = data
			w.Header().Set("ETag", `"e"`)
		case r.Method == http.MethodGet && key == "":
			type content struct {
				Key          string
				Size         int
				LastModified time.Time
			}
			var list struct {
				XMLName  xml.Name `xml:"ListBucketResult"`
				Contents []content
			}
			for k, v := range objects {
				if strings.HasPrefix(k, r.URL.Query().Get("prefix")) {
					list.Contents = append(list.Contents, content{k, len(v), time.Now()})
				}
			}
			xml.NewEncoder(w).Encode(list)
		case r.Method == http.MethodGet:
			data, ok := objects[key]
			if !ok {
				fail(w, http.StatusNotFound, "NoSuchKey")
				return
			}
			w.Header().Set("ETag", fmt.Sprintf(`"%x"`, sha256.Sum256(data)))
			http.ServeContent(w, r, "", time.Unix(1, 0), bytes.NewReader(data))
		default:
			fail(w, http.StatusMethodNotAllowed, "MethodNotAllowed")
		}
	}))
	t.Cleanup(s.Close)
	return "s3://desk/lists?endpoint=" + s.URL
}

// unchunk takes the signatures out of a body sent in signed chunks: "SIZE;chunk-signature=...\r\nDATA\r\n".
func unchunk(data []byte) (out []byte) {
	for {
		head, rest, ok := bytes.Cut(data, []byte("\r\n"))
		var n int
		if _, err := fmt.Sscanf(string(head), "%x", &n); !ok || err != nil || n == 0 {
			return out
		}
		out = append(out, rest[:n]...)
		data = rest[n+2:]
	}
}
