package fetch

import (
	"errors"
	"fmt"
	"net"
	"net/http"
	"net/netip"
	"slices"
	"syscall"
	"time"
)

// ErrPrivate says that an address is not of the public internet.
var ErrPrivate = errors.New("a private address; allow it with --allow-private")

// inside are ranges that netip does not call private but that do not belong to the public internet: RFC 6598, 2544, 6890, 6052, 3056, 5737,
// 3849; IPv4-compatible addresses (RFC 4291, 2.5.5.1); site-local ones (RFC 3879).
var inside = []netip.Prefix{netip.MustParsePrefix("100.64.0.0/10"), netip.MustParsePrefix("198.18.0.0/15"), netip.MustParsePrefix("192.0.0.0/24"),
	netip.MustParsePrefix("240.0.0.0/4"), netip.MustParsePrefix("0.0.0.0/8"), netip.MustParsePrefix("64:ff9b::/96"),
	netip.MustParsePrefix("64:ff9b:1::/48"), netip.MustParsePrefix("2002::/16"), netip.MustParsePrefix("2001::/32"), netip.MustParsePrefix("::/96"),
	netip.MustParsePrefix("fec0::/10"), netip.MustParsePrefix("192.0.2.0/24"), netip.MustParsePrefix("198.51.100.0/24"),
	netip.MustParsePrefix("203.0.113.0/24"), netip.MustParsePrefix("2001:db8::/32")}

// Public reports an error for an address HOST:PORT, resolved already, that is not of the public internet.
func Public(address string) error {
	ap, err := netip.ParseAddrPort(address)
	if err != nil {
		return err
	}
	ip := ap.Addr().WithZone("").Unmap()
	if !ip.IsGlobalUnicast() || ip.IsPrivate() || slices.ContainsFunc(inside, func(p netip.Prefix) bool { return p.Contains(ip) }) {
		return fmt.Errorf("%s: %w", ip, ErrPrivate)
	}
	return nil
}

// Dialer connects; unless private addresses are allowed, it looks at the address it connects to, whatever name led there, so that
// a name that changes its mind between a check and the connection (DNS rebinding) gains nothing.
func Dialer(private bool, timeout time.Duration) *net.Dialer {
	d := &net.Dialer{Timeout: timeout}
	if !private {
		d.Control = func(_, address string, _ syscall.RawConn) error { return Public(address) }
	}
	return d
}

// direct is the transport of downloads. A proxy that the machine's owner configured may be a private address; without one, servers may not.
func (c *Client) direct() http.RoundTripper {
	open, closed := Dialer(true, 20*time.Second), Dialer(c.AllowPrivate, 20*time.Second)
	base := func(d *net.Dialer) *http.Transport {
		return &http.Transport{ForceAttemptHTTP2: true, TLSHandshakeTimeout: 20 * time.Second, ResponseHeaderTimeout: time.Minute, DialContext: d.DialContext}
	}
	proxied, plain := base(open), base(closed)
	proxied.Proxy = http.ProxyFromEnvironment
	return choose(func(r *http.Request) http.RoundTripper {
		if p, err := http.ProxyFromEnvironment(r); err == nil && p == nil {
			return plain
		}
		return proxied
	})
}

// choose sends each request through the transport that fits it.
type choose func(*http.Request) http.RoundTripper

// RoundTrip sends a request.
func (f choose) RoundTrip(r *http.Request) (*http.Response, error) { return f(r).RoundTrip(r) }
