package network

import (
	"bufio"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"slices"
	"strconv"
	"strings"
)

// csvColumns are the columns of a table of edges and the names that they may have.
var csvColumns = map[string]string{"from": "from", "owner": "from", "owner_id": "from", "source_id": "from", "payer": "from", "creditor": "from", "subject": "from", "parent": "from",
	"to": "to", "company": "to", "asset": "to", "target": "to", "target_id": "to", "beneficiary": "to", "debtor": "to", "object": "to", "owned": "to", "subsidiary": "to",
	"kind": "kind", "type": "kind", "relation": "kind", "share": "share", "percentage": "share", "percent": "share", "stake": "share", "pct": "share", "min": "min", "max": "max", "exclusive_min": "openMin", "exclusive_max": "openMax",
	"valid_from": "start", "start": "start", "start_date": "start", "startdate": "start", "since": "start", "valid_to": "end", "end": "end", "end_date": "end", "enddate": "end", "until": "end", "date": "start",
	"amount": "amount", "capacity": "amount", "currency": "currency", "unit": "currency", "stance": "stance", "status": "stance", "source": "source", "citation": "source", "url": "source", "role": "role", "note": "role", "fact": "fact", "probability": "chance",
	"from_name": "fromName", "owner_name": "fromName", "to_name": "toName", "company_name": "toName", "from_schema": "fromSchema", "to_schema": "toSchema", "listed": "listed", "from_listed": "listed"}

// csv reads a table of edges. The first line names the columns; comma, semicolon or tab part them.
func (p *reader) csv(r *bufio.Reader) error {
	head, _ := r.Peek(1 << 12)
	line, _, _ := strings.Cut(string(head), "\n")
	c := csv.NewReader(r)
	c.FieldsPerRecord, c.LazyQuotes, c.TrimLeadingSpace = -1, false, true
	for _, comma := range []rune{'\t', ';'} {
		if strings.ContainsRune(line, comma) {
			c.Comma = comma
			break
		}
	}
	header, err := c.Read()
	if err != nil {
		return err
	}
	if slices.ContainsFunc(header, func(name string) bool { return strings.HasSuffix(name, "StartNode.NodeID") }) {
		return p.gleifCSV(c, header)
	}
	at := map[string]int{}
	for i, name := range header {
		key := strings.NewReplacer(" ", "_", "-", "_").Replace(strings.ToLower(strings.TrimSpace(name)))
		if col, ok := csvColumns[key]; ok {
			if _, taken := at[col]; !taken {
				at[col] = i
			}
		} else {
			p.g.warn("%s: column %q is not known and not read", p.name, name)
		}
	}
	if _, ok := at["from"]; !ok {
		return fmt.Errorf("line 1: no column from (or owner) in %q", strings.Join(header, ", "))
	}
	if _, ok := at["to"]; !ok {
		return fmt.Errorf("line 1: no column to (or company) in %q", strings.Join(header, ", "))
	}
	for {
		f, err := c.Read()
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return err
		}
		n, _ := c.FieldPos(0)
		p.record = n
		get := func(col string) string {
			if i, ok := at[col]; ok && i < len(f) {
				return strings.TrimSpace(f[i])
			}
			return ""
		}
		yes := func(col string) bool { v := strings.ToLower(get(col)); return v == "true" || v == "1" || v == "yes" }
		e := edgeJSON{From: get("from"), To: get("to"), Kind: get("kind"), Share: anyText(get("share")), Min: anyText(get("min")), Max: anyText(get("max")), OpenMin: yes("openMin"), OpenMax: yes("openMax"),
			Start: get("start"), End: get("end"), Amount: anyText(get("amount")), Currency: get("currency"), Stance: get("stance"), Role: get("role"),
			Source: flexSource(get("source"))}
		if e.From == "" && e.To == "" && len(strings.Join(f, "")) == 0 {
			continue
		}
		e.Fact = get("fact")
		if c := get("chance"); c != "" {
			v, err := strconv.ParseFloat(c, 64)
			if err != nil {
				return fmt.Errorf("line %d: probability: %q is no number", n, c)
			}
			e.Chance = &v
		}
		usual := Ownership
		if e.Kind == "" && e.Amount != "" && e.Share == "" && e.Min == "" {
			usual = Payment
		}
		if err := p.add(&e, usual, ""); err != nil {
			return fmt.Errorf("line %d: %w", n, err)
		}
		for col, id := range map[string]string{"fromName": e.From, "toName": e.To} {
			if name := get(col); name != "" {
				p.g.Nodes[p.g.Node(id)].Caption = name
			}
		}
		for col, id := range map[string]string{"fromSchema": e.From, "toSchema": e.To} {
			if name := get(col); name != "" {
				p.g.Nodes[p.g.Node(id)].Schema = name
			}
		}
		if yes("listed") {
			p.g.Nodes[p.g.Node(e.From)].Listed = true
		}
	}
}

// gleifCSV reads relationship records as the GLEIF's golden copy has them: columns named by the path of the element.
func (p *reader) gleifCSV(c *csv.Reader, header []string) error {
	at := map[string]int{}
	for i, name := range header {
		at[strings.TrimPrefix(strings.TrimSpace(name), "Relationship.")] = i
	}
	for {
		f, err := c.Read()
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return err
		}
		p.record, _ = c.FieldPos(0)
		get := func(col string) string {
			if i, ok := at[col]; ok && i < len(f) {
				return f[i]
			}
			return ""
		}
		r := &gleifRecord{Start: get("StartNode.NodeID"), End: get("EndNode.NodeID"), Type: get("RelationshipType"), Status: get("RelationshipStatus"), Sources: get("Registration.ValidationReference")}
		for i := 1; i <= 5; i++ {
			period, quantifier := fmt.Sprintf("Period.%d.", i), fmt.Sprintf("RelationshipQuantifiers.%d.", i)
			if get(period+"periodType") != "" {
				r.Periods = append(r.Periods, gleifPeriod{get(period + "startDate"), get(period + "endDate"), get(period + "periodType")})
			}
			if get(quantifier+"quantifierAmount") != "" {
				r.Quants = append(r.Quants, gleifQuant{get(quantifier + "measurementMethod"), get(quantifier + "quantifierAmount"), get(quantifier + "quantifierUnits")})
			}
		}
		if err := p.gleifAdd(r); err != nil {
			return err
		}
	}
}
