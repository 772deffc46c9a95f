package network

import (
	"bytes"
	"fmt"
	"math/big"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

func TestParseShare(t *testing.T) {
	for text, want := range map[string]string{
		"50": "50 %", "100 %": "100 %", "49,99": "49.99 %", "49.99%": "49.99 %", "50/3": "50/3 %", "1/3": "100/3 %", "1/3 %": "1/3 %", "0.5": "0.5 %", "25-50": "25 to 50 %", "25 - 50 %": "25 to 50 %",
		"more than 25%": "more than 25 to 100 %", ">50": "more than 50 to 100 %", ">= 50 %": "50 to 100 %", "75% or more": "75 to 100 %", "75 to 100%": "75 to 100 %",
		"More than 25% but not more than 50%": "more than 25 to 50 %", "more than 50% but less than 75%": "more than 50 to less than 75 %", "less than 10 percent": "0 to less than 10 %",
		"über 25 bis 50 %": "more than 25 to 50 %", "majority": "more than 50 to 100 %", "half": "50 %", "50,00 %": "50 %", " 33.33 pct": "33.33 %", "two thirds": "200/3 %", "5 процентов": "5 %",
	} {
		s, err := ParseShare(text)
		if err != nil || s.String() != want {
			t.Errorf("%q is %v (%v), want %s", text, s, err, want)
		}
	}
	for _, text := range []string{"", "abc", "120", "-5", "50-20", "1/0", "1e9", "50 50 x", strings.Repeat("9", 200)} {
		if s, err := ParseShare(text); err == nil {
			t.Errorf("%q is read as %s", text, s)
		}
	}
}

func FuzzParseShare(f *testing.F) {
	for _, s := range []string{"50", "49,99 %", "50/3", "more than 25 to 50 %", "1.234,5", "25–50"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, text string) {
		s, err := ParseShare(text)
		if err == nil && (s.Min.Sign() < 0 || s.Max.Cmp(hundred) > 0 || s.Min.Cmp(s.Max) > 0) {
			t.Errorf("%q is read as %v to %v", text, s.Min, s.Max)
		}
	})
}

func FuzzRead(f *testing.F) {
	for _, s := range []string{"from,to,share\nX,A,50\n", `{"edges":[{"from":"X","to":"A","share":"50"}],"listed":["X"]}`, `{"id":"o","schema":"Ownership","properties":{"owner":["x"],"asset":["a"],"percentage":["51"]}}`,
		`[{"statementID":"s","statementType":"ownershipOrControlStatement","subject":{"describedByEntityStatement":"a"},"interestedParty":{"unspecified":{"reason":"unknown"}},"interests":[{"type":"shareholding","share":{"minimum":25,"exclusiveMaximum":50}}]}]`,
		`<rr:RelationshipData><RelationshipRecord><Relationship><StartNode><NodeID>A</NodeID></StartNode></Relationship></RelationshipRecord></rr:RelationshipData>`,
		`{"company_number":"1","data":{"kind":"individual-person-with-significant-control","natures_of_control":["ownership-of-shares-25-to-50-percent"]}}`} {
		f.Add([]byte(s))
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		g, err := Read(bytes.NewReader(data), "fuzz", "")
		if err != nil {
			return
		}
		for i := range Rules {
			g.Blocked(Question{Rule: &Rules[i], AsOf: "2026-01-01", Claims: true})
		}
	})
}

func TestReadErrors(t *testing.T) {
	for text, want := range map[string][]string{
		"from,to,share\nX,A,50\nX,B,abc\n":                        {"line 3", "share", "abc"},
		"from,to,share\nX,,50\n":                                  {"line 2", "to"},
		"owner,percent\nX,50\n":                                   {"line 1", "column to"},
		"from,to,kind,share\nX,A,marriage,50\n":                   {"line 2", "kind", "marriage"},
		"from,to,share,stance\nX,A,50,maybe\n":                    {"stance", "maybe"},
		"from,to,kind,amount\nX,A,payment,-5\n":                   {"amount"},
		"from,to,share\nX,A,130\n":                                {"share", "130"},
		`{"edges":[{"from":"X","to":"A","min":"60","max":"40"}]}`: {"edge 1", "lower bound"},
		`{"cases":[{"id":"a","edges":[]},{"id":"b","edges":[]}]}`: {"--case", "a, b"},
		`{"hello":1}`: {"not a format"},
		"":            {"empty"},
	} {
		_, err := Read(strings.NewReader(text), "f", "")
		if err == nil {
			t.Errorf("%q is read without an error", text)
			continue
		}
		for _, w := range want {
			if !strings.Contains(err.Error(), w) {
				t.Errorf("%q: %v, want it to name %q", text, err, w)
			}
		}
	}
}

