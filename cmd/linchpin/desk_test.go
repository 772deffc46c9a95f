package main

import (
	"cmp"
	"encoding/json"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/linchpin-oss/linchpin/lists/catalogue"
	"github.com/linchpin-oss/linchpin/screen"
	"github.com/linchpin-oss/linchpin/snapshot"
	"github.com/linchpin-oss/linchpin/state"
	"github.com/linchpin-oss/linchpin/state/statetest"
)

// raise screens customers of a desk and raises alerts on what is found, as watching does.
func (c *cliTest) raise(customers ...string) {
	c.Helper()
	a := &app{ctx: c.Context(), out: newPrinter(io.Discard), err: newPrinter(io.Discard), now: time.Now, data: snapshot.New(c.dir, catalogue.All())}
	a.data.Database = os.Getenv("LINCHPIN_DATABASE")
	s, _, err := a.screener()
	if err != nil {
		c.Fatal(err)
	}
	defer s.Index.Close()
	asked := time.Now()
	s.Now = func() time.Time { return asked }
	st, err := a.data.State(a.ctx)
	if err != nil {
		c.Fatal(err)
	}
	defer st.Close()
	for _, customer := range customers {
		answer, err := s.Screen(screen.Query{Name: customer})
		if err != nil || !answer.Alert() {
			c.Fatalf("%s raises no alert: %v", customer, err)
		}
		query, _ := json.Marshal(answer.Query)
		data, _ := json.Marshal(answer)
		r := answer.Results[0]
		if _, err := st.RaiseAlerts(state.By(a.ctx, "watch"), []state.Alert{{Portfolio: "retail", Customer: "no-" + strings.Fields(customer)[0], Name: customer,
			Entity: r.ID, Caption: r.Caption, Lists: []string{"un-sc"}, Score: r.Score, Evidence: state.HashSecret(r.ID), Change: "first screening",
			Index: answer.Index, Clusters: answer.Clusters, Query: query, Answer: data, Asked: asked}}); err != nil {
			c.Fatal(err)
		}
	}
}

// onBoth runs a test on the embedded database and on PostgreSQL.
func onBoth(t *testing.T, test func(t *testing.T)) {
	t.Run("sqlite", test)
	t.Run("postgres", func(t *testing.T) {
		t.Setenv("LINCHPIN_DATABASE", statetest.Postgres(t))
		test(t)
	})
}

func newDesk(t *testing.T) *cliTest {
	c := newCLI(t)
	c.ok("import", "un-sc", c.file("un1.xml", un1), c.file("un2.xml", un2))
	c.raise("RI WON HO", "WON HO RI")
	return c
}

func firstLine(out string) string {
	line, _, _ := strings.Cut(out, "\n")
	return line
}

func (c *cliTest) says(want string, args ...string) {
	c.Helper()
	if got := c.ok(args...); !strings.Contains(firstLine(got), want) {
		c.Errorf("linchpin %s: first line %q does not say %q", strings.Join(args, " "), firstLine(got), want)
	}
}

func TestCasesOnTheCommandLine(t *testing.T) { onBoth(t, testCasesOnTheCommandLine) }

func testCasesOnTheCommandLine(t *testing.T) {
	c := newDesk(t)
	c.says("2 cases waiting", "cases")
	c.ok("cases", "assign", "1", "2", "--to", "ada")
	c.says("2 cases waiting", "cases", "--mine", "--who", "ada")
	c.says("0 cases waiting", "cases", "--overdue")
	c.ok("cases", "comment", "1", "asked for a passport")
	c.ok("cases", "attach", "1", c.file("passport.txt", "65412032"))
	out := filepath.Join(t.TempDir(), "out.txt")
	c.ok("cases", "file", "1", "--out", out)
	if data, err := os.ReadFile(out); string(data) != "65412032" || err != nil {
		t.Errorf("file %q, %v", data, err)
	}
	if got := c.ok("cases", "assign", "1", "2", "--to", "ada", "--json"); got != `{"alerts":[1,2],"done":"with ada"}`+"\n" {
		t.Errorf("assign --json: %s", got)
	}
	c.fails("not one of", "cases", "decide", "1", "perhaps", "--why", "x")
	c.says("another person has to approve", "cases", "--who", "ada", "decide", "1", "false-positive", "--why", "born 1990", "--alike")
	c.fails("who decided cannot approve", "cases", "--who", "ada", "approve", "1")
	c.says("2 cases waiting", "cases", "--waiting")
	c.says("approved and closed", "cases", "--who", "ben", "approve", "1", "2")
	c.says("2 exceptions", "cases", "exceptions")
	c.says("open again", "cases", "--who", "ben", "reopen", "2", "--why", "it is him")
	show := c.ok("cases", "show", "1")
	for _, want := range []string{"Case 1, closed: false positive", "asked for a passport", "born 1990", "reviewed by ben", "passport.txt", "bits"} {
		if !strings.Contains(show, want) {
			t.Errorf("cases show does not say %q:\n%s", want, show)
		}
	}
	c.says("1 open, 0 waiting", "cases", "stats")
	c.says("A second person must approve: none. A case is due 48h0m0s", "cases", "rules", "--four-eyes", "none", "--due", "2d")
	var view struct {
		Alert  int64
		Status string
	}
	if err := json.Unmarshal([]byte(firstLine(c.ok("cases", "--closed", "--json"))), &view); err != nil || view.Alert != 1 || view.Status != "closed" {
		t.Errorf("%+v, %v", view, err)
	}
	c.fails("case 99: not found", "cases", "show", "99")
}

