package main

import (
	"cmp"
	"errors"
	"fmt"
	"os"
	"os/user"
	"strconv"
	"strings"
	"time"

	"github.com/linchpin-oss/linchpin/state"
)

type keysCmd struct {
	List   keysListCmd   `cmd:"" default:"withargs" help:"List keys, without their secrets."`
	Add    keysAddCmd    `cmd:"" help:"Make a key and print its secret once."`
	Revoke keysRevokeCmd `cmd:"" help:"End a key at once."`
}

// loginName is who runs the program.
func loginName() string {
	if u, err := user.Current(); err == nil && u.Username != "" {
		return u.Username
	}
	return cmp.Or(os.Getenv("USER"), os.Getenv("USERNAME"))
}

// keyView is a key as printed.
type keyView struct {
	ID      int64      `json:"id"`
	Name    string     `json:"name"`
	Role    state.Role `json:"role"`
	Hint    string     `json:"hint"`
	Created string     `json:"created"`
	Expires string     `json:"expires,omitempty"`
	Revoked string     `json:"revoked,omitempty"`
	Used    string     `json:"used,omitempty"`
	Status  string     `json:"status"` // in force, expired, revoked
	Secret  string     `json:"secret,omitempty"`
}

// stampText prints a time, "" for none.
func stampText(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return t.UTC().Format(timeLayout)
}

func viewKey(k *state.Key, now time.Time) keyView {
	v := keyView{ID: k.ID, Name: k.Name, Role: k.Role, Hint: k.Hint + "…", Created: stampText(k.Created), Expires: stampText(k.Expires),
		Revoked: stampText(k.Revoked), Used: stampText(k.Used), Status: "in force"}
	switch {
	case !k.Revoked.IsZero():
		v.Status = "revoked"
	case !k.Expires.IsZero() && !now.Before(k.Expires):
		v.Status = "expired"
	}
	return v
}

type keysListCmd struct {
	JSON bool `help:"Print JSON."`
}

// Run lists the keys.
func (c *keysListCmd) Run(a *app) error {
	s, err := a.data.State(a.ctx)
	if err != nil {
		return err
	}
	defer s.Close()
	keys, err := s.Keys(a.ctx)
	if err != nil {
		return err
	}
	views, inForce := []keyView{}, 0
	for i := range keys {
		v := viewKey(&keys[i], a.now())
		if v.Status == "in force" {
			inForce++
		}
		views = append(views, v)
	}
	if c.JSON {
		return a.out.json(views)
	}
	if len(views) == 0 {
		a.out.line("No API key was made yet. Make one with: linchpin keys add NAME --role admin")
		return nil
	}
	a.out.line("%s in force, %d in all", plural(inForce, "key", "keys"), len(views))
	var rows [][]string
	for _, v := range views {
		rows = append(rows, []string{fmt.Sprint(v.ID), v.Name, string(v.Role), v.Hint, v.Status, dayText(v.Created), cmp.Or(dayText(v.Expires), "never"), cmp.Or(dayText(v.Used), "never")})
	}
	a.out.table([]string{"no.", "name", "role", "begins", "status", "made", "expires", "last used"}, rows)
	return nil
}

// dayText cuts a printed time to its day.
func dayText(s string) string { return s[:min(10, len(s))] }

type keysAddCmd struct {
	Name    string `arg:"" help:"Whose key it is: a program or a person."`
	Role    string `help:"viewer, screener, analyst, approver or admin; each may do what the ones before it may." required:""`
	Expires string `help:"Day or time after which it no longer opens, or how long it does, as in 90d." placeholder:"DATE" default:"365d"`
	JSON    bool   `help:"Print JSON."`
}

// Help shows examples.
func (keysAddCmd) Help() string {
	return `The secret is printed once and not kept; the database holds its hash. Programs send it as

  Authorization: ApiKey lp_...

Examples:
  linchpin keys add payments --role screener --expires 90d
  linchpin keys add ada --role analyst --expires 2027-12-31
  linchpin keys add break-glass --role admin --expires never`
}

// Run makes a key.
func (c *keysAddCmd) Run(a *app) error {
	role, err := state.ParseRole(c.Role)
	if err != nil {
		return err
	}
	expires, err := parseExpiry(c.Expires, a.now())
	if err != nil {
		return err
	}
	s, err := a.data.State(a.ctx)
	if err != nil {
		return err
	}
	defer s.Close()
	secret, k := state.NewKey(c.Name, role, a.now(), expires)
	if k.ID, err = s.AddKey(a.ctx, k); err != nil {
		return err
	}
	if c.JSON {
		v := viewKey(&k, a.now())
		v.Secret = secret
		return a.out.json(v)
	}
	a.out.line("%s", secret)
	until := "it does not expire"
	if !expires.IsZero() {
		until = "it expires on " + dayText(stampText(expires))
	}
	a.out.wrap(0, fmt.Sprintf("Key %d for %s, role %s; %s. The line above is its secret: it is not shown again.", k.ID, c.Name, role, until))
	return nil
}

// parseExpiry reads a day (valid to its end), a time, a number of days as in 90d, or "never".
func parseExpiry(s string, now time.Time) (time.Time, error) {
	if s == "never" {
		return time.Time{}, nil
	}
	var t time.Time
	if n, ok := strings.CutSuffix(s, "d"); ok {
		days, err := strconv.Atoi(n)
		if err != nil || days < 1 || days > 36500 {
			return t, fmt.Errorf("--expires %q is not a number of days such as 90d", s)
		}
		return now.AddDate(0, 0, days), nil
	}
	if d, err := time.Parse(time.DateOnly, s); err == nil {
		t = d.AddDate(0, 0, 1)
	} else if t, err = time.Parse(time.RFC3339, s); err != nil {
		return t, fmt.Errorf("--expires %q is not a day such as 2027-12-31, a number of days such as 90d, or never", s)
	}
	if !t.After(now) {
		return t, errors.New("--expires is in the past")
	}
	return t, nil
}

type keysRevokeCmd struct {
	Key  string `arg:"" help:"Number or name of the key."`
	JSON bool   `help:"Print JSON."`
}

// Run ends a key.
func (c *keysRevokeCmd) Run(a *app) error {
	s, err := a.data.State(a.ctx)
	if err != nil {
		return err
	}
	defer s.Close()
	keys, err := s.Keys(a.ctx)
	if err != nil {
		return err
	}
	for _, k := range keys {
		if (fmt.Sprint(k.ID) == c.Key || k.Name == c.Key) && k.Revoked.IsZero() {
			if err := s.RevokeKey(a.ctx, k.ID, a.now()); err != nil {
				return err
			}
			if k.Revoked = a.now(); c.JSON {
				return a.out.json(viewKey(&k, a.now()))
			}
			a.out.line("Key %d of %s no longer opens anything.", k.ID, k.Name)
			return nil
		}
	}
	return fmt.Errorf("no key %q is in force; see linchpin keys", c.Key)
}
