package archive

import (
	"cmp"
	"encoding/hex"
	"slices"
	"sort"
	"strings"

	"github.com/linchpin-oss/linchpin/ftm"
	"github.com/linchpin-oss/linchpin/lists"
)

// Span is a run of publications by position, both ends included.
type Span struct{ First, Last int }

// Version is the content of one record for as long as it stayed the same.
type Version struct {
	Record   string   // the list's id of the entry
	Hash     string   // of the content, 32 hex digits
	Former   []string // other ids of the same entry
	Delisted string   // since when the list itself calls the entry de-listed, "" if it does not
	Caption  string
	Schema   string
	Scope    string // the part of the list to which it belongs, where publications cover parts
	Spans    []Span // the publications in which it stands, in order

	body body
}

// body finds the entities of a version: in memory, or as a run of rows of a statements file.
type body struct {
	entities []*ftm.Entity
	file     *statementsFile
	row      int64
	rows     int64
}

// History is everything one list ever published.
type History struct {
	List         string
	Publications []*Publication // in order, settled
	Versions     []*Version     // by record id, then by first publication

	files     []*statementsFile // that the versions read from
	checksums []string          // of those files
}

// Entities returns the entities of a version: the target first.
func (v *Version) Entities() ([]*ftm.Entity, error) {
	if v.body.entities != nil || v.body.file == nil {
		return v.body.entities, nil
	}
	return v.body.file.read(v.body.row, v.body.rows, v.Record)
}

// In reports whether the version stands in the publication at that position.
func (v *Version) In(position int) bool {
	i := sort.Search(len(v.Spans), func(i int) bool { return v.Spans[i].Last >= position })
	return i < len(v.Spans) && v.Spans[i].First <= position
}

// Lifted reports whether the list itself calls the entry de-listed on a day; day "" means ever.
func (v *Version) Lifted(day string) bool {
	return v.Delisted != "" && (day == "" || v.Delisted == "unknown" || v.Delisted <= day)
}

// Insertion adds publications to a history, wherever in its order they belong.
type Insertion struct {
	h       *History
	known   map[string]bool // publications by hash and date
	byKey   map[string]*Version
	hashes  map[*lists.Record]string // of the records added last: the next publication may hold the same ones
	present map[*Version][]*Publication
	added   []*Publication
}

// Insert begins an insertion. The history must not be used until Finish.
func (h *History) Insert() *Insertion {
	ins := &Insertion{h: h, known: map[string]bool{}, byKey: make(map[string]*Version, len(h.Versions)),
		present: make(map[*Version][]*Publication, len(h.Versions))}
	for _, p := range h.Publications {
		ins.known[p.SHA256+p.Published] = true
	}
	for _, v := range h.Versions {
		ins.byKey[v.Record+"\x00"+v.Hash] = v
	}
	return ins
}

// Known reports whether a publication with these bytes and date is there already.
func (ins *Insertion) Known(sha256, published string) bool { return ins.known[sha256+published] }

// Add adds one publication with its records, whose ids must differ. It reports false, and does nothing, where the same
// bytes of the same date are there already.
func (ins *Insertion) Add(p *Publication, records []*lists.Record) bool {
	if ins.Known(p.SHA256, p.Published) {
		return false
	}
	ins.known[p.SHA256+p.Published] = true
	ins.added = append(ins.added, p)
	hashes := make(map[*lists.Record]string, len(records))
	for _, r := range records {
		hash, ok := ins.hashes[r]
		if !ok {
			hash = contentHash(r)
		}
		hashes[r] = hash
		key := r.ID + "\x00" + hash
		v := ins.byKey[key]
		if v == nil {
			v = newVersion(r, hash)
			if len(p.Scopes) > 0 {
				v.Scope, _, _ = strings.Cut(r.ID, "/")
			}
			ins.byKey[key] = v
			ins.h.Versions = append(ins.h.Versions, v)
		}
		ins.present[v] = append(ins.present[v], p)
	}
	ins.hashes = hashes
	return true
}

