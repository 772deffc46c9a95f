// Package statetest runs tests on each implementation of state.Store: SQLite in a temporary file, and a private
// PostgreSQL server, started on a free port in a temporary folder and stopped at the end.
//
// A package that uses it has
//
//	func TestMain(m *testing.M) { statetest.Main(m) }
package statetest

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/linchpin-oss/linchpin/state"
)

// Open opens the same database again with each call; each store is closed at the end of the test at the latest.
type Open func(t testing.TB) state.Store

// Each runs a test on every implementation, each time on an empty database.
func Each(t *testing.T, test func(t *testing.T, open Open)) {
	t.Run("sqlite", func(t *testing.T) {
		path := filepath.Join(t.TempDir(), "a folder with ? and %", "state.db")
		test(t, func(t testing.TB) state.Store {
			return opened(t, func() (state.Store, error) { return state.OpenSQLite(t.Context(), path) })
		})
	})
	t.Run("postgres", func(t *testing.T) {
		address := Postgres(t)
		test(t, func(t testing.TB) state.Store {
			return opened(t, func() (state.Store, error) { return state.OpenPostgres(t.Context(), address) })
		})
	})
}

func opened(t testing.TB, open func() (state.Store, error)) state.Store {
	t.Helper()
	s, err := open()
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { s.Close() })
	return s
}

// missing skips a test that needs PostgreSQL, or fails it where one is required.
func missing(t testing.TB, why string) {
	t.Helper()
	if os.Getenv("CI") == "1" || os.Getenv("LINCHPIN_REQUIRE_POSTGRES") != "" {
		t.Fatalf("PostgreSQL is required here, but %s", why)
	}
	t.Skipf("NOT TESTED on PostgreSQL: %s", why)
}

// Main runs the tests of a package and stops the server.
func Main(m *testing.M) {
	code := m.Run()
	stop()
	os.Exit(code)
}
