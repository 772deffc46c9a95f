package ca

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

const head = `<?xml version="1.0" encoding="UTF-8" standalone="yes"?>
<data-set xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">`

const newer = head + `
<record><Country>Belarus / Bélarus</Country><LastName>KARCHEVSKY</LastName><GivenName>Sergey Vladimirovich</GivenName>
<Aliases>Siarhei Uladzimiravich Karcheusky, Belarusian: Сяргей Карчэўскi,  Russian: Сергей Карчевский; Seryozha</Aliases>
<DateOfBirthOrShipBuildDate>1965-04-29</DateOfBirthOrShipBuildDate><Schedule>1, Part 1</Schedule><Item>7</Item>
<DateOfListing>2020-09-28</DateOfListing></record>
<record><Country>Russia / Russie</Country><EntityOrShip>Artemis</EntityOrShip><ShipIMONumber>9317949</ShipIMONumber>
<DateOfBirthOrShipBuildDate>2006</DateOfBirthOrShipBuildDate><TitleOrShip>Oil Tanker</TitleOrShip><Schedule>1.1</Schedule><Item>3</Item></record>
<record><Country>Russia / Russie</Country><EntityOrShip>Rosneft</EntityOrShip><Schedule>3</Schedule><Item>1</Item></record>
<record><Country>Russia / Russie</Country><EntityOrShip>Rosneft</EntityOrShip><Schedule>1, Part 2</Schedule><Item>9</Item></record>
<record><Country>Iran</Country><EntityOrShip>Aerospace Industries Organization (AIO)/Organisation iranienne des industries aérospatiales</EntityOrShip>
<Aliases>Mavad Karan Co., Ltd., РЗП, ОАО</Aliases><Item>4</Item></record>
<record><Country>Myanmar (Burma) / Myanmar (Birmanie)</Country><EntityOrShip>Air Bagan</EntityOrShip><Schedule>Part 1</Schedule><Item>1</Item></record>
</data-set>`

const older = head + `
<record><Country>Burma / Birmanie</Country><Entity>Air Bagan</Entity><Schedule>1</Schedule><Item>1</Item></record>
<record><Country>Justice for Victims of Corrupt Foreign Officials Regulations (JVCFOR) /  Règlement relatif</Country>
<LastName>Adanov&#160;(Adnuf)</LastName><GivenName>Munir</GivenName><DateOfBirth>1970-01-01</DateOfBirth><Title>Brigadier</Title><Item>2</Item></record>
<record><Country>Iran</Country><LastName>Ali</LastName><GivenName>Reza</GivenName><DateOfBirth>1960</DateOfBirth><Item>5</Item></record>
<record><Country>Iran</Country><LastName>Ali</LastName><GivenName>Reza</GivenName><DateOfBirth>1971</DateOfBirth><Item>6</Item></record>
</data-set>`

func mustParse(t *testing.T, xml string) *lists.Publication {
	t.Helper()
	if !detect("x.xml", []byte(xml)) {
		t.Error("not detected")
	}
	pub, err := parse([]lists.File{{Name: "sema.xml", Data: []byte(xml)}})
	if err != nil {
		t.Fatal(err)
	}
	if len(pub.Unknown) > 0 {
		t.Errorf("unknown: %v", pub.Unknown)
	}
	return pub
}

func want(t *testing.T, e *ftm.Entity, prop string, values ...string) {
	t.Helper()
	if got := e.Get(prop); !slices.Equal(got, values) {
		t.Errorf("%s %s = %q, want %q", e.ID, prop, got, values)
	}
}