func TestOddNetworksAreNamed(t *testing.T) {
	g, err := Read(strings.NewReader("from,to,share,valid_from,valid_to\nX,A,80,,\nY,A,60,,\nA,A,10,,\nX,B,60,2024-05-01,2023-01-01\n"), "odd.csv", "")
	if err != nil {
		t.Fatal(err)
	}
	all := strings.Join(g.Warnings, "\n")
	for _, want := range []string{"A hold 140 %", "A holds its own", "ends (2023-01-01) before it begins"} {
		if !strings.Contains(all, want) {
			t.Errorf("no warning of %q in %s", want, all)
		}
	}
}

func TestProofNamesStepsAndPivots(t *testing.T) {
	g, err := Read(strings.NewReader("from,to,share,stance,source\nX,A,30,registered,reg 1\nY,A,30,claimed,press 2\nA,B,80,official,gazette 3\n"), "h.csv", "")
	if err != nil {
		t.Fatal(err)
	}
	rule, _ := FindRule("us-ofac", "2026-01-01")
	listed := []int{g.Node("X"), g.Node("Y")}
	if s := statusOf(g.Blocked(Question{Rule: rule, Listed: listed}), "B"); s != NotBlocked {
		t.Errorf("B is %s on official evidence alone, where a claim is needed", s)
	}
	a := g.Blocked(Question{Rule: rule, Listed: listed, Claims: true})
	i := slices.IndexFunc(a.Entities, func(r Result) bool { return r.ID == "B" })
	b := a.Entities[i]
	if b.Status != Blocked || b.Share.Exact != "80" || len(b.Proof) != 3 || b.Proof[2].Owner != "A" || b.Weakest.Source != "press 2" || len(b.Pivotal) != 3 {
		t.Errorf("B: %+v", b)
	}
}

// drawn is a random network: parties p0.., the first ones listed, with exact shares and bands.
func drawn(t *rapid.T) (*Graph, []int) {
	g := &Graph{}
	n := rapid.IntRange(2, 8).Draw(t, "parties")
	for i := range n {
		g.Node(fmt.Sprintf("p%d", i))
	}
	for range rapid.IntRange(0, 16).Draw(t, "edges") {
		from, to := rapid.IntRange(0, n-1).Draw(t, "from"), rapid.IntRange(0, n-1).Draw(t, "to")
		if from == to {
			continue
		}
		lo := rapid.SampledFrom([]int64{5, 10, 20, 25, 30, 49, 50, 51, 60}).Draw(t, "share")
		s := Exactly(big.NewRat(lo, 1))
		if rapid.Bool().Draw(t, "band") {
			s = Share{Min: big.NewRat(lo, 1), Max: big.NewRat(lo+15, 1), OpenMin: rapid.Bool().Draw(t, "open")}
		}
		g.Add(Edge{From: from, To: to, Kind: rapid.SampledFrom([]Kind{Ownership, Ownership, Ownership, Votes, Control}).Draw(t, "kind"), Share: s})
	}
	var listed []int
	for i := range rapid.IntRange(1, n).Draw(t, "listed") {
		listed = append(listed, i)
	}
	return g, listed
}

func statuses(g *Graph, r *Rule, listed []int) map[string]Status {
	out := map[string]Status{}
	for _, e := range g.Blocked(Question{Rule: r, Listed: listed}).Entities {
		out[e.ID] = e.Status
	}
	return out
}

