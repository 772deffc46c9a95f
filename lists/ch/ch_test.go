package ch

import (
	"bytes"
	"compress/gzip"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/linchpin-oss/linchpin/ftm"
	"github.com/linchpin-oss/linchpin/lists"
)

const head = `<?xml version="1.0" encoding="UTF-8"?>
<swiss-sanctions-list list-type="whole-list" date="2026-08-15">
<sanctions-program ssid="20" version-date="2026-05-21" predecessor-version-date="2025-12-12"><program-key lang="ger">Belarus (de)</program-key>
<program-key lang="eng">Belarus</program-key><program-name lang="eng">Ordinance of 16 March 2022 on measures against Belarus</program-name>
<sanctions-set ssid="4387" lang="ger">Anhang 13</sanctions-set><sanctions-set ssid="4387" lang="eng">annexe 13: financial sanctions and travel restrictions</sanctions-set>
<origin>EU</origin></sanctions-program>
<place ssid="29492"><location>Minsk</location><country iso-code="BY">Belarus</country></place>
`

const person = `<target ssid="5142"><sanctions-set-id>4387</sanctions-set-id><foreign-identifier>QDi.070</foreign-identifier>
<individual sex="male"><identity ssid="5144" main="true">
<name ssid="26811" name-type="primary-name" quality="good" lang="eng">
<name-part order="2" name-part-type="given-name"><value>Dzmitry</value><spelling-variant lang="RUS" script="LATN">Dmitri</spelling-variant>
<spelling-variant lang="RUS" script="CYRL">Дмитрий</spelling-variant></name-part>
<name-part order="1" name-part-type="family-name"><value>Lukashenka</value><spelling-variant lang="RUS" script="LATN">Lukashenko</spelling-variant>
<spelling-variant lang="RUS" script="CYRL">Лукашенко</spelling-variant></name-part>
<name-part order="3" name-part-type="title"><value>Dr</value></name-part></name>
<name name-type="alias" quality="low"><name-part order="1" name-part-type="whole-name"><value>Dima</value></name-part></name>
<name name-type="formerly-known-as" quality="good"><name-part order="1" name-part-type="whole-name"><value>Dzmitry Old</value></name-part></name>
<day-month-year day="23" month="3" year="1980" calendar="Gregorian" quality="good"/>
<day-month-year year="1979" calendar="Gregorian" quality="low"/>
<nationality><country iso-code="BY">Belarus</country></nationality>
<place-of-birth place-id="29492" quality="good"/>
<address place-id="29492" quality="good"><c-o>Sports Club</c-o><address-details>ul. 4</address-details><zip-code>220029</zip-code></address>
<identification-document document-type="passport"><number>BM2229283</number><issuer code="BY">Belarus</issuer><date-of-issue>2010-02-01</date-of-issue></identification-document>
</identity>
<identity main="false"><name name-type="primary-name" quality="good"><name-part order="1" name-part-type="whole-name"><value>Ali Zafir</value></name-part></name></identity>
<justification ssid="1">Businessman.</justification><relation target-id="9" relation-type="son-of"/><relation target-id="34461" relation-type="related-to"><remark>owner</remark></relation>
<generic-attribute name="profession">trainer</generic-attribute></individual>
<modification modification-type="amended" effective-date="2014-11-28"><removed><identity main="true"><name name-type="primary-name"><name-part order="1" name-part-type="whole-name">
<value>Wrong Old Name</value></name-part></name></identity></removed></modification>
<modification modification-type="listed" enactment-date="2010-12-01" effective-date="2011-02-01"><added><target ssid="5142"><individual/></target></added></modification></target>
<target ssid="9"><sanctions-set-id>4387</sanctions-set-id><individual><identity main="true"><name name-type="primary-name" quality="good"><name-part order="1" name-part-type="whole-name">
<value>Father</value></name-part></name></identity></individual>
<modification modification-type="listed"/><modification modification-type="de-listed" effective-date="2016-03-01"/></target>
<target ssid="34461"><sanctions-set-id>1</sanctions-set-id><sanctions-set-id>4387</sanctions-set-id><object object-type="vessel"><identity main="true">
<name name-type="primary-name" quality="good"><name-part order="1" name-part-type="whole-name"><value>Hui Chon</value></name-part></name></identity>
<other-information>IMO Number: 8405270</other-information></object><modification modification-type="listed" effective-date="2016-05-18"/></target>
`

