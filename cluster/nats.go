package cluster

import (
	"bytes"
	"cmp"
	"context"
	"crypto/rand"
	"crypto/sha256"
	"crypto/tls"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net"
	"regexp"
	"strconv"
	"sync"
	"time"

	"github.com/nats-io/nats-server/v2/server"
	"github.com/nats-io/nats.go"
)

// bus hands over by requests to the publisher, which answers from its own files: nothing is kept in NATS, so neither its persistence nor
// space on the server is needed. Subjects of the publisher NAME:
//
//	NAME.newest   request: the announcement
//	NAME.get      request {"sha256", "from", "most"}: that part of a file, with its SHA-256 in the header Sum
//	NAME.changed  message: there is a new announcement
type bus struct {
	conn    *nats.Conn
	name    string
	changed chan struct{}
	server  *server.Server // embedded; nil without

	mu           sync.Mutex
	announcement []byte
	bundles      []bundle // the newest first; the one before for those who are still fetching it
	answering    bool
}

type bundle struct {
	files map[string]File
	open  OpenFile
}

// part is how much of a file is asked for at a time: well below the 1 MB that a NATS message may have by default.
const part = 512 << 10

// answerTime is how long a replica waits for an answer of the publisher.
const answerTime = 5 * time.Second

type getRequest struct {
	SHA256 string `json:"sha256"`
	From   int64  `json:"from"`
	Most   int64  `json:"most"`
}

var subject = regexp.MustCompile(`^[A-Za-z0-9_-]{1,60}(\.[A-Za-z0-9_-]{1,60}){0,3}$`)

func openNATS(p *Place) (*bus, error) {
	q := p.url.Query()
	address := p.url.Scheme + "://" + p.url.Host // without user and password: errors name it
	var options []nats.Option
	if user, password := p.password(); password != "" {
		options = append(options, nats.UserInfo(user, password))
	} else if user != "" {
		options = append(options, nats.Token(user))
	}
	if f := q.Get("creds"); f != "" {
		options = append(options, nats.UserCredentials(f))
	}
	if f := q.Get("ca"); f != "" {
		options = append(options, nats.RootCAs(f))
	}
	if q.Get("cert") != "" || q.Get("key") != "" {
		options = append(options, nats.ClientCert(q.Get("cert"), q.Get("key")))
	}
	return connect(p, address, options...)
}

func connect(p *Place, address string, options ...nats.Option) (*bus, error) {
	if !subject.MatchString(p.name()) {
		return nil, fmt.Errorf("%s: the name %q is not made of letters, digits, _ and -", p, p.name())
	}
	t := &bus{name: p.name(), changed: make(chan struct{}, 1)}
	options = append(options, nats.Name("linchpin"), nats.Timeout(answerTime), nats.MaxReconnects(-1), nats.RetryOnFailedConnect(true),
		nats.ReconnectWait(500*time.Millisecond), nats.ReconnectJitter(200*time.Millisecond, 200*time.Millisecond), nats.PingInterval(5*time.Second), nats.MaxPingsOutstanding(2),
		nats.ReconnectHandler(func(*nats.Conn) { t.notify() }), nats.ErrorHandler(func(*nats.Conn, *nats.Subscription, error) {}))
	conn, err := nats.Connect(address, options...)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", p, err)
	}
	t.conn = conn
	if _, err := conn.Subscribe(t.name+".changed", func(*nats.Msg) { t.notify() }); err != nil {
		conn.Close()
		return nil, fmt.Errorf("%s: %w", p, err)
	}
	return t, nil
}

func (t *bus) notify() {
	select {
	case t.changed <- struct{}{}:
	default:
	}
}

// embedded starts a NATS server in this process, for a publisher. Replicas may ask and listen on it, and nothing else.
func embedded(p *Place, certificate *tls.Config) (*bus, error) {
	host, port, err := net.SplitHostPort(p.url.Host)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", p, err)
	}
	number, err := strconv.Atoi(port)
	if err != nil {
		return nil, fmt.Errorf("%s: the port is not a number", p)
	}
	if number == 0 {
		number = server.RANDOM_PORT
	}
	name := p.name()
	may := &server.Permissions{Publish: &server.SubjectPermission{Allow: []string{name + ".newest", name + ".get"}},
		Subscribe: &server.SubjectPermission{Allow: []string{name + ".changed", "_INBOX.>"}}}
	secret := rand.Text()
	user, password := p.password()
	replica := &server.User{Username: user, Password: password, Permissions: may}
	options := &server.Options{Host: host, Port: number, NoSigs: true, NoLog: true, TLSConfig: certificate, NoSystemAccount: true, MaxControlLine: 4 << 10, MaxConn: 1000,
		Users: []*server.User{{Username: "publisher-" + secret[:8], Password: secret}, replica}}
	if certificate != nil {
		options.TLSTimeout = answerTime.Seconds()
	}
	if p.Anonymous() {
		replica.Username, replica.Password = "replica", rand.Text()
		options.NoAuthUser = replica.Username
	}
	s, err := server.NewServer(options)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", p, err)
	}
	s.Start()
	if !s.ReadyForConnections(answerTime) {
		s.Shutdown()
		return nil, fmt.Errorf("%s: the server cannot listen there", p)
	}
	t, err := connect(p, "nats://127.0.0.1", nats.InProcessServer(s), nats.UserInfo("publisher-"+secret[:8], secret)) // past TLS
	if err == nil && !t.conn.IsConnected() {
		err = fmt.Errorf("%s: %w", p, cmp.Or(t.conn.LastError(), nats.ErrDisconnected))
		t.conn.Close()
	}
	if err != nil {
		s.Shutdown()
		return nil, err
	}
	t.server = s
	return t, nil
}

