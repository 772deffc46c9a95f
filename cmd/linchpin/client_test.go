package main

import (
	"context"
	"errors"
	"fmt"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/linchpin-oss/linchpin/client"
)

// TestClient does a day's work through the Go client: screening, a batch, a portfolio, its alert as it is raised, a decision, the list's changes.
func TestClient(t *testing.T) {
	address, key := serving(t)
	ctx, cancel := context.WithTimeout(context.Background(), time.Minute)
	defer cancel()
	c := client.New(address, key)

	a, err := c.Screen(ctx, client.Party{Name: "Michail S. Guzerijew", AsOf: "2021-06-23"})
	if err != nil || !a.Alert() || a.Index == "" || len(a.Results[0].Evidence) == 0 {
		t.Fatalf("screen: %+v, %v", a, err)
	}
	var refused *client.Error
	if _, err := c.Screen(ctx, client.Party{Name: "Somebody", BirthDate: "yesterday"}); !errors.As(err, &refused) || len(refused.Fields) == 0 || refused.Fields[0].Location != "body.birthDate" {
		t.Errorf("a wrong birth date: %v", err)
	}

	var keys []string
	parties := []client.Party{{Key: "1", Name: "Michail S. Guzerijew"}, {Key: "2", Name: "Nobody Atall"}}
	if err := c.Batch(ctx, parties, nil, func(a *client.Answer) error {
		keys = append(keys, fmt.Sprintf("%s %v", a.Key, a.Alert()))
		return nil
	}); err != nil || strings.Join(keys, ", ") != "1 true, 2 false" {
		t.Errorf("batch: %v, %v", keys, err)
	}

	if err := c.AddPortfolio(ctx, "retail"); err != nil {
		t.Fatal(err)
	}
	raised := make(chan *client.Raised, 1)
	go func() {
		for a, err := range c.Alerts(ctx, 0) {
			if err == nil {
				raised <- a
			}
			return
		}
	}()
	time.Sleep(200 * time.Millisecond) // the stream begins with what comes after it
	put, err := c.AddCustomers(ctx, "retail", strings.NewReader("number,full name\n7,Michail S. Guzerijew\n8,Nobody Atall\n"), url.Values{"map": {"key=number", "name=full name"}})
	if err != nil || put.Added != 2 || put.Job == nil {
		t.Fatalf("customers: %+v, %v", put, err)
	}
	if _, err := c.Wait(ctx, put.Job.ID, nil); err != nil {
		t.Fatal(err)
	}
	select {
	case a := <-raised:
		if a.Customer != "7" || a.Portfolio != "retail" {
			t.Errorf("raised: %+v", a)
		}
	case <-ctx.Done():
		t.Fatal("no alert came by the stream")
	}
	n := 0
	for k, err := range c.Cases(ctx, url.Values{"status": {"open"}, "limit": {"1"}}) {
		if err != nil {
			t.Fatal(err)
		}
		n++
		if _, err := c.Decide(ctx, client.TrueMatch, "same name", "of something else", k.Alert); !errors.As(err, &refused) || refused.Status != 409 {
			t.Errorf("a decision on other evidence: %v", err)
		}
		waits, err := c.Decide(ctx, client.TrueMatch, "same name and office", k.Evidence, k.Alert)
		if err != nil {
			t.Error(err)
		}
		if err := c.Approve(ctx, true, "", k.Alert); waits && (!errors.As(err, &refused) || refused.Status != 403) {
			t.Errorf("who decided approves: %v", err)
		}
	}
	if n == 0 {
		t.Error("no case is open")
	}

	var list string
	var lists struct {
		Lists []struct {
			List string `json:"list"`
		} `json:"lists"`
	}
	if err := c.Get(ctx, "/v1/lists", nil, &lists); err != nil || len(lists.Lists) == 0 {
		t.Fatalf("lists: %v", err)
	}
	list = lists.Lists[0].List
	found := false
	for e, err := range c.Changes(ctx, list, "2021-06-20", "2021-06-23") {
		if err != nil {
			t.Fatal(err)
		}
		found = found || e.Kind == "listed" && strings.Contains(e.Caption, "GUTSERIEV")
	}
	if !found {
		t.Errorf("the listing of June 2021 is not among the changes of %s", list)
	}
}
