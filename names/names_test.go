package names

import (
	"strings"
	"testing"
)

func TestRomanise(t *testing.T) {
	for _, c := range []struct{ name, want string }{
		{"Михаил Сафарбекович ГУЦЕРИЕВ", "mikhail safarbekovich gutseriev"},
		{"Олексій Данилов", "oleksiy danylov"},
		{"Аляксандр Лукашэнка", "alyaksandr lukashenka"},
		{"Върбан Български", "varban balgarski"},
		{"Шаиновић Љубиша", "shainovic ljubisha"},
		{"김정은", "kim jeongeun"},
		{"이승만", "lee seungman"},
		{"박 근혜", "park geunhye"},
		{"마이클 잭슨", "michael jackson"},
		{"习近平", "xi jinping"},
		{"單小明", "shan xiaoming"},
		{"欧阳修", "ouyang xiu"},
		{"安倍晋三", "abe shinzo"},
		{"さくら ひろし", "sakura hiroshi"},
		{"きょうと しゃちょう ろって", "kyouto shachou rotte"},
		{"Ελευθέριος Βενιζέλος", "eleftherios venizelos"},
		{"Γιώργος Παπανδρέου", "giorgos papandreou"},
		{"გიორგი მარგველაშვილი", "giorgi margvelashvili"},
		{"Հովհաննիսյան Երևան", "hovhannisyan yerevan"},
		{"أسامة بن لادن", "osama bin laden"},
		{"عبد الرحمن", "abd al rahman"},
		{"محمود احمدی\u200cنژاد", "mahmoud ahmadinejad"},
		{"علی خامنه\u200cای", "ali khamenei"},
		{"عبدالله گل", "abdullah gul"},
		{"בנימין נתניהו", "binyamin netanyahu"},
		{"יעקב פרידמן", "yaakov friedman"},
		{"नरेन्द्र मोदी", "narendra modi"},
		{"मनमोहन सिंह", "manmohan singh"},
		{"রবীন্দ্রনাথ ঠাকুর", "rabindranath thakur"},
		{"শেখ হাসিনা", "shekh hasina"},
		{"ஸ்டாலின்", "stalin"},
		{"ประยุทธ์", "prayut"},
		{"Łukaszenka", "lukaszenka"},
		{"Lukašenko", "lukashenko"},
		{"Müller-Straße Øyvind Işık", "muller strasse oyvind ishik"},
		{"O’Brien-Smith, José", "obrien smith jose"},
		{"Ｔｏｋｙｏ ٣", "tokyo 3"},
		{"", ""},
		{"—…!", ""},
	} {
		if got := Romanise(c.name); len(got) == 0 && c.want != "" || len(got) > 0 && got[0] != c.want {
			t.Errorf("%s: %q, want %q", c.name, got, c.want)
		}
	}
}

// The EU prints a Belarusian name with a Latin A, and lists copied from the web carry marks of direction.
func TestRomaniseReadsThroughLookalikesAndInvisibleMarks(t *testing.T) {
	for mixed, plain := range map[string]string{
		"Aляксей АЛЕКСІН":                  "Аляксей АЛЕКСІН",
		"\u202bمحمد\u202c علي\u200f":       "محمد علي",
		"Sa'di\u200e Qad\u00adhafi":        "Sadi Qadhafi",
		"Vladimir Рutin":                   "Vladimir Putin", // begins with a Cyrillic er
		"\ufeffAleksandr\u200b Lukashenko": "Aleksandr Lukashenko",
	} {
		if got, want := Romanise(mixed), Romanise(plain); len(got) == 0 || got[0] != want[0] {
			t.Errorf("%q: %q, want %q", mixed, got, want)
		}
	}
}

func TestRomaniseGivesVariants(t *testing.T) {
	for name, want := range map[string]string{
		"Müller":     "mueller",
		"Ødegård":    "oedegaard",
		"Šainović":   "sainovic",
		"김정은":        "kim jong un",
		"陳大文":        "chan dawen",
		"蘇嘉全":        "su chiachuan",
		"金正恩":        "kim jong un",
		"李雪主":        "lee sol ju",
		"פרנק":       "frank",
		"레브스티크 프란":   "levstik fran",
		"מוריץ הנלה": "moritz henla",
	} {
		if got := Romanise(name); !contains(got, want) || len(got) > maxVariants {
			t.Errorf("%s: %q lacks %q", name, got, want)
		}
	}
}

