package main

import (
	"encoding/json"
	"fmt"

	"github.com/linchpin-oss/linchpin/audit"
	"github.com/linchpin-oss/linchpin/screen"
)

type replayCmd struct {
	Alert int64 `arg:"" help:"Number of the alert."`
	JSON  bool  `help:"Print the answer itself, as it comes out now, byte for byte."`
}

// Help explains.
func (replayCmd) Help() string {
	return `Asks the question that raised an alert again, of the same publications: the index that the answer cites is made again from the
archive if it is no longer there. Exit status: 0 the answer is the stored one byte for byte, 2 it could not be given again,
10 it differs.`
}

// Run replays an alert.
func (c *replayCmd) Run(a *app) error {
	s, err := a.data.State(a.ctx)
	if err != nil {
		return err
	}
	defer s.Close()
	r, err := audit.Replay(a.ctx, a.data, s, c.Alert)
	if err != nil {
		return err
	}
	if !r.Same {
		a.status = exitAlert
	}
	if c.JSON {
		_, err := a.out.w.Write(r.Answer)
		return err
	}
	how := "from the index that answered then"
	if r.Remade {
		how = "from an index made again of the stored publications"
	}
	if r.Same {
		a.out.wrap(0, fmt.Sprintf("%s: alert %d is answered again byte for byte (%d bytes), %s %.12s.", a.out.green("The same"), c.Alert, len(r.Answer), how, r.Alert.Index))
	} else {
		a.out.wrap(0, fmt.Sprintf("%s: the answer to alert %d differs from the stored one at byte %d, %s %.12s.", a.out.red("NOT THE SAME"), c.Alert, r.Differ, how, r.Alert.Index))
		a.out.line("stored %s", around(r.Alert.Answer, r.Differ))
		a.out.line("now    %s", around(r.Answer, r.Differ))
	}
	var answer screen.Answer
	if err := json.Unmarshal(r.Answer, &answer); err != nil {
		return err
	}
	a.out.line("")
	printAnswer(a.out, &answer)
	return nil
}

// around cuts some bytes out of a text.
func around(data []byte, at int) string {
	return fmt.Sprintf("%q", data[max(0, at-20):min(len(data), at+60)])
}
