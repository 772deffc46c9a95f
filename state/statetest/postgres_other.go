//go:build !linux

package statetest

import "testing"

func stop() {}

// Postgres skips the test: a private server is started on Linux only.
func Postgres(t testing.TB) string {
	missing(t, "a private server is started on Linux only")
	return ""
}

// Server is a private PostgreSQL server.
type Server struct{}

// Private skips the test.
func Private(t testing.TB) *Server {
	Postgres(t)
	return nil
}

// Database is never reached.
func (*Server) Database(testing.TB) string { return "" }
