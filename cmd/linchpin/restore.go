package main

import (
	"errors"
	"fmt"

	"github.com/linchpin-oss/linchpin/audit"
	"github.com/linchpin-oss/linchpin/backup"
)

type restoreCmd struct {
	File string `arg:"" help:"Backup to bring back." type:"existingfile"`
	JSON bool   `help:"Print JSON."`
}

// Help explains.
func (restoreCmd) Help() string {
	return `Brings a backup back into an empty data folder (--data) and, with --database, an empty PostgreSQL database. The whole file is
checked before anything is written; afterwards the trail is verified and the index is made anew. Jobs that were not finished
start again.`
}

// Run restores.
func (c *restoreCmd) Run(a *app) error {
	s, err := a.data.State(a.ctx)
	if err != nil {
		return err
	}
	defer s.Close()
	m, err := backup.Restore(a.ctx, c.File, a.data.Dir, s)
	if err != nil {
		return err
	}
	report, err := audit.Verify(a.ctx, s, trailHeads(m)...)
	if err != nil {
		return err
	}
	if err := a.rebuild(); err != nil {
		return fmt.Errorf("everything was brought back, but the index cannot be made: %w", err)
	}
	if c.JSON {
		if err := a.out.json(struct {
			backupView
			Trail *audit.Report `json:"trail"`
		}{viewBackup(c.File, m), report}); err != nil {
			return err
		}
	} else {
		a.out.wrap(0, fmt.Sprintf("Restored %s of %s into %s.", plural(len(m.Files), "file", "files"), stampText(m.Made), a.data.Dir))
		printReport(a.out, report, len(trailHeads(m)))
	}
	if !report.Whole() {
		return errors.New("the trail in the backup is not whole")
	}
	return nil
}

func trailHeads(m *backup.Manifest) []audit.Head {
	if m.Row == 0 {
		return nil
	}
	return []audit.Head{{Row: m.Row, Hash: m.Hash}}
}
