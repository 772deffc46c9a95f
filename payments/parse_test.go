package payments

import (
	"bytes"
	"encoding/json"
	"encoding/xml"
	"errors"
	"io"
	"reflect"
	"strings"
	"testing"
	"time"

	"github.com/linchpin-oss/linchpin/archive"
	"github.com/linchpin-oss/linchpin/index"
	"github.com/linchpin-oss/linchpin/lists"
	"github.com/linchpin-oss/linchpin/screen"
)

const mtExample = "{1:F01BANKDEFFAXXX0000000000}{2:I103BANKGB2LXXXXN}{3:{108:REF}}{4:\r\n:20:REF1\r\n:23B:CRED\r\n:50F:/12345678\r\n1/JOHN\r\n1/SMITH\r\n2/1 HIGH ST\r\n" +
	"3/GB/LONDON\r\n4/19620903\r\n6/GB/HMRC/77\r\n:52D://FW021000089\r\nSOME BANK\r\nNEW YORK\r\n:53B:/D/998\r\nLONDON\r\n:57A:BANKFRPP\r\n:59:/999\r\nACME GMBH\r\nBERLIN\r\n:70:/INV/17\r\n:99Z:ODD FIELD\r\n-}{5:{CHK:ABC}}"

func one(t *testing.T, text string) *Message {
	t.Helper()
	ms, err := Read([]byte(text))
	if err != nil || len(ms) != 1 {
		t.Fatalf("%d messages, %v", len(ms), err)
	}
	return ms[0]
}

func party(t *testing.T, m *Message, role string) Party {
	t.Helper()
	for _, p := range m.Parties {
		if p.Role == role {
			p.named, p.lines = 0, false
			return p
		}
	}
	t.Fatalf("no %s in %+v", role, m.Parties)
	return Party{}
}

func TestMTParties(t *testing.T) {
	m := one(t, mtExample)
	if m.Type != "MT103" || m.Reference != "REF1" || !m.Complete {
		t.Errorf("%s %s %v", m.Type, m.Reference, m.Problems)
	}
	for _, want := range []Party{
		{Role: "ordering_customer", Path: "50F", Name: "JOHN SMITH", Address: []string{"1 HIGH ST", "LONDON"}, Country: "GB", Account: "12345678", BirthDate: "1962-09-03",
			IDs: []string{"77"}},
		{Role: "ordering_institution", Path: "52D", Name: "SOME BANK", Address: []string{"NEW YORK"}, Account: "FW021000089"},
		{Role: "senders_correspondent", Path: "53B", Address: []string{"LONDON"}, Account: "D/998"},
		{Role: "account_with", Path: "57A", BIC: "BANKFRPP"},
		{Role: "beneficiary", Path: "59", Name: "ACME GMBH", Address: []string{"BERLIN"}, Account: "999"},
		{Role: "sender", Path: "block 1", BIC: "BANKDEFFXXX"}, {Role: "receiver", Path: "block 2", BIC: "BANKGB2LXXX"},
	} {
		if got := party(t, m, want.Role); !reflect.DeepEqual(got, want) {
			t.Errorf("got  %+v\nwant %+v", got, want)
		}
	}
	found := false
	for _, f := range m.Other {
		found = found || f.Path == "99Z" && f.Content() == "ODD FIELD"
	}
	if !found {
		t.Error("an unknown field is lost")
	}
}