// Words whose reading has no letters, or more words than one, leave no empty words.
func TestVariantsHaveNoEmptyWords(t *testing.T) {
	for _, name := range []string{"عبدالالله", "الالله بن عبد", "ء محمد", "عبد ال الدين", "ー ヒロシ", "ىالله علي", "محمد عىالدين"} {
		for _, v := range Variants(name, Person) {
			for _, token := range v.Tokens {
				if token.Text == "" {
					t.Errorf("%s: %v", name, v)
				}
			}
		}
	}
}

// Foreign names are read back as they are written at home, and native ones in katakana stay near to Hepburn.
func TestRomaniseRestoresForeignNames(t *testing.T) {
	for name, want := range map[string]string{
		"マイケル・ジャクソン":    "michael jackson",
		"벤자민 프랭클린":      "benjamin franklin",
		"מייקל ג'קסון":  "michael jackson",
		"さくら ヒロシ":       "sakura hiroshi",
		"Борис Джонсон": "boris johnson",
		"Оуэн Маккарти": "owen mccarty",
		"亚历山大·卢卡申科":     "alexander lukashenko",
		"約翰·博納":         "john boner",
		"弗拉基米爾·波塔寧":     "vladimir potanin",
	} {
		best := 9.0
		for _, r := range Romanise(name) {
			best = min(best, Distance(r, want))
		}
		if best > 0.6 {
			t.Errorf("%s: %q, none near to %q: %.2f", name, Romanise(name), want, best)
		}
	}
}

// A name in a script without a table is still found by the same name.
func TestRomaniseKeepsWhatItCannotRead(t *testing.T) {
	a, b := Romanise("ᠮᠣᠩᠭᠣᠯ"), Romanise("ᠬᠠᠭᠠᠨ")
	if len(a) != 1 || len(b) != 1 || a[0] == b[0] {
		t.Errorf("%q and %q", a, b)
	}
}

func TestScriptOf(t *testing.T) {
	for name, want := range map[string]string{"Путин V.": "Cyrl", "Putin": "Latn", "习近平": "Hani", "さくら": "Kana", "김정은": "Hang", "محمد": "Arab", "בן": "Hebr",
		"გიორგი": "Geor", "Հով": "Armn", "मोदी": "Deva", "ไทย": "Thai", "ကို": "Mymr", "123": "Zyyy", "": "Zyyy"} {
		if got := ScriptOf(name).String(); got != want {
			t.Errorf("%s: %s, want %s", name, got, want)
		}
	}
}

func show(tokens []Token) string {
	var parts []string
	for _, tok := range tokens {
		s := tok.Text
		if tok.Class != Word {
			s += "/" + strings.ReplaceAll(tok.Class.String(), " ", "")
		}
		parts = append(parts, s)
	}
	return strings.Join(parts, " ")
}

