package ch

import (
	"errors"
	"strings"

	"github.com/linchpin-oss/linchpin/ftm"
	"github.com/linchpin-oss/linchpin/lists"
	"github.com/linchpin-oss/linchpin/lists/tree"
)

// record reads one target.
func (d *document) record(id string, n *tree.Node) (*lists.Record, error) {
	body, schema := n.Child("individual"), "Person"
	if body == nil {
		body, schema = n.Child("entity"), "Organization"
	}
	if body == nil {
		if body = n.Child("object"); body == nil {
			return nil, errors.New("it is neither an individual nor an entity nor an object")
		}
		schema = d.objectSchema(body.Text("@object-type"))
	}
	r := lists.NewRecord(listID, id, schema)
	t := r.Target()
	t.Add("topics", "sanction")
	switch sex := body.Text("@sex"); sex {
	case "":
	case "male", "female":
		if t.Schema.Prop("gender") != nil {
			t.Add("gender", sex)
		}
	default:
		d.pub.UnknownAt("target/individual/@sex=" + sex)
	}
	for _, i := range body.All("identity") {
		d.identity(r, i)
	}
	var reasons []string
	for _, j := range body.All("justification") {
		j.Ignore("@ssid")
		reasons = append(reasons, j.Value)
	}
	for _, o := range body.All("other-information") {
		o.Ignore("@ssid")
		d.otherInformation(r, o.Value)
	}
	for _, g := range body.All("generic-attribute") {
		d.genericAttribute(t, g)
	}
	for _, rel := range body.All("relation") {
		d.relation(r, rel)
	}
	h := historyOf(n)
	if h.delisted() {
		r.Delisted = h.newest.date()
		if r.Delisted == "" {
			r.Delisted = "unknown"
		}
	}
	d.sanctions(r, n, reasons, h)
	if len(t.Names()) == 0 {
		return nil, errors.New("it has no name")
	}
	return r, nil
}

func (d *document) objectSchema(kind string) string {
	switch kind {
	case "vessel":
		return "Vessel"
	case "aircraft":
		return "Airplane"
	}
	d.pub.UnknownAt("target/object/@object-type=" + kind)
	return "Asset"
}

// otherInformation is free text. Vessels have their IMO number there ("IMO Number: 8405270").
func (d *document) otherInformation(r *lists.Record, text string) {
	t := r.Target()
	t.Add("notes", text)
	if !t.Schema.Is("Vessel") {
		return
	}
	upper := strings.ToUpper(text)
	at := strings.Index(upper, "IMO")
	if at < 0 {
		return
	}
	digits := strings.TrimLeftFunc(upper[at:], func(c rune) bool { return c < '0' || c > '9' })
	if len(digits) >= 7 && strings.Trim(digits[:7], "0123456789") == "" && (len(digits) == 7 || digits[7] < '0' || digits[7] > '9') {
		r.Identify("IMO number", digits[:7], "")
	}
}

// genericAttribute is a named value.
func (d *document) genericAttribute(t *ftm.Entity, n *tree.Node) {
	n.Ignore("@ssid")
	t.Add("notes", joined(": ", n.Text("@name"), n.Value))
}

// kin are relation types between persons of one family.
var kin = []string{"spouse", "wife", "husband", "father", "mother", "son", "daughter", "brother", "sister", "sibling", "child", "parent",
	"family", "cousin", "uncle", "aunt", "nephew", "niece", "in-law"}

// relation links the target to another one of the list.
func (d *document) relation(r *lists.Record, n *tree.Node) {
	n.Ignore("@ssid")
	other, kind := n.Text("@target-id"), n.Text("@relation-type")
	if other == "" {
		d.pub.UnknownAt("target/relation without target-id")
		return
	}
	person, known := d.persons[other]
	if !known {
		d.unresolved["target"]++
	}
	var link *ftm.Entity
	if d.persons[r.ID] && person && isKin(kind) {
		link = r.Attach("Family", "family", other, kind)
		link.Add("person", r.Target().ID)
		link.Add("relative", lists.EntityID(listID, other))
		link.Add("relationship", kind)
	} else {
		link = r.Attach("UnknownLink", "link", other, kind)
		link.Add("subject", r.Target().ID)
		link.Add("object", lists.EntityID(listID, other))
		link.Add("role", kind)
	}
	link.Add("summary", n.Texts("remark")...)
	link.Add("summary", n.Texts("remarks")...)
	link.Add("description", n.Value)
}

