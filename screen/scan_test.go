package screen

import (
	"math"
	"os"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"github.com/linchpin-oss/linchpin/archive"
	"github.com/linchpin-oss/linchpin/index"
	"github.com/linchpin-oss/linchpin/lists"
	"github.com/linchpin-oss/linchpin/match"
)

// scanned makes a scanner of one list: each line is schema, name and perhaps property=value.
func scanned(t testing.TB, lines ...string) *Scanner {
	t.Helper()
	var records []*lists.Record
	for _, line := range lines {
		f := strings.Split(line, "|")
		r := lists.NewRecord("a-list", f[1], f[0])
		r.Target().Add("name", f[1])
		for _, p := range f[2:] {
			prop, value, _ := strings.Cut(p, "=")
			r.Target().Add(prop, value)
		}
		records = append(records, r)
	}
	h := &archive.History{List: "a-list"}
	ins := h.Insert()
	ins.Add(&archive.Publication{Published: "2024-01-10", SHA256: "x", Records: len(records), Status: archive.Accepted}, records)
	ins.Finish()
	meta := index.ListMeta{ID: "a-list", Title: "a-list", Publications: []index.PublicationMeta{{Published: "2024-01-10", SHA256: "x", Records: len(records),
		Readable: true, Status: archive.Accepted, Retrieved: "2024-01-10T00:00:00Z"}}}
	data, err := index.Build([]index.Input{{Meta: meta, History: h}}, nil)
	if err != nil {
		t.Fatal(err)
	}
	x, err := index.FromBytes(data)
	if err != nil {
		t.Fatal(err)
	}
	s := New(x)
	s.Now = func() time.Time { return time.Date(2024, 1, 11, 0, 0, 0, 0, time.UTC) }
	c, err := s.NewScanner(Query{})
	if err != nil {
		t.Fatal(err)
	}
	return c
}

func someList(t testing.TB) *Scanner {
	return scanned(t,
		"Person|Mikhail Safarbekovich GUTSERIEV", "Person|Aliaksandr LUKASHENKA|alias=Alexander LUKASHENKO", "Person|Salah Eddine GASMI",
		"Company|Belaruskali OAO", "Company|SHAHID BAGHERI INDUSTRIAL GROUP", "Organization|Research Institute of Electronic Computers Open Joint Stock Company",
		"Company|Mada Transport", "Company|State Bank of Trade", "Organization|Bank Melli Iran|swiftBic=MELIIRTH", "Person|Said SAID",
		"Vessel|ARTAVIL|imoNumber=9187629", "Vessel|HOPE|imoNumber=9074729", "Person|Kim JONG UN|alias=金正恩",
		"CryptoWallet|Wallet OWNERSON|publicKey=1AjZPMsnmpdK2Rv9KQNfMurTXinscVro9V", "Company|Guta Holding|registrationNumber=1027700", "Company|Mossazh Trading Network|leiCode=5493001KJTIIGC8Y1R12")
}

func TestScanFindsNames(t *testing.T) {
	c := someList(t)
	for _, x := range []struct{ text, stretch, id string }{
		{"payment to Michail Guzerijew for shares", "Michail Guzerijew", "Mikhail Safarbekovich GUTSERIEV"},
		{"payment to GUTSERIEV MIKHAIL for shares", "GUTSERIEV MIKHAIL", "Mikhail Safarbekovich GUTSERIEV"},
		{"goods for Alexander Lukashenko, Minsk", "Alexander Lukashenko", "Aliaksandr LUKASHENKA"},
		{"goods for Alexnader Lukashenko", "Alexnader Lukashenko", "Aliaksandr LUKASHENKA"},
		{"goods for AlexanderLukashenko", "AlexanderLukashenko", "Aliaksandr LUKASHENKA"},
		{"goods for Alexander Luka\nshenko", "Alexander Luka\nshenko", "Aliaksandr LUKASHENKA"},
		{"/BNF/ALEXANDER LUKA\n//SHENKO", "ALEXANDER LUKA\n//SHENKO", "Aliaksandr LUKASHENKA"},
		{"invoice Salah Eddine Gasmi 17", "Salah Eddine Gasmi", "Salah Eddine GASMI"},
		{"POTASH FROM BELARUSKALI", "BELARUSKALI", "Belaruskali OAO"},
		{"POTASH FROM BELARUSKA\n//LI NOW", "BELARUSKA\n//LI", "Belaruskali OAO"},
		{"parts for Shahid Bagheri Industrial Group, paid", "Shahid Bagheri Industrial Group", "SHAHID BAGHERI INDUSTRIAL GROUP"},
		{"fee of Mada Transport for May", "Mada Transport", "Mada Transport"},
		{"paid to RESEARCH INSTITUTE OF ELECTRONIC COMPUTRES OPEN JOINT STOCK COMPANY", "RESEARCH INSTITUTE OF ELECTRONIC COMPUTRES OPEN JOINT STOCK COMPANY",
			"Research Institute of Electronic Computers Open Joint Stock Company"},
		{"paid to Research Institute of Electronic Computers", "Research Institute of Electronic Computers", "Research Institute of Electronic Computers Open Joint Stock Company"},
		{"cargo of mv Artavil at sea", "Artavil", "ARTAVIL"},
		{"致金正恩先生", "金正恩", "Kim JONG UN"},
	} {
		found, err := c.Scan(x.text, About{})
		if err != nil {
			t.Fatal(err)
		}
		ok := false
		for _, m := range found {
			if m.Kind == "name" && m.ID == "a-list:"+x.id && strings.HasPrefix(x.stretch, m.Text) && len(m.Text) > len(x.stretch)/2 {
				ok = true
			}
		}
		if !ok {
			t.Errorf("%q: want %s at %q, got %+v", x.text, x.id, x.stretch, found)
		}
	}
}