func TestTokens(t *testing.T) {
	for _, c := range []struct {
		name string
		kind Kind
		want string
	}{
		{"Mikhail Safarbekovich Gutseriev", Person, "mikhail safarbekovich/patronymic gutseriev"},
		{"GUTSERIEV, Mikhail Safarbekovich", Person, "gutseriev mikhail safarbekovich/patronymic"},
		{"Michail S. Guzerijew", Person, "michail s/initial guzerijew"},
		{"M.S.Guzerijew", Person, "m/initial s/initial guzerijew"},
		{"Roman Arkadyevich Abramovich", Person, "roman arkadyevich/patronymic abramovich"},
		{"Abramowitsch Roman Arkadjewitsch", Person, "abramowitsch roman arkadjewitsch/patronymic"},
		{"Slobodan Petar Milosevic", Person, "slobodan petar milosevic"},
		{"Roman Abramovich", Person, "roman abramovich"},
		{"AlexanderLukashenko", Person, "alexander lukashenko"},
		{"Kevin MacDonald", Person, "kevin macdonald"},
		{"Van Do", Person, "van do"},
		{"Ben Wallace", Person, "ben wallace"},
		{"Ursula von der Leyen", Person, "ursula von/particle leyen"},
		{"Usama bin Muhammad bin Awad bin Laden", Person, "usama bin/particle muhammad bin/particle awad bin/particle laden"},
		{"Abd al-Rahman al-Zawahiri", Person, "abdulrahman al/particle zawahiri"},
		{"Abdul Rahman", Person, "abdulrahman"},
		{"Abderrahmane", Person, "abdulrahmane"},
		{"Shams ud-Din", Person, "shamsuddin"},
		{"Obaid Ullah", Person, "obaidullah"},
		{"Abu Bakr as-Sadr", Person, "abu/particle bakr al/particle sadr"},
		{"An Jong Hyuk", Person, "an jong hyuk"},
		{"Maj. Gen. Shaykh Ali Hassan", Person, "gen/title sheikh/title ali hassan"},
		{"Mullah Omar", Person, "mullah/title omar"},
		{"Открытое акционерное общество Беларуськалий", Organisation, "jsc/legalform belaruskaliy"},
		{"Otkrytoje akcionernoje obščestvo Belaruskalij", Organisation, "jsc/legalform belaruskalij"},
		{"OAO Belaruskali", Organisation, "jsc/legalform belaruskali"},
		{"Belaruskali PJSC", Organisation, "belaruskali jsc/legalform"},
		{"Safmar Public Joint Stock Company", Organisation, "safmar jsc/legalform"},
		{"ТОВ «Ромашка»", Organisation, "llc/legalform romashka"},
		{"Rosoboronexport Trading Co., Ltd.", Organisation, "rosoboronexport trading/generic ltd/legalform"},
		{"Grodno Azot OJSC", Organisation, "grodno azot jsc/legalform"},
		{"Siemens Aktiengesellschaft & Co. KG", Organisation, "siemens jsc/legalform co/legalform lp/legalform"},
		{"As Sahab Media", Organisation, "jsc/legalform sahab media"},
		{"Fund V Ltd", Organisation, "fund 5/numeral ltd/legalform"},
		{"Zavod No 7", Organisation, "zavod no 7/numeral"},
		{"General Trading Company", Organisation, "general trading co/legalform"},
		{"深圳华为有限公司", Organisation, "shenzhen huawei ltd/legalform"},
		{"Avatud aktsiaselts „Grodno Azot“", Organisation, "jsc/legalform grodno azot"},
		{"Odprta delniška družba Grodno Azot", Organisation, "jsc/legalform grodno azot"},
		{"Судоходная компания Азия", Organisation, "shipping/generic co/legalform aziya"},
		{"Universität Lida", Organisation, "university/generic lida"},
		{"Krievijas armija", Organisation, "russian armija"},
		{"Pedro Umwelt", Person, "pedro umwelt"},
		{"M/V Ocean Star II", Vessel, "mv/title ocean star 2/numeral"},
	} {
		if got := show(Tokens(c.name, c.kind)); got != c.want {
			t.Errorf("%s: %s, want %s", c.name, got, c.want)
		}
	}
}

// A name of unknown kind is read as a person's and as an organisation's.
func TestVariantsOfUnknownKind(t *testing.T) {
	var got []string
	for _, v := range Variants("General Dynamics Company", Unknown) {
		got = append(got, show(v.Tokens))
	}
	if s := strings.Join(got, " | "); !strings.Contains(s, "gen/title dynamics company") || !strings.Contains(s, "co/legalform") {
		t.Error(s)
	}
	if v := Variants("Wladimir Putin", Unknown); len(v) != 1 {
		t.Errorf("%d variants of a plain name", len(v))
	}
}

