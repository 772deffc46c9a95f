package main

import (
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// holdings are a register's statements about two men of the starter data, who together own half of one company, which owns most of another.
const holdings = `from,to,to_name,kind,share,valid_from,source
eu-belarus:EU.6385.79,samho,Samho Shipping,ownership,30%,2015-01-01,register
eu-belarus:EU.6047.77,samho,Samho Shipping,ownership,20%,2015-01-01,register
samho,bremino,Bremino Terminal,ownership,60%,2015-01-01,register
eu-belarus:EU.6385.79,taedong,Taedong Foods,ownership,10%,2015-01-01,register
`

// renamed says in FollowTheMoney that the second company has had another name.
const renamed = `{"id":"bremino","schema":"Company","properties":{"name":["Bremino Terminal"],"previousName":["Kwangmyong Mineral Export"]}}
`

func newRegister(t *testing.T) *cliTest {
	c := newCLI(t)
	c.ok("network", "--import", c.file("holdings.csv", holdings), "--import", c.file("renamed.json", renamed))
	return c
}

// all asserts that words stand in an output, in this order.
func (c *cliTest) all(out string, words ...string) {
	c.Helper()
	rest := out
	for _, w := range words {
		_, after, found := strings.Cut(rest, w)
		if !found {
			c.Fatalf("%q is not said, or not in its place:\n%s", w, out)
		}
		rest = after
	}
}

func TestScreenTellsOfCompaniesOfListedOwners(t *testing.T) {
	c := newRegister(t)
	for _, name := range []string{"Samho Shipping", "Bremino Terminal", "Kwangmyong Mineral Export"} {
		c.all(c.ok("screen", name), "ALERT", "on no list, but", "BLOCKED under eu-2024", "GUTSERIEV (listed on eu-belarus) owns 30 % of Samho Shipping", "No alert by the lists themselves")
	}
	if out := c.ok("screen", "Taedong Foods"); strings.Contains(out, "BLOCKED") || strings.Contains(out, "ALERT") {
		t.Errorf("a company of which listed parties own a tenth is told of:\n%s", out)
	}
	// until 2 July 2024 the EU's rule asked for more than half
	if out := c.ok("screen", "Samho Shipping", "--as-of", "2024-07-01"); strings.Contains(out, "BLOCKED") {
		t.Errorf("blocked by exactly half on a day on which the rule asked for more:\n%s", out)
	}
}

func TestBatchTellsOfCompaniesOfListedOwners(t *testing.T) {
	c := newRegister(t)
	in := c.file("customers.csv", "id,name\n1,Kwangmyong Mineral Export\n2,Taedong Foods\n3,Michail S. Guzerijew\n")
	out := filepath.Join(t.TempDir(), "out.jsonl")
	c.ok("batch", in, "-o", out)
	data, err := os.ReadFile(out)
	if err != nil {
		t.Fatal(err)
	}
	lines := strings.Split(strings.TrimSpace(string(data)), "\n")
	if len(lines) != 3 {
		t.Fatalf("%d lines for 3 customers:\n%s", len(lines), data)
	}
	for i, want := range []string{`"Samho Shipping"`, "", "EU.6385.79"} {
		if !strings.Contains(lines[i], want) {
			t.Errorf("customer %d: no %s in %s", i+1, want, lines[i])
		}
	}
	if strings.Contains(lines[1], "bremino") || strings.Contains(lines[1], "samho") {
		t.Errorf("a company of which listed parties own a tenth is told of: %s", lines[1])
	}
}

func TestStoredNetworkOnTheCommandLine(t *testing.T) {
	c := newRegister(t)
	c.all(c.ok("blocked", "--rule", "eu"), "2 blocked", "BLOCKED Samho Shipping", "BLOCKED Bremino Terminal")
	c.all(c.ok("blocked", "--rule", "eu-2018", "--entity", "samho"), "0 blocked", "not blocked Samho Shipping", "50 %")
	c.says("nothing can be said; it counts listings of ofac-sdn", "blocked", "--rule", "us-ofac")
	c.all(c.ok("owners", "Bremino Terminal"), "60 % Samho Shipping", "18 % Mikhail Safarbekovich GUTSERIEV", "12 %")
	c.all(c.ok("path", "eu-belarus:EU.6047.77", "Kwangmyong Mineral Export"), "Connected by 2 steps", "ownership 20 %", "ownership 60 %")
	c.all(c.ok("network", "samho"), "ownership 30 %", "Bremino Terminal")
	c.all(c.ok("whatif", "--delist", "eu-belarus:EU.6047.77", "--rule", "eu"), "releases 2", "Samho Shipping", "30 % left")
	c.fails("nobody in this network", "owners", "Nobody At All")
	c.fails("--as-of", "blocked", "--as-of", "yesterday")
	c.fails("--rule", "blocked", "--rule", "mars")
	c.fails("line 2", "blocked", c.file("bad.csv", "from,to,share\nA,B,170%\n"))

	var answer struct {
		Blocked  int
		Entities []struct {
			ID, Status string
			Proof      []any
		}
	}
	if err := json.Unmarshal([]byte(c.ok("blocked", "--rule", "eu", "--json")), &answer); err != nil || answer.Blocked != 2 {
		t.Fatalf("%+v, %v", answer, err)
	}
	for _, e := range answer.Entities {
		if e.Status == "blocked" && len(e.Proof) == 0 {
			t.Errorf("%s is blocked without a proof", e.ID)
		}
	}
	for _, format := range []string{"dot", "mermaid", "graphml", "svg", "html"} {
		if out := c.ok("network", "samho", "--format", format); !strings.Contains(out, "Bremino Terminal") {
			t.Errorf("%s draws no Bremino Terminal:\n%.400s", format, out)
		}
	}
}

func TestTargetOnTheCommandLine(t *testing.T) {
	c := newCLI(t)
	money := c.file("money.csv", "from,to,kind,amount,currency,stance\nBuyer,Broker,payment,90,EUR,official\nBroker,Treasury,payment,90,EUR,official\nBank,Treasury,debt,40,EUR,claimed\n")
	report := filepath.Join(t.TempDir(), "heart.html")
	c.all(c.ok("target", money, "--to", "Treasury", "--k", "1", "--report", report), "Designate Broker: cuts 90 of 130 EUR", "Proved optimal")
	if page, err := os.ReadFile(report); err != nil || !strings.Contains(string(page), "Broker") || strings.Contains(string(page), "src=\"http") {
		t.Errorf("the report is no page by itself that names Broker: %v", err)
	}
	c.fails("--to", "target", money)
	c.fails("nothing can be said of flows", "target", c.file("holdings.csv", holdings), "--to", "samho")
}

func TestMessagesAndPagesOnTheCommandLine(t *testing.T) {
	c := newCLI(t)
	c.ok("import", "un-sc", c.file("un2.xml", un2))
	mt := c.file("m.fin", "{1:F01AAAABEBBAXXX0000000000}{2:I103BBBBDEFFXXXXN}{4:\r\n:20:REF1\r\n:23B:CRED\r\n:32A:240105EUR100,\r\n:50K:/123\r\nJANE MILLER\r\n1 HIGH STREET\r\nLEEDS\r\n:59:/456\r\nWON HO RI\r\nPYONGYANG\r\n:71A:SHA\r\n-}")
	c.all(c.ok("payment", mt), "ALERT", "WON HO RI", "59")
	c.all(c.ok("scan", c.file("t.txt", "The cargo was paid for by Ri Won Ho, an agent of the ministry.")), "RI WON HO")
	page := c.ok("read", c.file("a.txt", "Brussels\n\nThe ministry said on Monday that Ri Won Ho had been removed from the list.\n"), "--date", "2018-01-05", "--json")
	var article struct {
		Paragraphs, Mentions, Claims []any
	}
	if err := json.Unmarshal([]byte(page), &article); err != nil || len(article.Paragraphs) == 0 || len(article.Mentions) == 0 {
		t.Errorf("%v: %.500s", err, page)
	}
}

func TestWhatIsOwnedFollowsTheRegister(t *testing.T) {
	c := newRegister(t)
	for range 2 { // worked out, then kept
		c.says("ALERT", "screen", "Samho Shipping")
	}
	c.ok("network", "--import", c.file("holdings.csv", strings.ReplaceAll(holdings, "20%", "19%")))
	c.says("No alert", "screen", "Samho Shipping")
}
