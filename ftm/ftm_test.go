package ftm

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"
)

func TestModelIsWhole(t *testing.T) {
	if n := len(Schemata()); n != 71 {
		t.Errorf("%d schemata, want the 71 of FollowTheMoney %s", n, ModelVersion())
	}
	if n := len(Types()); n != 21 {
		t.Errorf("%d types", n)
	}
	for _, s := range Schemata() {
		for _, p := range s.Props() {
			if p.Type == nil {
				t.Errorf("%s.%s has no type", s.Name, p.Name)
			} else if p.Type.Name == "entity" && Lookup(p.Range) == nil {
				t.Errorf("%s.%s: unknown range %q", s.Name, p.Name, p.Range)
			}
		}
		for _, p := range slices.Concat(s.Caption, s.Featured, s.Required, s.TemporalStart, s.TemporalEnd) {
			if s.Prop(p) == nil {
				t.Errorf("%s has no property %s", s.Name, p)
			}
		}
		if s.Edge != nil && (s.Prop(s.Edge.Source) == nil || s.Prop(s.Edge.Target) == nil) {
			t.Errorf("%s: an end of the edge is no property", s.Name)
		}
	}
	if !MustLookup("Company").Is("LegalEntity") || MustLookup("Person").Is("Company") {
		t.Error("inheritance is wrong")
	}
}

func TestClean(t *testing.T) {
	for _, c := range []struct{ schema, prop, raw, want string }{
		{"Person", "name", "  Mikhail \t GUTSERIEV\u200e ", "Mikhail GUTSERIEV"},
		{"Person", "name", "\u202bعلي\u202c", "علي"},
		{"Person", "name", "Jose\u0301", "José"},
		{"Person", "name", "\u200b", ""},
		{"Person", "name", "A\x00B\xffC", "AB\ufffdC"},
		{"Person", "gender", "MALE", "male"},
		{"Person", "gender", "чоловіча", "male"},
		{"Person", "gender", "Женский", "female"},
		{"Person", "gender", "Unknown", ""},
		{"Person", "notes", "one\r\ntwo\u2028three ", "one\ntwo\nthree"},
		{"Person", "passportNumber", " AB  123456 ", "AB 123456"},
		{"Person", "topics", "Sanction", "sanction"},
		{"Person", "topics", "sanctioned", ""},
		{"Person", "email", "Info@Example.COM.", "Info@example.com"},
		{"Person", "email", "no mail", ""},
		{"Person", "phone", "+375 (17) 222-33-44", "+375 (17) 222-33-44"},
		{"Person", "phone", "none", ""},
		{"Person", "website", "WWW.Rosneft.com/A", "http://www.rosneft.com/A"},
		{"Person", "website", "HTTPS://x.org", "https://x.org"},
		{"Person", "website", "javascript:alert(1)", ""},
		{"Person", "website", "see the site", ""},
		{"Company", "kppCode", "12", ""},
		{"Company", "isinCode", "ISIN: RU0009177331", "RU0009177331"},
		{"UserAccount", "ipAddress", "192.168.1.1", "192.168.1.1"},
		{"UserAccount", "ipAddress", "192.168.1.999", ""},
		{"Document", "mimeType", "Text/HTML; charset=utf-8", "text/html"},
		{"Document", "contentHash", "DA39A3EE5E6B4B0D3255BFEF95601890AFD80709", "da39a3ee5e6b4b0d3255bfef95601890afd80709"},
		{"Sanction", "entity", " eu-fsf:EU.1.2 ", "eu-fsf:EU.1.2"},
	} {
		if got, ok := MustLookup(c.schema).Prop(c.prop).Clean(c.raw); got != c.want || ok != (c.want != "") {
			t.Errorf("%s %q: %q %v, want %q", c.prop, c.raw, got, ok, c.want)
		}
	}
}

func TestNothingIsLost(t *testing.T) {
	e := New("Vessel", "x")
	e.Add("imoNumber", "IMO 1234568")
	e.Add("flag", "Ruritania")
	if len(e.Statements) != 2 || e.Statements[0].Understood() || e.Statements[1].Original != "Ruritania" || len(e.Get("flag")) != 0 {
		t.Errorf("%+v", e.Statements)
	}
	long := New("Person", "x")
	long.Add("name", strings.Repeat("я", 1e6))
	if s := long.Statements; len(s) != 1 || s[0].Understood() || len(s[0].Original) > 9000 || !strings.HasSuffix(s[0].Original, "…") {
		t.Errorf("a name of two megabytes: %d statements", len(s))
	}
}