// groups of spellings of one name in German, English, French, Polish, Czech, Swedish, scholarly and passport schemes.
var groups = []struct {
	spellings string
	equal     bool // the skeletons are equal, not only one edit apart
}{
	{"guzerijew gutseriev gutseriyev gucerijev goutseriev hutseryeu", true},
	{"lukaschenko lukashenko loukachenko lukaszenka lukasenko lukasjenko", true},
	{"michail mikhail mihail mikhajl mihajl", true},
	{"jewgeni yevgeny evgueni evgenij yevgeniy jevgenij iewgenij", true},
	{"jewgeni yauheni", false},
	{"prigoschin prigozhin prigojine prigozin prigozjin", true},
	{"wladimir vladimir uladzimir volodymyr", true},
	{"aliaksei aleksey aljaksej alexei aleksiej alexej alieksiei", true},
	{"qaddafi gaddafi kadhafi qadhafi", true},
	{"muammar mouammar moammar", true},
	{"tschernyschow chernyshov tchernychov czernyszow cernysov tjernysjov", true},
	{"schtscherbakow shcherbakov chtcherbakov szczerbakow sjtjerbakov scerbakov", true},
	{"chruschtschow khrushchev khrouchtchev chruszczow chrusjtjov hruscev", true},
	{"chodorkowskij khodorkovsky khodorkovski hodorkovskij", true},
	{"jurij yuri iouri yury", true},
	{"achmed akhmed ahmed ahmad", true},
	{"mahmoud makhmud mehmood mahmud", true},
	{"sergej sergei sergey siergiej siarhei", true},
	{"zhukov schukow joukov zukow zjukov", true},
	{"abramowitsch abramovich abramovitch abramowicz abramovitj", true},
	{"timoschenko tymoshenko timochenko tymoszenko", true},
	{"djamel jamal dzhamal dschamal", true},
	{"oualid walid", true},
	{"schoigu shoigu choigou szojgu", false},
	{"mohammed muhammad mohamad mokhammad", true},
	{"hussein hossein husain", true},
	{"tatjana tatiana tatyana", true},
}

func TestSkeletonsOfOneName(t *testing.T) {
	for _, g := range groups {
		words := strings.Fields(g.spellings)
		for _, w := range words[1:] {
			a, b := Skeleton(words[0]), Skeleton(w)
			if a != b && (g.equal || !oneEdit(a, b)) {
				t.Errorf("%s %q, %s %q", words[0], a, w, b)
			}
		}
	}
}

// oneEdit reports whether two skeletons are equal when a letter or none is left out of each, as the index looks them up.
func oneEdit(a, b string) bool {
	rest := map[string]bool{a: true}
	for i := range a {
		rest[a[:i]+a[i+1:]] = true
	}
	if rest[b] {
		return true
	}
	for i := range b {
		if rest[b[:i]+b[i+1:]] {
			return true
		}
	}
	return false
}

func TestSpellingsOfOneNameAreSimilar(t *testing.T) {
	for _, g := range groups {
		words := strings.Fields(g.spellings)
		for _, a := range words {
			for _, b := range words {
				if s := Similarity(a, b); s < 0.72 && !SameGiven(a, b) {
					t.Errorf("%s ~ %s: %.2f", a, b, s)
				}
			}
		}
	}
}

func TestOtherNamesAreNotSimilar(t *testing.T) {
	for _, p := range [][2]string{{"ivanov", "petrov"}, {"smith", "jones"}, {"alexander", "andrei"}, {"hassan", "hamdan"}, {"ivanovich", "petrovich"},
		{"nikolaevich", "mikhailovich"}, {"marin", "martin"}, {"kim", "lim"}, {"ali", "ari"}, {"morozov", "romanov"}} {
		if s := Similarity(p[0], p[1]); s > 0.85 {
			t.Errorf("%s ~ %s: %.2f", p[0], p[1], s)
		}
	}
	for _, p := range [][2]string{{"ivanov", "petrov"}, {"smith", "jones"}, {"nikolaevich", "mikhailovich"}, {"alexander", "andrei"}} {
		if s := Similarity(p[0], p[1]); s > 0.7 {
			t.Errorf("%s ~ %s: %.2f", p[0], p[1], s)
		}
	}
}

