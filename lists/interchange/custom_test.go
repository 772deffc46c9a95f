package interchange

import (
	"slices"
	"strings"
	"testing"

	"github.com/linchpin-oss/linchpin/lists"
)

const customMapping = `
list: internal-blacklist
title: Internal black list
publisher: Example Bank
country: de
schema: {column: Kind, values: {P: Person, C: Company}, default: LegalEntity}
id: No
dates: month
program: Internal black list
measures: [asset freeze]
columns:
  Full Name: name
  Aliases: {property: alias, split: ";"}
  Born: birthDate
  Passport: {property: identity, kind: Passport, country: Issued By}
  Street: address.street
  Town: address.city
  Since: sanction.startDate
ignore: [Row]
`

const customCSV = `Row;No;Kind;Full Name;Aliases;Born;Passport;Issued By;Street;Town;Since;Remark
1;A1;P;Anna Muster;Hanna; Anni;;X1234567;CH;Hauptstrasse 1;Bern;;
`

func custom(t *testing.T, mapping, data string) (*lists.Publication, error) {
	t.Helper()
	l, err := Custom([]byte(mapping))
	if err != nil {
		t.Fatal(err)
	}
	f := lists.File{Name: "blacklist.csv", Data: []byte(data)}
	if !l.Formats[0].Detect(f.Name, f.Data) {
		t.Fatal("not recognised")
	}
	return l.Formats[0].Parse([]lists.File{f})
}

func TestCustomCSV(t *testing.T) {
	data := strings.Replace(customCSV, "Hanna; Anni;;", `"Hanna; Anni";02/03/1971;`, 1) + "2;C7;C;Muster GmbH;;;;;;;;watch\n" +
		"3;A1;P;Anna M.;;;;;;;;\n"
	pub, err := custom(t, customMapping, data)
	if err != nil {
		t.Fatal(err)
	}
	person, firm := find(t, pub.Records, "A1"), find(t, pub.Records, "C7")
	e := person.Target()
	names := append(e.Get("name"), e.Get("alias")...)
	slices.Sort(names)
	if e.ID != "internal-blacklist:A1" || !slices.Equal(names, []string{"Anna M.", "Anna Muster", "Anni", "Hanna"}) {
		t.Errorf("%s", dump(person))
	}
	if e.First("birthDate") == "" || e.First("topics") != "poi" || e.First("addressEntity") == "" {
		t.Errorf("%s", dump(person))
	}
	if firm.Target().Schema.Name != "Company" || firm.Target().First("country") != "de" {
		t.Errorf("%s", dump(firm))
	}
	s := firm.Entities[len(firm.Entities)-1]
	if s.First("provisions") != lists.MeasureAssetFreeze || s.First("program") != "Internal black list" {
		t.Errorf("%s", dump(firm))
	}
	if pub.Unknown["column Remark"] != 1 || len(pub.Unknown) != 1 {
		t.Errorf("unknown %v", pub.Unknown)
	}
}

func TestCustomJSON(t *testing.T) {
	mapping := `{"list":"partners","schema":"Person","columns":{"person.name":"name","person.aka":"alias","dob":"birthDate"}}`
	pub, err := custom(t, mapping, `{"person":{"name":"Anna","aka":["Hanna","Anni"]},"dob":"1971-02-03","score":5}
{"person":{"name":"Bernd","aka":[]},"dob":null}
`)
	if err != nil {
		t.Fatal(err)
	}
	r := find(t, pub.Records, lists.StableID("1971-02-03", "Anna"))
	if got := r.Target().Get("alias"); !slices.Equal(got, []string{"Hanna", "Anni"}) {
		t.Errorf("aliases %q", got)
	}
	if len(pub.Records) != 2 || pub.Unknown["column score"] != 1 {
		t.Errorf("%d records, unknown %v", len(pub.Records), pub.Unknown)
	}
}

func TestCustomErrors(t *testing.T) {
	for want, data := range map[string]string{
		`blacklist.csv: no column "Aliases"`: "No;Kind;Full Name\n1;P;Anna\n",
		"no rows":                            strings.SplitAfter(customCSV, "\n")[0],
		"line 2: no id":                      strings.Replace(customCSV, ";A1;", ";;", 1),
	} {
		if _, err := custom(t, customMapping, data); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("error %v, want one about %s", err, want)
		}
	}
	for want, mapping := range map[string]string{
		"did you mean birthDate?":     "list: l1\nschema: Person\ncolumns: {a: name, b: birthdate}",
		"field colums not found":      "list: l1\nschema: Person\ncolums: {a: name}",
		"unknown schema":              "list: l1\nschema: Persn\ncolumns: {a: name}",
		"that can be screened":        "list: l1\nschema: Sanction\ncolumns: {a: program}",
		"no column is mapped to name": "list: l1\nschema: Person\ncolumns: {a: birthDate}",
		"an id of small letters":      "list: My List\nschema: Person\ncolumns: {a: name}",
		"needs its kind":              "list: l1\nschema: Person\ncolumns: {a: name, b: identity}",
		"refers to another entity":    "list: l1\nschema: Person\ncolumns: {a: name, b: addressEntity}",
		"dates":                       "list: l1\nschema: Person\ndates: american\ncolumns: {a: name}",
	} {
		if _, err := Custom([]byte(mapping)); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("error %v, want one about %q", err, want)
		}
	}
}

func FuzzCustom(f *testing.F) {
	f.Add([]byte(customMapping), []byte(customCSV))
	f.Add([]byte(`{"list":"l1","schema":"Person","columns":{"a.b":"name"}}`), []byte(`{"a":{"b":["x"]}}`))
	f.Fuzz(func(t *testing.T, mapping, data []byte) {
		l, err := Custom(mapping)
		if err != nil {
			return
		}
		l.Formats[0].Detect("f", data)
		_, _ = l.Formats[0].Parse([]lists.File{{Name: "f", Data: data}})
	})
}
