package screen

import (
	"encoding/json"
	"fmt"
	"strings"

	"github.com/linchpin-oss/linchpin/archive"
	"github.com/linchpin-oss/linchpin/index"
	"github.com/linchpin-oss/linchpin/lists"
	"github.com/linchpin-oss/linchpin/match"
	"github.com/linchpin-oss/linchpin/network"
)

// Owned finds by name the parties that stand on no list but are blocked, or possibly so, because listed ones own or control them.
type Owned struct {
	Day     string // for which it was worked out
	screen  *Screener
	parties []ownedParty
}

type ownedParty struct {
	ID      string           `json:"id"`
	Caption string           `json:"caption"`
	Schema  string           `json:"schema"`
	Names   []string         `json:"names,omitempty"`
	Rules   []network.Result `json:"rules"`
}

// ownedJSON is how an Owned is kept.
type ownedJSON struct {
	Day     string       `json:"day"`
	Parties []ownedParty `json:"parties"`
}

// MarshalJSON writes what ParseOwned reads.
func (o *Owned) MarshalJSON() ([]byte, error) { return json.Marshal(ownedJSON{o.Day, o.parties}) }

// ParseOwned reads what MarshalJSON wrote.
func ParseOwned(data []byte) (*Owned, error) {
	var kept ownedJSON
	if err := json.Unmarshal(data, &kept); err != nil {
		return nil, err
	}
	return newOwned(kept.Day, kept.Parties)
}

// OwnedHit is such a party that a query could mean.
type OwnedHit struct {
	ID       string           `json:"id"`
	Caption  string           `json:"caption"`
	Schema   string           `json:"schema"`
	Score    float64          `json:"score"`
	Alert    bool             `json:"alert"` // the name is one, and some rule blocks the party for sure
	Bits     float64          `json:"bits"`
	Evidence []match.Evidence `json:"evidence"`
	Rules    []network.Result `json:"rules"` // what each rule says, with its proof
}

// NewOwned makes ready what rules say of a graph's parties on a day.
func NewOwned(g *network.Graph, answers []*network.Answer, day string) (*Owned, error) {
	var parties []ownedParty
	at := map[string]int{}
	for _, a := range answers {
		for _, r := range a.Entities {
			if r.Status != network.Blocked && r.Status != network.Possible {
				continue
			}
			n, ok := g.Find(r.ID)
			if !ok || g.Nodes[n].ListedOn(day) {
				continue
			}
			i, known := at[r.ID]
			if !known {
				i = len(parties)
				at[r.ID] = i
				parties = append(parties, ownedParty{ID: r.ID, Caption: r.Caption, Schema: g.Nodes[n].Schema, Names: g.Nodes[n].Names})
			}
			parties[i].Rules = append(parties[i].Rules, r)
		}
	}
	return newOwned(day, parties)
}

func newOwned(day string, parties []ownedParty) (*Owned, error) {
	const list, first = "ownership", "1900-01-01"
	var records []*lists.Record
	for i, p := range parties {
		schema := p.Schema
		if schema != "Person" && schema != "Company" && schema != "Organization" && schema != "Vessel" && schema != "Airplane" {
			schema = "LegalEntity"
		}
		r := lists.NewRecord(list, fmt.Sprintf("%08d", i), schema)
		r.Target().Add("name", p.Caption)
		for _, name := range p.Names {
			r.Target().Add("alias", name)
		}
		records = append(records, r)
	}
	h := &archive.History{List: list}
	ins := h.Insert()
	pub := &archive.Publication{List: list, Published: first, SHA256: strings.Repeat("0", 64), Records: len(records)}
	ins.Add(pub, records)
	ins.Finish()
	meta := index.ListMeta{ID: list, Title: "owned or controlled", Publications: []index.PublicationMeta{{ID: pub.ID(), Published: first, SHA256: pub.SHA256, Records: len(records),
		Readable: true, Status: archive.Accepted}}}
	data, err := index.Build([]index.Input{{Meta: meta, History: h}}, nil)
	if err != nil {
		return nil, err
	}
	x, err := index.FromBytes(data)
	if err != nil {
		return nil, err
	}
	return &Owned{Day: day, screen: New(x), parties: parties}, nil
}

// Screen finds the parties that a query could mean, best first.
func (o *Owned) Screen(q Query) ([]OwnedHit, error) {
	if q.Name == "" || len(o.parties) == 0 {
		return nil, nil
	}
	a, err := o.screen.Screen(Query{Name: q.Name, Schema: q.Schema, Limit: q.Limit, Threshold: q.Threshold})
	if err != nil {
		return nil, err
	}
	var out []OwnedHit
	for _, r := range a.Results {
		if !r.Alert {
			continue
		}
		n := 0
		if _, err := fmt.Sscanf(r.Lists[0].RecordID, "%08d", &n); err != nil || n >= len(o.parties) {
			continue
		}
		p := &o.parties[n]
		hit := OwnedHit{ID: p.ID, Caption: p.Caption, Schema: p.Schema, Score: r.Score, Bits: r.Bits, Evidence: r.Evidence, Rules: p.Rules}
		for _, rule := range p.Rules {
			hit.Alert = hit.Alert || rule.Status == network.Blocked
		}
		out = append(out, hit)
	}
	return out, nil
}
