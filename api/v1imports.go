package api

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"

	"github.com/danielgtaylor/huma/v2"

	"github.com/linchpin-oss/linchpin/archive"
	"github.com/linchpin-oss/linchpin/audit"
	"github.com/linchpin-oss/linchpin/lists"
	"github.com/linchpin-oss/linchpin/state"
)

// importArgs are the arguments of an import. The file lies in the folder incoming until the job is done: a list is imported where its
// archive is.
type importArgs struct {
	List      string `json:"list"`
	File      string `json:"file"` // name as it was sent
	Stored    string `json:"stored"`
	Published string `json:"published,omitempty"`
	Update    bool   `json:"update,omitempty"` // fetch it from its official address instead
	Who       string `json:"who"`
}

// ImportView is what became of the publications of an import.
type ImportView struct {
	List         string            `json:"list"`
	Publications []PublicationView `json:"publications"`
	Skipped      []string          `json:"skipped"`
	Index        string            `json:"index" doc:"That is served now."`
}

func (s *Server) importRoutes(api huma.API) {
	type importIn struct {
		List      string `path:"list" maxLength:"100"`
		File      string `query:"file" required:"true" minLength:"1" maxLength:"200" doc:"Name of the file; packed ones end in .gz or .zip."`
		Published string `query:"published" doc:"Day of publication, where the file does not say."`
		RawBody   []byte `contentType:"application/octet-stream"`
	}
	huma.Register(api, operation("POST", "/v1/lists/{list}/imports", "import-list", "Lists", "Import a publication of a list from a file: a job. One that cannot be read, is empty or has shrunk oddly is quarantined.", state.Approver, acceptedJob), func(ctx context.Context, in *importIn) (*jobOut, error) {
		if err := s.opt.Data.Owner(); err != nil {
			return nil, s.problem(err)
		}
		if s.known(in.List) == nil {
			return nil, huma.Error404NotFound("there is no list " + in.List)
		}
		if err := checkDay(in.Published, "query.published"); err != nil {
			return nil, err
		}
		name := filepath.Base(filepath.Clean("/" + in.File))
		if name == "/" || len(in.RawBody) == 0 {
			return nil, fieldError("body", "it is empty, or the file has no name")
		}
		sum := sha256.Sum256(in.RawBody)
		args := importArgs{List: in.List, File: name, Stored: hex.EncodeToString(sum[:]), Published: in.Published, Who: caller(ctx).Who}
		if err := os.MkdirAll(s.incoming(""), 0o700); err != nil {
			return nil, s.problem(err)
		}
		if err := archive.WriteFile(s.incoming(args.Stored), in.RawBody); err != nil {
			return nil, s.problem(err)
		}
		return s.addImport(ctx, args)
	})
	type updateIn struct {
		List string `path:"list" maxLength:"100"`
	}
	huma.Register(api, operation("POST", "/v1/lists/{list}/updates", "update-list", "Lists", "Fetch a list from its official address: a job.", state.Approver, acceptedJob), func(ctx context.Context, in *updateIn) (*jobOut, error) {
		l := s.known(in.List)
		if err := s.opt.Data.Owner(); err != nil && s.store.Dialect() == "sqlite" { // else the process that has the archive does it
			return nil, s.problem(err)
		}
		switch {
		case l == nil:
			return nil, huma.Error404NotFound("there is no list " + in.List)
		case len(l.Addresses) == 0 || s.opt.Update == nil:
			return nil, huma.Error409Conflict("list " + in.List + " cannot be fetched; import it from a file")
		}
		return s.addImport(ctx, importArgs{List: in.List, Update: true, Who: caller(ctx).Who})
	})
}

func (s *Server) incoming(name string) string { return filepath.Join(s.opt.Data.Dir, "incoming", name) }

func (s *Server) addImport(ctx context.Context, args importArgs) (*jobOut, error) {
	data, err := json.Marshal(args)
	if err != nil {
		return nil, s.problem(err)
	}
	return s.begin(ctx, state.JobOptions{Kind: kindImport, Args: data, Unique: kindImport + " " + args.List + " " + args.Stored})
}

// importList imports a publication and serves the new index.
func (s *Server) importList(ctx context.Context, j *state.Job) ([]byte, error) {
	var args importArgs
	if err := json.Unmarshal(j.Args, &args); err != nil {
		return nil, fmt.Errorf("%w: %w", state.ErrJobGiveUp, err)
	}
	ctx = state.By(ctx, args.Who)
	l := s.known(args.List)
	if l == nil {
		return nil, fmt.Errorf("there is no list %s: %w", args.List, state.ErrJobGiveUp)
	}
	v := ImportView{List: l.ID, Publications: []PublicationView{}, Skipped: []string{}}
	if args.Update {
		if s.opt.Update == nil {
			return nil, errors.New("this process fetches no lists")
		}
		if err := s.opt.Update(ctx, l.ID); err != nil {
			return nil, err
		}
		return s.imported(ctx, &v)
	}
	path := s.incoming(args.Stored)
	if _, err := os.Stat(path); errors.Is(err, fs.ErrNotExist) {
		return nil, errors.New("the file is not in the data folder of this process")
	}
	source := archive.Source{Name: args.File, Listed: true, Open: func() (io.ReadCloser, error) { return os.Open(path) }}
	outcomes, err := s.opt.Data.Archive.Import(ctx, l, []archive.Source{source}, archive.ImportOptions{Published: args.Published, Retrieved: j.Created.UTC(), Other: s.otherList(l)})
	if err != nil {
		return nil, err
	}
	if err := s.noted(ctx, l, outcomes, &v); err != nil {
		return nil, err
	}
	out, err := s.imported(ctx, &v)
	if err == nil {
		err = os.Remove(path)
		if errors.Is(err, fs.ErrNotExist) {
			err = nil
		}
	}
	return out, err
}

// otherList tells which other list a file is of.
func (s *Server) otherList(l *lists.List) func(name string, head []byte) string {
	return func(name string, head []byte) string {
		for _, o := range s.opt.Data.Catalogue {
			if o.ID != l.ID && o.Detects(name, head) {
				return o.ID
			}
		}
		return ""
	}
}

// noted writes the publications into the trail and tells what became of them.
func (s *Server) noted(ctx context.Context, l *lists.List, outcomes []archive.Outcome, v *ImportView) error {
	h, err := s.opt.Data.History(ctx, s.store, l.ID)
	if err != nil {
		return err
	}
	defer h.Close()
	if err := audit.NoteImports(ctx, s.store, h); err != nil {
		return err
	}
	by := map[string]*archive.Publication{}
	for _, p := range h.Publications {
		by[p.ID()] = p
	}
	for _, o := range outcomes {
		switch {
		case o.Publication == nil:
			v.Skipped = append(v.Skipped, o.Skipped)
		case by[o.Publication.ID()] != nil:
			v.Publications = append(v.Publications, publicationView(by[o.Publication.ID()]))
		}
	}
	return nil
}

// imported serves the new index and encodes the report.
func (s *Server) imported(ctx context.Context, v *ImportView) ([]byte, error) {
	if err := s.live.Refresh(ctx, true); err != nil {
		return nil, err
	}
	if snap := s.live.Acquire(); snap != nil {
		v.Index = snap.Index.Hash()
		snap.Release()
	}
	return json.Marshal(v)
}
