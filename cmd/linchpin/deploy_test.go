package main

import (
	"encoding/json"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/alecthomas/kong"
)

// What the unit of systemd and the image start are commands of this program.
func TestDeployedCommands(t *testing.T) {
	parses := func(where string, args ...string) {
		t.Helper()
		parser, err := kong.New(&cli{}, kong.Vars{"version": "x"}, kong.Writers(io.Discard, io.Discard))
		if err != nil {
			t.Fatal(err)
		}
		k, err := parser.Parse(args)
		if err != nil {
			t.Errorf("%s: linchpin %s: %v", where, strings.Join(args, " "), err)
			return
		}
		if serve, ok := k.Selected().Target.Addr().Interface().(*serveCmd); !ok || serve.check() != nil {
			t.Errorf("%s: linchpin %s does not serve", where, strings.Join(args, " "))
		}
	}
	units, err := filepath.Glob(filepath.Join("..", "..", "deploy", "*.service"))
	if err != nil || len(units) < 2 {
		t.Fatalf("units %v, %v", units, err)
	}
	for _, path := range units {
		unit, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		start := regexp.MustCompile(`(?m)^ExecStart=/usr/local/bin/linchpin (.*)$`).FindStringSubmatch(string(unit))
		if start == nil {
			t.Fatalf("%s starts nothing", path)
		}
		parses(path, strings.Fields(start[1])...)
		verifyUnit(t, string(unit), filepath.Base(path))
	}
	image, err := os.ReadFile(filepath.Join("..", "..", "Dockerfile"))
	if err != nil {
		t.Fatal(err)
	}
	var args []string
	if _, command, ok := strings.Cut(string(image), "\nCMD "); !ok || json.Unmarshal([]byte(command), &args) != nil {
		t.Fatal("the image has no CMD that is a list")
	}
	parses("Dockerfile", args...)
}

// verifyUnit asks systemd, where there is one.
func verifyUnit(t *testing.T, unit, name string) {
	t.Helper()
	analyze, err := exec.LookPath("systemd-analyze")
	if err != nil {
		t.Logf("NOT TESTED: %s, without systemd-analyze", name)
		return
	}
	path := filepath.Join(t.TempDir(), name)
	if err := os.WriteFile(path, []byte(strings.ReplaceAll(unit, "/usr/local/bin/linchpin", "/bin/true")), 0o600); err != nil {
		t.Fatal(err)
	}
	if out, err := exec.Command(analyze, "verify", path).CombinedOutput(); err != nil || strings.Contains(string(out), name) {
		t.Errorf("systemd-analyze verify %s: %v\n%s", name, err, out)
	}
}