func TestMXPartiesGatherTheirFields(t *testing.T) {
	m := one(t, `<e:Env xmlns:e="x"><e:Document xmlns:e="urn:iso:std:iso:20022:tech:xsd:pacs.008.001.99"><e:C><e:Tx><e:UltmtDbtr><e:Nm>A &amp; B</e:Nm><e:Id><e:PrvtId>`+
		`<e:DtAndPlcOfBirth><e:BirthDt>1962-09-03</e:BirthDt></e:DtAndPlcOfBirth><e:Othr><e:Id>P77</e:Id></e:Othr></e:PrvtId></e:Id><e:CtryOfRes>BY</e:CtryOfRes></e:UltmtDbtr>`+
		`<e:Dbtr><e:Nm>C</e:Nm><e:Id><e:OrgId><e:LEI>L1</e:LEI></e:OrgId></e:Id></e:Dbtr><e:DbtrAcct><e:Id><e:IBAN>DE1</e:IBAN></e:Id></e:DbtrAcct>`+
		`<e:NewThing><e:Odd a="x y z">text nobody knows</e:Odd></e:NewThing></e:Tx></e:C></e:Document></e:Env>`)
	if m.Type != "pacs.008.001.99" || !m.Complete {
		t.Errorf("%s %v", m.Type, m.Problems)
	}
	base := "/Env/Document/C/Tx/"
	if got, want := party(t, m, "ultimate_debtor"), (Party{Role: "ultimate_debtor", Path: base + "UltmtDbtr", Name: "A & B", BirthDate: "1962-09-03", Country: "BY",
		IDs: []string{"P77"}}); !reflect.DeepEqual(got, want) {
		t.Errorf("%+v", got)
	}
	if got, want := party(t, m, "debtor"), (Party{Role: "debtor", Path: base + "Dbtr", Name: "C", LEI: "L1", Account: "DE1"}); !reflect.DeepEqual(got, want) {
		t.Errorf("%+v", got)
	}
	var other []string
	for _, f := range m.Other {
		other = append(other, strings.TrimPrefix(f.Path, base)+"="+f.Value)
	}
	if want := []string{"UltmtDbtr/Id/PrvtId/Othr/Id=P77", "NewThing/Odd/@a=x y z", "NewThing/Odd=text nobody knows"}; !reflect.DeepEqual(other, want) {
		t.Errorf("%q", other)
	}
}

func TestSeveralMessages(t *testing.T) {
	doc := `<Document xmlns="urn:iso:std:iso:20022:tech:xsd:pacs.009.001.08"><F><Nm>x</Nm></F></Document>`
	for text, want := range map[string]int{mtExample + "$" + mtExample + "\n" + mtExample: 3, doc + doc: 2, "<Batch>" + doc + "<AppHdr><Fr/></AppHdr>" + doc + "</Batch>": 2,
		"{1500}1\n{4200}D1*A*\n{1500}2\n{4200}D2*B*\n": 2, ":20:X\n:59:A\n": 1} {
		ms, err := Read([]byte(text))
		if err != nil || len(ms) != want {
			t.Errorf("%.60q: %d messages, want %d, %v", text, len(ms), want, err)
		}
	}
}

// TestDamage: what is wrong is told with field and offset, and what could be read is there.
func TestDamage(t *testing.T) {
	for _, x := range []struct{ text, path, why, keeps string }{
		{mtExample[:strings.Index(mtExample, ":70:")], "block 4", "cut off", "ACME GMBH"},
		{strings.Replace(mtExample, ":57A:BANKFRPP", ":57A:NO BIC", 1), "57A", "not a BIC", "ACME GMBH"},
		{strings.Replace(mtExample, ":23B:CRED", ":2ZB:CRED", 1), "20", "no known tag", "ACME GMBH"},
		{":59:ACME GMBH\n", "", "no header blocks", "ACME GMBH"},
		{`<Document xmlns="urn:iso:std:iso:20022:tech:xsd:pacs.008.001.08"><Cdtr><Nm>ACME GMBH</Nm><PstlAdr>`, "/Document/Cdtr/PstlAdr", "cut off", "ACME GMBH"},
		{`<Document xmlns="urn:iso:std:iso:20022:tech:xsd:pacs.008.001.08"><Cdtr><Nm>ACME GMBH</Cdtr></Document>`, "/Document/Cdtr/Nm", "not closed", "ACME GMBH"},
		{`<!DOCTYPE x [<!ENTITY a "b">]><Document xmlns="urn:iso:std:iso:20022:tech:xsd:pacs.008.001.08"><Nm>ACME GMBH</Nm><Ustrd>&a;</Ustrd></Document>`, "", "document type", "ACME GMBH"},
		{"{1500}1\n{4200}\n{5000}D1*ACME GMBH*\n", "4200", "empty", "ACME GMBH"},
		{"just a letter about ACME GMBH", "", "free text", "ACME GMBH"},
	} {
		m := one(t, x.text)
		ok := false
		for _, p := range m.Problems {
			ok = ok || strings.HasPrefix(p.Path, x.path) && strings.Contains(p.Text, x.why) && p.Offset >= 0 && p.Offset <= len(x.text)
		}
		if m.Complete || !ok {
			t.Errorf("%.60q: complete %v, problems %v", x.text, m.Complete, m.Problems)
		}
		out, _ := json.Marshal(m)
		if !strings.Contains(string(out), x.keeps) {
			t.Errorf("%.60q: %s is lost", x.text, x.keeps)
		}
	}
	if _, err := Read([]byte(" \n")); err == nil {
		t.Error("an empty input is no message")
	}
}