func TestCleaningTwiceIsCleaningOnce(t *testing.T) {
	types := Types()
	samples := []string{"Russia", "m", "1962-09", "9 Feb 1951", "www.x.org", "a@b.co", "rus", "GB82 WEST 1234 5698 7654 32", "::1", "x \u2028 y",
		"2021-06-21T14:52:26+02:00", "text/html", "sanction", "mailto:mailto:a@b.co", "[::1]", "http://A@B.c", "\u200b a"}
	rapid.Check(t, func(t *rapid.T) {
		typ := types[rapid.IntRange(0, len(types)-1).Draw(t, "type")]
		raw := rapid.OneOf(rapid.String(), rapid.SampledFrom(samples), rapid.StringMatching(`[ a-zA-Z0-9@./:+-]{1,20}`)).Draw(t, "raw")
		once, ok := typ.Clean(raw)
		if !ok {
			return
		}
		if twice, ok := typ.Clean(once); !ok || twice != once {
			t.Fatalf("%s: %q -> %q -> %q %v", typ.Name, raw, once, twice, ok)
		}
	})
}

func TestHashIgnoresOrder(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		names := rapid.SliceOfN(rapid.StringMatching("[A-Za-z]{1,8}"), 1, 6).Draw(t, "names")
		a, b := New("Person", "x"), New("Person", "x")
		a.Add("name", names...)
		b.Add("name", rapid.Permutation(names).Draw(t, "order")...)
		c := New("Sanction", "y")
		if Hash([]*Entity{a, c}) != Hash([]*Entity{c, b}) {
			t.Fatal("another order is another content")
		}
		b.Put(Statement{Prop: "name", Value: names[0], Note: "other"})
		if Hash([]*Entity{a}) == Hash([]*Entity{b}) {
			t.Fatal("a note more is the same content")
		}
	})
}

func TestStatementsStandOnce(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		big, seen := New("Person", "x"), map[string]bool{}
		for _, n := range rapid.SliceOfN(rapid.IntRange(0, 120), 0, 400).Draw(t, "names") {
			name := fmt.Sprint("name ", n)
			big.Add("name", name)
			seen[name] = true
			if n == 7 {
				big.Sort()
			}
			if n == 8 { // somebody rearranges the statements by hand
				last := big.Statements[len(big.Statements)-1]
				big.Statements = big.Statements[:len(big.Statements)-1]
				delete(seen, last.Value)
			}
		}
		if len(big.Statements) != len(seen) {
			t.Fatalf("%d statements, want %d", len(big.Statements), len(seen))
		}
	})
}

func TestManyStatementsAreFast(t *testing.T) {
	e, start := New("Person", "x"), time.Now()
	for i := range 100_000 {
		e.Add("name", fmt.Sprint("Ivan ", i))
		e.Add("name", fmt.Sprint("Ivan ", i))
	}
	if len(e.Statements) != 100_000 {
		t.Errorf("%d statements", len(e.Statements))
	}
	if took := time.Since(start); took > 5*time.Second {
		t.Errorf("100,000 names took %v", took)
	}
}

func TestJSON(t *testing.T) {
	e := New("Person", "eu-fsf:EU.6385.79")
	e.Add("name", "Mikhail Gutseriev", "Михаил Гуцериев")
	e.Put(Statement{Prop: "alias", Original: "Mikhail Gutseriyev", Note: "low quality"})
	e.Add("nationality", "Russian", "Ruritanian")
	e.AddDates("birthDate", "9 March 1958", DayFirst)
	out, err := json.Marshal(e)
	want := `{"id":"eu-fsf:EU.6385.79","schema":"Person","caption":"Mikhail Gutseriev","properties":{"alias":["Mikhail Gutseriyev"],` +
		`"birthDate":["1958-03-09"],"name":["Mikhail Gutseriev","Михаил Гуцериев"],"nationality":["ru"]}}`
	if err != nil || string(out) != want {
		t.Fatalf("%s %v", out, err)
	}
	var back Entity
	if err := json.Unmarshal(out, &back); err != nil {
		t.Fatal(err)
	}
	if again, _ := json.Marshal(&back); string(again) != want {
		t.Errorf("%s", again)
	}
	for in, part := range map[string]string{
		`{"id":"x","schema":"Wizard"}`:                               "Wizard",
		`{"id":"x","schema":"Person","properties":{"wand":["oak"]}}`: "wand",
		`{"schema":"Person"}`:                                        "without id",
		`{"id":"x","schema":"Person","properties":{"name":"a"}}`:     "array",
		`{"id":`: "JSON",
	} {
		if err := json.Unmarshal([]byte(in), &back); err == nil || !strings.Contains(err.Error(), part) && part != "array" {
			t.Errorf("%s: %v", in, err)
		}
	}
}

func BenchmarkAdd(b *testing.B) {
	for b.Loop() {
		e := New("Person", "x")
		e.Add("name", "Mikhail Safarbekovich GUTSERIEV")
		e.Add("nationality", "Russian Federation")
		e.AddDates("birthDate", "09 Mar 1958", DayFirst)
		e.Add("gender", "M")
		e.Add("idNumber", "7736050003")
	}
}
