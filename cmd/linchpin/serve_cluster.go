package main

import (
	"bytes"
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"os"
	"time"

	"github.com/linchpin-oss/linchpin/api"
	"github.com/linchpin-oss/linchpin/cluster"
	"github.com/linchpin-oss/linchpin/snapshot"
)

// clusterOptions say how several servers share snapshots.
type clusterOptions struct {
	Publish    string        `help:"Hand each snapshot to replicas: through a folder, s3://BUCKET/PREFIX, nats://HOST (a NATS server) or embed://HOST:PORT (one in this process)." env:"LINCHPIN_PUBLISH" placeholder:"PLACE" xor:"cluster"`
	ReplicaOf  string        `help:"Answer from the snapshots published in that place, and take no imports." env:"LINCHPIN_REPLICA_OF" placeholder:"PLACE" xor:"cluster"`
	ClusterKey string        `help:"File with a secret that publisher and replicas share; replicas refuse what is not signed with it." env:"LINCHPIN_CLUSTER_KEY" type:"existingfile" placeholder:"FILE"`
	MaxLag     time.Duration `help:"Not ready if a replica could not make sure for so long that it has the newest snapshot; 0: always ready." default:"1h"`
}

// minClusterKey is the shortest secret that is taken, in bytes.
const minClusterKey = 16

// member is a server's part in a cluster.
type member struct {
	place     *cluster.Place
	key       []byte
	transport cluster.Transport
	replica   *cluster.Replica // nil for a publisher
}

// key reads --cluster-key.
func (o *clusterOptions) key() ([]byte, error) {
	if o.ClusterKey == "" {
		return nil, nil
	}
	data, err := os.ReadFile(o.ClusterKey)
	if err != nil {
		return nil, err
	}
	if data = bytes.TrimSpace(data); len(data) < minClusterKey {
		return nil, fmt.Errorf("--cluster-key: %s holds %d bytes; at least %d are needed (openssl rand -hex 32)", o.ClusterKey, len(data), minClusterKey)
	}
	return data, nil
}

// join opens the place of a cluster; nil without one.
func (c *serveCmd) join(a *app, log *slog.Logger) (*member, error) {
	origin, err := a.data.ReplicaOf()
	if err != nil {
		return nil, err
	}
	text, flag := c.Publish, "--publish"
	switch {
	case c.ReplicaOf != "":
		text, flag = c.ReplicaOf, "--replica-of"
	case origin != "":
		return nil, fmt.Errorf("%s is a replica of %s: give --replica-of, or remove the file REPLICA in it to go on with what it holds", a.data.Dir, origin)
	case text == "":
		return nil, nil
	}
	m := &member{}
	if m.key, err = c.key(); err != nil {
		return nil, err
	}
	if m.place, err = cluster.ParsePlace(text); err != nil {
		return nil, fmt.Errorf("%s: %w", flag, err)
	}
	if c.ReplicaOf == "" {
		certificate, err := c.embedded(m.place)
		if err != nil {
			return nil, err
		}
		m.transport, err = cluster.Offer(a.ctx, m.place, certificate)
		return m, err
	}
	if m.transport, err = cluster.Connect(a.ctx, m.place); err != nil {
		return nil, err
	}
	if err := a.data.MakeReplica(m.place.String()); err != nil {
		return nil, errors.Join(err, m.transport.Close())
	}
	m.replica = &cluster.Replica{Dir: a.data.Dir, Transport: m.transport, Key: m.key, Log: log}
	return m, nil
}