const foot = "</swiss-sanctions-list>"

func TestParse(t *testing.T) {
	pub, err := parse([]lists.File{{Name: "x", Data: []byte(head + person + foot)}})
	if err != nil {
		t.Fatal(err)
	}
	if pub.Published != "2026-08-15" || len(pub.Records) != 3 || len(pub.Unknown) != 0 {
		t.Fatalf("published %s, %d records, unknown %v", pub.Published, len(pub.Records), pub.Unknown)
	}
	r := pub.Records[0]
	p := r.Target()
	want(t, p, "name", "Lukashenka Dzmitry")
	want(t, p, "alias", "Лукашенко Дмитрий", "Lukashenko Dmitri", "Ali Zafir")
	want(t, p, "weakAlias", "Dima")
	want(t, p, "previousName", "Dzmitry Old")
	want(t, p, "title", "Dr")
	want(t, p, "birthDate", "1980-03-23", "1979")
	want(t, p, "nationality", "by")
	want(t, p, "birthPlace", "Minsk, Belarus")
	want(t, p, "passportNumber", "BM2229283")
	want(t, p, "address", "Sports Club, ul. 4, 220029 Minsk, Belarus")
	want(t, p, "notes", "profession: trainer")
	for _, s := range p.Statements {
		if s.Value == "1979" && s.Note != ftm.NoteCirca {
			t.Errorf("a date of low quality has note %q", s.Note)
		}
		if strings.Contains(s.Value, "Wrong") {
			t.Errorf("%s = %s comes from the history", s.Prop, s.Value)
		}
	}
	for _, e := range r.Entities {
		switch e.Schema.Name {
		case "Sanction":
			want(t, e, "program", "Belarus")
			want(t, e, "programId", "SECO-4387")
			want(t, e, "summary", "Ordinance of 16 March 2022 on measures against Belarus: annexe 13: financial sanctions and travel restrictions")
			want(t, e, "provisions", lists.MeasureAssetFreeze, lists.MeasureTravelBan)
			want(t, e, "listingDate", "2011-02-01")
			want(t, e, "modifiedAt", "2014-11-28")
			want(t, e, "reason", "Businessman.")
			want(t, e, "unscId", "QDi.070")
		case "Family":
			want(t, e, "relative", "ch-seco:9")
		case "UnknownLink":
			want(t, e, "object", "ch-seco:34461")
		case "Address":
			want(t, e, "country", "by")
		}
	}
	if r.Delisted != "" || pub.Records[1].Delisted != "2016-03-01" {
		t.Errorf("delisted %q and %q", r.Delisted, pub.Records[1].Delisted)
	}
	ship := pub.Records[2]
	want(t, ship.Target(), "imoNumber", "IMO8405270")
	if n := len(ship.Entities); n != 3 {
		t.Errorf("the ship has %d entities, not itself and two sanctions", n)
	}
}

// The order of children has no meaning, save that the newest modification comes first among those of one day.
func TestChildOrder(t *testing.T) {
	parts := strings.SplitAfter(person, "</target>")
	swapped := strings.Replace(person, `<day-month-year year="1979" calendar="Gregorian" quality="low"/>`, "", 1)
	swapped = strings.Replace(swapped, `<day-month-year day`, `<day-month-year quality="low" calendar="Gregorian" year="1979"/> <day-month-year day`, 1)
	a, _ := parse([]lists.File{{Name: "x", Data: []byte(head + strings.Join(parts, "") + foot)}})
	b, _ := parse([]lists.File{{Name: "x", Data: []byte(strings.Replace(head, "2026-05-21", "2026-06-30", 1) + swapped + foot)}})
	for i := range a.Records {
		if ftm.Hash(a.Records[i].Entities) != ftm.Hash(b.Records[i].Entities) {
			t.Errorf("record %s has another hash", a.Records[i].ID)
		}
	}
}

