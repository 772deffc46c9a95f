package api

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"time"

	"github.com/danielgtaylor/huma/v2"
	"github.com/danielgtaylor/huma/v2/sse"

	"github.com/linchpin-oss/linchpin/screen"
	"github.com/linchpin-oss/linchpin/screen/rows"
	"github.com/linchpin-oss/linchpin/state"
)

// BatchParty is one party of a batch with the client's own key for it.
type BatchParty struct {
	Key string `json:"key,omitempty" maxLength:"500"`
	Party
}

// batchArgs are the arguments of a batch.
type batchArgs struct {
	Parties []BatchParty `json:"parties"`
}

// BatchLine is one line of a batch's result.
type BatchLine struct {
	Key   string `json:"key"`
	Row   int    `json:"row"`
	Error string `json:"error,omitempty"`
	*screen.Answer
}

// JobView is a job as clients see it.
type JobView struct {
	ID       int64      `json:"id"`
	Kind     string     `json:"kind"`
	Owner    string     `json:"owner"`
	Status   string     `json:"status" enum:"queued,running,done,failed,cancelled"`
	Done     int64      `json:"done"`
	Total    int64      `json:"total"`
	Error    string     `json:"error,omitempty"`
	Created  time.Time  `json:"created"`
	Started  *time.Time `json:"started,omitempty"`
	Finished *time.Time `json:"finished,omitempty"`
	Result   string     `json:"result,omitempty" doc:"Where the result can be downloaded."`
}

func viewJob(j *state.Job) JobView {
	v := JobView{ID: j.ID, Kind: j.Kind, Owner: j.Owner, Status: string(j.Status), Done: j.Done, Total: j.Total, Error: j.Error, Created: j.Created.UTC(),
		Started: timeOf(j.Started), Finished: timeOf(j.Finished)}
	if j.Status == state.JobDone {
		v.Result = fmt.Sprintf("/v1/jobs/%d/result", j.ID)
	}
	return v
}

// batch screens the parties of a job, all on one index.
func (s *Server) batch(ctx context.Context, j *state.Job) ([]byte, error) {
	var args batchArgs
	if err := json.Unmarshal(j.Args, &args); err != nil {
		return nil, fmt.Errorf("%w: %w", state.ErrJobGiveUp, err)
	}
	snap := s.live.Acquire()
	if snap == nil {
		return nil, errNoIndex
	}
	defer snap.Release()
	var out bytes.Buffer
	lines := json.NewEncoder(&out)
	const chunk = 256
	for at := 0; at < len(args.Parties); at += chunk {
		parties := args.Parties[at:min(at+chunk, len(args.Parties))]
		answers := make([]BatchLine, len(parties))
		spread(len(parties), func(i int) {
			p := &parties[i]
			answers[i] = BatchLine{Key: p.Key, Row: at + i + 1}
			a, err := snap.Screen(p.query())
			if err != nil {
				a = &screen.Answer{Query: p.query()}
				answers[i].Error = err.Error()
			} else if snap.Note != "" {
				a.Warnings = append([]string{snap.Note}, a.Warnings...)
			}
			answers[i].Answer = a
		})
		for i := range answers {
			if err := lines.Encode(&answers[i]); err != nil {
				return nil, err
			}
		}
		s.metrics.screens.Add(float64(len(parties)))
		if err := j.Progress(ctx, int64(at+len(parties)), int64(len(args.Parties))); err != nil {
			return nil, err
		}
		if err := ctx.Err(); err != nil {
			return nil, err
		}
	}
	return out.Bytes(), nil
}

// job reads a job that the caller may see: his own, or any with the role admin.
func (s *Server) job(ctx context.Context, id int64) (*state.Job, error) {
	j, err := s.store.Job(ctx, id)
	if err != nil {
		return nil, s.problem(err)
	}
	if c := caller(ctx); c == nil || j.Owner != c.Who && !c.Role.May(state.Admin) {
		return nil, huma.Error404NotFound(state.ErrNotFound.Error())
	}
	return j, nil
}

