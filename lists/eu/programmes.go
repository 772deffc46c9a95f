package eu

import (
	_ "embed"
	"strings"
	"sync"
)

//go:embed programmes.tsv
var programmesTSV string

// programmes maps the programme codes of the FSF to their titles. The table is the Commission's list of codes of
// 11 November 2022 with the programmes opened since, each with its act.
var programmes = sync.OnceValue(func() map[string]string {
	m := map[string]string{}
	for line := range strings.Lines(programmesTSV) {
		if f := strings.Split(strings.TrimSpace(line), "\t"); len(f) == 3 && f[0] != "code" {
			m[f[0]] = f[1]
		}
	}
	return m
})
