package main

import (
	"errors"
	"fmt"

	"github.com/linchpin-oss/linchpin/backup"
)

type backupCmd struct {
	File   string `arg:"" help:"File to write, such as linchpin-2026-11-23.tar; it must not exist." type:"path"`
	Verify bool   `help:"Do not write, but check a backup that is there."`
	JSON   bool   `help:"Print JSON."`
}

// Help explains.
func (backupCmd) Help() string {
	return `Copies the archive and all decisions, as they are at one moment, into one file, and reads it again to be sure. The server may
go on running. A backup of the embedded database can be restored into PostgreSQL and the other way round. It
holds personal data and the secrets of webhooks: keep it accordingly.`
}

// backupView is a backup as printed.
type backupView struct {
	File  string `json:"file"`
	Made  string `json:"made"`
	Files int    `json:"files"`
	Bytes int64  `json:"bytes"`
	Head  string `json:"trailHead"`
	From  string `json:"database"`
}

func viewBackup(path string, m *backup.Manifest) backupView {
	return backupView{path, stampText(m.Made), len(m.Files), m.Size(), fmt.Sprintf("%d:%s", m.Row, m.Hash), m.Dialect}
}

// Run makes or checks a backup.
func (c *backupCmd) Run(a *app) error {
	var m *backup.Manifest
	var err error
	what := "Every file in it has its checksum"
	if c.Verify {
		m, err = backup.Verify(c.File)
	} else {
		if origin, err := a.data.ReplicaOf(); err != nil || origin != "" { // it has no raw bytes of publications
			return errors.Join(err, fmt.Errorf("%s is a replica of %s, which has only a part: make backups there", a.data.Dir, origin))
		}
		s, serr := a.data.State(a.ctx)
		if serr != nil {
			return serr
		}
		defer s.Close()
		m, err = backup.Write(a.ctx, a.data.Dir, s, c.File, a.now())
		what = "Written and read again"
	}
	if err != nil {
		return fmt.Errorf("backup %s: %w", c.File, err)
	}
	v := viewBackup(c.File, m)
	if c.JSON {
		return a.out.json(v)
	}
	a.out.wrap(0, fmt.Sprintf("%s: %s, %s, %.1f MB, made %s.", what, c.File, plural(v.Files, "file", "files"), float64(v.Bytes)/1e6, v.Made))
	if m.Row > 0 {
		a.out.line("Head of the trail %s", v.Head)
	}
	return nil
}