func (s *Server) jobRoutes(api huma.API) {
	type batchIn struct {
		Body struct {
			Parties []BatchParty `json:"parties" minItems:"1" maxItems:"50000"`
		}
	}
	huma.Register(api, operation("POST", "/v1/batches", "add-batch", "Jobs", "Screen up to 50,000 parties in the background.", state.Screener, acceptedJob), func(ctx context.Context, in *batchIn) (*jobOut, error) {
		args, err := json.Marshal(batchArgs{in.Body.Parties})
		if err != nil {
			return nil, s.problem(err)
		}
		return s.begin(ctx, state.JobOptions{Kind: kindBatch, Args: args})
	})
	s.batchFile(api)
	type jobsIn struct {
		Status string `query:"status" enum:"queued,running,done,failed,cancelled"`
		Before int64  `query:"before" minimum:"0" doc:"Only jobs of lower numbers."`
		Limit  int    `query:"limit" minimum:"1" maximum:"500" default:"50"`
	}
	type jobsOut struct {
		Body struct {
			Jobs []JobView `json:"jobs" doc:"Newest first."`
		}
	}
	huma.Register(api, operation("GET", "/v1/jobs", "jobs", "Jobs", "My jobs; all of them for admins.", state.Screener), func(ctx context.Context, in *jobsIn) (*jobsOut, error) {
		f := state.JobFilter{Status: state.JobStatus(in.Status), Before: in.Before, Limit: in.Limit, Owner: caller(ctx).Who}
		if caller(ctx).Role.May(state.Admin) {
			f.Owner = ""
		}
		jobs, err := s.store.Jobs(ctx, f)
		if err != nil {
			return nil, s.problem(err)
		}
		out := &jobsOut{}
		out.Body.Jobs = []JobView{}
		for i := range jobs {
			out.Body.Jobs = append(out.Body.Jobs, viewJob(&jobs[i]))
		}
		return out, nil
	})
	type jobIn struct {
		ID int64 `path:"id"`
	}
	type oneOut struct{ Body JobView }
	huma.Register(api, operation("GET", "/v1/jobs/{id}", "job", "Jobs", "How far is a job?", state.Screener), func(ctx context.Context, in *jobIn) (*oneOut, error) {
		j, err := s.job(ctx, in.ID)
		if err != nil {
			return nil, err
		}
		return &oneOut{viewJob(j)}, nil
	})
	huma.Register(api, operation("DELETE", "/v1/jobs/{id}", "cancel-job", "Jobs", "Cancel a job.", state.Screener), func(ctx context.Context, in *jobIn) (*struct{}, error) {
		if _, err := s.job(ctx, in.ID); err != nil {
			return nil, err
		}
		return nil, s.problem(s.store.CancelJob(ctx, in.ID))
	})
	type resultOut struct {
		Type        string `header:"Content-Type"`
		Disposition string `header:"Content-Disposition"`
		Body        []byte
	}
	huma.Register(api, operation("GET", "/v1/jobs/{id}/result", "job-result", "Jobs", "The result of a job: one JSON object a line, in the order of the parties.", state.Screener), func(ctx context.Context, in *jobIn) (*resultOut, error) {
		j, err := s.job(ctx, in.ID)
		if err != nil {
			return nil, err
		}
		if j.Status != state.JobDone {
			return nil, huma.Error409Conflict("the job is " + string(j.Status))
		}
		return &resultOut{"application/x-ndjson", fmt.Sprintf(`attachment; filename="job-%d.jsonl"`, j.ID), j.Result}, nil
	})
	s.eventRoutes(api, func(ctx context.Context, id int64) (*state.Job, error) { return s.job(ctx, id) })
}

// AlertEvent is an alert as the stream tells of it.
type AlertEvent struct {
	ID        int64  `json:"id"`
	Portfolio string `json:"portfolio"`
	Customer  string `json:"customer"`
	Entity    string `json:"entity"`
	Status    string `json:"status"`
}

// StreamError ends a stream.
type StreamError struct {
	Detail string `json:"detail"`
}