// Publish answers requests for the bundle from now on.
func (t *bus) Publish(_ context.Context, announcement []byte, files []File, open OpenFile) error {
	t.mu.Lock()
	defer t.mu.Unlock()
	b := bundle{map[string]File{}, open}
	for _, f := range files {
		b.files[f.SHA256] = f
	}
	t.announcement = announcement
	t.bundles = append([]bundle{b}, t.bundles[:min(1, len(t.bundles))]...)
	if !t.answering {
		for name, answer := range map[string]nats.MsgHandler{"newest": t.newest, "get": t.part} {
			if _, err := t.conn.Subscribe(t.name+"."+name, answer); err != nil {
				return err
			}
		}
		t.answering = true
	}
	if err := t.conn.Publish(t.name+".changed", nil); err != nil || !t.conn.IsConnected() {
		return err // what is announced while cut off is asked for later
	}
	return t.conn.FlushTimeout(answerTime)
}

func (t *bus) newest(m *nats.Msg) {
	t.mu.Lock()
	defer t.mu.Unlock()
	m.Respond(t.announcement)
}

// part answers with a part of a file; without a sum if it is not there.
func (t *bus) part(m *nats.Msg) {
	reply := nats.NewMsg(m.Reply)
	var r getRequest
	if err := json.Unmarshal(m.Data, &r); err == nil {
		if data, err := t.read(r); err == nil {
			sum := sha256.Sum256(data)
			reply.Data = data
			reply.Header.Set("Sum", hex.EncodeToString(sum[:]))
		}
	}
	m.RespondMsg(reply)
}

func (t *bus) read(r getRequest) ([]byte, error) {
	t.mu.Lock()
	bundles := t.bundles
	t.mu.Unlock()
	for _, b := range bundles {
		f, ok := b.files[r.SHA256]
		if !ok {
			continue
		}
		if r.From < 0 || r.From >= f.Bytes || r.Most <= 0 {
			return nil, errors.New("no such part")
		}
		in, err := b.open(f, r.From)
		if err != nil {
			return nil, err
		}
		defer in.Close()
		data := make([]byte, min(r.Most, part, f.Bytes-r.From))
		_, err = io.ReadFull(in, data)
		return data, err
	}
	return nil, ErrGone
}

func (t *bus) request(ctx context.Context, name string, data []byte) (*nats.Msg, error) {
	if !t.conn.IsConnected() {
		return nil, fmt.Errorf("not connected to NATS: %w", cmp.Or(t.conn.LastError(), nats.ErrDisconnected))
	}
	ctx, cancel := context.WithTimeout(ctx, answerTime)
	defer cancel()
	m, err := t.conn.RequestWithContext(ctx, t.name+"."+name, data)
	if errors.Is(err, nats.ErrNoResponders) {
		err = ErrNothing
	}
	return m, err
}

// Newest asks the publisher.
func (t *bus) Newest(ctx context.Context) ([]byte, error) {
	m, err := t.request(ctx, "newest", nil)
	if err != nil {
		return nil, err
	}
	return m.Data, nil
}

// Get asks for one part after the other.
func (t *bus) Get(ctx context.Context, f File, from int64) (io.ReadCloser, error) {
	return io.NopCloser(&parts{ctx: ctx, bus: t, file: f, at: from}), nil
}

type parts struct {
	ctx  context.Context
	bus  *bus
	file File
	at   int64
	rest bytes.Reader
}

// Read reads what has arrived, or asks for the next part.
func (r *parts) Read(p []byte) (int, error) {
	if r.rest.Len() == 0 {
		if r.at >= r.file.Bytes {
			return 0, io.EOF
		}
		if err := r.next(); err != nil {
			return 0, err
		}
	}
	return r.rest.Read(p)
}

func (r *parts) next() error {
	ask, err := json.Marshal(getRequest{r.file.SHA256, r.at, min(part, max(1, r.bus.conn.MaxPayload()-4<<10))})
	if err != nil {
		return err
	}
	m, err := r.bus.request(r.ctx, "get", ask)
	if err != nil {
		return err
	}
	want := m.Header.Get("Sum")
	if want == "" {
		return ErrGone
	}
	sum := sha256.Sum256(m.Data)
	if hex.EncodeToString(sum[:]) != want || len(m.Data) == 0 || r.at+int64(len(m.Data)) > r.file.Bytes {
		return fmt.Errorf("%s: the part at %d was damaged on its way", r.file.Name, r.at)
	}
	r.at += int64(len(m.Data))
	r.rest.Reset(m.Data)
	return nil
}

// Changed receives something after each announcement and each time the connection is there again.
func (t *bus) Changed() <-chan struct{} { return t.changed }

// Close ends the connection, and the embedded server.
func (t *bus) Close() error {
	t.conn.Close()
	if t.server != nil {
		t.server.Shutdown()
		t.server.WaitForShutdown()
	}
	return nil
}

// Address is where an embedded server listens; "" without one.
func (t *bus) Address() string {
	if t.server == nil {
		return ""
	}
	return t.server.Addr().String()
}
