package main

import (
	"cmp"
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/http"
	"os"
	"strings"
	"time"

	"go.opentelemetry.io/otel"
	"go.opentelemetry.io/otel/exporters/otlp/otlptrace/otlptracehttp"
	sdktrace "go.opentelemetry.io/otel/sdk/trace"

	"github.com/linchpin-oss/linchpin/api"
	"github.com/linchpin-oss/linchpin/archive"
	"github.com/linchpin-oss/linchpin/screen"
	"github.com/linchpin-oss/linchpin/starter"
	"github.com/linchpin-oss/linchpin/state"
	"github.com/linchpin-oss/linchpin/web"
)

type serveCmd struct {
	Listen      string            `help:"Address to listen on." default:"127.0.0.1:8080" placeholder:"HOST:PORT"`
	TLSCert     string            `name:"tls-cert" help:"Certificate, PEM." type:"existingfile" placeholder:"FILE"`
	TLSKey      string            `name:"tls-key" help:"Its key, PEM." type:"existingfile" placeholder:"FILE"`
	BehindProxy bool              `help:"A proxy in front does TLS: any address may be listened on, and cookies are for TLS only."`
	Rate        float64           `help:"Requests a second that one key may send; 0 for no limit." default:"5000"`
	Require     map[string]string `help:"Not ready without this list, or with a publication older than so many days; may be repeated." placeholder:"LIST=DAYS" mapsep:","`
	Workers     int               `help:"Jobs at a time." default:"2"`
	Private     bool              `name:"allow-private" help:"Let webhooks reach private addresses."`
	Quiet       bool              `help:"No line of the log for each request."`

	clusterOptions `embed:""`

	OIDCIssuer   string            `name:"oidc-issuer" help:"Address of an identity provider (OpenID Connect)." env:"LINCHPIN_OIDC_ISSUER" placeholder:"URL"`
	OIDCClient   string            `name:"oidc-client" help:"Client id there." env:"LINCHPIN_OIDC_CLIENT"`
	OIDCSecret   string            `name:"oidc-secret" help:"Its secret." env:"LINCHPIN_OIDC_SECRET"`
	OIDCRedirect string            `name:"oidc-redirect" help:"Where the provider sends people back to: https://HOST/v1/login/callback." env:"LINCHPIN_OIDC_REDIRECT" placeholder:"URL"`
	OIDCClaim    string            `name:"oidc-claim" help:"Claim that holds the groups." default:"roles"`
	OIDCRole     map[string]string `name:"oidc-role" help:"Role of a group; may be repeated." placeholder:"GROUP=ROLE" mapsep:","`
}

// Help shows examples.
func (serveCmd) Help() string {
	return `The first start makes a key of the role admin and prints it once. /docs describes the interface, yente's stands beside it.

Examples:
  linchpin serve
  linchpin serve --listen 0.0.0.0:8443 --tls-cert cert.pem --tls-key key.pem --require eu-fsf=14 --require ofac-sdn=7
  linchpin serve --listen 0.0.0.0:8080 --behind-proxy
  linchpin serve --publish embed://127.0.0.1:4222
  linchpin --data /var/lib/replica serve --listen 127.0.0.1:8081 --replica-of nats://127.0.0.1:4222

SIGINT and SIGTERM let requests under way end, for at most 20 seconds.`
}

// check refuses what would send keys over the network in the clear.
func (c *serveCmd) check() error {
	host, _, err := net.SplitHostPort(c.Listen)
	if err != nil {
		return fmt.Errorf("--listen %q is not of the form HOST:PORT: %w", c.Listen, err)
	}
	if (c.TLSCert == "") != (c.TLSKey == "") {
		return errors.New("--tls-cert and --tls-key belong together")
	}
	if !loopback(host) && c.TLSCert == "" && !c.BehindProxy {
		return fmt.Errorf("--listen %s can be reached from other machines: give --tls-cert and --tls-key, or --behind-proxy if a proxy does TLS", c.Listen)
	}
	if c.Rate < 0 {
		return fmt.Errorf("--rate %g is negative", c.Rate)
	}
	if c.Workers < 1 {
		return fmt.Errorf("--workers %d is not a positive number", c.Workers)
	}
	return nil
}

