package state

import (
	"context"
	"database/sql"
	"time"

	"github.com/linchpin-oss/linchpin/resolve"
)

func (s *sqlite) Judge(ctx context.Context, j resolve.Judgement) (int64, error) {
	result, err := s.db.ExecContext(ctx, "INSERT INTO judgements (a, b, same, who, decided, why) VALUES (?, ?, ?, ?, ?, ?)",
		min(j.A, j.B), max(j.A, j.B), j.Same, j.Who, j.When.UTC().Format(time.RFC3339Nano), j.Why)
	if err != nil {
		return 0, err
	}
	return result.LastInsertId()
}

func (s *sqlite) Undo(ctx context.Context, id int64, u resolve.Undoing) error {
	result, err := s.db.ExecContext(ctx, `INSERT INTO judgements_undone (judgement, who, undone, why)
		SELECT id, ?, ?, ? FROM judgements WHERE id = ? AND id NOT IN (SELECT judgement FROM judgements_undone)`,
		u.Who, u.When.UTC().Format(time.RFC3339Nano), u.Why, id)
	if err != nil {
		return err
	}
	if n, err := result.RowsAffected(); err != nil || n == 0 {
		return ErrNoJudgement
	}
	return nil
}

func (s *sqlite) Judgements(ctx context.Context) ([]resolve.Judgement, error) {
	rows, err := s.db.QueryContext(ctx, `SELECT j.id, j.a, j.b, j.same, j.who, j.decided, j.why, u.who, u.undone, u.why
		FROM judgements j LEFT JOIN judgements_undone u ON u.judgement = j.id ORDER BY j.id`)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var out []resolve.Judgement
	for rows.Next() {
		var j resolve.Judgement
		var when string
		var who, undone, why sql.NullString
		if err := rows.Scan(&j.ID, &j.A, &j.B, &j.Same, &j.Who, &when, &j.Why, &who, &undone, &why); err != nil {
			return nil, err
		}
		if j.When, err = time.Parse(time.RFC3339Nano, when); err != nil {
			return nil, err
		}
		if undone.Valid {
			j.Undone = &resolve.Undoing{Who: who.String, Why: why.String}
			if j.Undone.When, err = time.Parse(time.RFC3339Nano, undone.String); err != nil {
				return nil, err
			}
		}
		out = append(out, j)
	}
	return out, rows.Err()
}