// embedded says with which certificate an embedded server speaks; without one only programs of this machine may reach it.
func (c *serveCmd) embedded(p *cluster.Place) (*tls.Config, error) {
	address, ok := p.Embedded()
	if !ok {
		return nil, nil
	}
	host, _, err := net.SplitHostPort(address)
	if err != nil {
		return nil, fmt.Errorf("--publish: %w", err)
	}
	if !loopback(host) {
		if c.TLSCert == "" && !c.BehindProxy {
			return nil, fmt.Errorf("--publish %s can be reached from other machines: give --tls-cert and --tls-key, or --behind-proxy if something in front does TLS", p)
		}
		if p.Anonymous() {
			return nil, fmt.Errorf("--publish %s can be reached from other machines: give it a user and a password, embed://USER:PASSWORD@%s", p, address)
		}
	}
	if c.TLSCert == "" {
		return nil, nil
	}
	certificate, err := tls.LoadX509KeyPair(c.TLSCert, c.TLSKey)
	if err != nil {
		return nil, err
	}
	return &tls.Config{Certificates: []tls.Certificate{certificate}, MinVersion: tls.VersionTLS12}, nil
}

// loopback tells whether only programs of this machine reach a host.
func loopback(host string) bool {
	ip := net.ParseIP(host)
	return host == "localhost" || ip != nil && ip.IsLoopback()
}

// run publishes what live serves, or brings what is published, until the context ends.
func (m *member) run(ctx context.Context, data *snapshot.Data, live *api.Live, log *slog.Logger) error {
	if m.replica == nil {
		m.publish(ctx, data, live, log)
		return nil
	}
	m.replica.Installed = func(string) {
		if err := live.Refresh(ctx, true); err != nil && ctx.Err() == nil {
			log.Error("the newest snapshot is not served yet", "error", err.Error())
		}
	}
	return m.replica.Follow(ctx)
}

// publish hands over each snapshot once this server answers from it.
func (m *member) publish(ctx context.Context, data *snapshot.Data, live *api.Live, log *slog.Logger) {
	p := &cluster.Publisher{Dir: data.Dir, Transport: m.transport, Key: m.key}
	published, problem := "", ""
	for tick := time.NewTicker(time.Second); ; {
		mark, err := publishOne(ctx, p, data, live, published, log)
		switch {
		case err == nil:
			published, problem = mark, ""
		case errors.Is(err, snapshot.ErrUnsettled), ctx.Err() != nil: // a moment later
		case err.Error() != problem:
			problem = err.Error()
			log.Error("the newest snapshot is not handed to replicas yet", "error", problem)
		}
		select {
		case <-ctx.Done():
			tick.Stop()
			return
		case <-tick.C:
		}
	}
}

// publishOne publishes the snapshot in force if it is another than the one of the mark, and returns its mark.
func publishOne(ctx context.Context, p *cluster.Publisher, data *snapshot.Data, live *api.Live, published string, log *slog.Logger) (string, error) {
	mark, err := data.Mark()
	if err != nil || mark == published || mark == "" {
		return published, err
	}
	parts, err := data.Parts()
	if err != nil {
		return "", err
	}
	serving := live.Acquire()
	if serving == nil {
		return "", snapshot.ErrUnsettled
	}
	defer serving.Release()
	if serving.Index.Hash() != parts.Index {
		return "", snapshot.ErrUnsettled
	}
	pointers := make([]cluster.Pointer, len(parts.Pointers))
	for i, q := range parts.Pointers {
		pointers[i] = cluster.Pointer(q)
	}
	a, err := p.Publish(ctx, parts.Index, parts.Files, pointers)
	if err != nil {
		return "", err
	}
	log.Info("handed to replicas", "index", a.Index, "files", len(parts.Files))
	return mark, nil
}

// unready says why a replica cannot be relied on.
func (m *member) unready(within time.Duration, now func() time.Time) func() []string {
	if m == nil || m.replica == nil || within == 0 {
		return nil
	}
	return func() []string {
		s := m.replica.Status()
		if s.Confirmed.IsZero() {
			return []string{"no snapshot of " + m.place.String() + " has arrived yet"}
		}
		if lag := now().Sub(s.Confirmed); lag > within {
			return []string{fmt.Sprintf("for %s it could not be made sure that the newest snapshot of %s is in force: %s", lag.Round(time.Second), m.place, s.Problem)}
		}
		return nil
	}
}
