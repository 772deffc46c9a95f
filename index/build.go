package index

import (
	"errors"
	"fmt"
	"runtime"
	"slices"
	"strings"
	"sync"

	"github.com/linchpin-oss/linchpin/archive"
)

// Meta is what an index says of itself.
type Meta struct {
	Lists []ListMeta `json:"lists"`
	Names int        `json:"names"`
}

// ListMeta is one list in an index.
type ListMeta struct {
	ID           string            `json:"id"`
	Title        string            `json:"title"`
	CadenceDays  float64           `json:"cadenceDays,omitempty"`
	MaxShrink    float64           `json:"maxShrink"`
	Generation   string            `json:"generation,omitempty"`
	Publications []PublicationMeta `json:"publications"`
}

// PublicationMeta is one publication in an index; its position in the list is what spans refer to.
type PublicationMeta struct {
	ID        string            `json:"id"`
	Published string            `json:"published"`
	Retrieved string            `json:"retrieved"`
	SHA256    string            `json:"sha256"`
	Records   int               `json:"records"`
	Readable  bool              `json:"readable"`
	Status    archive.Status    `json:"status"`
	Reason    string            `json:"reason,omitempty"`
	Decisions []DecisionMeta    `json:"decisions,omitempty"`
	Basis     archive.DateBasis `json:"dateBasis,omitempty"`
	Warnings  []string          `json:"warnings,omitempty"`
}

// DecisionMeta is a person's word on a publication, so that known-at answers can leave out later ones.
type DecisionMeta struct {
	Accept bool   `json:"accept"`
	Who    string `json:"who"`
	When   string `json:"when"`
	Why    string `json:"why"`
}

// Input is one list to index: its history, or for lists too long for memory a source of its entries.
type Input struct {
	Meta    ListMeta
	History *archive.History
	// Source, if there is no History, yields the versions of each entry, oldest first, the same ones whenever it is called.
	Source func(yield func([]Content) error) error
	// Versions is how many versions Source will yield, for the progress.
	Versions int
}

// versions is how many versions there are.
func (in *Input) versions() int {
	if in.History != nil {
		return len(in.History.Versions)
	}
	return in.Versions
}

// each yields the versions of each entry.
func (in *Input) each(yield func([]Content) error) error {
	if in.History == nil {
		return in.Source(yield)
	}
	vs := in.History.Versions
	for from := 0; from < len(vs); {
		to := from + 1
		for to < len(vs) && vs[to].Record == vs[from].Record {
			to++
		}
		entry := make([]Content, 0, to-from)
		for _, v := range vs[from:to] {
			entities, err := v.Entities()
			if err != nil {
				return err
			}
			entry = append(entry, Content{v, entities})
		}
		if err := yield(entry); err != nil {
			return err
		}
		from = to
	}
	return nil
}

// sample yields some versions from all over the list, or the first ones of a source.
func (in *Input) sample(n int, yield func(Content)) error {
	if in.History != nil {
		total := len(in.History.Versions)
		for i := 0; i < n && total > 0; i++ {
			v := in.History.Versions[i*(total-1)/n]
			entities, err := v.Entities()
			if err != nil {
				return err
			}
			yield(Content{v, entities})
		}
		return nil
	}
	enough := errors.New("enough")
	err := in.Source(func(vs []Content) error {
		yield(vs[0])
		if n--; n == 0 {
			return enough
		}
		return nil
	})
	if errors.Is(err, enough) {
		return nil
	}
	return err
}

// Build makes the bytes of an index. Progress is told how many of how many versions are done.
func Build(inputs []Input, progress func(done, total int)) ([]byte, error) {
	var out memory
	if err := build(&out, "", inputs, progress); err != nil {
		return nil, err
	}
	return out, nil
}

// BuildFile makes an index in a new file, with temporary files beside it for what is long, and returns its content hash.
func BuildFile(path string, inputs []Input, progress func(done, total int)) (hash string, err error) {
	return buildFile(path, inputs, progress)
}

func build(out output, dir string, inputs []Input, progress func(done, total int)) error {
	slices.SortFunc(inputs, func(x, y Input) int { return strings.Compare(x.Meta.ID, y.Meta.ID) })
	dict, err := dictionary(inputs)
	if err != nil {
		return err
	}
	a := newAssembler(dir)
	defer a.close()
	a.bytes[secDict] = dict
	total, done := 0, 0
	for i := range inputs {
		total += inputs[i].versions()
	}
	var meta Meta
	for li := range inputs {
		in := &inputs[li]
		meta.Lists = append(meta.Lists, in.Meta)
		err := makeAll(in, dict, func(e *made) error {
			done += len(e.versions)
			if progress != nil {
				progress(done, max(total, done))
			}
			return a.add(uint32(li), e)
		})
		if err != nil {
			return fmt.Errorf("%s: %w", in.Meta.ID, err)
		}
	}
	return a.finish(out, &meta)
}

// dictionary gathers a sample of blobs as the shared start of all, which packs small records several times better.
func dictionary(inputs []Input) ([]byte, error) {
	var dict []byte
	for i := range inputs {
		err := inputs[i].sample(24, func(c Content) {
			blob := packEntities(c.Entities)
			dict = append(dict, blob[:min(len(blob), 1500)]...)
		})
		if err != nil {
			return nil, fmt.Errorf("%s: %w", inputs[i].Meta.ID, err)
		}
	}
	return dict[:min(len(dict), 110<<10)], nil
}

// job is some entries on their way through the workers.
type job struct {
	entries [][]Content
	out     []*made
	done    chan struct{}
}

const jobEntries = 64

// makeAll works out the entries of a list on all cores and hands them on in their order.
func makeAll(in *Input, dict []byte, yield func(*made) error) error {
	workers := runtime.GOMAXPROCS(0)
	queue, order := make(chan *job, 2*workers), make(chan *job, 4*workers)
	stop := make(chan struct{})
	var wg sync.WaitGroup
	for range workers {
		m, err := newMaker(dict)
		if err != nil {
			close(queue)
			return err
		}
		wg.Go(func() {
			for j := range queue {
				for _, e := range j.entries {
					j.out = append(j.out, m.entry(e))
				}
				j.entries = nil
				close(j.done)
			}
		})
	}
	var readErr error
	go func() {
		defer close(order)
		defer close(queue)
		j := &job{done: make(chan struct{})}
		send := func() error {
			for _, to := range []chan *job{order, queue} {
				select {
				case to <- j:
				case <-stop:
					return errStopped
				}
			}
			j = &job{done: make(chan struct{})}
			return nil
		}
		readErr = in.each(func(e []Content) error {
			if j.entries = append(j.entries, e); len(j.entries) < jobEntries {
				return nil
			}
			return send()
		})
		if readErr == nil && len(j.entries) > 0 {
			readErr = send()
		}
	}()
	var err error
	for j := range order {
		if err != nil {
			continue
		}
		<-j.done
		for _, e := range j.out {
			if err = yield(e); err != nil {
				close(stop)
				break
			}
		}
	}
	wg.Wait()
	if err != nil {
		return err
	}
	return readErr
}

var errStopped = errors.New("stopped")