func isKin(kind string) bool {
	for _, k := range kin {
		if strings.Contains(kind, k) {
			return true
		}
	}
	return false
}

// sanctions attaches a Sanction for each set that the target is in.
func (d *document) sanctions(r *lists.Record, n *tree.Node, reasons []string, h history) {
	ids := n.Texts("sanctions-set-id")
	if id := n.Text("@sanctions-set-id"); id != "" { // an attribute in files of 2017
		ids = append(ids, id)
	}
	if len(ids) == 0 {
		ids = []string{""}
		d.pub.Warn("target %s has no sanctions-set-id", r.ID)
	}
	foreign := n.All("foreign-identifier")
	for _, id := range ids {
		s := r.Sanction("State Secretariat for Economic Affairs", "ch", id)
		s.Add("authorityId", r.ID)
		if id != "" {
			s.Add("programId", "SECO-"+id)
		}
		if set := d.sets[id]; set != nil {
			s.Add("program", joined(", ", set.key))
			s.Add("summary", joined(": ", set.name, set.text))
			if set.origin != "" {
				s.Add("description", "origin: "+set.origin)
			}
			s.Add("provisions", measures(set.text)...)
		} else {
			d.unresolved["sanctions-set"]++
		}
		s.Add("reason", reasons...)
		for _, f := range foreign {
			f.Ignore("@ssid")
			s.Add("unscId", unOnly(f.Value))
		}
		h.add(s)
		s.Add("sourceUrl", page)
	}
	for _, f := range foreign {
		if unOnly(f.Value) == "" {
			r.Target().Add("notes", "foreign identifier: "+f.Value)
		}
	}
}

// unOnly returns a UN reference number ("QDi.070"), "" for another identifier.
func unOnly(id string) string {
	kind, no, ok := strings.Cut(id, ".")
	if ok && len(kind) == 3 && (kind[2] == 'i' || kind[2] == 'e') && len(no) >= 3 && strings.Trim(no, "0123456789") == "" {
		return id
	}
	return ""
}

// wordings in the names of sanctions sets and the measures that they are. The whole text is kept in Sanction.summary.
var wordings = []struct{ text, measure string }{
	{"financial sanction", lists.MeasureAssetFreeze}, {"freez", lists.MeasureAssetFreeze}, {"asset", lists.MeasureAssetFreeze},
	{"travel", lists.MeasureTravelBan}, {"entry and transit", lists.MeasureTravelBan}, {"entry into and transit", lists.MeasureTravelBan},
	{"money and capital market", lists.MeasureDebtEquity}, {"capital market", lists.MeasureDebtEquity},
	{"arms", lists.MeasureArmsEmbargo}, {"military equipment", lists.MeasureArmsEmbargo},
	{"dual-use", lists.MeasureExport}, {"dual use", lists.MeasureExport}, {"export", lists.MeasureExport},
	{"transaction", lists.MeasureTransactionBan}, {"port", lists.MeasurePortBan},
	{"finanzsanktion", lists.MeasureAssetFreeze}, {"sperrung von vermögen", lists.MeasureAssetFreeze}, {"ein- und durchreise", lists.MeasureTravelBan},
}

func measures(text string) []string {
	words := " " + strings.ToLower(text) + " "
	var out []string
	for _, w := range wordings {
		found := strings.Contains(words, w.text)
		if w.text == "port" { // not: export, transport, reports
			found = strings.Contains(words, " port ") || strings.Contains(words, " ports ")
		}
		if w.text == "arms" {
			found = strings.Contains(words, " arms ")
		}
		if found {
			out = append(out, w.measure)
		}
	}
	if len(out) == 0 && text != "" {
		out = append(out, oneLine(text))
	}
	return out
}