func TestLaws(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		g, listed := drawn(t)
		r := &Rules[rapid.IntRange(0, len(Rules)-1).Draw(t, "rule")]
		all := statuses(g, r, listed)
		// more listed parties never release anybody
		for id, was := range statuses(g, r, listed[:len(listed)-1]) {
			if now, ok := all[id]; ok && rankOf(now) > rankOf(was) {
				t.Fatalf("%s: listing one more changes %s from %s to %s", r.ID, id, was, now)
			}
		}
		// neither the order of edges nor a share split into two parcels matters
		other := &Graph{Nodes: slices.Clone(g.Nodes), byID: g.byID}
		for i := len(g.Edges) - 1; i >= 0; i-- {
			e := g.Edges[i]
			if e.Kind == Ownership && e.Share.Exact() {
				part := e
				part.Share = Exactly(new(big.Rat).Quo(e.Share.Min, big.NewRat(3, 1)))
				e.Share = Exactly(new(big.Rat).Sub(e.Share.Min, part.Share.Min))
				other.Edges = append(other.Edges, part)
			}
			other.Edges = append(other.Edges, e)
		}
		if got := statuses(other, r, listed); fmt.Sprint(got) != fmt.Sprint(all) {
			t.Fatalf("%s: in another order, with split parcels: %v, was %v", r.ID, got, all)
		}
		// against the definition: blocked is the least set closed under the rule, by rounds
		if r.Aggregate {
			for id, want := range byRounds(g, r, listed) {
				if got, ok := all[id]; ok && got != want {
					t.Fatalf("%s: %s is %s, by rounds %s", r.ID, id, got, want)
				}
			}
		}
	})
}

// byRounds works out an adding rule plainly, with rationals.
func byRounds(g *Graph, r *Rule, listed []int) map[string]Status {
	closure := func(high bool) map[int]bool {
		in := map[int]bool{}
		for _, n := range listed {
			in[n] = true
		}
		for changed := true; changed; {
			changed = false
			for n := range g.Nodes {
				if in[n] {
					continue
				}
				for kind, limit := range map[Kind]*big.Rat{Ownership: r.Threshold, Votes: big.NewRat(50, 1)} {
					if kind == Votes && !r.Control {
						continue
					}
					sum, open := new(big.Rat), false
					for _, e := range g.Edges {
						if e.To != n || !in[e.From] || e.Kind != kind {
							continue
						}
						if high {
							sum.Add(sum, e.Share.Max)
							open = open || e.Share.OpenMax
						} else {
							sum.Add(sum, e.Share.Min)
							open = open || e.Share.OpenMin
						}
					}
					strict := r.Strict || kind == Votes
					c := sum.Cmp(limit)
					if c > 0 || c == 0 && (high && !strict && !open || !high && (!strict || open)) {
						in[n], changed = true, true
					}
				}
				for _, e := range g.Edges {
					if r.Control && e.Kind == Control && e.To == n && in[e.From] {
						in[n], changed = true, true
					}
				}
			}
		}
		return in
	}
	sure, may := closure(false), closure(true)
	out := map[string]Status{}
	for n := range g.Nodes {
		switch {
		case sure[n]:
			out[g.Nodes[n].ID] = Blocked
		case may[n]:
			out[g.Nodes[n].ID] = Possible
		default:
			out[g.Nodes[n].ID] = NotBlocked
		}
	}
	return out
}

func TestDelistingRestores(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		g, listed := drawn(t)
		r := &Rules[rapid.IntRange(0, len(Rules)-1).Draw(t, "rule")]
		extra := len(g.Nodes) - 1
		if slices.Contains(listed, extra) {
			return
		}
		q := Question{Rule: r, Listed: listed}
		on, err := g.WhatIf(q, []string{g.Nodes[extra].ID}, nil)
		if err != nil {
			t.Fatal(err)
		}
		q.Listed = append(slices.Clone(listed), extra)
		off, err := g.WhatIf(q, nil, []string{g.Nodes[extra].ID})
		if err != nil {
			t.Fatal(err)
		}
		if len(on.Blocked) != len(off.Released) || len(on.Released)+len(off.Blocked) > 0 {
			t.Fatalf("listing blocks %d, delisting releases %d", len(on.Blocked), len(off.Released))
		}
	})
}

func TestReadGLEIFTable(t *testing.T) {
	g, err := Read(strings.NewReader("Relationship.StartNode.NodeID,Relationship.EndNode.NodeID,Relationship.RelationshipType,Relationship.RelationshipStatus,Relationship.Period.1.startDate,Relationship.Period.1.periodType,Relationship.RelationshipQuantifiers.1.quantifierAmount,Relationship.RelationshipQuantifiers.1.quantifierUnits\n"+
		"CHILD,PARENT,IS_DIRECTLY_CONSOLIDATED_BY,ACTIVE,2019-05-01T00:00:00Z,RELATIONSHIP_PERIOD,60.00,PERCENTAGE\nFUND,MANAGER,IS_FUND-MANAGED_BY,ACTIVE,,,,\n"), "rr.csv", "")
	if err != nil {
		t.Fatal(err)
	}
	e := g.Edges[0]
	if g.Nodes[e.From].ID != "PARENT" || g.Nodes[e.To].ID != "CHILD" || e.Kind != Ownership || e.Share.String() != "60 %" || e.Start != "2019-05-01" || g.Edges[1].Kind != Link {
		t.Errorf("%+v", g.Edges)
	}
}

