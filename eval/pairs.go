package eval

import (
	"cmp"
	"maps"
	"math"
	"slices"

	"github.com/linchpin-oss/linchpin/ftm"
	"github.com/linchpin-oss/linchpin/match"
	"github.com/linchpin-oss/linchpin/names"
	"github.com/linchpin-oss/linchpin/screen"
)

// PairsReport is what a measurement of labelled pairs found, by set and kind; kind "" is the whole set.
type PairsReport struct {
	Slices []PairsRow    `json:"slices"`
	Worst  []PairExample `json:"worst"` // misses and false matches, worst first
}

// PairsRow is the measures of one slice of the pairs.
type PairsRow struct {
	Set       string    `json:"set"`
	Kind      string    `json:"kind"`
	Pairs     int       `json:"pairs"` // judged ones
	Matches   int       `json:"matches"`
	Unjudged  int       `json:"unjudged"`
	Precision *float64  `json:"precision"` // these three at the default threshold
	Recall    *float64  `json:"recall"`
	F1        *float64  `json:"f1"`
	Threshold float64   `json:"threshold"`
	AUC       *float64  `json:"auc"`
	Tied      *float64  `json:"tiedAtTop"`
	Default   Confusion `json:"default"`
	Best      Confusion `json:"best"`
	Peers     []PeerRow `json:"peers"`
}

// PeerRow is what a peer's scores give on the rows that carry them, beside Linchpin's on the same rows.
type PeerRow struct {
	Peer  string    `json:"peer"`
	Pairs int       `json:"pairs"`
	At70  Confusion `json:"at0.70"`
	Best  Confusion `json:"best"`
	AUC   *float64  `json:"auc"`
	Tied  *float64  `json:"tiedAtTop"`
	OurF1 *float64  `json:"linchpinF1"`
	Ours  *float64  `json:"linchpinAuc"`
}

// PairExample is a pair that was judged wrongly at the default threshold.
type PairExample struct {
	Pair     Pair             `json:"pair"`
	Score    float64          `json:"score"`
	Evidence []match.Evidence `json:"evidence"`
}

type scoredPair struct {
	pair     *Pair
	bits     float64
	evidence []match.Evidence
}

// Pairs measures labelled pairs: the left name is screened against a list that holds the right one.
func Pairs(pairs []Pair, examples int) *PairsReport {
	all := make([]scoredPair, len(pairs))
	_ = each(len(pairs), func(i int) error {
		p := &pairs[i]
		bits, evidence := compareNames(p.Left, []string{p.Right}, p.Kind, names.Rarity)
		all[i] = scoredPair{p, bits, evidence}
		return nil
	})
	type key struct{ set, kind string }
	groups := map[key][]scoredPair{}
	for _, s := range all {
		groups[key{s.pair.Set, ""}] = append(groups[key{s.pair.Set, ""}], s)
		groups[key{s.pair.Set, s.pair.Kind}] = append(groups[key{s.pair.Set, s.pair.Kind}], s)
	}
	keys := slices.SortedFunc(maps.Keys(groups), func(a, b key) int { return cmp.Or(cmp.Compare(a.set, b.set), cmp.Compare(a.kind, b.kind)) })
	report := &PairsReport{Slices: []PairsRow{}, Worst: []PairExample{}}
	for _, k := range keys {
		report.Slices = append(report.Slices, pairsRow(k.set, k.kind, groups[k]))
	}
	threshold := match.Bits(match.DefaultThreshold)
	var wrong []scoredPair
	for _, s := range all {
		if s.pair.Label == "match" && s.bits < threshold || s.pair.Label == "nonmatch" && s.bits >= threshold {
			wrong = append(wrong, s)
		}
	}
	slices.SortStableFunc(wrong, func(a, b scoredPair) int {
		return cmp.Compare(math.Abs(max(b.bits, -30)-threshold), math.Abs(max(a.bits, -30)-threshold))
	})
	for _, s := range wrong[:min(len(wrong), examples)] {
		e := PairExample{Pair: *s.pair, Evidence: s.evidence}
		if s.bits > nothing {
			e.Score = match.Score(s.bits)
		}
		report.Worst = append(report.Worst, e)
	}
	return report
}