// eventRoutes adds the streams of events.
func (s *Server) eventRoutes(api huma.API, job func(context.Context, int64) (*state.Job, error)) {
	type jobIn struct {
		ID int64 `path:"id"`
	}
	sse.Register(api, operation("GET", "/v1/jobs/{id}/events", "job-events", "Jobs", "The progress of a job as server-sent events, until it ends.", state.Screener), map[string]any{"job": JobView{}, "error": StreamError{}},
		func(ctx context.Context, in *jobIn, send sse.Sender) {
			last := JobView{}
			for {
				j, err := job(ctx, in.ID)
				if err != nil {
					send.Data(StreamError{err.Error()})
					return
				}
				v := viewJob(j)
				if v.Done != last.Done || v.Status != last.Status {
					if send.Data(v) != nil {
						return
					}
					last = v
				}
				if j.Status.Finished() || !pause(ctx, 500*time.Millisecond) {
					return
				}
			}
		})
	type alertsIn struct {
		After int64 `query:"after" minimum:"0" doc:"Alerts of higher numbers; those to come, if left out."`
	}
	sse.Register(api, operation("GET", "/v1/alerts/events", "alert-events", "Alerts", "New alerts as server-sent events.", state.Viewer), map[string]any{"alert": AlertEvent{}, "error": StreamError{}},
		func(ctx context.Context, in *alertsIn, send sse.Sender) {
			after := in.After
			if after == 0 {
				if newest, err := s.store.Alerts(ctx, state.AlertFilter{Newest: true, Limit: 1}); err == nil && len(newest) > 0 {
					after = newest[0].ID
				}
			}
			for {
				alerts, err := s.store.Alerts(ctx, state.AlertFilter{After: after, Limit: 100})
				if err != nil {
					send.Data(StreamError{"the alerts cannot be read now"})
					return
				}
				for i := range alerts {
					a := &alerts[i]
					if send(sse.Message{ID: int(a.ID), Data: AlertEvent{a.ID, a.Portfolio, a.Customer, a.Entity, string(a.Status)}}) != nil {
						return
					}
					after = a.ID
				}
				if !pause(ctx, time.Second) {
					return
				}
			}
		})
}

// batchFile adds the route for files of parties.
func (s *Server) batchFile(api huma.API) {
	type fileIn struct {
		Map       []string `query:"map,explode" maxItems:"50" doc:"Which column holds what, as FIELD=COLUMN: key, name, schema, birthDate, country, gender, address, id.TYPE. Columns of usual names need none."`
		Schema    string   `query:"schema" doc:"Kind of all parties, where the file has no column for it."`
		List      []string `query:"list,explode" doc:"Only this list; may be repeated."`
		AsOf      string   `query:"asOf" doc:"As the lists stood on this day."`
		KnownAt   string   `query:"knownAt" doc:"With what had been fetched by this time."`
		Limit     int      `query:"limit" minimum:"0" maximum:"500"`
		Threshold string   `query:"threshold" doc:"Score from which a result is an alert (0.5), or how many ordinary names may raise a false one (1/10000)."`
		RawBody   []byte   `contentType:"text/csv"`
	}
	huma.Register(api, operation("POST", "/v1/batches/file", "add-batch-file", "Jobs", "Screen a file of up to 50,000 parties in the background: CSV, JSON lines or Parquet.", state.Screener, acceptedJob), func(ctx context.Context, in *fileIn) (*jobOut, error) {
		mapped, err := pairs(in.Map, "query.map")
		if err != nil {
			return nil, err
		}
		p := Party{Schema: in.Schema, Lists: in.List, AsOf: in.AsOf, KnownAt: in.KnownAt, Limit: in.Limit}
		if in.Threshold != "" {
			if p.Threshold, p.OneIn, err = screen.ParseThreshold(in.Threshold); err != nil {
				return nil, bad(err, "query")
			}
		}
		if err := s.checkScope(p.query(), "query"); err != nil {
			return nil, err
		}
		file, err := rows.Read("body", bytes.NewReader(in.RawBody), mapped, p.query())
		if err != nil {
			return nil, fieldError("body", err.Error())
		}
		var args batchArgs
		for {
			row, err := file.Next()
			if errors.Is(err, io.EOF) {
				break
			}
			if err == nil {
				err = row.Err
			}
			if err == nil && len(args.Parties) == maxBatch {
				err = fmt.Errorf("more than %d rows", maxBatch)
			}
			if err != nil {
				return nil, fieldError("body", err.Error())
			}
			q, party := row.Query, p
			party.Name, party.Schema, party.BirthDate, party.Country, party.Gender, party.Address, party.IDs = q.Name, q.Schema, q.BirthDate, q.Country, q.Gender, q.Address, q.IDs
			args.Parties = append(args.Parties, BatchParty{row.Key, party})
		}
		data, err := json.Marshal(args)
		if err != nil {
			return nil, s.problem(err)
		}
		return s.begin(ctx, state.JobOptions{Kind: kindBatch, Args: data})
	})
}

// maxBatch is how many parties a batch may have.
const maxBatch = 50_000

// pause waits; false if the context ended first.
func pause(ctx context.Context, d time.Duration) bool {
	select {
	case <-ctx.Done():
		return false
	case <-time.After(d):
		return true
	}
}