func TestCases(t *testing.T) {
	const file = `{"cases":[{"id":"a","listed":["X"],"edges":[{"from":"X","to":"A","share":"50"}]},{"id":"b","listed":["X"],"edges":[{"from":"X","to":"B","share":"40"}]}]}`
	all, err := ReadCases(strings.NewReader(file), "f")
	if err != nil || len(all) != 2 || all[1].ID != "b" {
		t.Fatalf("%+v %v", all, err)
	}
	if _, ok := all[1].Graph.Find("B"); !ok {
		t.Error("the second case is not read")
	}
}

func TestReadClaims(t *testing.T) {
	g, err := Read(strings.NewReader(`{"claims":[
		{"id":"1","subject":"A","predicate":"owns","object":"B","share_min":"50","share_min_exclusive":true,"source":{"celex":"32006R0765"},"reliability":"EU statement of reasons (official)"},
		{"id":"2","subject":"A","predicate":"formerly_owned","object":"C","source":"x","reliability":"press"},
		{"id":"3","subject":"R","predicate":"lends_to","object":"G","amount_usd":1000000000,"source":"y","reliability":"press"},
		{"id":"4","subject":"K","predicate":"known_for","object":"B","source":"z","reliability":"press"},
		{"id":"5","subject":"Y","predicate":"financially_supports","object":"G","status":"annulled","source":"z","reliability":"court"}]}`), "claims", "")
	if err != nil {
		t.Fatal(err)
	}
	e := g.Edges
	if e[0].Kind != Ownership || e[0].Share.String() != "more than 50 to 100 %" || e[0].Stance != Official {
		t.Errorf("1: %+v", e[0])
	}
	if e[1].Kind != Link || e[3].Kind != Link {
		t.Errorf("what is no holding today is read as one: %v %v", e[1].Kind, e[3].Kind)
	}
	if e[2].Kind != Debt || e[2].Amount.RatString() != "1000000000" || e[2].Currency != "USD" || e[4].Stance != Annulled {
		t.Errorf("3 and 5: %+v %+v", e[2], e[4])
	}
}

// TestTwoSourcesAreNotTwoParcels holds that what two files state alike counts once.
func TestTwoSourcesAreNotTwoParcels(t *testing.T) {
	read := func() *Graph {
		g, err := Read(strings.NewReader("from,to,share\nX,A,30\n"), "f.csv", "")
		if err != nil {
			t.Fatal(err)
		}
		return g
	}
	g := &Graph{}
	g.Merge(read())
	g.Merge(read())
	rule, _ := FindRule("us-ofac", "2026-01-01")
	if s := statusOf(g.Blocked(Question{Rule: rule, Listed: []int{g.Node("X")}}), "A"); s != NotBlocked || len(g.Warnings) != 1 {
		t.Errorf("A is %s with 30 percent stated twice; warnings %v", s, g.Warnings)
	}
}

// TestListedAtTheTime holds that a sanction counts for the days that it lasts.
func TestListedAtTheTime(t *testing.T) {
	g, err := Read(strings.NewReader(`{"id":"x","schema":"Person","properties":{"name":["X"],"topics":["sanction"]}}
{"id":"s","schema":"Sanction","properties":{"entity":["x"],"startDate":["2012-05-01"],"endDate":["2016-03-01"]}}
{"id":"o","schema":"Ownership","properties":{"owner":["x"],"asset":["a"],"percentage":["60"]}}
{"id":"a","schema":"Company","properties":{"name":["A"]}}`), "f.json", "")
	if err != nil {
		t.Fatal(err)
	}
	rule, _ := FindRule("aggregate_ge_50", "")
	for day, want := range map[string]Status{"2011-01-01": NotBlocked, "2014-01-01": Blocked, "2020-01-01": NotBlocked} {
		if s := statusOf(g.Blocked(Question{Rule: rule, AsOf: day}), "a"); s != want {
			t.Errorf("on %s: %s, want %s", day, s, want)
		}
	}
}
