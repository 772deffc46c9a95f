package api

import (
	"context"
	"slices"

	"github.com/danielgtaylor/huma/v2"

	"github.com/linchpin-oss/linchpin/eval"
	"github.com/linchpin-oss/linchpin/ftm"
	"github.com/linchpin-oss/linchpin/index"
	"github.com/linchpin-oss/linchpin/screen"
	"github.com/linchpin-oss/linchpin/state"
)

// recallParties is how many listed parties of a kind are asked for, spread evenly over the index.
const recallParties = 150

// KindRecall is how many of the spoilt names of listed parties reach each score.
type KindRecall struct {
	Kind   string        `json:"kind" enum:"person,company"`
	Names  int           `json:"names" doc:"Spoilt names that were screened."`
	Found  int           `json:"found" doc:"Of them those whose party was among the results."`
	Points []RecallPoint `json:"points"`
}

// RecallPoint is the share of spoilt names whose party reaches a score.
type RecallPoint struct {
	Score  float64 `json:"score"`
	Recall float64 `json:"recall"`
}

// recall screens names of listed parties, spoilt as customers' names are (eval.Damages), against the lists that are loaded. Latin names of
// two words or more are taken; the same index gives the same figures.
func recall(snap *Snapshot) ([]KindRecall, error) {
	rows := map[string][]eval.Row{}
	err := snap.Each("", func(e index.Entry, list string, entities []*ftm.Entity) error {
		kind := ""
		switch x := entities[0]; {
		case x.Schema.Is("Person"):
			kind = "person"
		case x.Schema.Is("Organization"):
			kind = "company"
		}
		if kind != "" {
			rows[kind] = append(rows[kind], eval.Row{ID: entities[0].ID, Kind: kind, Target: entities[0].ID, TargetNames: entities[0].Get("name")})
		}
		return nil
	})
	if err != nil {
		return nil, err
	}
	out := []KindRecall{}
	for _, kind := range []string{"person", "company"} {
		all := rows[kind]
		step := max(len(all)/recallParties, 1)
		var some []eval.Row
		for i := 0; i < len(all); i += step {
			some = append(some, all[i])
		}
		spoilt := eval.Damaged(some)
		if len(spoilt) == 0 {
			continue
		}
		scores := make([]float64, len(spoilt))
		spread(len(spoilt), func(i int) {
			a, err := snap.Screen(screen.Query{Name: spoilt[i].Query, Limit: 20})
			if err != nil {
				return // a name of which nothing is left: not found
			}
			for _, r := range a.Results {
				if slices.Contains(r.Entity.Records, spoilt[i].Target) || r.ID == spoilt[i].Target {
					scores[i] = r.Score
					break
				}
			}
		})
		k := KindRecall{Kind: kind, Names: len(spoilt)}
		for _, x := range scores {
			if x > 0 {
				k.Found++
			}
		}
		for i := 1; i < 100; i++ {
			p := RecallPoint{Score: float64(i) / 100}
			for _, x := range scores {
				if x >= p.Score {
					p.Recall++
				}
			}
			p.Recall /= float64(len(scores))
			k.Points = append(k.Points, p)
		}
		out = append(out, k)
	}
	return out, nil
}

func (s *Server) recallRoute(api huma.API) {
	type recallOut struct {
		Index string `header:"X-Linchpin-Index"`
		Body  struct {
			Damages []string     `json:"damages" doc:"The ways in which names were spoilt."`
			Kinds   []KindRecall `json:"kinds"`
		}
	}
	huma.Register(api, operation("GET", "/v1/model/recall", "model-recall", "Model", "What does a threshold catch of listed names that are spoilt as customers' names are?", state.Viewer), func(context.Context, *struct{}) (*recallOut, error) {
		snap, err := s.snapshot()
		if err != nil {
			return nil, err
		}
		defer snap.Release()
		kinds, err := s.recalls.get(snap.Index.Hash()+" "+s.today(), func() ([]KindRecall, error) { return recall(snap) })
		if err != nil {
			return nil, s.problem(err)
		}
		out := &recallOut{Index: snap.Index.Hash()}
		out.Body.Damages, out.Body.Kinds = eval.Damages, kinds
		return out, nil
	})
}
