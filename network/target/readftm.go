package target

import (
	"bufio"
	"bytes"
	"encoding/json"
	"fmt"
	"slices"
	"strings"

	"github.com/linchpin-oss/linchpin/ftm"
)

// entity is what is read of a FollowTheMoney entity.
type entity struct {
	ID         string              `json:"id"`
	Schema     string              `json:"schema"`
	Caption    string              `json:"caption"`
	Properties map[string][]string `json:"properties"`
	Datasets   []string            `json:"datasets"`
}

func (e *entity) first(prop string) string {
	if v := e.Properties[prop]; len(v) > 0 {
		return v[0]
	}
	return ""
}

// readEntities reads FollowTheMoney JSON lines: Payment, Debt and Ownership become money and stakes; Directorship and other links
// carry neither and are counted in a warning; everything else gives names to nodes.
func (r *Reader) readEntities(data []byte) error {
	lines := bufio.NewScanner(bytes.NewReader(data))
	lines.Buffer(make([]byte, 0, 1<<16), maxLine)
	r.net.To = NoNode
	for n := 1; lines.Scan(); n++ {
		line := bytes.TrimSpace(lines.Bytes())
		if len(line) == 0 {
			continue
		}
		var e entity
		err := json.Unmarshal(line, &e)
		if err == nil {
			err = r.addEntity(&e)
		}
		if err != nil {
			return fmt.Errorf("line %d: %w", n, err)
		}
	}
	if err := lines.Err(); err != nil {
		return fmt.Errorf("a line is longer than %d MB: %w", maxLine>>20, err)
	}
	return nil
}

func (r *Reader) addEntity(e *entity) error {
	schema := ftm.Lookup(e.Schema)
	if schema == nil {
		return fmt.Errorf("entity %q has the unknown schema %q", shorten(e.ID), shorten(e.Schema))
	}
	c := Claim{Source: r.source(e.publisher()), Firmness: Unset, Note: e.first("description"), Date: e.first("date")}
	if s, err := stanceOf(e.first("status")); err == nil {
		c.Stance, c.HasStance = s, true
	}
	var err error
	switch e.Schema {
	case "Payment":
		err = r.addValue(e, "payer", "beneficiary", Payment, c)
	case "Debt":
		err = r.addValue(e, "creditor", "debtor", Loan, c) // money flows to the one who owes
	case "Ownership":
		err = r.addOwnership(e, c)
	default:
		r.addParty(e, schema)
	}
	if err != nil {
		return fmt.Errorf("%s %q: %w", e.Schema, shorten(e.ID), err)
	}
	return nil
}

// publisher names the source of an entity.
func (e *entity) publisher() string {
	for _, p := range []string{"publisher", "publisherUrl", "sourceUrl"} {
		if v := e.first(p); v != "" {
			return v
		}
	}
	if len(e.Datasets) > 0 {
		return e.Datasets[0]
	}
	return ""
}

func (r *Reader) addParty(e *entity, schema *ftm.Schema) {
	if schema.Edge != nil {
		r.warn("links without money or share", "%s %q", e.Schema, shorten(e.ID))
		return
	}
	if !schema.IsA("LegalEntity") && !schema.IsA("Asset") {
		return
	}
	name := e.Caption
	if name == "" {
		name = e.first("name")
	}
	v := r.net.AddNode(e.ID)
	r.net.Nodes[v].Name, r.net.Nodes[v].Kind = name, e.Schema
	if slices.Contains(e.Properties["topics"], "sanction") {
		r.list(e.ID)
	}
}

// addValue adds the amount of a Payment or Debt between every payer and receiver that it names; they must be one each.
func (r *Reader) addValue(e *entity, from, to, kind string, c Claim) error {
	payers, receivers := e.Properties[from], e.Properties[to]
	if len(payers) != 1 || len(receivers) != 1 {
		return fmt.Errorf("has %d %s and %d %s, not one each", len(payers), from, len(receivers), to)
	}
	amount, currency := e.amount(r.Currency)
	if amount == "" {
		r.warn("no amount", "%s %q from %s to %s carries no money", e.Schema, shorten(e.ID), shorten(payers[0]), shorten(receivers[0]))
		return nil
	}
	if p := strings.ToLower(e.first("purpose")); kind == Payment && (p == "repayment" || p == "refinancing") {
		kind = Repayment
	}
	return r.money(payers[0], receivers[0], amount, currency, kind, c)
}

// amount is the amount of an entity: in the wanted currency where it is given so, else as stated.
func (e *entity) amount(want string) (amount, currency string) {
	converted := map[string]string{"EUR": e.first("amountEur"), "USD": e.first("amountUsd")}
	if converted[want] != "" {
		return converted[want], want
	}
	if a := e.first("amount"); a != "" {
		return a, e.first("currency")
	}
	for _, c := range []string{"EUR", "USD"} {
		if converted[c] != "" {
			return converted[c], c
		}
	}
	return "", ""
}

func (r *Reader) addOwnership(e *entity, c Claim) error {
	if r.AsOf != "" {
		if end := e.first("endDate"); end != "" && end < r.AsOf[:min(len(end), len(r.AsOf))] {
			r.warn("ended stakes", "%q ended on %s", shorten(e.ID), shorten(end))
			return nil
		}
		if start := e.first("startDate"); start > r.AsOf {
			r.warn("later stakes", "%q begins on %s", shorten(e.ID), shorten(start))
			return nil
		}
	}
	for _, owner := range e.Properties["owner"] {
		for _, asset := range e.Properties["asset"] {
			if err := r.percentage(owner, asset, e.first("percentage"), c); err != nil {
				return err
			}
		}
	}
	if len(e.Properties["owner"]) == 0 || len(e.Properties["asset"]) == 0 {
		return fmt.Errorf("has no owner or no asset")
	}
	return nil
}

// percentage adds a stake whose share is a number, a band such as 25-50, or unknown. What cannot be read is unknown, with a warning.
func (r *Reader) percentage(owner, asset, text string, c Claim) error {
	low, high := text, text
	if from, to, ok := strings.Cut(text, "-"); ok {
		low, high = strings.TrimSpace(from), strings.TrimSpace(to)
	}
	for _, s := range []string{low, high} {
		if _, err := ParseShare(s); err != nil && text != "" {
			r.warn("shares that could not be read", "%q of %s in %s, taken as unknown", shorten(text), shorten(owner), shorten(asset))
			low, high = "", ""
			break
		}
	}
	return r.stake(owner, asset, low, high, false, c)
}
