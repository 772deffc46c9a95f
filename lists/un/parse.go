package un

import (
	"bytes"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/linchpin-oss/linchpin/lists"
	"github.com/linchpin-oss/linchpin/lists/tree"
)

const root = "CONSOLIDATED_LIST"

// detect looks at the root element.
func detect(_ string, head []byte) bool {
	head = bytes.TrimPrefix(head, []byte("\xef\xbb\xbf"))
	for {
		head = bytes.TrimLeft(head, " \t\r\n")
		end := ""
		switch {
		case bytes.HasPrefix(head, []byte("<?")):
			end = "?>"
		case bytes.HasPrefix(head, []byte("<!--")):
			end = "-->"
		default:
			name, ok := bytes.CutPrefix(head, []byte("<"+root))
			return ok && len(name) > 0 && bytes.IndexByte([]byte(" \t\r\n>"), name[0]) >= 0
		}
		_, rest, ok := bytes.Cut(head, []byte(end))
		if !ok {
			return false
		}
		head = rest
	}
}

// parse reads the list. Entries of one reference number and name are one record: in December 2023 the file printed
// HTi.001 twice, before and after an amendment.
func parse(files []lists.File) (*lists.Publication, error) {
	if len(files) != 1 {
		return nil, fmt.Errorf("%d files; a publication of this list is one file", len(files))
	}
	f := files[0]
	doc, err := tree.XML(f.Data)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", f.Name, err)
	}
	if doc.Name != root {
		return nil, fmt.Errorf("%s: line %d: root element <%s> instead of <%s>", f.Name, doc.Line, doc.Name, root)
	}
	pub := &lists.Publication{}
	if s := doc.Text("@dateGenerated"); s != "" {
		if pub.Published = published(s); pub.Published == "" {
			pub.Warn("line %d: dateGenerated %q is not a time", doc.Line, s)
		}
	}
	doc.Ignore("@noNamespaceSchemaLocation")
	var all []*entry
	for _, n := range doc.All("INDIVIDUALS/INDIVIDUAL") {
		all = append(all, newEntry(n, true))
	}
	for _, n := range doc.All("ENTITIES/ENTITY") {
		all = append(all, newEntry(n, false))
	}
	if len(all) == 0 {
		return nil, fmt.Errorf("%s: no INDIVIDUAL and no ENTITY in the list", f.Name)
	}
	pub.Records = records(all, pub)
	doc.Unread(pub.UnknownAt)
	return pub, nil
}

// published converts dateGenerated, which comes with an offset or Z, to UTC.
func published(s string) string {
	for _, layout := range []string{time.RFC3339Nano, "2006-01-02T15:04:05.999", "2006-01-02Z07:00", time.DateOnly} {
		t, err := time.Parse(layout, s)
		if err != nil {
			continue
		}
		if strings.Contains(layout, "T") {
			return t.UTC().Format("2006-01-02T15:04:05")
		}
		return t.Format(time.DateOnly)
	}
	return ""
}

// records makes one record for each reference number, in the order of the file.
func records(all []*entry, pub *lists.Publication) []*lists.Record {
	byRef := map[string][]*entry{}
	for _, e := range all {
		if e.ref == "" {
			pub.Warn("line %d: %s has no REFERENCE_NUMBER; its id is made from name and date of listing", e.node.Line, e.name)
			e.ref = "no-reference-" + lists.StableID(e.name, e.listed)
		}
		byRef[e.ref] = append(byRef[e.ref], e)
	}
	var out []*lists.Record
	for _, e := range all {
		same := byRef[e.ref]
		if same == nil {
			continue
		}
		byRef[e.ref] = nil
		// Other parties under the same number get an id with their name, so that it does not depend on the order of the file.
		slices.SortStableFunc(same, func(a, b *entry) int { return strings.Compare(a.key(), b.key()) })
		var rec *lists.Record
		for i, s := range same {
			switch {
			case i == 0:
				rec = lists.NewRecord(listID, s.ref, s.schema())
				out = append(out, rec)
			case s.key() == same[i-1].key():
				pub.Warn("line %d: %s %s is printed twice; both are kept as one record", s.node.Line, s.ref, s.name)
			default:
				pub.Warn("line %d: reference number %s of %s is also that of %s", s.node.Line, s.ref, s.name, same[0].name)
				rec = lists.NewRecord(listID, s.ref+"-"+lists.StableID(s.key()), s.schema())
				out = append(out, rec)
			}
			s.fill(rec, pub)
		}
	}
	return out
}
