// Package load asks a running server as fast as it answers. It is a test so that it stays in step with the interface; it runs only where
// LINCHPIN_LOAD_URL (a loopback address) and LINCHPIN_LOAD_KEY say which server to ask:
//
//	linchpin serve --quiet --rate 0 &
//	LINCHPIN_LOAD_URL=http://127.0.0.1:8080 LINCHPIN_LOAD_KEY=lp_... go test ./api/load -v -count=1
package load

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/url"
	"os"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"
)

const each = 4 * time.Second

var forenames = []string{"Anna", "Peter", "Maria", "Juan", "Olga", "Ivan", "Fatima", "Ahmed", "Li", "Yuki", "John", "Claire", "Sergei", "Ingrid", "Paulo", "Nadia"}
var surnames = []string{"Meier", "Garcia", "Petrova", "Smith", "Wang", "Tanaka", "Rossi", "Novak", "Haddad", "Silva", "Dubois", "Kowalski", "Ivanov", "Hansen", "Lukashenko", "Kim"}

func name(i int) string {
	return forenames[i%len(forenames)] + " " + surnames[i/len(forenames)%len(surnames)]
}

func body(from, n int) []byte {
	queries := map[string]any{}
	for i := range n {
		queries[fmt.Sprint("q", i)] = map[string]any{"schema": "Person", "properties": map[string]any{"name": []string{name(from + i)}}}
	}
	data, _ := json.Marshal(map[string]any{"queries": queries})
	return data
}

func TestLoad(t *testing.T) {
	base, key := os.Getenv("LINCHPIN_LOAD_URL"), os.Getenv("LINCHPIN_LOAD_KEY")
	if base == "" {
		t.Skip("set LINCHPIN_LOAD_URL and LINCHPIN_LOAD_KEY to put load on a running server")
	}
	u, err := url.Parse(base)
	if err != nil {
		t.Fatal(err)
	}
	if ip := net.ParseIP(u.Hostname()); ip == nil || !ip.IsLoopback() {
		t.Fatalf("%s is no loopback address", base)
	}
	h := &http.Client{Timeout: 30 * time.Second, Transport: &http.Transport{MaxIdleConnsPerHost: 128, DisableCompression: true}}
	send := func(method, path string, data []byte) error {
		r, _ := http.NewRequest(method, base+path, bytes.NewReader(data))
		r.Header.Set("Authorization", "ApiKey "+key)
		r.Header.Set("Content-Type", "application/json")
		resp, err := h.Do(r)
		if err != nil {
			return err
		}
		defer resp.Body.Close()
		io.Copy(io.Discard, resp.Body)
		if resp.StatusCode != 200 {
			return fmt.Errorf("%s %s: %s", method, path, resp.Status)
		}
		return nil
	}
	const batch = 100
	t.Logf("| request | clients | screens/s | p50 ms | p99 ms |")
	for _, kind := range []struct {
		name    string
		screens int
		do      func(i int) error
	}{
		{"/match, batches of 100", batch, func(i int) error { return send("POST", "/match/default", body(i*batch, batch)) }},
		{"/match, single", 1, func(i int) error { return send("POST", "/match/default", body(i, 1)) }},
		{"/v1/screen, single", 1, func(i int) error {
			return send("GET", "/v1/screen?name="+strings.ReplaceAll(name(i), " ", "+"), nil)
		}},
	} {
		for _, clients := range []int{1, 2, 8, 64} {
			took, rate := run(t, clients, kind.do)
			if len(took) == 0 {
				t.Fatalf("%s: no answer", kind.name)
			}
			slices.Sort(took)
			at := func(p float64) float64 {
				return float64(took[int(p*float64(len(took)-1))].Microseconds()) / 1000
			}
			t.Logf("| %s | %d | %.0f | %.2f | %.2f |", kind.name, clients, rate*float64(kind.screens), at(.5), at(.99))
		}
	}
}

// run lets clients ask for a while and returns the times and the requests a second.
func run(t *testing.T, clients int, do func(i int) error) ([]time.Duration, float64) {
	var n atomic.Int64
	var mu sync.Mutex
	var all []time.Duration
	var wg sync.WaitGroup
	begin := time.Now()
	for range clients {
		wg.Go(func() {
			var took []time.Duration
			for time.Since(begin) < each {
				at := time.Now()
				if err := do(int(n.Add(1))); err != nil {
					t.Error(err)
					return
				}
				took = append(took, time.Since(at))
			}
			mu.Lock()
			defer mu.Unlock()
			all = append(all, took...)
		})
	}
	wg.Wait()
	return all, float64(len(all)) / time.Since(begin).Seconds()
}