func TestKeysOnTheCommandLine(t *testing.T) {
	c := newCLI(t)
	c.says("No API key", "keys")
	secret := firstLine(c.ok("keys", "add", "payments", "--role", "screener", "--expires", "90d"))
	if !strings.HasPrefix(secret, "lp_") || len(secret) < 40 {
		t.Errorf("secret %q", secret)
	}
	list := c.ok("keys")
	if !strings.Contains(list, "1 key in force") || strings.Contains(list, secret) {
		t.Errorf("keys: %s", list)
	}
	c.fails("exists already", "keys", "add", "payments", "--role", "viewer")
	c.fails("is not one of", "keys", "add", "x", "--role", "root")
	c.fails("in the past", "keys", "add", "x", "--role", "viewer", "--expires", "2020-01-01")
	c.says("no longer opens", "keys", "revoke", "payments")
	c.fails("no key", "keys", "revoke", "payments")
}

func TestAuditOnTheCommandLine(t *testing.T) { onBoth(t, testAuditOnTheCommandLine) }

func testAuditOnTheCommandLine(t *testing.T) {
	c := newDesk(t)
	c.says("The trail is whole: 4 rows", "audit", "verify")
	heads := filepath.Join(t.TempDir(), "heads")
	c.ok("audit", "verify", "--note", heads)
	c.ok("lists", "reject", "un-sc", "2017-06-10", "--why", "a test")
	c.says("agrees with 1 head", "audit", "verify", "--note", heads)
	list := c.ok("audit", "list", "--action", "alert.")
	if !strings.Contains(list, "watch") || !strings.Contains(list, "alert:2") || strings.Contains(list, "list.import") {
		t.Errorf("audit list:\n%s", list)
	}
	c.says("Erased: 0 customers, what 1 alert told of him", "audit", "erase", "retail", "no-RI", "--why", "asked for it")
	out := c.ok("audit", "verify", "--note", heads)
	if !strings.Contains(out, "Of 1 row the personal data were erased by rule") {
		t.Errorf("after an erasure: %s", out)
	}
	if err := os.WriteFile(heads, []byte("4:"+strings.Repeat("0", 64)+"\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	out, _, code := c.run("audit", "verify", "--note", heads)
	if code != exitAlert || !strings.Contains(out, "TAMPERED") || !strings.Contains(out, "row 4") {
		t.Errorf("against another head: %d\n%s", code, out)
	}
	c.says("0 customers would be erased", "audit", "retain", "--dry-run")
}

// An answer comes out again byte for byte, also after new publications, decisions and judgements, from an index that was
// thrown away.
func TestReplay(t *testing.T) { onBoth(t, testReplay) }

func testReplay(t *testing.T) {
	c := newDesk(t)
	c.says("The same: alert 1 is answered again byte for byte", "replay", "1")
	c.ok("import", "un-sc", c.file("un3.xml", un3))
	c.ok("resolve", "--accept", "un-sc:KPi.033", "un-sc:KPi.034", "--why", "a test")
	c.ok("lists", "reject", "un-sc", "2016-03-10", "--why", "a test")
	c.ok("import", "un-sc", c.file("un0.xml", unList("2015-01-10", "KPi.033|RI|WON HO")))
	for _, f := range glob(t, c.dir, "snapshots", "index-*") {
		if err := os.Remove(f); err != nil {
			t.Fatal(err)
		}
	}
	out := c.ok("replay", "2")
	if !strings.Contains(strings.Join(strings.Fields(out), " "), "made again of the stored publications") || !strings.Contains(out, "ALERT") {
		t.Errorf("replay: %s", out)
	}
	d := snapshot.New(c.dir, nil)
	d.Database = os.Getenv("LINCHPIN_DATABASE")
	st, err := d.State(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	a, err := st.Alert(t.Context(), 2)
	st.Close()
	if err != nil {
		t.Fatal(err)
	}
	if got := c.ok("replay", "2", "--json"); got != string(a.Answer) {
		t.Errorf("not the stored bytes:\n%s\n%s", got, a.Answer)
	}
	c.ok("audit", "erase", "retail", "no-RI", "--why", "asked for it")
	c.fails("were erased", "replay", "1")
	c.fails("not found", "replay", "99")
}

func glob(t *testing.T, parts ...string) []string {
	t.Helper()
	found, err := filepath.Glob(filepath.Join(parts...))
	if err != nil || len(found) == 0 {
		t.Fatalf("nothing at %v: %v", parts, err)
	}
	return found
}

func TestBackupAndRestoreOnTheCommandLine(t *testing.T) {
	c := newDesk(t)
	path := filepath.Join(t.TempDir(), "b.tar")
	c.says("Written and read again", "backup", path)
	c.fails("exists already", "backup", path)
	c.says("has its checksum", "backup", path, "--verify")
	fresh := newCLI(t)
	fresh.says("Restored", "restore", path)
	fresh.says("2 cases waiting", "cases")
	fresh.says("The same", "replay", "1")
	fresh.fails("not empty", "restore", path)
	if before, after := c.ok("screen", "Ri Won Ho", "--json"), fresh.ok("screen", "Ri Won Ho", "--json"); before != after {
		t.Errorf("answers differ:\n%s\n%s", before, after)
	}
}

// A desk that began on the embedded database moves to PostgreSQL by a backup.
func TestMoveToPostgres(t *testing.T) {
	c := newDesk(t)
	c.ok("cases", "--who", "ada", "decide", "1", "false-positive", "--why", "born 1990")
	path := filepath.Join(t.TempDir(), "b.tar")
	c.ok("backup", path)
	t.Setenv("LINCHPIN_DATABASE", statetest.Postgres(t))
	moved := newCLI(t)
	moved.says("Restored", "restore", path)
	moved.says("approved and closed", "cases", "--who", "ben", "approve", "1")
	moved.says("The same", "replay", "2")
	moved.says("The trail is whole", "audit", "verify")
}

func TestDatabaseAddress(t *testing.T) {
	c := newCLI(t)
	c.fails("postgres://", "--database", "mysql://x", "keys")
	_, errs, _ := c.run("--database", "postgres://u:secret@127.0.0.1:1/x", "keys")
	if strings.Contains(errs, "secret") || !strings.Contains(errs, "127.0.0.1") {
		t.Errorf("errors: %s", errs)
	}
}

// On real lists too, an index thrown away comes out the same in another process after many more publications.
func TestReplayOnRealLists(t *testing.T) {
	shared := cmp.Or(os.Getenv("LINCHPIN_SHARED"), filepath.Join("..", "..", "..", "shared"))
	early, _ := filepath.Glob(filepath.Join(shared, "lists", "un", "*-2016-*.gz"))
	late, _ := filepath.Glob(filepath.Join(shared, "lists", "un", "*-2015-*.gz"))
	if len(early) == 0 || len(late) == 0 {
		t.Skip("NOT TESTED: the real lists are neither at LINCHPIN_SHARED nor at ../shared")
	}
	c := newCLI(t)
	c.ok(append([]string{"import", "un-sc"}, early...)...)
	c.raise("Ayman al-Zawahiri")
	c.ok(append([]string{"import", "un-sc"}, late...)...)
	for _, f := range glob(t, c.dir, "snapshots", "index-*") {
		if err := os.Remove(f); err != nil {
			t.Fatal(err)
		}
	}
	for range 2 {
		cmd := exec.Command(os.Args[0], "--data", c.dir, "replay", "1")
		cmd.Env = append(os.Environ(), "LINCHPIN_TEST_AS_PROGRAM=1")
		if out, err := cmd.CombinedOutput(); err != nil || !strings.HasPrefix(string(out), "The same") {
			t.Fatalf("%v\n%s", err, out)
		}
	}
}