func TestNewer(t *testing.T) {
	pub := mustParse(t, newer)
	if len(pub.Records) != 5 {
		t.Fatalf("%d records, want 5: the two rows of Rosneft are one", len(pub.Records))
	}
	p := pub.Records[0]
	want(t, p.Target(), "name", "Sergey Vladimirovich KARCHEVSKY")
	want(t, p.Target(), "alias", "Siarhei Uladzimiravich Karcheusky", "Сяргей Карчэўскi", "Сергей Карчевский")
	want(t, p.Target(), "weakAlias", "Seryozha")
	want(t, p.Target(), "birthDate", "1965-04-29")
	for _, s := range p.Target().Statements {
		if s.Value == "Сяргей Карчэўскi" && s.Lang != "bel" || s.Value == "Сергей Карчевский" && s.Lang != "rus" {
			t.Errorf("%s has language %q", s.Value, s.Lang)
		}
	}
	s := p.Entities[1]
	want(t, s, "program", "Special Economic Measures (Belarus) Regulations")
	want(t, s, "provisions", lists.MeasureAssetFreeze, lists.MeasureNoFunds)
	want(t, s, "authorityId", "Schedule 1, Part 1, item 7")
	want(t, s, "listingDate", "2020-09-28")

	ship := pub.Records[1]
	if ship.Target().Schema.Name != "Vessel" || !slices.Contains(ship.Former, "imo:9317949") {
		t.Errorf("ship: %s, former %q", ship.Target().Schema.Name, ship.Former)
	}
	want(t, ship.Target(), "imoNumber", "IMO9317949")
	want(t, ship.Target(), "buildDate", "2006")

	rosneft := pub.Records[2].Entities[1]
	want(t, rosneft, "provisions", lists.MeasureDebtEquity, lists.MeasureAssetFreeze, lists.MeasureNoFunds)

	aio := pub.Records[3].Target()
	want(t, aio, "name", "Aerospace Industries Organization (AIO)")
	want(t, aio, "weakAlias", "AIO")
	want(t, aio, "alias", "Organisation iranienne des industries aérospatiales", "Aerospace Industries Organization",
		"Mavad Karan Co., Ltd.", "РЗП, ОАО")
}

func TestOlder(t *testing.T) {
	pub := mustParse(t, older)
	if pub.Records[0].ID != mustParse(t, newer).Records[4].ID {
		t.Error("Air Bagan has another id under the older name of its regime and schedule")
	}
	want(t, pub.Records[1].Target(), "alias", "Munir Adanov", "Munir Adnuf")
	want(t, pub.Records[1].Entities[1], "program", "Justice for Victims of Corrupt Foreign Officials Regulations")
	if len(pub.Records) != 4 || pub.Records[2].ID == pub.Records[3].ID {
		t.Error("namesakes with different dates of birth are one record")
	}
}

func TestBad(t *testing.T) {
	for name, data := range map[string]string{"empty": "", "html": "<html><body>403 Forbidden</body></html>",
		"cut": newer[:len(newer)/2], "no records": head + "</data-set>", "json": `{"error": 500}`,
		"no name": head + "<record><Country>Iran</Country><Item>1</Item></record></data-set>"} {
		if _, err := parse([]lists.File{{Name: name, Data: []byte(data)}}); err == nil || !strings.Contains(err.Error(), name) {
			t.Errorf("%s: error %v", name, err)
		}
	}
	if detect("sema.xml", []byte("<html>")) || detect("sema-lmes.xml", nil) {
		t.Error("detects HTML or nothing")
	}
}

func TestUnknownElement(t *testing.T) {
	pub, err := parse([]lists.File{{Name: "x", Data: []byte(strings.Replace(older, "<Item>2", "<Gender>M</Gender><Item>2", 1))}})
	if err != nil || pub.Unknown["data-set/record/Gender"] != 1 {
		t.Errorf("unknown %v, %v", pub.Unknown, err)
	}
}

// Every record element of the shared files becomes a record but one: Menyailo stands in two schedules of Russia's
// regulations in 2025.
func TestShared(t *testing.T) {
	records := map[string]int{"sema-2020-03-20.xml": 1369, "sema-2025-05-25.xml": 4759 - 1}
	for _, f := range sharedFiles(t, "ca-gac") {
		pub, err := parse([]lists.File{f})
		if err != nil {
			t.Error(err)
			continue
		}
		elements := bytes.Count(f.Data, []byte("<record>"))
		if n, ok := records[f.Name]; ok && n != len(pub.Records) || len(pub.Records) > elements || len(pub.Records) < elements*99/100 {
			t.Errorf("%s: %d records of %d elements", f.Name, len(pub.Records), elements)
		}
		if len(pub.Unknown) > 0 {
			t.Errorf("%s: unknown %v", f.Name, pub.Unknown)
		}
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

func FuzzParse(f *testing.F) {
	f.Add([]byte(newer))
	f.Add([]byte(older))
	f.Add([]byte(head + "<record><Country>Iran</Country><LastName>A</LastName><ShipIMONumber>1</ShipIMONumber></record></data-set>"))
	f.Add([]byte("<html>"))
	f.Fuzz(func(t *testing.T, data []byte) {
		detect("x", data)
		_, _ = parse([]lists.File{{Name: "x", Data: data}})
	})
}

func FuzzAliases(f *testing.F) {
	f.Add("Karsiuk, Belarusian: Яўген, Russian : Евгений/ Яўген; X or Y Z")
	f.Fuzz(func(t *testing.T, text string) { aliases(text) })
}
