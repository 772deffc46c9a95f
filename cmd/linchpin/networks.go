package main

import (
	"bytes"
	"cmp"
	"crypto/sha256"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"github.com/linchpin-oss/linchpin/archive"
	"github.com/linchpin-oss/linchpin/ftm"
	"github.com/linchpin-oss/linchpin/network"
	"github.com/linchpin-oss/linchpin/screen"
)

// networkOptions say which network is meant.
type networkOptions struct {
	Case     string `help:"Of a file with several cases: the one with this id." placeholder:"ID"`
	AsOf     string `help:"As things stood on this day." placeholder:"DATE"`
	Evidence string `help:"official: what authorities and registers state. all: claims as well." enum:"official,all" default:"official"`
	JSON     bool   `help:"Print one JSON document."`
}

// day is the day asked for, today if none was.
func (o *networkOptions) day(a *app) (string, error) {
	if o.AsOf == "" {
		return a.now().UTC().Format("2006-01-02"), nil
	}
	day, ok := ftm.ParseDate(o.AsOf, ftm.DayFirst)
	if !ok || len(day) != 10 {
		return "", fmt.Errorf("--as-of: %q is no day; write 2024-12-31", o.AsOf)
	}
	return day, nil
}

// open reads the network of a question and finds the parties that it names.
func (o *networkOptions) open(a *app, files []string, names ...string) (g *network.Graph, day string, found []int, err error) {
	if day, err = o.day(a); err != nil {
		return nil, "", nil, err
	}
	if g, err = a.graph(files, o); err != nil {
		return nil, "", nil, err
	}
	for _, name := range names {
		n, err := g.One(name)
		if err != nil {
			return nil, "", nil, err
		}
		found = append(found, n)
	}
	return g, day, found, nil
}

// graph reads the files or, without any, everything stored: the records in force and the networks imported.
func (a *app) graph(files []string, o *networkOptions) (*network.Graph, error) {
	if len(files) > 0 {
		all := &network.Graph{}
		for _, f := range files {
			g, err := network.ReadFile(f, o.Case)
			if err != nil {
				return nil, err
			}
			if len(files) == 1 {
				return g, nil
			}
			all.Merge(g)
		}
		return all, nil
	}
	return a.storedGraph(o.AsOf)
}

// storedGraph is the network of the records in force on a day and of the networks imported.
func (a *app) storedGraph(asOf string) (*network.Graph, error) {
	s, note, err := a.screener()
	if err != nil {
		return nil, err
	}
	defer s.Index.Close()
	imported, err := a.importedNetworks()
	if err != nil {
		return nil, err
	}
	g, err := s.Graph(asOf, imported)
	if err == nil && note != "" {
		g.Warnings = append([]string{note}, g.Warnings...)
	}
	return g, err
}

func (a *app) networksDir() string { return filepath.Join(a.data.Dir, "networks") }

// importedNetworks are the files of networks that were imported, in order of their names.
func (a *app) importedNetworks() ([]string, error) {
	entries, err := os.ReadDir(a.networksDir())
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	var out []string
	for _, e := range entries {
		if e.Type().IsRegular() && !strings.HasPrefix(e.Name(), ".") {
			out = append(out, filepath.Join(a.networksDir(), e.Name()))
		}
	}
	return out, err
}

type networkImportCmd struct {
	Files []string `arg:"" name:"file" type:"existingfile" help:"Networks in any format: FollowTheMoney, BODS, GLEIF, UK PSC, CSV of edges."`
}

// Run checks the files and keeps them beside the lists.
func (c *networkImportCmd) Run(a *app) error {
	if err := a.data.Owner(); err != nil {
		return err
	}
	for _, path := range c.Files {
		g, err := network.ReadFile(path, "")
		if err != nil {
			return err
		}
		data, err := os.ReadFile(path)
		if err != nil {
			return err
		}
		if err := os.MkdirAll(a.networksDir(), 0o700); err != nil {
			return err
		}
		if err := archive.WriteFile(filepath.Join(a.networksDir(), filepath.Base(path)), data); err != nil {
			return err
		}
		a.out.line("%s: %s and %s kept", path, plural(len(g.Nodes), "party", "parties"), plural(len(g.Edges), "edge", "edges"))
		a.networkWarnings(g.Warnings)
	}
	return nil
}

func (a *app) networkWarnings(warnings []string) {
	const shown = 5
	for _, w := range warnings[:min(len(warnings), shown)] {
		a.err.wrap(0, a.err.yellow("Warning: ")+w)
	}
	if n := len(warnings) - shown; n > 0 {
		a.err.line("and %d more warnings (--json has all)", n)
	}
}

// owned works out whom the rules in force block in the networks imported; nil if none was. The last answer is kept beside the index.
func (a *app) owned(s *screen.Screener, asOf string) (*screen.Owned, error) {
	files, err := a.importedNetworks()
	if err != nil || len(files) == 0 {
		return nil, err
	}
	day := cmp.Or(asOf, a.now().UTC().Format("2006-01-02"))
	rules := network.RulesInForce(day)
	key, err := ownedKey(s, day, rules, files)
	if err != nil {
		return nil, err
	}
	path := filepath.Join(a.data.Dir, "snapshots", "owned.json")
	if data, err := os.ReadFile(path); err == nil {
		if kept, isOurs := bytes.CutPrefix(data, []byte(key)); isOurs {
			if o, err := screen.ParseOwned(kept); err == nil {
				return o, nil
			}
		}
	}
	g, err := s.Graph(asOf, files)
	if err != nil {
		return nil, err
	}
	var answers []*network.Answer
	for _, r := range rules {
		answers = append(answers, g.Blocked(network.Question{Rule: r, AsOf: day, Reached: true}))
	}
	o, err := screen.NewOwned(g, answers, day)
	if err != nil {
		return nil, err
	}
	data, err := json.Marshal(o)
	if err != nil {
		return nil, err
	}
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		return nil, err
	}
	return o, archive.WriteFile(path, append([]byte(key), data...))
}

// ownedKey is a line that changes whenever whom the rules block could.
func ownedKey(s *screen.Screener, day string, rules []*network.Rule, files []string) (string, error) {
	h := sha256.New()
	fmt.Fprintln(h, version(), s.Index.Hash(), day)
	if s.Clusters != nil {
		fmt.Fprintln(h, s.Clusters.Hash())
	}
	if err := json.NewEncoder(h).Encode(rules); err != nil {
		return "", err
	}
	for _, f := range files {
		info, err := os.Stat(f)
		if err != nil {
			return "", err
		}
		fmt.Fprintln(h, f, info.Size(), info.ModTime().UnixNano())
	}
	return fmt.Sprintf("%x\n", h.Sum(nil)), nil
}
