package us

import (
	"fmt"

	"github.com/linchpin-oss/linchpin/lists"
)

func detectDPL(_ string, head []byte) bool {
	return has(header(head, '\t'), "name", "street_address", "effective_date", "expiration_date", "standard_order",
		"fr_citation")
}

// parseDPL reads the Denied Persons List: tab separated, quoted, one row for each address of a person, dates
// mm/dd/yyyy. The list has no date inside.
func parseDPL(files []lists.File) (*lists.Publication, error) {
	f, err := one(files)
	if err != nil {
		return nil, err
	}
	t, err := readHeader(f, '\t')
	if err != nil {
		return nil, fmt.Errorf("%s: %w", f.Name, err)
	}
	// When the row was last touched in the database; Action says what was done.
	t.Ignore("Last_Update")
	pub := &lists.Publication{}
	var rows []*entry
	for row := range t.Rows {
		if row.Len() < len(t.Header()) {
			return nil, fail(f, row.Line, "%d of %d columns: the file is cut or damaged", row.Len(), len(t.Header()))
		}
		e := &entry{line: row.Line, source: sources["DPL"], name: row.Get("Name"), start: row.Get("Effective_Date"),
			end: row.Get("Expiration_Date"), notices: splitNotices(row.Get("FR_Citation")), action: row.Get("Action")}
		if e.name == "" {
			return nil, fail(f, row.Line, "no name")
		}
		if s := row.Get("Standard_Order"); s != "" {
			e.provisions = []string{"standard order: " + s}
		}
		e.addresses = []address{{street: row.Get("Street_Address"), city: row.Get("City"), state: row.Get("State"),
			postal: row.Get("Postal_Code"), country: row.Get("Country")}}
		rows = append(rows, e)
	}
	if len(rows) == 0 {
		return nil, fmt.Errorf("%s: no entries", f.Name)
	}
	t.Unread(pub.UnknownAt)
	build("us-bis", cluster(rows, "", true, sameOrder), pub)
	return pub, nil
}