// required reads --require.
func (c *serveCmd) required() (map[string]time.Duration, error) {
	out := map[string]time.Duration{}
	for list, days := range c.Require {
		var n float64
		if _, err := fmt.Sscanf(days, "%g", &n); err != nil || n <= 0 {
			return nil, fmt.Errorf("--require %s=%s: %q is not a number of days", list, days, days)
		}
		out[list] = time.Duration(n * 24 * float64(time.Hour))
	}
	return out, nil
}

// Run serves until it is interrupted.
func (c *serveCmd) Run(a *app) error {
	if err := c.check(); err != nil {
		return err
	}
	required, err := c.required()
	if err != nil {
		return err
	}
	login, err := c.login(a.ctx)
	if err != nil {
		return err
	}
	endTraces, err := startTraces(a.ctx)
	if err != nil {
		return err
	}
	defer endTraces()
	if err := os.MkdirAll(a.data.Dir, 0o700); err != nil {
		return err
	}
	log := c.logger(os.Stderr)
	member, err := c.join(a, log)
	if err != nil {
		return err
	}
	if member != nil {
		defer member.transport.Close()
	}
	store, err := a.data.State(a.ctx)
	if err != nil {
		return err
	}
	defer store.Close()
	quiet := *a // the log is for machines; no progress in it
	quiet.err = newPrinter(io.Discard)
	live := &api.Live{Open: func(ctx context.Context) (*screen.Screener, string, error) {
		b := quiet
		b.ctx = ctx
		s, note, err := b.screener()
		if err == nil {
			if s.Owned, err = b.owned(s, ""); err != nil {
				err = errors.Join(fmt.Errorf("working out whom listed parties own: %w", err), s.Index.Close())
			}
		}
		return s, note, err
	}, Pointer: api.PointerIn(a.data.Dir), Log: log}
	defer live.Close()
	server := api.New(api.Options{Version: version(), Data: a.data, Store: store, Live: live, History: a.historyIn(store), Now: a.now, Log: log,
		Rate: c.Rate, Required: required, Secure: c.TLSCert != "" || c.BehindProxy, Login: login,
		Web: web.Handler(), Public: web.Public, Networks: a.importedNetworks, Press: a.pressDir(), Update: a.fetching(store), Private: c.Private,
		Unready: member.unready(c.MaxLag, a.now)})
	return c.serve(a, server, live, store, member, log)
}

// serve listens first and loads the index then, so that /healthz and /readyz tell the truth from the beginning.
func (c *serveCmd) serve(a *app, server *api.Server, live *api.Live, store state.Store, member *member, log *slog.Logger) error {
	listener, err := net.Listen("tcp", c.Listen)
	if err != nil {
		return err
	}
	secret, err := api.FirstKey(a.ctx, store, a.now())
	if err != nil {
		return errors.Join(err, listener.Close())
	}
	scheme := "http"
	if c.TLSCert != "" {
		scheme = "https"
	}
	a.out.line("serving on %s://%s; /docs describes the interface", scheme, listener.Addr())
	if secret != "" {
		a.out.line("admin key: %s", secret)
	}
	if err := a.out.flush(); err != nil {
		return errors.Join(err, listener.Close())
	}
	ctx, cancel := context.WithCancel(a.ctx)
	defer cancel()
	requests, endRequests := context.WithCancel(context.Background())
	defer endRequests()
	h := &http.Server{Handler: server, ReadHeaderTimeout: 10 * time.Second, ReadTimeout: 2 * time.Minute, IdleTimeout: 2 * time.Minute, MaxHeaderBytes: 128 << 10,
		ErrorLog: slog.NewLogLogger(log.Handler(), slog.LevelDebug), TLSConfig: &tls.Config{MinVersion: tls.VersionTLS12},
		BaseContext: func(net.Listener) context.Context { return requests }}
	ended := make(chan error, 2)
	go func() {
		if c.TLSCert != "" {
			ended <- h.ServeTLS(listener, c.TLSCert, c.TLSKey)
			return
		}
		ended <- h.Serve(listener)
	}()
	if err := live.Refresh(ctx, false); err != nil && ctx.Err() == nil {
		log.Error("not ready", "error", err.Error())
	}
	go live.Follow(ctx, time.Second)
	go eachDay(ctx, a.now, func() { // what is owned on a day is worked out for that day
		if err := live.Refresh(ctx, true); err != nil && ctx.Err() == nil {
			log.Error("not refreshed", "error", err.Error())
		}
	})
	if member != nil {
		go func() {
			if err := member.run(ctx, a.data, live, log); err != nil {
				ended <- err
			}
		}()
	}
	if err := c.work(ctx, server, live, ended); err != nil {
		return errors.Join(err, h.Close())
	}
	log.Info("ending: requests under way are answered first")
	deadline, stop := context.WithTimeout(context.Background(), 20*time.Second)
	defer stop()
	time.AfterFunc(2*time.Second, endRequests) // streams of events would never end
	return errors.Join(h.Shutdown(deadline), server.Stop(deadline))
}

