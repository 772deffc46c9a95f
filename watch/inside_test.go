package watch

import (
	"context"
	"errors"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/linchpin-oss/linchpin/lists/fetch"
	"github.com/linchpin-oss/linchpin/state"
)

// TestWebhooksStayOutside tries ways into the network that the server stands in. What counts is the address that is connected to.
func TestWebhooksStayOutside(t *testing.T) {
	reached := false
	inside := httptest.NewServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) { reached = true }))
	defer inside.Close()
	_, port, _ := net.SplitHostPort(strings.TrimPrefix(inside.URL, "http://"))
	for _, url := range []string{
		"https://localhost:" + port + "/",          // a name that leads inside, as one that changed its mind after a check would
		"https://127.0.0.1:" + port + "/",          // loopback
		"https://[::ffff:127.0.0.1]:" + port + "/", // the same, mapped
		"https://169.254.169.254/latest/meta-data", // the cloud's metadata
		"https://[fe80::1]/", "https://[64:ff9b::a00:1]/", "https://0.0.0.0:" + port + "/",
	} {
		c := NewCourier(nil, false)
		if status, err := c.Test(context.Background(), &state.Webhook{URL: url, Secret: "s"}); !errors.Is(err, fetch.ErrPrivate) || status != 0 {
			t.Errorf("%s: %d %v", url, status, err)
		}
	}
	for _, url := range []string{"http://example.org/", "file:///etc/passwd", "gopher://127.0.0.1/", "https://a:b@example.org/"} {
		if _, err := NewCourier(nil, false).Test(context.Background(), &state.Webhook{URL: url, Secret: "s"}); err == nil {
			t.Errorf("%s was asked", url)
		}
	}
	away := httptest.NewServer(http.RedirectHandler(inside.URL, http.StatusTemporaryRedirect))
	defer away.Close()
	if status, err := NewCourier(nil, true).Test(context.Background(), &state.Webhook{URL: away.URL, Secret: "s"}); err == nil || status != http.StatusTemporaryRedirect {
		t.Errorf("a redirect: %d %v", status, err)
	}
	if reached {
		t.Error("a server inside was reached")
	}
}
