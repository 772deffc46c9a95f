package api

import (
	"cmp"
	"context"
	"maps"
	"slices"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"github.com/linchpin-oss/linchpin/cases"
	"github.com/linchpin-oss/linchpin/state"
)

// SettingsView are the rules of the desk.
type SettingsView struct {
	FourEyes string `json:"fourEyes" doc:"Decisions that a second person must approve: true-match, false-positive, both with a comma, or none."`
	DueHours int    `json:"dueHours" doc:"How long a case may take."`
}

// UserView is somebody who may use the server: the holder of keys, or a person who is logged in.
type UserView struct {
	Who      string     `json:"who" doc:"As the trail names him."`
	Role     string     `json:"role" doc:"The highest that he has now; empty if none of his keys is in force."`
	Keys     []int64    `json:"keys" doc:"Numbers of his keys that are in force."`
	Sessions int        `json:"sessions" doc:"Open in this process."`
	Used     *time.Time `json:"used,omitempty"`
}

func (s *Server) settings(ctx context.Context) (v SettingsView, err error) {
	eyes, err := s.store.Setting(ctx, cases.SettingFourEyes)
	if err != nil {
		return v, err
	}
	due, err := s.store.Setting(ctx, state.SettingDue)
	if err != nil {
		return v, err
	}
	within, err := time.ParseDuration(cmp.Or(due, state.DefaultDue.String()))
	return SettingsView{cmp.Or(eyes, cases.DefaultFourEyes), int(within / time.Hour)}, err
}

func (s *Server) settingsRoutes(api huma.API) {
	type settingsOut struct{ Body SettingsView }
	huma.Register(api, operation("GET", "/v1/settings", "settings", "Settings", "The rules of review.", state.Viewer), func(ctx context.Context, _ *struct{}) (*settingsOut, error) {
		v, err := s.settings(ctx)
		return &settingsOut{v}, s.problem(err)
	})
	type settingsIn struct {
		Body struct {
			FourEyes *string `json:"fourEyes,omitempty" maxLength:"100"`
			DueHours *int    `json:"dueHours,omitempty" minimum:"1" maximum:"87600"`
		}
	}
	huma.Register(api, operation("PATCH", "/v1/settings", "set-settings", "Settings", "Change the rules of review; what is left out stays.", state.Admin), func(ctx context.Context, in *settingsIn) (*settingsOut, error) {
		rule := ""
		if in.Body.FourEyes != nil {
			var err error
			if rule, err = cases.ParseFourEyes(*in.Body.FourEyes); err != nil {
				return nil, fieldError("body.fourEyes", err.Error())
			}
		}
		err := s.store.Tx(ctx, func(tx state.Store) error {
			if rule != "" {
				if err := tx.Set(ctx, cases.SettingFourEyes, rule); err != nil {
					return err
				}
			}
			if in.Body.DueHours == nil {
				return nil
			}
			return tx.Set(ctx, state.SettingDue, (time.Duration(*in.Body.DueHours) * time.Hour).String())
		})
		if err != nil {
			return nil, s.problem(err)
		}
		v, err := s.settings(ctx)
		return &settingsOut{v}, s.problem(err)
	})
	type usersOut struct {
		Body struct {
			Users []UserView `json:"users"`
			Roles []string   `json:"roles" doc:"From the lowest; each may do what those before it may."`
		}
	}
	huma.Register(api, operation("GET", "/v1/users", "users", "Keys", "Who may use the server, in which role.", state.Admin), func(ctx context.Context, _ *struct{}) (*usersOut, error) {
		keys, err := s.store.Keys(ctx)
		if err != nil {
			return nil, s.problem(err)
		}
		out := &usersOut{}
		out.Body.Users = s.users(keys)
		for _, r := range []state.Role{state.Viewer, state.Screener, state.Analyst, state.Approver, state.Admin} {
			out.Body.Roles = append(out.Body.Roles, string(r))
		}
		return out, nil
	})
}

// users gathers keys and sessions by person.
func (s *Server) users(keys []state.Key) []UserView {
	by := map[string]*UserView{}
	user := func(who string, role state.Role) *UserView {
		u := by[who]
		if u == nil {
			u = &UserView{Who: who, Keys: []int64{}}
			by[who] = u
		}
		if u.Role == "" || role.May(state.Role(u.Role)) {
			u.Role = cmp.Or(string(role), u.Role)
		}
		return u
	}
	for i := range keys {
		k := &keys[i]
		v := s.keyView(k)
		if !v.InForce {
			user(k.Who(), "")
			continue
		}
		u := user(k.Who(), k.Role)
		u.Keys = append(u.Keys, k.ID)
		if !k.Used.IsZero() && (u.Used == nil || u.Used.Before(k.Used)) {
			u.Used = timeOf(k.Used)
		}
	}
	s.access.each(func(c *Caller) { user(c.Who, c.Role).Sessions++ })
	out := []UserView{}
	for _, who := range slices.Sorted(maps.Keys(by)) {
		out = append(out, *by[who])
	}
	return out
}