func TestRelisted(t *testing.T) {
	const mods = `<modification modification-type="listed" effective-date="2020-01-01"/><modification modification-type="de-listed" effective-date="2019-01-01"/>`
	xml := head + `<target ssid="1"><sanctions-set-id>4387</sanctions-set-id><entity><identity main="true"><name name-type="primary-name" quality="good"><name-part order="1" name-part-type="whole-name"><value>Firm</value></name-part></name></identity></entity>` + mods + "</target>" + foot
	pub, err := parse([]lists.File{{Name: "x", Data: []byte(xml)}})
	if err != nil || pub.Records[0].Delisted != "" {
		t.Errorf("a target listed again counts as delisted: %v", err)
	}
}

func TestBad(t *testing.T) {
	for name, data := range map[string]string{"empty": "", "html": "<html></html>", "cut": head + person[:900], "no targets": head + foot,
		"twice": head + person + person + foot, "a delta": strings.Replace(head+person+foot, "whole-list", "delta", 1),
		"nameless": head + `<target ssid="1"><entity/></target>` + foot, "bodiless": head + `<target ssid="1"/>` + foot} {
		if _, err := parse([]lists.File{{Name: name, Data: []byte(data)}}); err == nil || !strings.Contains(err.Error(), name) {
			t.Errorf("%s: error %v", name, err)
		}
	}
	if detect("x.xml", []byte("<html>")) || detect("x.xml", nil) {
		t.Error("detects HTML or nothing")
	}
}

// The excerpt has neither programmes nor places; its targets are counted outside the history.
func TestShared(t *testing.T) {
	for _, f := range sharedFiles(t, "ch-seco") {
		pub, err := parse([]lists.File{f})
		if err != nil {
			t.Error(err)
			continue
		}
		if n := bytes.Count(f.Data, []byte("\n<target ssid=")); f.Name == "sesam-whole-list-excerpt-2026-08-15.xml" && (n != 3 || len(pub.Records) != n) {
			t.Errorf("%s: %d records of %d targets", f.Name, len(pub.Records), n)
		}
		for _, r := range pub.Records {
			if r.ID == "5142" && r.Delisted != "2016-03-01" {
				t.Errorf("target 5142 is delisted %q", r.Delisted)
			}
		}
		if len(pub.Unknown) > 0 {
			t.Errorf("%s: unknown %v", f.Name, pub.Unknown)
		}
	}
}

func FuzzParse(f *testing.F) {
	f.Add([]byte(head + person + foot))
	f.Add([]byte("<html>"))
	f.Fuzz(func(t *testing.T, data []byte) {
		detect("x", data)
		_, _ = parse([]lists.File{{Name: "x", Data: data}})
	})
}

func want(t *testing.T, e *ftm.Entity, prop string, values ...string) {
	t.Helper()
	if got := e.Get(prop); !slices.Equal(got, values) {
		t.Errorf("%s %s = %q, want %q", e.ID, prop, got, values)
	}
}

func sharedFiles(t *testing.T, folder string) []lists.File {
	t.Helper()
	root := os.Getenv("LINCHPIN_SHARED")
	if root == "" {
		root = filepath.Join("..", "..", "..", "shared")
	}
	paths, _ := filepath.Glob(filepath.Join(root, "lists", folder, "*"))
	if len(paths) == 0 {
		t.Skipf("no files of %s: set LINCHPIN_SHARED to the folder with the real lists", folder)
	}
	var files []lists.File
	for _, p := range paths {
		data, err := os.ReadFile(p)
		if err == nil && strings.HasSuffix(p, ".gz") {
			var r *gzip.Reader
			if r, err = gzip.NewReader(bytes.NewReader(data)); err == nil {
				data, err = io.ReadAll(r)
			}
		}
		if err != nil {
			t.Fatal(err)
		}
		name := strings.TrimSuffix(filepath.Base(p), ".gz")
		if !detect(name, data[:min(len(data), 64<<10)]) {
			t.Errorf("%s is not detected", name)
		}
		files = append(files, lists.File{Name: name, Data: data})
	}
	return files
}
