package eu

import (
	"testing"

	"github.com/linchpin-oss/linchpin/lists"
)

// Whatever the bytes, no format panics, and what it reads has ids and targets.
func FuzzFormats(f *testing.F) {
	for _, seed := range []string{"", xmlWith(entityParts), xmlWith(entityParts)[:700], wholeXML, wholeXML[:900], csv10Head + csv10Rows, yamlDocs,
		yamlDocs[:300], ojHead + ojRows, "---\nvessel_name: A\nimo_number: '1'\ndate_of_application: ''\n",
		"fileGenerationDate;Entity_LogicalId;NameAlias_WholeName\n18/03/2022;1;X\n",
		"logicalId,nameAlias,nameAlias.wholeName,regulation.numberTitle\n1,\"[{'wholeName': 'A'}]\",,\n",
		"\"\",\"Entity_logical_id...2\",\"Naal_wholename\",\"EU_ref_num\",\"logicalId\",\"nameAlias.wholeName\",\"type\"\n1,13,A,EU.1.2,NA,NA,financial\n",
		"<export xmlns=\"http://eu.europa.ec/fpi/fsd/export\"><sanctionEntity/></export>"} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		if len(data) > 1<<16 {
			return
		}
		for _, l := range Lists() {
			for _, format := range l.Formats {
				format.Detect("x", data)
				format.Role("x", data)
				pub, err := format.Parse([]lists.File{{Name: "x", Data: data}})
				if err != nil {
					continue
				}
				for _, r := range pub.Records {
					if r.ID == "" || len(r.Entities) == 0 {
						t.Fatalf("%s made a record without id or target", format.ID)
					}
				}
			}
		}
	})
}

// The readers of free text never panic.
func FuzzTexts(f *testing.F) {
	for _, seed := range []string{"[{'a': 'b'}]", "A717288 (passport-National passport) (in Kabul)[known to be false](x)", "(a) A, (b) B",
		"PHONE: 1, FAX: 2", "PHONE[1]\\n(x)", "1958 - 1963 (approximative)", "MP 1 and MP 2 (No), issued", "32006R0765"} {
		f.Add(seed)
	}
	f.Fuzz(func(_ *testing.T, s string) {
		_, _ = literal(s)
		documentText(s)
		enumerated(s)
		labelled(s)
		addressOther(s)
		birthText(s)
		entityRemarks(s)
		numbers(s)
		actTitle(s)
		rootElement([]byte(s))
		mainName([]string{s, "x"})
		iso3(s)
		_, _ = published(s)
	})
}
