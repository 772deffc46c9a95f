package statetest

import (
	"bytes"
	"fmt"
	"net"
	"os"
	"os/exec"
	"os/user"
	"path/filepath"
	"slices"
	"strconv"
	"sync"
	"sync/atomic"
	"syscall"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"
)

// Server is a private PostgreSQL server.
type Server struct {
	bin, dir string
	port     int
	process  *exec.Cmd
	log      *os.File
	exited   chan struct{}
}

var (
	shared    *Server
	startErr  error
	startOnce sync.Once
	databases atomic.Int64
)

func stop() {
	if shared != nil {
		shared.Stop()
		os.RemoveAll(shared.dir)
	}
}

// Postgres makes an empty database on the server of this test process and returns its address.
func Postgres(t testing.TB) string {
	t.Helper()
	bin := binaries()
	if bin == "" {
		missing(t, "it is not installed (looked for initdb in /usr/lib/postgresql/*/bin and PATH)")
	}
	startOnce.Do(func() { shared, startErr = NewServer(bin) })
	if startErr != nil {
		missing(t, "its server does not start: "+startErr.Error())
	}
	return shared.Database(t)
}

// Private starts a server for one test, which may stop and start it.
func Private(t testing.TB) *Server {
	t.Helper()
	bin := binaries()
	if bin == "" {
		missing(t, "it is not installed")
	}
	s, err := NewServer(bin)
	if err != nil {
		missing(t, "its server does not start: "+err.Error())
	}
	t.Cleanup(func() { s.Stop(); os.RemoveAll(s.dir) })
	return s
}

// binaries finds the folder of the newest PostgreSQL from 15 on.
func binaries() string {
	found, _ := filepath.Glob("/usr/lib/postgresql/*/bin/initdb")
	slices.SortFunc(found, func(a, b string) int { return version(b) - version(a) })
	for _, f := range found {
		if version(f) >= 15 {
			return filepath.Dir(f)
		}
	}
	if f, err := exec.LookPath("initdb"); err == nil {
		return filepath.Dir(f)
	}
	return ""
}

func version(initdb string) int {
	v, _ := strconv.Atoi(filepath.Base(filepath.Dir(filepath.Dir(initdb))))
	return v
}

// NewServer makes a server in a temporary folder and starts it.
func NewServer(bin string) (*Server, error) {
	dir, err := os.MkdirTemp("", "linchpin-postgres-*")
	if err != nil {
		return nil, err
	}
	s := &Server{bin: bin, dir: dir}
	if err := s.prepare(); err != nil {
		os.RemoveAll(dir)
		return nil, err
	}
	return s, nil
}

func (s *Server) prepare() error {
	attr := credential()
	if attr != nil && attr.Credential != nil {
		if err := os.Chown(s.dir, int(attr.Credential.Uid), int(attr.Credential.Gid)); err != nil {
			return err
		}
	}
	initdb := exec.Command(filepath.Join(s.bin, "initdb"), "-D", filepath.Join(s.dir, "data"), "-U", "linchpin", "-A", "trust", "-E", "UTF8", "--locale=C.UTF-8", "--no-sync")
	initdb.Dir, initdb.SysProcAttr = s.dir, attr
	if out, err := initdb.CombinedOutput(); err != nil {
		return fmt.Errorf("initdb: %w: %s", err, bytes.TrimSpace(out))
	}
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return err
	}
	s.port = l.Addr().(*net.TCPAddr).Port
	l.Close()
	return s.Start()
}

// credential is the unprivileged user that a server runs as where the tests run as root, which PostgreSQL refuses. The server ends with the tests.
func credential() *syscall.SysProcAttr {
	attr := &syscall.SysProcAttr{Pdeathsig: syscall.SIGQUIT}
	if os.Getuid() != 0 {
		return attr
	}
	for _, name := range []string{"postgres", "nobody"} {
		u, err := user.Lookup(name)
		if err != nil {
			continue
		}
		uid, _ := strconv.Atoi(u.Uid)
		gid, _ := strconv.Atoi(u.Gid)
		attr.Credential = &syscall.Credential{Uid: uint32(uid), Gid: uint32(gid)}
		break
	}
	return attr
}

// Start starts the server and waits until it answers.
func (s *Server) Start() (err error) {
	if s.log, err = os.Create(filepath.Join(s.dir, "log")); err != nil {
		return err
	}
	s.process = exec.Command(filepath.Join(s.bin, "postgres"), "-D", filepath.Join(s.dir, "data"), "-p", strconv.Itoa(s.port),
		"-c", "listen_addresses=127.0.0.1", "-c", "unix_socket_directories=", "-c", "max_connections=200", "-c", "shared_buffers=64MB")
	s.process.Dir, s.process.SysProcAttr, s.process.Stdout, s.process.Stderr = s.dir, credential(), s.log, s.log
	if err := s.process.Start(); err != nil {
		return err
	}
	s.exited = make(chan struct{})
	go func(p *exec.Cmd, done chan struct{}) { p.Wait(); close(done) }(s.process, s.exited)
	for range 300 {
		conn, err := net.DialTimeout("tcp", fmt.Sprintf("127.0.0.1:%d", s.port), time.Second)
		if err == nil {
			conn.Close()
			if s.ready() == nil {
				return nil
			}
		}
		select {
		case <-s.exited:
			out, _ := os.ReadFile(s.log.Name())
			return fmt.Errorf("postgres ended: %s", bytes.TrimSpace(out))
		case <-time.After(100 * time.Millisecond):
		}
	}
	s.Stop()
	return fmt.Errorf("postgres does not answer on port %d", s.port)
}

func (s *Server) ready() error {
	out, err := exec.Command(filepath.Join(s.bin, "pg_isready"), "-h", "127.0.0.1", "-p", strconv.Itoa(s.port), "-q").CombinedOutput()
	if err != nil {
		return fmt.Errorf("%w: %s", err, out)
	}
	return nil
}

// Stop stops the server at once, as a machine that fails would; what was committed is on disk.
func (s *Server) Stop() {
	select {
	case <-s.exited:
		return
	default:
	}
	s.process.Process.Signal(syscall.SIGQUIT)
	select {
	case <-s.exited:
	case <-time.After(20 * time.Second):
		s.process.Process.Kill()
		<-s.exited
	}
	s.log.Close()
}

// Database makes an empty database and returns its address.
func (s *Server) Database(t testing.TB) string {
	t.Helper()
	conn, err := pgx.Connect(t.Context(), s.Address("postgres"))
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close(t.Context())
	name := fmt.Sprintf("test%d", databases.Add(1))
	if _, err := conn.Exec(t.Context(), "CREATE DATABASE "+name); err != nil {
		t.Fatal(err)
	}
	return s.Address(name)
}

// Address is that of a database of the server.
func (s *Server) Address(database string) string {
	return fmt.Sprintf("postgres://linchpin@127.0.0.1:%d/%s?sslmode=disable", s.port, database)
}