func TestScanLeavesOrdinaryTextAlone(t *testing.T) {
	c := someList(t)
	for _, text := range []string{"We hope that the state of the trade will be better, said the bank.", "He said: said and done.", "The research institute bought electronic computers.",
		"SALARY MARCH 2026 REF 9187629", "Transport of 12 pallets", "INVOICE 1027700", "Michael Sanders and Alexander Smith", "the industrial group of the north"} {
		if found, _ := c.Scan(text, About{}); len(found) > 0 {
			t.Errorf("%q: %+v", text, found[0])
		}
	}
}

func TestScanFindsIdentifiersAndCountries(t *testing.T) {
	c := someList(t)
	for _, x := range []struct{ text, kind, stretch, caption string }{
		{"vessel IMO 9187629 loading", "identifier", "9187629", "ARTAVIL"},
		{"vessel IMO9187629", "identifier", "IMO9187629", "ARTAVIL"},
		{"via MELIIRTH please", "identifier", "MELIIRTH", "Bank Melli Iran"},
		{"via MELIIRTHXXX please", "identifier", "MELIIRTHXXX", "Bank Melli Iran"},
		{"send to 1AjZPMsnmpdK2Rv9KQNfMurTXinscVro9V today", "identifier", "1AjZPMsnmpdK2Rv9KQNfMurTXinscVro9V", "1AjZPMsnmpdK2Rv9KQNfMurTXinscVro9V"},
		{"LEI 5493001KJTIIGC8Y1R12", "identifier", "5493001KJTIIGC8Y1R12", "Mossazh Trading Network"},
		{"registration 1027700", "identifier", "1027700", "Guta Holding"},
		{"goods from Iran by truck", "country", "Iran", "Iran"},
		{"port of Sevastopol", "country", "Sevastopol", "Crimea and Sevastopol"},
		{"shipped to TEHRAN", "country", "TEHRAN", "Iran"},
	} {
		found, err := c.Scan(x.text, About{})
		if err != nil {
			t.Fatal(err)
		}
		ok := false
		for _, m := range found {
			ok = ok || m.Kind == x.kind && m.Text == x.stretch && m.Caption == x.caption
		}
		if !ok {
			t.Errorf("%q: want %s %q, got %+v", x.text, x.kind, x.stretch, found)
		}
	}
}

// TestScanReadsPiecesOfALongText: a name is found wherever it stands, also where two pieces meet.
func TestScanReadsPiecesOfALongText(t *testing.T) {
	c := someList(t)
	filler := strings.Repeat("ordinary words of a long report ", 4*chunkSize/32)
	for _, at := range []int{0, chunkSize - 12, chunkSize, chunkSize + 5, 2*chunkSize - 700, 3 * chunkSize} {
		at = strings.LastIndexByte(filler[:at+1], ' ') + 1
		text := filler[:at] + "Alexander Lukashenko " + filler[at:]
		found := c.Find(text, About{})
		if len(found) != 1 || found[0].Start != at || found[0].Text != "Alexander Lukashenko" {
			t.Errorf("at %d: %+v", at, found)
		}
	}
}

