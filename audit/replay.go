package audit

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/linchpin-oss/linchpin/screen"
	"github.com/linchpin-oss/linchpin/snapshot"
	"github.com/linchpin-oss/linchpin/state"
)

// ErrErased says that question and answer of an alert were erased.
var ErrErased = errors.New("question and answer of this alert were erased")

// Replayed is an answer given again.
type Replayed struct {
	Alert  *state.Alert
	Answer []byte // as it comes out now
	Same   bool   // byte for byte as stored
	Remade bool   // the index was made again from the stored publications; else its file was still there
	Differ int    // first byte that differs, -1 if none does
}

// Replay asks the question of an alert again: the same question, of the index that its answer cites (made again from
// the stored publications if need be), with the entities joined as they were, at the time when it was asked.
func Replay(ctx context.Context, d *snapshot.Data, s state.Store, alert int64) (*Replayed, error) {
	a, err := s.Alert(ctx, alert)
	if err != nil {
		return nil, fmt.Errorf("alert %d: %w", alert, err)
	}
	if len(a.Answer) == 0 || len(a.Query) == 0 {
		return nil, fmt.Errorf("alert %d: %w", alert, ErrErased)
	}
	var q screen.Query
	if err := json.Unmarshal(a.Query, &q); err != nil {
		return nil, fmt.Errorf("question of alert %d: %w", alert, err)
	}
	p, err := d.Past(a.Index)
	if err != nil {
		return nil, err
	}
	defer p.Close()
	sc, err := screenerOf(ctx, p, a)
	if err != nil {
		return nil, err
	}
	answer, err := sc.Screen(q)
	if err != nil {
		return nil, err
	}
	r := &Replayed{Alert: a, Remade: p.Remade}
	return r, r.compare(answer)
}

// screenerOf makes the screener as it was. What ordinary names reach on an index follows from the index, so it is measured again
// where the stored answer tells of it.
func screenerOf(ctx context.Context, p *snapshot.Past, a *state.Alert) (*screen.Screener, error) {
	sc := screen.New(p.Index)
	if !a.Asked.IsZero() {
		sc.Now = func() time.Time { return a.Asked }
	}
	if a.Clusters != "" {
		asked := a.Asked
		if asked.IsZero() {
			asked = a.Updated
		}
		clusters, err := p.Clusters(ctx, a.Clusters, asked)
		if err != nil {
			return nil, err
		}
		sc.Clusters = clusters
	}
	if strings.Contains(string(a.Answer), `"falseAlertsPer10000"`) {
		rates, err := screen.MeasureRates(sc)
		if err != nil {
			return nil, err
		}
		sc.Rates = rates
	}
	return sc, nil
}

// compare prints the answer as encoding/json does, with < and > escaped or not and a line break at its end or not, whichever the stored one is.
func (r *Replayed) compare(answer *screen.Answer) error {
	stored := r.Alert.Answer
	for _, escape := range []bool{true, false} {
		var b bytes.Buffer
		enc := json.NewEncoder(&b)
		enc.SetEscapeHTML(escape)
		if err := enc.Encode(answer); err != nil {
			return err
		}
		r.Answer = b.Bytes()
		if !bytes.HasSuffix(stored, []byte("\n")) {
			r.Answer = bytes.TrimSuffix(r.Answer, []byte("\n"))
		}
		if r.Same = bytes.Equal(r.Answer, stored); r.Same {
			r.Differ = -1
			return nil
		}
	}
	for r.Differ < min(len(stored), len(r.Answer)) && stored[r.Differ] == r.Answer[r.Differ] {
		r.Differ++
	}
	return nil
}
