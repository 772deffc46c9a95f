package audit

import (
	"context"

	"github.com/linchpin-oss/linchpin/archive"
	"github.com/linchpin-oss/linchpin/state"
)

// ActionImport is the action of the rows that tell of publications.
const ActionImport = "list.import"

// NoteImports puts the publications of a list into the trail that do not stand there yet. The archive and the trail are
// two stores: a process killed between an import and this leaves a publication without a row, which the next call makes up for.
func NoteImports(ctx context.Context, s state.Store, h *archive.History) error {
	return s.Tx(ctx, func(tx state.Store) error {
		f := state.RowFilter{Subject: "list:" + h.List, Actions: []string{ActionImport}, Limit: 1000}
		noted := map[any]bool{}
		for {
			page, err := tx.Rows(ctx, f)
			if err != nil {
				return err
			}
			for _, r := range page {
				noted[r.Details["publication"]] = true
				f.After = r.Seq
			}
			if len(page) < f.Limit {
				break
			}
		}
		for _, p := range h.Publications {
			if noted[p.ID()] {
				continue
			}
			if err := tx.Note(ctx, state.Row{Action: ActionImport, Subject: f.Subject, Details: map[string]any{"publication": p.ID(),
				"sha256": p.SHA256, "retrieved": p.Retrieved, "records": p.Records, "status": p.Status, "reason": p.Reason}}); err != nil {
				return err
			}
		}
		return nil
	})
}