func TestPartyNames(t *testing.T) {
	c := someList(t)
	for _, x := range []struct {
		name  string
		alert bool
	}{{"ALEXANDER LUKASHENKO", true}, {"MR ALEXANDER LUKASHENKO", true}, {"STATE BANK OF TRADE", true}, {"STATE BANK OF INDIA", false}, {"Said Said", true},
		{"RESEARCH INSTITUTE OF ELECTRONIC C", true}, {"RESEARCH INSTITUTE OF ELEPHANTS", false}, {"ALEXANDER SMITH", false}} {
		found := c.Find(x.name, About{Whole: true, Cut: true})
		if (len(found) > 0) != x.alert {
			t.Errorf("%s: alert %v, want %v: %+v", x.name, len(found) > 0, x.alert, found)
		}
	}
	born := About{Whole: true, Facts: match.Facts{Countries: []string{"by"}}}
	if found := c.Find("ALEXANDER LUKASHENKO", born); len(found) == 0 {
		t.Error("a fact loses the hit")
	}
}

// checkMentions holds what is true of every mention.
func checkMentions(t *testing.T, text string, found []Mention) {
	t.Helper()
	for i, m := range found {
		if m.Start < 0 || m.End > len(text) || m.Start >= m.End || text[m.Start:m.End] != m.Text {
			t.Fatalf("%q: mention %+v does not stand where it says", text, m)
		}
		if i > 0 && m.Start < found[i-1].Start {
			t.Fatalf("%q: mentions are not in order", text)
		}
		if sum := match.Sum(m.Evidence); math.Abs(sum-m.Bits) > 0.1 {
			t.Fatalf("%q: evidence of %.2f bits for %.2f: %+v", text, sum, m.Bits, m)
		}
	}
}

func FuzzScan(f *testing.F) {
	for _, s := range []string{"", "Alexander Luka\n//shenko", "金正恩", "M. Gutseriev", "'s 's’", "IMO 9187629", "\xff\xfe a \xc3", "ÀÉ Œ ß ﷺ", "MELIIRTHXXX 1-2-3 /",
		"Bank Melli Iran\r\nTEHRAN", strings.Repeat("a ", 50)} {
		f.Add(s, false)
		f.Add(s, true)
	}
	c := someList(f)
	f.Fuzz(func(t *testing.T, text string, whole bool) {
		if len(text) > 5000 {
			return
		}
		found, err := c.Scan(text, About{Whole: whole})
		if err != nil {
			t.Fatal(err)
		}
		if utf8.ValidString(text) {
			checkMentions(t, text, found)
		}
	})
}

// FuzzEdits compares the distance in a band with the plain one.
func FuzzEdits(f *testing.F) {
	f.Add("gutseriev", "gutserieev", 2)
	f.Add("ab", "ba", 1)
	f.Fuzz(func(t *testing.T, a, b string, most int) {
		if len(a) > 60 || len(b) > 60 || most < 0 || most > 3 {
			return
		}
		if got, want := editsWithin([]byte(a), b, most), plainEdits(a, b) <= most; got != want {
			t.Errorf("%q, %q within %d: %v", a, b, most, got)
		}
	})
}

func plainEdits(a, b string) int {
	d := make([][]int, len(a)+1)
	for i := range d {
		d[i] = make([]int, len(b)+1)
		for j := range d[i] {
			switch {
			case i == 0:
				d[i][j] = j
			case j == 0:
				d[i][j] = i
			default:
				cost := 1
				if a[i-1] == b[j-1] {
					cost = 0
				}
				d[i][j] = min(d[i-1][j]+1, d[i][j-1]+1, d[i-1][j-1]+cost)
				if i > 1 && j > 1 && a[i-1] == b[j-2] && a[i-2] == b[j-1] {
					d[i][j] = min(d[i][j], d[i-2][j-2]+1)
				}
			}
		}
	}
	return d[len(a)][len(b)]
}

// BenchmarkScanText scans the file in LINCHPIN_BENCH_TEXT against the index in LINCHPIN_BENCH_INDEX.
func BenchmarkScanText(b *testing.B) {
	path, file := os.Getenv("LINCHPIN_BENCH_INDEX"), os.Getenv("LINCHPIN_BENCH_TEXT")
	if path == "" || file == "" {
		b.Skip("SKIPPED: set LINCHPIN_BENCH_INDEX to an index file and LINCHPIN_BENCH_TEXT to a text file")
	}
	x, err := index.Open(path)
	if err != nil {
		b.Fatal(err)
	}
	defer x.Close()
	c, err := New(x).NewScanner(Query{})
	if err != nil {
		b.Fatal(err)
	}
	data, err := os.ReadFile(file)
	if err != nil {
		b.Fatal(err)
	}
	text := string(data)
	b.SetBytes(int64(len(text)))
	for b.Loop() {
		c.Find(text, About{})
	}
}
