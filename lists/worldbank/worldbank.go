// Package worldbank reads the World Bank's listing of ineligible firms and individuals: parties that may not be awarded
// contracts financed by the Bank (Procurement Guidelines 1.14 to 1.16; cross debarment by the Agreement for Mutual
// Enforcement of Debarment Decisions of 9 April 2010).
//
// The list is one JSON object, response.ZPROCSUPP[], from the Bank's procurement system. Entries are deleted when
// their debarment ends. SUPP_ID is unique in each file and stays for as long as a debarment lasts; a party debarred
// anew gets another one, so a stable id of name and country stands in Former to link the two.
package worldbank

import (
	"bytes"
	"fmt"
	"strings"
	"time"

	"github.com/linchpin-oss/linchpin/ftm"
	"github.com/linchpin-oss/linchpin/lists"
	"github.com/linchpin-oss/linchpin/lists/tree"
)

const listID = "world-bank"

// Lists returns the catalogue entry of the package.
func Lists() []*lists.List {
	return []*lists.List{{
		ID: listID, Title: "World Bank Listing of Ineligible Firms and Individuals", Publisher: "World Bank Group",
		Country: "zz", Licence: "World Bank terms of use for datasets", Cadence: 7 * 24 * time.Hour,
		Page: "https://www.worldbank.org/en/projects-operations/procurement/debarred-firms",
		Addresses: []lists.Address{{URL: "https://apigwext.worldbank.org/dvsvc/v1.0/json/APPLICATION/ADOBE_EXPRNCE_MGR/" +
			"FIRM/SANCTIONED_FIRM", Name: "debarred.json"}},
		Formats: []lists.Format{{ID: "debarred-json", Title: "JSON", Detect: detect, Parse: parse}},
	}}
}

func detect(_ string, head []byte) bool {
	head = bytes.TrimSpace(bytes.TrimPrefix(head, []byte("\xef\xbb\xbf")))
	return len(head) > 0 && head[0] == '{' && bytes.Contains(head, []byte(`"ZPROCSUPP"`)) &&
		bytes.Contains(head, []byte(`"SUPP_ID"`))
}

func parse(files []lists.File) (*lists.Publication, error) {
	if len(files) != 1 {
		return nil, fmt.Errorf("%d files; a publication of this list is one file", len(files))
	}
	f := files[0]
	root, err := tree.JSON(bytes.TrimPrefix(f.Data, []byte("\xef\xbb\xbf")))
	if err != nil {
		return nil, fmt.Errorf("%s: %w", f.Name, err)
	}
	pub := &lists.Publication{}
	seen := map[string]int{}
	entries := root.All("response/ZPROCSUPP")
	damaged := shifted(entries)
	if damaged {
		pub.Warn("the file is damaged: additional information stands on the wrong entries; former names and " +
			"registration numbers from it are kept as doubtful")
	}
	for _, n := range entries {
		id, name := n.Text("SUPP_ID"), n.Text("SUPP_NAME")
		if id == "" || name == "" {
			return nil, fmt.Errorf("%s: line %d: entry %d has no SUPP_ID or no SUPP_NAME", f.Name, n.Line, len(pub.Records)+1)
		}
		if first, ok := seen[id]; ok {
			return nil, fmt.Errorf("%s: line %d: entry %d has the SUPP_ID %s of entry %d", f.Name, n.Line,
				len(pub.Records)+1, id, first)
		}
		pub.Records = append(pub.Records, record(id, n, damaged))
		seen[id] = len(pub.Records)
		if at := refreshed(n.Text("LAST_REFRESH_DATE")); at > pub.Published {
			pub.Published = at
		}
	}
	if len(pub.Records) == 0 {
		return nil, fmt.Errorf("%s: no entries in response.ZPROCSUPP", f.Name)
	}
	root.Unread(pub.UnknownAt)
	return pub, nil
}

// refreshed reads when the system last wrote the entry, which it does every day with all of them: the publication's
// date.
func refreshed(stamp string) string {
	t, err := time.Parse(time.RFC3339, stamp)
	if err != nil {
		return ""
	}
	return t.UTC().Format("2006-01-02T15:04:05")
}