func TestDistance(t *testing.T) {
	for _, c := range []struct {
		a, b     string
		min, max float64
	}{
		{"wladimir", "vladimir", 0.05, 0.15},
		{"guzerijew", "gutseriev", 0.2, 0.7},
		{"putin", "puttin", 0.1, 0.1},
		{"smith", "smitt", 0.2, 1},
		{"marten", "martin", 0.2, 0.5},
		{"petrov", "petkov", 1, 1},
		{"petrov", "perov", 1, 1},
		{"petrov", "pertov", 0.9, 1},
		{strings.Repeat("a", 40), strings.Repeat("a", 40) + "b", 0.01, 1},
	} {
		if d := Distance(c.a, c.b); d < c.min-1e-9 || d > c.max+1e-9 {
			t.Errorf("%s %s: %.2f, want %.2f to %.2f", c.a, c.b, d, c.min, c.max)
		}
	}
}

func TestSameGiven(t *testing.T) {
	for _, p := range [][2]string{{"sasha", "alexander"}, {"mikalai", "nicholas"}, {"bill", "william"}, {"muhammad", "mehmet"}, {"mikhail", "michal"}, {"aliaksandr", "oleksandr"},
		{"jewgeni", "yauheni"}, {"dzhordzh", "george"}, {"abdulrahman", "abdurakhman"}, {"yousef", "josef"}, {"vova", "volodymyr"}} {
		if !SameGiven(p[0], p[1]) || !SameGiven(p[1], p[0]) {
			t.Errorf("%s and %s are forms of one name", p[0], p[1])
		}
	}
	for _, p := range [][2]string{{"ivan", "boris"}, {"ali", "omar"}, {"", ""}, {"unheard", "unheardof"}} {
		if SameGiven(p[0], p[1]) {
			t.Errorf("%s is not %s", p[0], p[1])
		}
	}
}

func TestGender(t *testing.T) {
	for name, want := range map[string]string{"Mikhail Safarbekovich Gutseriev": "male", "Наталья Владимировна Петрова": "female", "Maria Zakharova": "female",
		"Natalia Kochanova": "female", "John Smith": "", "Ali": "", "Anna Borisovna Shafran": "female", "Andrea Bianchi": ""} {
		if got := Gender(Tokens(name, Person)); got != want {
			t.Errorf("%s: %q, want %q", name, got, want)
		}
	}
}

func TestFold(t *testing.T) {
	for name, want := range map[string]string{"GUTSERIEV,  Mikhail": "gutseriev mikhail", "José O’Neill-Łoś": "jose oneill los", "Гуцериев М.С.": "гуцериев м с",
		"Straße": "strasse", "ΑΛΈΞΗΣ": "αλεξησ", " - ": "", "محمَّد": "محمد"} {
		if got := Fold(name); got != want {
			t.Errorf("%q: %q, want %q", name, got, want)
		}
	}
}

func TestRarity(t *testing.T) {
	order := strings.Fields("mohammed smith trump gutseriev")
	for i := range order[1:] {
		if a, b := Rarity(order[i]), Rarity(order[i+1]); a >= b {
			t.Errorf("%s has %.1f bits, %s %.1f", order[i], a, order[i+1], b)
		}
	}
	if a, b := Rarity("jewgenij"), Rarity("evgeniy"); a > b+rarerForm+0.1 {
		t.Errorf("a German spelling of a common name has %.1f bits, the English one %.1f", a, b)
	}
	if r := Rarity("xqzwvk"); r != unknownRarity {
		t.Errorf("unknown token: %.1f", r)
	}
}

func clean(s string, space bool) bool {
	for _, r := range s {
		if !(r >= 'a' && r <= 'z' || r >= '0' && r <= '9' || space && r == ' ') {
			return false
		}
	}
	return !strings.HasPrefix(s, " ") && !strings.HasSuffix(s, " ") && !strings.Contains(s, "  ")
}

var seeds = []string{"Michail S. Guzerijew", "Гуцериев", "\u200e\xff", "习ー김", "عبد الرحمن", "Abd al-Rahman ud Din ullah", "מוריץ ג'", "ประยุทธ์", "हिन्दी", "ㅎ각a", "ﷺ", "İı", "abd-al-al", "ʼʼ'", "AbcDefGhi", "𐐷𝟘", "ᠮᠣ"}

func FuzzRomanise(f *testing.F) {
	for _, s := range seeds {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		got := Romanise(s)
		if len(got) > maxVariants {
			t.Fatalf("%q: %d variants", s, len(got))
		}
		for _, r := range got {
			if r == "" || !clean(r, true) {
				t.Fatalf("%q: %q", s, r)
			}
		}
		Fold(s)
		ScriptOf(s)
	})
}

