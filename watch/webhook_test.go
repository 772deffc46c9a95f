package watch

import (
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"testing"
	"time"

	"github.com/linchpin-oss/linchpin/lists/fetch"
	"github.com/linchpin-oss/linchpin/state"
)

func TestWebhooksAreSignedAndTriedAgain(t *testing.T) {
	w := watcher(t)
	fail := true
	var ids []string
	server := httptest.NewServer(http.HandlerFunc(func(rw http.ResponseWriter, r *http.Request) {
		body, _ := io.ReadAll(r.Body)
		var n Notice
		if err := json.Unmarshal(body, &n); err != nil || n.ID != r.Header.Get("Linchpin-Event") || n.Action != "alert.raise" || n.Customer != "1" {
			t.Errorf("%s: %v", body, err)
		}
		if got := r.Header.Get("Linchpin-Signature"); got != Sign("secret", today.Unix(), body) {
			t.Errorf("signature %s", got)
		}
		ids = append(ids, n.ID)
		if fail {
			rw.WriteHeader(http.StatusInternalServerError)
		}
	}))
	defer server.Close()
	id, err := w.Store.AddWebhook(t.Context(), state.Webhook{URL: server.URL, Secret: "secret"})
	if err != nil {
		t.Fatal(err)
	}
	add(t, w, customer("1", "Viktor Vladimirovich Sheiman"))
	runNow(t, w, screenerOf(t, 100), false)
	runNow(t, w, screenerOf(t, 100), true)

	inside := NewCourier(w.Store, false)
	if _, failed, err := inside.Deliver(t.Context()); err != nil || failed != 1 || len(ids) != 0 {
		t.Fatalf("a loopback address was reached: %d %v %v", failed, ids, err)
	}
	c := NewCourier(w.Store, true)
	c.Now = func() time.Time { return today }
	ds, err := w.Store.Deliveries(t.Context(), id, 10)
	if err != nil || len(ds) != 1 || ds[0].Next.IsZero() || ds[0].Attempts != 1 {
		t.Fatalf("%+v %v", ds, err)
	}
	hook := state.Webhook{ID: id, URL: server.URL, Secret: "secret"}
	if try := c.try(t.Context(), &hook, &ds[0]); try.Status != 500 || !try.Next.After(today) {
		t.Fatalf("%+v", try)
	}
	fail = false
	if try := c.try(t.Context(), &hook, &ds[0]); try.Status != 200 || try.Error != "" {
		t.Fatalf("%+v", try)
	}
	if len(ids) != 2 || ids[0] != ids[1] {
		t.Fatalf("ids %v", ids)
	}
}

func TestPrivateAddressesAreRefused(t *testing.T) {
	for _, u := range []string{"http://example.org/", "ftp://example.org/", "https://", "https://u:p@example.org/", "https://127.0.0.1/", "https://[::1]/"} {
		if err := CheckURL(u, false); err == nil {
			t.Errorf("%s was let through", u)
		}
	}
	if err := CheckURL("https://10.0.0.1/", false); !errors.Is(err, fetch.ErrPrivate) {
		t.Error(err)
	}
}
