package main

import (
	"fmt"
	"os"

	"github.com/linchpin-oss/linchpin/screen"
	"github.com/linchpin-oss/linchpin/state"
)

type doctorCmd struct {
	JSON bool `help:"Print JSON."`
}

// finding is one thing that was looked at.
type finding struct {
	What string `json:"what"`
	OK   bool   `json:"ok"`
	Says string `json:"says"`
}

// Help says what is looked at.
func (doctorCmd) Help() string {
	return `Looks at the data folder, the database, the index and its checksums, the age of every list, keys and jobs, and changes nothing but
an index that does not fit the archive, which is made anew as every command does. Exit status 2 if something is wrong.`
}

// Run looks at everything and says what is wrong.
func (c *doctorCmd) Run(a *app) error {
	found := append(a.checkFolder(), a.checkStore()...)
	found = append(found, a.checkIndex()...)
	bad := 0
	for _, f := range found {
		if !f.OK {
			bad++
		}
	}
	if bad > 0 {
		a.status = exitFailed
	}
	if c.JSON {
		return a.out.json(found)
	}
	if bad == 0 {
		a.out.line("%s", a.out.green("All is well."))
	} else {
		a.out.line("%s", a.out.red(plural(bad, "thing is", "things are")+" wrong."))
	}
	for _, f := range found {
		mark := a.out.green("ok   ")
		if !f.OK {
			mark = a.out.red("wrong")
		}
		a.out.wrap(7, fmt.Sprintf("%s  %s: %s", mark, f.What, f.Says))
	}
	return nil
}

func (a *app) checkFolder() []finding {
	info, err := os.Stat(a.data.Dir)
	if err != nil {
		return []finding{{"data folder", false, err.Error()}}
	}
	f := finding{"data folder", true, a.data.Dir}
	if info.Mode().Perm()&0o077 != 0 {
		f.OK, f.Says = false, a.data.Dir+" can be read by other users of this machine; use chmod 700"
	}
	return []finding{f}
}

func (a *app) checkStore() []finding {
	s, err := a.data.State(a.ctx)
	if err != nil {
		return []finding{{"database", false, err.Error()}}
	}
	defer s.Close()
	if err := s.Ping(a.ctx); err != nil {
		return []finding{{"database", false, err.Error()}}
	}
	out := []finding{{"database", true, s.Dialect() + " answers"}}
	if keys, err := s.Keys(a.ctx); err == nil {
		n := 0
		for i := range keys {
			if k := &keys[i]; k.Revoked.IsZero() && (k.Expires.IsZero() || a.now().Before(k.Expires)) {
				n++
			}
		}
		out = append(out, finding{"keys", true, plural(n, "key is", "keys are") + " in force"})
	}
	if jobs, err := s.CountJobs(a.ctx); err == nil {
		failed := jobs[state.JobFailed]
		out = append(out, finding{"jobs", failed == 0, fmt.Sprintf("%d queued, %d running, %d failed", jobs[state.JobQueued], jobs[state.JobRunning], failed)})
	}
	return out
}

func (a *app) checkIndex() []finding {
	s, note, err := a.screener()
	if err != nil {
		return []finding{{"index", false, err.Error()}}
	}
	defer s.Index.Close()
	f := finding{"index", true, fmt.Sprintf("%s, %s, checksums agree", s.Index.Hash()[:12], plural(s.Index.Entries(), "entry", "entries"))}
	if err := s.Index.Verify(); err != nil {
		f.OK, f.Says = false, err.Error()
	}
	out := []finding{f}
	if note != "" {
		out = append(out, finding{"lists", false, note})
	}
	answer, err := s.Screen(screen.Query{Name: "doctor", Limit: 1})
	if err != nil {
		return append(out, finding{"lists", false, err.Error()})
	}
	for i := range answer.Lists {
		l := &answer.Lists[i]
		out = append(out, finding{l.List, !l.Stale, fmt.Sprintf("%s of %s, %.0f days old", plural(l.Records, "record", "records"), l.Publication[:min(10, len(l.Publication))], l.AgeDays)})
	}
	for _, w := range answer.Warnings {
		out = append(out, finding{"warning", false, w})
	}
	return out
}
