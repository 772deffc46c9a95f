package ca

import (
	"strings"

	"github.com/linchpin-oss/linchpin/ftm"
	"github.com/linchpin-oss/linchpin/lists"
)

func record(pub *lists.Publication, id string, rows []row) *lists.Record {
	schema := "Organization"
	switch {
	case rows[0].imo != "":
		schema = "Vessel"
	case rows[0].entity == "":
		schema = "Person"
	}
	r := lists.NewRecord(listID, id, schema)
	t := r.Target()
	t.Add("topics", "sanction")
	for _, row := range rows {
		names(t, row)
		details(pub, r, row)
		sanction(r, row)
	}
	return r
}

func names(t *ftm.Entity, row row) {
	if row.entity == "" {
		t.Add("name", strings.TrimSpace(row.given+" "+row.last))
		if t.Schema.Is("Person") {
			t.Add("firstName", row.given)
			t.Add("lastName", row.last)
		}
		// "DIKIY (DIKY)": another spelling of the family name.
		if main, other, ok := bracketed(row.last); ok {
			t.Add("alias", row.given+" "+main, row.given+" "+other)
		}
	} else {
		english, french := bilingual(row.entity)
		t.Put(ftm.Statement{Prop: "name", Value: english, Original: row.entity})
		t.Put(ftm.Statement{Prop: "alias", Value: french, Lang: "fra"})
		for _, half := range []string{english, french} {
			if main, short, ok := bracketed(half); ok {
				if strings.ToUpper(short) == short && !strings.Contains(short, " ") {
					t.Put(ftm.Statement{Prop: "weakAlias", Value: short, Note: "abbreviation"})
				}
				t.Put(ftm.Statement{Prop: "alias", Value: main})
			}
		}
	}
	for _, a := range aliases(row.n.Text("Aliases")) {
		if t.Schema.Name == "Person" && words(a.text) == 1 { // "Yevgeni": a spelling of one part, or a nickname
			t.Put(ftm.Statement{Prop: "weakAlias", Original: a.text, Lang: a.lang, Note: "single name"})
		} else {
			t.Put(ftm.Statement{Prop: "alias", Original: a.text, Lang: a.lang})
		}
	}
}

// bracketed takes "Aerospace Industries Organization (AIO)" apart where the bracket ends the name.
func bracketed(name string) (main, inner string, ok bool) {
	name = strings.Join(strings.Fields(name), " ")
	main, inner, ok = strings.Cut(name, " (")
	if !ok || !strings.HasSuffix(inner, ")") || strings.ContainsAny(inner[:len(inner)-1], "()") || main == "" {
		return "", "", false
	}
	return main, strings.TrimSuffix(inner, ")"), true
}

func details(pub *lists.Publication, r *lists.Record, row row) {
	t := r.Target()
	born := strings.ReplaceAll(row.born, " OR ", " or ")
	title := first(row.n, "TitleOrShip", "Title")
	switch t.Schema.Name {
	case "Person":
		t.AddDates("birthDate", born, ftm.DayFirst)
		t.Add("title", title)
	case "Vessel":
		t.AddDates("buildDate", born, ftm.DayFirst)
		t.Add("type", title)
		r.Identify("IMO number", row.imo, "")
		if id := "imo:" + row.imo; len(r.Former) == 0 {
			r.Former = append(r.Former, id)
		}
	default:
		t.AddDates("incorporationDate", born, ftm.DayFirst)
		t.Add("notes", title)
		if title != "" {
			pub.UnknownAt("record/Title of an entity")
		}
	}
}

// sanction records the regulation. Its measures are those of the Act: no dealing in property of the listed, no
// transactions, services or goods for them. Of the Russia regulations, schedules 2 and 3 only restrict new debt and
// equity (SOR/2014-58, section 3, paragraphs on new debt of more than 30 and 90 days).
func sanction(r *lists.Record, row row) {
	s := r.Sanction("Global Affairs Canada", "ca", row.regimeKey)
	s.Add("program", regulation(row.regime))
	if row.regime == "Russia" && (row.schedule == "2" || row.schedule == "3") {
		s.Add("provisions", lists.MeasureDebtEquity)
	} else {
		s.Add("provisions", lists.MeasureAssetFreeze, lists.MeasureNoFunds)
	}
	reference := "item " + row.item
	if row.schedule != "" {
		reference = "Schedule " + strings.TrimPrefix(row.schedule, "Schedule ") + ", " + reference
	}
	if row.item != "" || row.schedule != "" {
		s.Add("authorityId", reference)
	}
	s.AddDates("listingDate", row.n.Text("DateOfListing"), ftm.DayFirst)
	s.Add("sourceUrl", "https://www.international.gc.ca/world-monde/international_relations-relations_internationales/"+
		"sanctions/consolidated-consolide.aspx?lang=eng")
}

// regulation is the title of the regulations of a regime.
func regulation(regime string) string {
	switch {
	case strings.Contains(regime, "Regulations"): // "Justice for Victims ... Regulations (JVCFOR)"
		before, _, _ := strings.Cut(regime, " (")
		return before
	case regime == "Myanmar (Burma)" || regime == "Burma":
		return "Special Economic Measures (Burma) Regulations"
	case regime == "China":
		return "Special Economic Measures (People's Republic of China) Regulations"
	}
	return "Special Economic Measures (" + regime + ") Regulations"
}
