package eu

import (
	"strings"

	"github.com/linchpin-oss/linchpin/lists"
)

// parseVessels reads one document for each ship that Article 3s of Regulation (EU) No 833/2014 bans from ports and
// services. The IMO number is the id: it stays with the hull whatever the ship is called.
func parseVessels(s *series, pub *lists.Publication, file lists.File) error {
	docs, err := documents(file.Data, "vessel_name", "imo_number", "date_of_application")
	if err != nil {
		return err
	}
	used := map[string]bool{}
	for _, n := range docs {
		imo, name := n.Text("imo_number"), n.Text("vessel_name")
		id := imo
		if id == "" {
			id = lists.StableID(name)
		}
		r := lists.NewRecord(s.list, lists.UniqueID(used, id), "Vessel")
		t := r.Target()
		t.Add("topics", "sanction")
		t.Add("name", name)
		t.Add("imoNumber", strings.TrimPrefix(strings.ToUpper(imo), "IMO "))
		e := r.Sanction(authority, "eu", "32014R0833", "XLII")
		e.Add("programId", "RUS")
		e.Add("program", programmes()["RUS"])
		e.Add("provisions", s.measures...)
		e.Add("summary", actTitle("32014R0833")+", Annex XLII")
		e.Add("sourceUrl", eurLex("32014R0833"))
		e.Add("startDate", n.Text("date_of_application"))
		pub.Records = append(pub.Records, r)
		n.Unread(pub.UnknownAt)
	}
	return nil
}