func TestEncodings(t *testing.T) {
	latin := "<?xml version=\"1.0\" encoding=\"ISO-8859-1\"?><Document><Cdtr><Nm>M\xfcller</Nm></Cdtr></Document>"
	wide := []byte{0xff, 0xfe}
	for _, c := range []byte("<Document><Cdtr><Nm>M") {
		wide = append(wide, c, 0)
	}
	wide = append(wide, 0xfc, 0)
	for _, c := range []byte("ller</Nm></Cdtr></Document>") {
		wide = append(wide, c, 0)
	}
	for _, text := range []string{latin, string(wide), "\xef\xbb\xbf<Document><Cdtr><Nm>Müller</Nm></Cdtr></Document>"} {
		if p := party(t, one(t, text), "creditor"); p.Name != "Müller" {
			t.Errorf("%q", p.Name)
		}
	}
}

func TestMasked(t *testing.T) {
	for name, want := range map[string]bool{"ONE OF OUR CUSTOMERS": true, "One of our clients.": true, "NOTPROVIDED": true, "our client": true, "XXXXX": true, "***": true, "12345": true,
		"Client First Bank": false, "ACME CUSTOMER SERVICES LTD": false, "Unknown Mortal Orchestra": false, "王": false, "Xi": false} {
		if got := masked(name) != ""; got != want {
			t.Errorf("%s: masked %v, want %v", name, got, want)
		}
	}
	for name, want := range map[string]bool{"INTERNATIONAL BANK FOR RECONSTRUCTION AND": true, "ACME TRADING...": true, "JOHN SMITH": false, "RASA ENGINEERING SERVICES (PVT) L": false} {
		if got := truncated(name) != ""; got != want {
			t.Errorf("%s: truncated %v, want %v", name, got, want)
		}
	}
}

// TestDirectDebits: in MT104 and MT107 it is the creditor who instructs.
func TestDirectDebits(t *testing.T) {
	m := one(t, "{1:F01BANKDEFFAXXX0000000000}{2:I104BANKGB2LXXXXN}{4:\n:20:R\n:50K:/1\nGAS WORKS\n:59:/2\nJOHN SMITH\n-}")
	if p := party(t, m, "creditor"); p.Name != "GAS WORKS" {
		t.Errorf("creditor %+v", p)
	}
	if p := party(t, m, "debtor"); p.Name != "JOHN SMITH" {
		t.Errorf("debtor %+v", p)
	}
}

// TestCoverPartiesAreNoBICs: a beneficiary of eleven letters in a Fedwire cover tag is a name, whatever it looks like.
func TestCoverPartiesAreNoBICs(t *testing.T) {
	m := one(t, "{1500}1\n{7059}59*/3*BELARUSKALI*\n{7056}56A*BANKDEFF*\n")
	if p := party(t, m, "beneficiary"); p.Name != "BELARUSKALI" || p.BIC != "" {
		t.Errorf("%+v", p)
	}
	if p := party(t, m, "intermediary"); p.BIC != "BANKDEFF" {
		t.Errorf("%+v", p)
	}
}

// checkerOf makes a checker of one list.
func checkerOf(t testing.TB) *Checker {
	t.Helper()
	p := lists.NewRecord("a-list", "1", "Person")
	p.Target().Add("name", "Aliaksandr LUKASHENKA")
	p.Target().Add("alias", "Alexander LUKASHENKO")
	p.Target().Add("nationality", "by")
	b := lists.NewRecord("a-list", "2", "Organization")
	b.Target().Add("name", "Bank Melli Iran")
	b.Target().Add("swiftBic", "MELIDEHH")
	records := []*lists.Record{p, b}
	h := &archive.History{List: "a-list"}
	ins := h.Insert()
	ins.Add(&archive.Publication{Published: "2024-01-10", SHA256: "x", Records: 2, Status: archive.Accepted}, records)
	ins.Finish()
	meta := index.ListMeta{ID: "a-list", Publications: []index.PublicationMeta{{Published: "2024-01-10", SHA256: "x", Records: 2, Readable: true, Status: archive.Accepted,
		Retrieved: "2024-01-10T00:00:00Z"}}}
	data, err := index.Build([]index.Input{{Meta: meta, History: h}}, nil)
	if err != nil {
		t.Fatal(err)
	}
	x, err := index.FromBytes(data)
	if err != nil {
		t.Fatal(err)
	}
	s := screen.New(x)
	s.Now = func() time.Time { return time.Date(2024, 1, 11, 0, 0, 0, 0, time.UTC) }
	sc, err := s.NewScanner(screen.Query{})
	if err != nil {
		t.Fatal(err)
	}
	return &Checker{Scanner: sc}
}

