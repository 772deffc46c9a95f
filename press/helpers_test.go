package press

import (
	"os"
	"testing"

	"github.com/linchpin-oss/linchpin/match"
)

func evidence(word string) match.Evidence {
	return match.Evidence{Feature: "name", Query: word, Target: word, Bits: 9, Why: "same spelling"}
}

func write(t testing.TB, path, text string) {
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
}

// TestPEPIsNotLinked holds that an entry which stands on a list for an office is shown and not linked.
func TestPEPIsNotLinked(t *testing.T) {
	m, err := BuiltIn()
	if err != nil {
		t.Fatal(err)
	}
	for topic, linked := range map[string]bool{"role.pep": false, "sanction": true} {
		a, err := (&Reader{Models: m, Lists: others{topic}}).Read(Input{Data: []byte("President Barack Hussein Obama met the press in Washington on Monday, a spokesman said.\n"), Name: "a.txt"})
		if err != nil {
			t.Fatal(err)
		}
		found := false
		for _, e := range a.Entities {
			found = found || e.Entity != ""
		}
		if found != linked {
			t.Errorf("topic %s: linked %v", topic, found)
		}
	}
}