func pairsRow(set, kind string, pairs []scoredPair) PairsRow {
	row := PairsRow{Set: set, Kind: kind, Threshold: match.DefaultThreshold, Peers: []PeerRow{}}
	var obs []scored
	peers := map[string][][2]scored{} // the peer's and ours
	for _, s := range pairs {
		if s.pair.Label == "" {
			row.Unjudged++
			continue
		}
		o := scored{s.bits, s.pair.Label == "match"}
		obs = append(obs, o)
		if o.match {
			row.Matches++
		}
		if s.pair.Peer != "" {
			peers[s.pair.Peer] = append(peers[s.pair.Peer], [2]scored{{match.Bits(s.pair.PeerScore), o.match}, o})
		}
	}
	row.Pairs = len(obs)
	if len(obs) == 0 {
		return row
	}
	row.Default = confusion(obs, match.Bits(match.DefaultThreshold), match.DefaultThreshold)
	row.Precision, row.Recall, row.F1 = row.Default.Precision, row.Default.Recall, row.Default.F1
	row.Best = bestF1(obs)
	row.AUC, row.Tied = number(auc(obs)), tiedAtTop(obs)
	for _, peer := range slices.Sorted(maps.Keys(peers)) {
		var theirs, ours []scored
		for _, o := range peers[peer] {
			theirs, ours = append(theirs, o[0]), append(ours, o[1])
		}
		at70 := confusion(theirs, match.Bits(0.7), 0.7)
		row.Peers = append(row.Peers, PeerRow{Peer: peer, Pairs: len(theirs), At70: at70, Best: bestF1(theirs), AUC: number(auc(theirs)),
			Tied: tiedAtTop(theirs), OurF1: confusion(ours, match.Bits(match.DefaultThreshold), match.DefaultThreshold).F1, Ours: number(auc(ours))})
	}
	return row
}

func number(x float64) *float64 {
	if math.IsNaN(x) {
		return nil
	}
	x = round(x)
	return &x
}

// compareNames screens one name against the names of one party, without an index, and explains the best.
func compareNames(name string, targets []string, kind string, rarity match.Rarity) (float64, []match.Evidence) {
	m, best, at, with := bestName(name, targets, kind, rarity)
	if at < 0 {
		return nothing, []match.Evidence{}
	}
	return best, m.Explain(at, &with)
}

// bestName finds the spelling of the query and the name of the party that agree best; at is -1 if there are none.
func bestName(name string, targets []string, kind string, rarity match.Rarity) (m *match.Matcher, best float64, at int, with match.Name) {
	q := screen.Spellings(name, querySchema(kind))
	m = match.NewMatcher(q, rarity)
	best, at = nothing, -1
	for _, target := range targets {
		for _, t := range listed(target, kind) {
			for i := range q {
				if bits := m.Bits(i, &t); bits > best {
					best, at, with = bits, i, t
				}
			}
		}
	}
	return m, best, at, with
}

// querySchema is the schema in which names of a kind are screened, nil if it is not known.
func querySchema(kind string) *ftm.Schema {
	if s := kindSchemata[kind]; s != "" {
		return ftm.MustLookup(s)
	}
	return nil
}

// listedSchema is the schema in which a party of a kind stands on a list.
func listedSchema(kind string) *ftm.Schema {
	if s := querySchema(kind); s != nil {
		return s
	}
	return ftm.MustLookup("LegalEntity")
}

// listed reads a name of a party as the index does.
func listed(text, kind string) []match.Name {
	split, weighed := match.ReadAs(listedSchema(kind))
	var out []match.Name
	for _, v := range names.Variants(text, split) {
		if v.Doubt == 0 {
			out = append(out, match.Name{Text: text, Tokens: v.Tokens, Kind: weighed})
		}
	}
	return out
}