// record reads one entry; damaged says that the file is shifted.
func record(id string, n *tree.Node, damaged bool) *lists.Record {
	// Stamps, users and flags of the procurement system, which its public page does not show: the client, who created
	// and touched the row and when (all rows every day), results of its internal checks, and codes for what
	// SUPP_ELIG_STAT says in words. INELIGIBLY_STATUS (Ongoing, Permanent) is worked out from DEBAR_TYPE, which jumps
	// between entries (see shifted); both mean that DEBAR_TO_DATE is 2999-12-31.
	n.Ignore("MANDT", "LEGACY_FLG", "UN_SUPP_FLG", "CRIS_SUPP_ID", "AML_ENTR_IND", "CRPD_MATCH", "CRPD_STAT", "CREATE_USER",
		"CREATE_DATE", "INELIGIBLY_STATUS", "CREATE_TIME", "CREATE_USER_NAME", "UPD_USER", "UPD_DATE", "UPD_TIME", "UPD_USER_NAME", "RECHK_IND",
		"REGISTER", "PARENT", "INELIG_FLG", "DEBAR_TYPE", "ELIG_STAT")
	named := readName(n.Text("SUPP_NAME"))
	r := lists.NewRecord(listID, id, schema(n.Text("SUPP_TYPE_CODE"), named.honorific))
	r.Former = []string{lists.StableID(named.name, n.Text("LAND1"))}
	t := r.Target()
	t.Add("topics", "debarment")
	named.add(r)
	for _, part := range []string{"SUPP_PRE_ACRN", "SUPP_POST_ACRN"} { // "M/S", "PT"; "LTD", "LLC"
		if form := n.Text(part); form != "" && t.Schema.Prop("legalForm") != nil && form != "MR" && form != "M/S" {
			t.Add("legalForm", form)
		}
	}
	info := readInfo(n.Text("ADD_SUPP_INFO"))
	if no := n.Text("REGISTER_ID"); no != "" {
		info.papers = append(info.papers, [2]string{"Registration number", no})
	}
	if damaged {
		info = info.unsure()
	}
	info.add(r)
	address(r, n)
	if duns := n.Text("DNB_ID"); duns != "" {
		r.Identify("D-U-N-S Number", duns, "")
	}
	for _, parent := range []string{"DNB_PAR_ID", "DNB_ULTM_ID"} {
		if no := n.Text(parent); no != "" {
			t.Add("notes", "D-U-N-S number of parent: "+no)
		}
	}
	sanction(r, n)
	return r
}

// schema of the types: F firm, I individual, C corporation, U not said.
func schema(code, honorific string) string {
	switch {
	case code == "I", code == "U" && honorific != "" && honorific != "M/S":
		return "Person"
	case code == "F", code == "C":
		return "Company"
	}
	return "LegalEntity"
}

func address(r *lists.Record, n *tree.Node) {
	t := r.Target()
	parts := []string{n.Text("SUPP_ADDR"), n.Text("SUPP_CITY"), n.Text("SUPP_PROV_NAME"), n.Text("SUPP_STATE_CODE"),
		n.Text("SUPP_ZIP_CODE"), n.Text("SUPP_POST_CODE")}
	country := n.Text("LAND1")
	name := n.Text("COUNTRY_NAME")
	if code, ok := t.Schema.Prop("country").Clean(country); !ok || len(code) != 2 {
		country = name
		if first, second, ok := strings.Cut(name, ", "); ok { // "Yemen, Republic of"
			country = second + " " + first
		}
	}
	t.Add("country", country)
	var full []string
	for _, p := range parts {
		if p != "" {
			full = append(full, p)
		}
	}
	if len(full) == 0 {
		return
	}
	text := strings.Join(full, ", ")
	a := r.Attach("Address", "address", text)
	a.Add("full", text)
	a.Add("street", parts[0])
	a.Add("city", parts[1])
	a.Add("region", parts[2])
	a.Add("state", parts[3])
	a.Add("postalCode", parts[4], parts[5])
	a.Add("country", country)
	t.Add("addressEntity", a.ID)
	t.Add("address", text)
}

// noEnd is the date that stands for a debarment without end.
const noEnd = "2999-12-31"

func sanction(r *lists.Record, n *tree.Node) {
	s := r.Sanction("World Bank Group", "", "debarment")
	s.Add("program", "World Bank Listing of Ineligible Firms and Individuals")
	s.Add("programId", "WORLD-BANK-DEBARRED")
	s.Add("provisions", lists.MeasureDebarment)
	s.Add("reason", n.Text("DEBAR_REASON"))
	s.Add("status", n.Text("SUPP_ELIG_STAT"))
	s.AddDates("startDate", n.Text("DEBAR_FROM_DATE"), ftm.DayFirst)
	if end := n.Text("DEBAR_TO_DATE"); end != noEnd {
		s.AddDates("endDate", end, ftm.DayFirst)
	} else {
		s.Add("status", "no end")
	}
	s.Add("authorityId", r.ID)
	s.Add("sourceUrl", "https://www.worldbank.org/en/projects-operations/procurement/debarred-firms")
}
