//go:build !linux

package statetest

import "testing"

func stop() {}

// Postgres skips the test: a private server is started on Linux only.
func Postgres(t testing.TB) string {
	missing(t, "a private server is started on Linux only")
	return ""
}