func TestCheckNamesTheField(t *testing.T) {
	c := checkerOf(t)
	mx := func(body string) string {
		return `<Document xmlns="urn:iso:std:iso:20022:tech:xsd:pacs.008.001.08">` + body + `</Document>`
	}
	for _, x := range []struct{ text, kind, path, id string }{
		{strings.Replace(mtExample, "ACME GMBH", "ALEXANDER LUKASHENKO", 1), "name", "59", "a-list:1"},
		{strings.Replace(mtExample, "ACME GMBH\r\nBERLIN", "ALEXANDER LUKA\r\nSHENKO", 1), "name", "59", "a-list:1"},
		{strings.Replace(mtExample, "/INV/17", "/INV/17 A LEXANDER LUKA\r\n//SHENKO", 1), "name", "70", "a-list:1"},
		{strings.Replace(mtExample, "ODD FIELD", "ALEXANDER LUKASHENKO", 1), "name", "99Z", "a-list:1"},
		{strings.Replace(mtExample, "BANKFRPP", "MELIDEHH", 1), "identifier", "57A", "a-list:2"},
		{strings.Replace(mtExample, "BANKFRPP", "BANKIRTH", 1), "country", "57A", "IR"},
		{strings.Replace(mtExample, "ACME GMBH", "ONE OF OUR CUSTOMERS", 1), "masked", "59", ""},
		{mx("<A><RmtInf><Ustrd>FOR ALEXANDER LUKA</Ustrd><Ustrd>SHENKO</Ustrd></RmtInf></A>"), "name", "/Document/A/RmtInf/Ustrd", "a-list:1"},
		{mx("<A><Cdtr><Nm>X</Nm><PstlAdr><Ctry>KP</Ctry></PstlAdr></Cdtr></A>"), "country", "/Document/A/Cdtr", "KP"},
		{mx("<A><New><Thing>Alexander Lukashenko</Thing></New></A>"), "name", "/Document/A/New/Thing", "a-list:1"},
		{mx("<A><Cdtr><Nm>Alexander Lukashenko</Nm>"), "name", "/Document/A/Cdtr/Nm", "a-list:1"},
		{"{1500}1\n{4200}D1*ALEXANDER LUKASHENKO*\n{5000}D1*A B*\n", "name", "4200", "a-list:1"},
		{mx("<A><Cdtr><Nm>Ann Smith</Nm><CtctDtls><Nm>Alexander Lukashenko</Nm></CtctDtls></Cdtr></A>"), "name", "/Document/A/Cdtr/CtctDtls/Nm", "a-list:1"},
		{mx("<A><CdtrAgt><FinInstnId><Nm>A Bank</Nm></FinInstnId><BrnchId><Nm>Tehran branch</Nm></BrnchId></CdtrAgt></A>"), "country", "/Document/A/CdtrAgt/BrnchId/Nm", "IR"},
		{mx("<A><RgltryRptg><Authrty><Nm>Customs</Nm><Ctry>IR</Ctry></Authrty></RgltryRptg></A>"), "country", "/Document/A/RgltryRptg/Authrty/Ctry", "IR"},
		{strings.Replace(mtExample, ":70:/INV/17", ":77B:/BENEFRES/IR", 1), "country", "77B", "IR"},
		{strings.Replace(mtExample, "/INV/17", "/ACC/BANKIRTH", 1), "country", "70", "IR"},
		{strings.Replace(mtExample, ":70:/INV/17", ":86:?20RENT?32ALEXANDER LUKA?33SHENKO?60X", 1), "name", "86", "a-list:1"},
		{"{1500}1\n{4200}D1*X Y*\n{7059}59*/3*MELLIDEHHXX*\n{7052}52A*MELIDEHH*\n", "identifier", "7052", "a-list:2"},
		{"{1500}1\n{4200}D1*X Y*\n{6500}ALEXANDER LUKASHENKO*\n", "name", "6500", "a-list:1"},
	} {
		r, err := c.Check(one(t, x.text))
		if err != nil {
			t.Fatal(err)
		}
		ok := false
		for _, a := range r.Alerts {
			ok = ok || a.Kind == x.kind && a.Path == x.path && a.ID == x.id && a.Value[a.Start:a.End] == a.Text
		}
		if !ok {
			t.Errorf("%s %s %s: got %+v", x.kind, x.path, x.id, r.Alerts)
		}
	}
	if r, _ := c.Check(one(t, mtExample)); r.Alert {
		t.Errorf("a clean message: %+v", r.Alerts)
	}
}