func FuzzTokens(f *testing.F) {
	for i, s := range seeds {
		f.Add(s, uint8(i))
	}
	f.Fuzz(func(t *testing.T, s string, kind uint8) {
		k := Kind(kind % 4)
		variants := Variants(s, k)
		if len(variants) > maxVariants {
			t.Fatalf("%q: %d variants", s, len(variants))
		}
		for _, v := range variants {
			tokens := v.Tokens
			if len(tokens) == 0 {
				t.Fatalf("%q: no tokens", s)
			}
			Gender(tokens)
			for _, tok := range tokens {
				if tok.Text == "" || !clean(tok.Text, false) {
					t.Fatalf("%q: token %q", s, tok.Text)
				}
				if sk := Skeleton(tok.Text); !clean(sk, false) || len(sk) > maxSkeleton {
					t.Fatalf("%q: skeleton %q", tok.Text, sk)
				}
			}
		}
	})
}

func FuzzDistance(f *testing.F) {
	f.Add("guzerijew", "gutseriev")
	f.Add("schtscherbakow", "\xff\x00é")
	f.Fuzz(func(t *testing.T, a, b string) {
		d, e := Distance(a, b), Distance(b, a)
		if d != e || (d == 0) != (a == b) || Distance(a, a) != 0 {
			t.Fatalf("%q %q: %v and %v", a, b, d, e)
		}
		for _, limit := range []float64{0.3, 1, 2.2} {
			if w := DistanceWithin(a, b, limit); d <= limit && w != d || d > limit && w <= limit {
				t.Fatalf("%q %q: %v within %v, distance %v", a, b, w, limit, d)
			}
		}
		if s, from := Similarity(a, b), SimilarityFrom(a, b, 0.7); s > 0.701 && from != s || s < 0.699 && from != 0 {
			t.Fatalf("%q %q: similarity %v, from 0.7 %v", a, b, s, from)
		}
		if s := Similarity(a, b); s < 0 || s > 1 || s != Similarity(b, a) {
			t.Fatalf("%q %q: similarity %v", a, b, s)
		}
		if !clean(Skeleton(a), false) {
			t.Fatalf("%q: skeleton %q", a, Skeleton(a))
		}
		if SameGiven(a, b) != SameGiven(b, a) {
			t.Fatalf("%q %q", a, b)
		}
	})
}

func BenchmarkVariants(b *testing.B) {
	for _, name := range []string{"Mikhail Safarbekovich Gutseriev", "Михаил Сафарбекович Гуцериев", "Открытое акционерное общество Беларуськалий", "عبد الرحمن الظواهري"} {
		kind := Person
		if len(name) > 60 {
			kind = Organisation
		}
		b.Run(ScriptOf(name).String(), func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				Variants(name, kind)
			}
		})
	}
}

func BenchmarkSimilarity(b *testing.B) {
	b.ReportAllocs()
	for b.Loop() {
		Similarity("guzerijew", "gutseriev")
	}
}

// Most tokens with a like skeleton are other names.
func BenchmarkSimilarityFrom(b *testing.B) {
	b.ReportAllocs()
	for b.Loop() {
		SimilarityFrom("guzerijew", "kasarova", 0.7)
	}
}

func BenchmarkSkeleton(b *testing.B) {
	b.ReportAllocs()
	for b.Loop() {
		Skeleton("guzerijew")
	}
}

func TestLettersOfOrganisationsAreOneWord(t *testing.T) {
	for _, c := range [][2]string{{"A.B.C. Company", "ABC Company"}, {"L.X.C Aviation", "LXC Aviation"}, {"Mikron a. s.", "Mikron a.s."},
		{"PKO sp. z o.o.", "PKO sp. z o. o."}} {
		a, b := Tokens(c[0], Organisation), Tokens(c[1], Organisation)
		if !sameTokens(a, b) {
			t.Errorf("%s: %v; %s: %v", c[0], a, c[1], b)
		}
	}
	if got := Tokens("J. R. Smith", Person); len(got) != 3 {
		t.Errorf("a person's initials: %v", got)
	}
}