// Finish puts publications and versions in order and renumbers the spans. It returns what was added.
func (ins *Insertion) Finish() []*Publication {
	h := ins.h
	if len(ins.added) == 0 {
		return nil
	}
	old := h.Publications
	h.Publications = append(slices.Clone(old), ins.added...)
	slices.SortFunc(h.Publications, comparePublications)
	position := make(map[*Publication]int, len(h.Publications))
	for i, p := range h.Publications {
		position[p] = i
	}
	counts := make([]int, len(h.Publications))
	for _, v := range h.Versions {
		var at []int
		for _, s := range v.Spans {
			for i := s.First; i <= s.Last; i++ {
				if v.Scope == "" || slices.Contains(old[i].Scopes, v.Scope) { // else it was only carried over
					at = append(at, position[old[i]])
				}
			}
		}
		for _, p := range ins.present[v] {
			at = append(at, position[p])
		}
		v.Spans = h.carry(v.Scope, spans(at))
		for _, s := range v.Spans {
			for i := s.First; i <= s.Last; i++ {
				counts[i]++
			}
		}
	}
	for i, p := range h.Publications {
		if len(p.Scopes) > 0 {
			p.Records = counts[i]
		}
	}
	slices.SortFunc(h.Versions, compareVersions)
	return ins.added
}

// carry lets a version go on standing through the publications that do not cover its part of the list.
func (h *History) carry(scope string, runs []Span) []Span {
	if scope == "" {
		return runs
	}
	var at []int
	for _, s := range runs {
		for i := s.First; i < len(h.Publications) && (i <= s.Last || !slices.Contains(h.Publications[i].Scopes, scope)); i++ {
			at = append(at, i)
		}
	}
	return spans(at)
}

func compareVersions(a, b *Version) int {
	return cmp.Or(strings.Compare(a.Record, b.Record), cmp.Compare(a.Spans[0].First, b.Spans[0].First),
		strings.Compare(a.Hash, b.Hash))
}

func newVersion(r *lists.Record, hash string) *Version {
	for _, e := range r.Entities {
		e.Sort()
	}
	former := slices.Clone(r.Former)
	slices.Sort(former)
	return &Version{Record: r.ID, Hash: hash, Former: slices.Compact(former), Delisted: r.Delisted,
		Caption: r.Target().Caption(), Schema: r.Target().Schema.Name, body: body{entities: r.Entities}}
}

// contentHash is what makes two versions of a record the same: its entities and whether the list lifted it. Other ids
// of the entry are not content.
func contentHash(r *lists.Record) string {
	sum := ftm.Hash(r.Entities)
	if r.Delisted != "" {
		marked := ftm.New("Thing", hex.EncodeToString(sum[:]))
		marked.Put(ftm.Statement{Prop: "summary", Value: "delisted " + r.Delisted})
		sum = ftm.Hash([]*ftm.Entity{marked})
	}
	return hex.EncodeToString(sum[:16])
}

// spans gathers positions into runs.
func spans(positions []int) []Span {
	slices.Sort(positions)
	var runs []Span
	for _, p := range slices.Compact(positions) {
		if n := len(runs); n > 0 && runs[n-1].Last == p-1 {
			runs[n-1].Last = p
		} else {
			runs = append(runs, Span{p, p})
		}
	}
	return runs
}

// At returns the versions that stand in the publication at that position, by record id.
func (h *History) At(position int) map[string]*Version {
	at := map[string]*Version{}
	if position < 0 {
		return at
	}
	for _, v := range h.Versions {
		if v.In(position) {
			at[v.Record] = v
		}
	}
	return at
}

// Record returns the versions of one record, oldest first.
func (h *History) Record(id string) []*Version {
	from, _ := slices.BinarySearchFunc(h.Versions, id, func(v *Version, id string) int { return strings.Compare(v.Record, id) })
	to := from
	for to < len(h.Versions) && h.Versions[to].Record == id {
		to++
	}
	return h.Versions[from:to]
}

// Accepted returns the positions of the accepted publications, in order.
func (h *History) Accepted() []int {
	var at []int
	for i, p := range h.Publications {
		if p.Status == Accepted {
			at = append(at, i)
		}
	}
	return at
}
