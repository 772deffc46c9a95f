package au

import (
	"compress/gzip"
	"fmt"
	"github.com/linchpin-oss/linchpin/lists"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

func TestDump(t *testing.T) {
	fs, _ := filepath.Glob("/work/shared/lists/au-dfat/*")
	for _, f := range fs {
		fh, _ := os.Open(f)
		var rd io.Reader = fh
		if strings.HasSuffix(f, ".gz") {
			rd, _ = gzip.NewReader(fh)
		}
		d, _ := io.ReadAll(rd)
		name := strings.TrimSuffix(filepath.Base(f), ".gz")
		fmt.Println(name, detect(name, d[:65536]))
		p, err := parse([]lists.File{{Name: name, Data: d}})
		if err != nil {
			t.Fatal(err)
		}
		bad := map[string]int{}
		ok := map[string]int{}
		for _, r := range p.Records {
			for _, e := range r.Entities {
				for _, s := range e.Statements {
					k := e.Schema.Name + "." + s.Prop
					if s.Value == "" {
						bad[k]++
						if bad[k] < 9 {
							fmt.Printf("  BAD %s %s %q\n", r.ID, k, s.Original)
						}
					} else {
						ok[k]++
					}
				}
			}
		}
		fmt.Println(len(p.Records), p.Unknown, p.Warnings, "BAD", bad, "OK", ok)
		for _, i := range []int{1, 700} {
			for _, e := range p.Records[i].Entities {
				fmt.Println("  ", e.ID, e.Schema.Name)
				for _, s := range e.Statements {
					fmt.Printf("      %s=%.120q orig=%.60q note=%s lang=%s\n", s.Prop, s.Value, s.Original, s.Note, s.Lang)
				}
			}
		}
	}
}
