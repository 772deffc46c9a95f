package state

import (
	"context"
	"fmt"

	"github.com/linchpin-oss/linchpin/resolve"
)

func (s *store) Judge(ctx context.Context, j resolve.Judgement) (id int64, err error) {
	err = s.write(ctx, func(t *store) error {
		a, b := min(j.A, j.B), max(j.A, j.B)
		id, err = t.insert(ctx, "INSERT INTO judgements (a, b, same, who, decided, why) VALUES (?, ?, ?, ?, ?, ?)",
			a, b, boolInt(j.Same), j.Who, stamp(j.When), j.Why)
		if err != nil {
			return err
		}
		return t.note(ctx, Row{Who: j.Who, Action: "judgement.make", Subject: subject("judgement", id),
			Details: map[string]any{"a": a, "b": b, "same": j.Same, "why": j.Why}})
	})
	return id, err
}

func (s *store) Undo(ctx context.Context, id int64, u resolve.Undoing) error {
	return s.write(ctx, func(t *store) error {
		stands, err := t.exists(ctx, "SELECT 1 FROM judgements WHERE id = ? AND id NOT IN (SELECT judgement FROM judgements_undone)", id)
		if err != nil {
			return err
		}
		if !stands {
			return ErrNoJudgement
		}
		if _, err := t.q.exec(ctx, "INSERT INTO judgements_undone (judgement, who, undone, why) VALUES (?, ?, ?, ?)",
			id, u.Who, stamp(u.When), u.Why); err != nil {
			return fmt.Errorf("undoing judgement %d: %w", id, err)
		}
		return t.note(ctx, Row{Who: u.Who, Action: "judgement.undo", Subject: subject("judgement", id), Details: map[string]any{"why": u.Why}})
	})
}

func (s *store) Judgements(ctx context.Context) ([]resolve.Judgement, error) {
	return collect(ctx, s.q, func(r rows) (j resolve.Judgement, err error) {
		var same, undone int64
		var u resolve.Undoing
		var when, undoneAt string
		if err := r.Scan(&j.ID, &j.A, &j.B, &same, &j.Who, &when, &j.Why, &undone, &u.Who, &undoneAt, &u.Why); err != nil {
			return j, err
		}
		j.Same = same == 1
		if undone == 1 {
			j.Undone = &u
		}
		return j, unstampAll(&j.When, when, &u.When, undoneAt)
	}, `SELECT j.id, j.a, j.b, j.same, j.who, j.decided, j.why, CASE WHEN u.judgement IS NULL THEN 0 ELSE 1 END,
		COALESCE(u.who, ''), COALESCE(u.undone, ''), COALESCE(u.why, '')
		FROM judgements j LEFT JOIN judgements_undone u ON u.judgement = j.id ORDER BY j.id`)
}
