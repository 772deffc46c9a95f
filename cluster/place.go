package cluster

import (
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"net/url"
	"path/filepath"
	"slices"
	"strings"
)

// Place says where snapshots are handed over:
//
//	/shared/folder                      a folder that all see
//	s3://BUCKET/PREFIX?endpoint=URL     an S3-like store; without an endpoint that of AWS. Keys are taken from where AWS's tools
//	                                    take them: AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, ~/.aws/credentials, the machine's role
//	nats://USER:PASSWORD@HOST:PORT/NAME a NATS server, tls:// with TLS; ?creds=FILE for a credentials file, ?ca=FILE, ?cert=FILE&key=FILE
//	embed://USER:PASSWORD@HOST:PORT/NAME the publisher is the NATS server itself
//
// NAME tells several publishers on one NATS server apart; it is "linchpin" without one.
type Place struct {
	kind string // folder, s3, nats, embed
	path string // folder
	url  *url.URL
}

// ParsePlace reads a place. Its errors show no passwords.
func ParsePlace(text string) (*Place, error) {
	if !strings.Contains(text, "://") {
		if text == "" {
			return nil, errors.New("no place is given")
		}
		path, err := filepath.Abs(text)
		return &Place{kind: "folder", path: path}, err
	}
	u, err := url.Parse(text)
	if err != nil {
		return nil, errors.New("the place is not a valid address of the form SCHEME://HOST:PORT/NAME")
	}
	p := &Place{kind: u.Scheme, url: u}
	switch u.Scheme {
	case "file":
		return &Place{kind: "folder", path: filepath.FromSlash(u.Path)}, nil
	case "tls":
		p.kind = "nats"
	case "s3", "nats":
	case "embed":
		if u.Port() == "" {
			return nil, fmt.Errorf("%s: a port is missing", p)
		}
	default:
		return nil, fmt.Errorf("%s://: known are a folder, s3://, nats://, tls:// and embed://", u.Scheme)
	}
	if u.Host == "" {
		return nil, fmt.Errorf("%s: a host (or bucket) is missing", p)
	}
	known := map[string][]string{"s3": {"endpoint", "region"}, "nats": {"creds", "ca", "cert", "key"}}
	for name := range u.Query() {
		if !slices.Contains(known[p.kind], name) {
			return nil, fmt.Errorf("%s: unknown parameter %q; known are %s", p, name, strings.Join(known[p.kind], ", "))
		}
	}
	return p, nil
}

// String is the place without user, password and parameters.
func (p *Place) String() string {
	if p.kind == "folder" {
		return p.path
	}
	return p.url.Scheme + "://" + p.url.Host + p.url.Path
}

// Embedded tells whether the publisher is the NATS server, and on which HOST:PORT.
func (p *Place) Embedded() (address string, ok bool) {
	if p.kind != "embed" {
		return "", false
	}
	return p.url.Host, true
}

// Anonymous tells whether an embedded server would let in everybody.
func (p *Place) Anonymous() bool {
	_, password := p.password()
	return p.kind == "embed" && password == ""
}

// name tells publishers on one NATS server apart.
func (p *Place) name() string {
	if name := strings.Trim(p.url.Path, "/"); name != "" {
		return name
	}
	return "linchpin"
}

func (p *Place) password() (user, password string) {
	if p.url == nil || p.url.User == nil {
		return "", ""
	}
	password, _ = p.url.User.Password()
	return p.url.User.Username(), password
}

// Connect opens the transport of a place for a replica.
func Connect(ctx context.Context, p *Place) (Transport, error) {
	switch p.kind {
	case "folder":
		return openFolder(p.path), nil
	case "s3":
		return openS3(p.url)
	case "nats":
		return openNATS(p)
	}
	return nil, fmt.Errorf("%s: a replica connects to such a server with nats:// or tls://", p)
}

// Offer opens the transport of a place for its publisher. It fails where another publisher answers already. An embedded server speaks TLS
// if it is given a certificate.
func Offer(ctx context.Context, p *Place, certificate *tls.Config) (Transport, error) {
	if p.kind == "embed" {
		return embedded(p, certificate)
	}
	t, err := Connect(ctx, p)
	if err != nil || p.kind != "nats" {
		return t, err
	}
	if _, err := t.Newest(ctx); err == nil {
		return nil, errors.Join(fmt.Errorf("%s: another server publishes there already", p), t.Close())
	}
	return t, nil
}
