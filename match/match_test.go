package match

import (
	"testing"

	"pgregory.net/rapid"

	"github.com/linchpin-oss/linchpin/ftm"
	"github.com/linchpin-oss/linchpin/names"
)

func name(s string, kind names.Kind) Name {
	return Name{Text: s, Tokens: names.Tokens(s, kind), Kind: kind}
}

func compareNames(q, t string, kind names.Kind) float64 {
	n := name(t, kind)
	return NewMatcher([]Name{name(q, kind)}, names.Rarity).Bits(0, &n)
}

func TestPairs(t *testing.T) {
	const person, company = names.Person, names.Organisation
	for _, c := range []struct {
		query, target string
		kind          names.Kind
		same          bool
	}{
		{"Michail S. Guzerijew", "Mikhail Safarbekovich GUTSERIEV", person, true},
		{"Aliaksei I. Aleksin", "Aliaksey Ivanavich ALEKSIN", person, true},
		{"Wladimir Putin", "Vladimir Vladimirovich PUTIN", person, true},
		{"Jewgeni Prigoschin", "Yevgeny Viktorovich PRIGOZHIN", person, true},
		{"AlexanderLukashenko", "Alexander Lukashenko", person, true},
		{"Лукашенко Александр", "Aliaksandr LUKASHENKA", person, true},
		{"John Smith", "John Smith", person, true},
		{"Van Do", "Van Do", person, true},
		{"OAO Belaruskali", "Open Joint Stock Company Belaruskali", company, true},
		{"ОАО Беларуськалий", "OJSC Belaruskali", company, true},
		{"John Smith", "John Miller", person, false},
		{"Dmitry Lukashenko", "Viktor Aleksandrovich LUKASHENKO", person, false},
		{"Erika Mustermann", "Mikhail Gutseriev", person, false},
		{"Mohammed Ali", "Mohammed Hassan Al-Rashid", person, false},
		{"First Investment Fund 1", "First Investment Fund 2", company, false},
		{"Siemens AG", "Simeon Holding AG", company, false},
	} {
		if got := compareNames(c.query, c.target, c.kind); (got >= Prior) != c.same {
			t.Errorf("%s ~ %s: %.1f bits, same should be %v", c.query, c.target, got, c.same)
		}
	}
}

// An initial stands for a word of the same letter, or of one that other spelling schemes write for it; and is no letter-for-letter agreement.
func TestInitials(t *testing.T) {
	for _, c := range []struct {
		query, target string
		fits          bool
	}{
		{"J. Prigoschin", "Yevgeny PRIGOZHIN", true},
		{"W. Putin", "Uladzimir PUTIN", true},
		{"A. Lukashenko", "Ivan LUKASHENKO", false},
		{"B. Lukashenko", "Filip LUKASHENKO", false},
	} {
		target := name(c.target, names.Person)
		m := NewMatcher([]Name{name(c.query, names.Person)}, names.Rarity)
		f, _ := m.Features(0, &target)
		if fits := f[Initials] > 0; fits != c.fits {
			t.Errorf("%s ~ %s: the initial fits: %v, want %v", c.query, c.target, fits, c.fits)
		}
		if f.Exact() {
			t.Errorf("%s ~ %s: agrees to the letter", c.query, c.target)
		}
	}
}

func TestExplanationAddsUp(t *testing.T) {
	for _, p := range [][2]string{{"Michail S. Guzerijew", "Mikhail Safarbekovich GUTSERIEV"}, {"Ali", "Ali"}, {"Putin Wladimir", "Vladimir PUTIN"},
		{"Abdul Rahman Khan", "Abdulrahman Khan"}, {"A B", "C D"}} {
		target := name(p[1], names.Person)
		m := NewMatcher([]Name{name(p[0], names.Person)}, names.Rarity)
		want, got := m.Bits(0, &target), Sum(m.Explain(0, &target))
		if d := want - got; d > 0.1 || d < -0.1 {
			t.Errorf("%s ~ %s: %.2f bits, the evidence shown adds up to %.2f", p[0], p[1], want, got)
		}
	}
}

func TestFacts(t *testing.T) {
	date := func(v, note string) []Date { return []Date{{v, note}} }
	for _, c := range []struct {
		q, t Facts
		sign int
	}{
		{Facts{BirthDates: date("1954-08-30", "")}, Facts{BirthDates: date("1954-08-30", "")}, 1},
		{Facts{BirthDates: date("1954", "")}, Facts{BirthDates: date("1954-08-30", "")}, 1},
		{Facts{BirthDates: date("1954-08-03", "")}, Facts{BirthDates: date("1954-03-08", "")}, 1},
		{Facts{BirthDates: date("1955", "")}, Facts{BirthDates: date("1954", ftm.NoteCirca)}, 1},
		{Facts{BirthDates: date("1957-01-01", "")}, Facts{BirthDates: []Date{{"1955", ftm.NoteFrom}, {"1958", ftm.NoteTo}}}, 1},
		{Facts{BirthDates: date("1970", "")}, Facts{BirthDates: date("1954-08-30", "")}, -1},
		{Facts{}, Facts{BirthDates: date("1954", "")}, 0},
		{Facts{Countries: []string{"by"}}, Facts{Countries: []string{"ru", "by"}}, 1},
		{Facts{Countries: []string{"fr"}}, Facts{Countries: []string{"ru"}}, -1},
		{Facts{Genders: []string{"male"}}, Facts{Genders: []string{"female"}}, -1},
		{Facts{IDs: []ID{{"imoNumber", "9187629"}}}, Facts{IDs: []ID{{"imoNumber", "9187629"}}}, 1},
		{Facts{IDs: []ID{{"imoNumber", "9187629"}}}, Facts{IDs: []ID{{"imoNumber", "9079107"}}}, -1},
	} {
		got := Sum(CompareFacts(&c.q, &c.t))
		if c.sign > 0 && got <= 0 || c.sign < 0 && got >= 0 || c.sign == 0 && got != 0 {
			t.Errorf("%+v against %+v: %.1f bits", c.q, c.t, got)
		}
	}
}

func TestNamesCompareTheSameWhateverStoodBefore(t *testing.T) {
	words := []string{"Mikhail", "Michail", "Gutseriev", "S.", "Ali", "van", "Guzerijew", "Smith", "bin", "Jon"}
	gen := rapid.Custom(func(t *rapid.T) string {
		s := ""
		for range rapid.IntRange(1, 4).Draw(t, "n") {
			s += rapid.SampledFrom(words).Draw(t, "w") + " "
		}
		return s
	})
	rapid.Check(t, func(t *rapid.T) {
		m := NewMatcher([]Name{name(gen.Draw(t, "q"), names.Person)}, names.Rarity)
		a, b := name(gen.Draw(t, "a"), names.Person), name(gen.Draw(t, "b"), names.Person)
		first := m.Bits(0, &a)
		m.Bits(0, &b)
		if again := m.Bits(0, &a); again != first {
			t.Fatalf("%v, then %v", first, again)
		}
	})
}

func BenchmarkMatch(b *testing.B) {
	target := name("Mikhail Safarbekovich GUTSERIEV", names.Person)
	m := NewMatcher([]Name{name("Michail S. Guzerijew", names.Person)}, names.Rarity)
	for b.Loop() {
		m.Bits(0, &target)
	}
}
