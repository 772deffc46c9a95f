package names

import (
	"testing"

	"pgregory.net/rapid"
)

// TestNearIsDistanceWithin holds Near against DistanceWithin, on words that are made of what the spelling table knows.
func TestNearIsDistanceWithin(t *testing.T) {
	var parts []string
	for s := range formNumbers {
		parts = append(parts, s)
	}
	for c := 'a'; c <= 'z'; c++ {
		parts = append(parts, string(c))
	}
	parts = append(parts, "0", "7")
	// a fixed order for reproducible draws
	for i := range parts {
		for j := range i {
			if parts[i] < parts[j] {
				parts[i], parts[j] = parts[j], parts[i]
			}
		}
	}
	word := rapid.Custom(func(t *rapid.T) string {
		s := ""
		for range rapid.IntRange(1, 9).Draw(t, "n") {
			s += rapid.SampledFrom(parts).Draw(t, "part")
		}
		return s
	})
	var n Near
	rapid.Check(t, func(t *rapid.T) {
		a, b := word.Draw(t, "a"), word.Draw(t, "b")
		if rapid.Bool().Draw(t, "relative") { // a relative of the first, not a stranger
			cut := rapid.IntRange(0, len(a)-1).Draw(t, "cut")
			b = a[:cut] + rapid.SampledFrom(parts).Draw(t, "other") + a[cut+1:]
		}
		limit := rapid.SampledFrom([]float64{0, 0.15, 0.6, 1, 1.4, 2, 2.5, 9}).Draw(t, "limit")
		n.Reset(a)
		want, got := DistanceWithin(a, b, limit), n.Within(b, limit)
		if (want <= limit) != (got <= limit) || want <= limit && want != got {
			t.Fatalf("%s and %s within %v: %v, want %v", a, b, limit, got, want)
		}
		if want <= limit && !n.May(LetterMask(b), limit) {
			t.Fatalf("%s and %s differ by %v, but May says more than %v", a, b, want, limit)
		}
	})
}

func TestGivenForms(t *testing.T) {
	for _, w := range []string{"alexander", "mohammed", "sasha", "zzz"} {
		for _, f := range GivenForms(w) {
			if !SameGiven(w, f) {
				t.Errorf("%s is no form of %s", f, w)
			}
		}
	}
	if len(GivenForms("sasha")) == 0 || len(GivenForms("zzz")) != 0 {
		t.Error("forms of sasha or zzz")
	}
}

func BenchmarkNear(b *testing.B) {
	var n Near
	n.Reset("gutseriyev")
	for b.Loop() {
		n.Within("guzerijew", 1.6)
		n.Within("bergmann", 1.4)
	}
}

func BenchmarkDistanceWithin(b *testing.B) {
	for b.Loop() {
		DistanceWithin("gutseriyev", "guzerijew", 1.6)
		DistanceWithin("gutseriyev", "bergmann", 1.4)
	}
}
