package names

import (
	"strings"
	"testing"
)

func TestRomanise(t *testing.T) {
	for name, want := range map[string]string{
		"Михаил Сафарбекович ГУЦЕРИЕВ": "mikhail safarbekovich gutseriev",
		"Aляксей АЛЕКСІН":              "alyaksey aleksin", // begins with a Latin A
		"Олексій Данилов":              "oleksiy danylov",
		"김정은":                          "kim jeongeun",
		"习近平":                          "xi jinping",
		"Ελευθέριος Βενιζέλος":         "eleytherios venizelos",
		"გიორგი":                       "giorgi",
		"さくら ヒロシ":                      "sakura hiroshi",
		"أسامة بن لادن":                "osama bin laden",
		"Łukaszenka":                   "lukaszenka",
		"Sa'di\u200e":                  "sadi",
		"नरेन्द्र मोदी":                "narendra modi",
		"O’Brien-Smith, José":          "obrien smith jose",
	} {
		if got := Romanise(name); len(got) == 0 || got[0] != want {
			t.Errorf("%s: %q, want %q", name, got, want)
		}
	}
}

func TestSkeletonsOfOneName(t *testing.T) {
	for _, group := range []string{
		"lukaschenko lukashenko loukachenko lukaszenko lukasenko loukashenko",
		"michail mikhail mihail",
		"wladimir vladimir",
		"jewgeni yevgeni evgeni",
		"aleksei alexei aleksey alexey alexej",
		"prigoschin prigozhin prigojine",
		"guzerijew gutseriev gutseriyev goutseriev gucerijev",
		"mohammed muhammad mohamad",
		"hussein hossein husain",
	} {
		words := strings.Fields(group)
		for _, w := range words[1:] {
			if a, b := Skeleton(words[0]), Skeleton(w); a != b && !oneEdit(a, b) {
				t.Errorf("%s %q, %s %q", words[0], a, w, b)
			}
		}
	}
}

func oneEdit(a, b string) bool {
	if len(a) > len(b) {
		a, b = b, a
	}
	for i := range b {
		if rest := b[:i] + b[i+1:]; rest == a || len(a) == len(b) && i < len(a) && a[:i]+a[i+1:] == rest {
			return true
		}
	}
	return false
}

func TestSimilarSpellings(t *testing.T) {
	for _, pair := range [][2]string{{"guzerijew", "gutseriev"}, {"michail", "mikhail"}, {"lukaschenko", "lukashenko"},
		{"loukachenko", "lukashenka"}, {"jewgeni", "yevgeny"}, {"prigoschin", "prigozhin"}, {"alexei", "aleksey"},
		{"wladimir", "vladimir"}, {"qaddafi", "gaddafi"}, {"aliaksei", "aleksei"}, {"tschernyschow", "chernyshov"}} {
		if s := Similarity(pair[0], pair[1]); s < 0.8 {
			t.Errorf("%s ~ %s: %.2f", pair[0], pair[1], s)
		}
	}
	for _, pair := range [][2]string{{"ivanov", "petrov"}, {"smith", "jones"}, {"alexander", "andrei"}, {"hassan", "hamdan"}} {
		if s := Similarity(pair[0], pair[1]); s > 0.72 {
			t.Errorf("%s ~ %s: %.2f", pair[0], pair[1], s)
		}
	}
}

func TestClasses(t *testing.T) {
	for _, c := range []struct {
		name string
		kind Kind
		want string
	}{
		{"Mikhail Safarbekovich Gutseriev", Person, "mikhail/0 safarbekovich/7 gutseriev/0"},
		{"Michail S. Guzerijew", Person, "michail/0 s/1 guzerijew/0"},
		{"Van Do", Person, "van/0 do/0"},
		{"Открытое акционерное общество Беларуськалий", Organisation, "jsc/4 belaruskaliy/0"},
		{"OAO Belaruskali", Organisation, "jsc/4 belaruskali/0"},
		{"AlexanderLukashenko", Person, "alexander/0 lukashenko/0"},
	} {
		var got []string
		for _, tok := range Tokens(c.name, c.kind) {
			got = append(got, tok.Text+"/"+string('0'+byte(tok.Class)))
		}
		if s := strings.Join(got, " "); s != c.want {
			t.Errorf("%s: %s, want %s", c.name, s, c.want)
		}
	}
}

func TestSameGiven(t *testing.T) {
	for _, p := range [][2]string{{"sasha", "alexander"}, {"mikalai", "nicholas"}, {"bill", "william"}, {"muhammad", "mehmet"}} {
		if !SameGiven(p[0], p[1]) || !SameGiven(p[1], p[0]) {
			t.Errorf("%s and %s are forms of one name", p[0], p[1])
		}
	}
	if SameGiven("ivan", "boris") {
		t.Error("Ivan is not Boris")
	}
}

func FuzzNames(f *testing.F) {
	f.Add("Michail S. Guzerijew", "Гуцериев")
	f.Add("\u200e\xff", "习ー김")
	f.Fuzz(func(t *testing.T, a, b string) {
		for _, tokens := range Variants(a, Unknown) {
			for _, tok := range tokens {
				if tok.Text == "" {
					t.Fatalf("%q: empty token", a)
				}
				for _, r := range tok.Text + Skeleton(tok.Text) {
					if !(r >= 'a' && r <= 'z' || r >= '0' && r <= '9') {
						t.Fatalf("%q: %q in %q", a, r, tok.Text)
					}
				}
			}
		}
		if d, e := Distance(a, b), Distance(b, a); d-e > 1e-3 || e-d > 1e-3 || Distance(a, a) != 0 {
			t.Fatalf("distance %q %q: %v and %v", a, b, d, e)
		}
	})
}

func BenchmarkVariants(b *testing.B) {
	for b.Loop() {
		Variants("Mikhail Safarbekovich Gutseriev", Person)
	}
}

func BenchmarkSimilarity(b *testing.B) {
	for b.Loop() {
		Similarity("guzerijew", "gutseriev")
	}
}

func BenchmarkSkeleton(b *testing.B) {
	for b.Loop() {
		Skeleton("guzerijew")
	}
}