func FuzzRead(f *testing.F) {
	for _, s := range []string{mtExample, "{1:F01", "{4:\n:50F:/\n1/\n-}", "<a><b x='1'>&#x41;<![CDATA[x]]></b></a>", "<a b=c>&x;</", "{1500}\n{4200}D*", "{9999}", "<!DOCTYPE [<]>", ":59:\n", "\xff\xfea",
		"<Dbtr><Nm>x</Nm></Dbtr><DbtrAcct><Id><IBAN>y"} {
		f.Add([]byte(s))
	}
	c := checkerOf(f)
	f.Fuzz(func(t *testing.T, data []byte) {
		ms, err := Read(data)
		if err != nil {
			return
		}
		if len(ms) == 0 {
			t.Fatal("neither message nor error")
		}
		for _, m := range ms {
			if m.Complete != (len(m.Problems) == 0) {
				t.Fatalf("complete %v with problems %v", m.Complete, m.Problems)
			}
			for _, fs := range [][]Field{m.Fields, m.Other} {
				for _, x := range fs {
					if x.Offset < 0 || x.party >= len(m.Parties) {
						t.Fatalf("%+v", x)
					}
				}
			}
			r, err := c.Check(m)
			if err != nil {
				t.Fatal(err)
			}
			if _, err := json.Marshal(r); err != nil {
				t.Fatal(err)
			}
		}
	})
}

// texts gathers the text of the leaves that walkXML tells of.
type texts struct {
	stack []string
	out   []string
	bads  int
}

func (x *texts) open(name []byte, _ int)       { x.stack = append(x.stack, "") }
func (x *texts) attribute([]byte, []byte, int) {}
func (x *texts) text(s []byte, _ int) {
	if len(x.stack) > 0 {
		x.stack[len(x.stack)-1] += string(s)
	}
}
func (x *texts) close(int) {
	top := x.stack[len(x.stack)-1]
	x.stack = x.stack[:len(x.stack)-1]
	x.out = append(x.out, strings.Join(strings.Fields(top), " "))
}
func (x *texts) bad(int, string) { x.bads++ }

// FuzzXML compares the walk with encoding/xml: what that reads without error, the walk reads alike.
func FuzzXML(f *testing.F) {
	for _, s := range []string{"<a>x<b>y &amp; z</b></a>", "<a><![CDATA[<x>]]></a>", "<n:a xmlns:n='u' b=\"1\"/>", "<?xml version='1.0'?><a><!-- c --></a>"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		var want []string
		var stack []string
		d := xml.NewDecoder(strings.NewReader(s))
		for {
			tok, err := d.Token()
			if errors.Is(err, io.EOF) {
				break
			}
			if err != nil {
				return
			}
			switch tok := tok.(type) {
			case xml.StartElement:
				stack = append(stack, "")
			case xml.EndElement:
				want = append(want, strings.Join(strings.Fields(stack[len(stack)-1]), " "))
				stack = stack[:len(stack)-1]
			case xml.CharData:
				if len(stack) > 0 {
					stack[len(stack)-1] += string(tok)
				}
			case xml.Directive:
				return
			}
		}
		if len(want) == 0 || len(want) > maxDepth/2 || strings.Contains(s, "\r") {
			return
		}
		var got texts
		walkXML([]byte(s), &got)
		if got.bads == 0 && !reflect.DeepEqual(got.out, want) {
			t.Errorf("%q: %q, want %q", s, got.out, want)
		}
	})
}

func BenchmarkReadMX(b *testing.B) {
	raw := pacs008(1, partyText{"ACME GMBH", "X 1", "BERLIN", "DE", "1"}, partyText{"JOHN SMITH", "X 1", "LONDON", "GB", "2"}, [4]string{"BANKDEFF", "BANKDEFF", "BANKDEFF", "BANKDEFF"}, "INVOICE 17")
	b.SetBytes(int64(len(raw)))
	for b.Loop() {
		if _, err := Read(bytes.Clone(raw)); err != nil {
			b.Fatal(err)
		}
	}
}