// work does jobs as soon as there is an index to do them with, until the server ends or the context does.
func (c *serveCmd) work(ctx context.Context, server *api.Server, live *api.Live, ended <-chan error) error {
	started := false
	for {
		var look <-chan time.Time
		if s := live.Acquire(); s == nil {
			look = time.After(200 * time.Millisecond)
		} else if s.Release(); !started {
			if err := server.Start(ctx, c.Workers); err != nil {
				return err
			}
			started = true
		}
		select {
		case err := <-ended:
			return err
		case <-ctx.Done():
			return nil
		case <-look:
		}
	}
}

// eachDay calls f when a new day begins in UTC.
func eachDay(ctx context.Context, now func() time.Time, f func()) {
	for {
		t := now().UTC()
		wait := t.Truncate(24 * time.Hour).Add(24*time.Hour + time.Second).Sub(t)
		select {
		case <-ctx.Done():
			return
		case <-time.After(wait):
			f()
		}
	}
}

func (c *serveCmd) logger(w io.Writer) *slog.Logger {
	level := slog.LevelInfo
	if c.Quiet {
		level = slog.LevelWarn
	}
	return slog.New(slog.NewJSONHandler(w, &slog.HandlerOptions{Level: level}))
}

// login asks the identity provider, if there is one.
func (c *serveCmd) login(ctx context.Context) (*api.Login, error) {
	if c.OIDCIssuer == "" {
		return nil, nil
	}
	if !strings.HasPrefix(c.OIDCIssuer, "https://") && !strings.HasPrefix(c.OIDCIssuer, "http://127.0.0.1") && !strings.HasPrefix(c.OIDCIssuer, "http://localhost") {
		return nil, fmt.Errorf("--oidc-issuer %s is not an https address", c.OIDCIssuer)
	}
	roles := map[string]state.Role{}
	for group, name := range c.OIDCRole {
		role, err := state.ParseRole(name)
		if err != nil {
			return nil, fmt.Errorf("--oidc-role %s=%s: %w", group, name, err)
		}
		roles[group] = role
	}
	ctx, cancel := context.WithTimeout(ctx, 30*time.Second)
	defer cancel()
	return api.NewLogin(ctx, api.LoginOptions{Issuer: c.OIDCIssuer, Client: c.OIDCClient, Secret: c.OIDCSecret,
		Redirect: cmp.Or(c.OIDCRedirect, "http://"+c.Listen+"/v1/login/callback"), Claim: c.OIDCClaim, Roles: roles})
}

// historyIn loads histories with the decisions of a store that is open already.
func (a *app) historyIn(store state.Store) func(context.Context, string) (*archive.History, error) {
	return func(ctx context.Context, list string) (*archive.History, error) {
		gen, err := a.data.Archive.Generation(list)
		switch {
		case err != nil:
			return nil, err
		case gen == "" && list == starter.List().ID:
			return starterHistory()
		case gen == "":
			return nil, fmt.Errorf("list %q is not loaded", list)
		}
		return a.data.History(ctx, store, list)
	}
}

// startTraces sends traces where OTEL_EXPORTER_OTLP_ENDPOINT says, if it says anything.
func startTraces(ctx context.Context) (end func(), err error) {
	if os.Getenv("OTEL_EXPORTER_OTLP_ENDPOINT") == "" {
		return func() {}, nil
	}
	exporter, err := otlptracehttp.New(ctx)
	if err != nil {
		return nil, fmt.Errorf("traces: %w", err)
	}
	provider := sdktrace.NewTracerProvider(sdktrace.WithBatcher(exporter))
	otel.SetTracerProvider(provider)
	return func() {
		ctx, cancel := context.WithTimeout(context.Background(), 5*time.Second)
		defer cancel()
		provider.Shutdown(ctx)
	}, nil
}
