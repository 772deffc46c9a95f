package main

import (
	"crypto/rand"
	"fmt"

	"github.com/linchpin-oss/linchpin/state"
	"github.com/linchpin-oss/linchpin/watch"
)

type webhooksCmd struct {
	List    webhooksListCmd    `cmd:"" default:"withargs" help:"List webhooks and their last deliveries."`
	Add     webhooksAddCmd     `cmd:"" help:"Tell an address of alerts; prints the secret that signs what is sent."`
	Deliver webhooksDeliverCmd `cmd:"" help:"Deliver what is due now."`
	Remove  webhooksRemoveCmd  `cmd:"" help:"Remove a webhook."`
}

type webhooksListCmd struct {
	JSON bool `name:"json" help:"Print JSON."`
}

type webhookView struct {
	ID         int64    `json:"id"`
	URL        string   `json:"url"`
	Actions    []string `json:"actions"`
	Portfolios []string `json:"portfolios"`
	Waiting    int      `json:"waiting"` // of the last thousand
	LastError  string   `json:"lastError,omitempty"`
}

// Run lists webhooks.
func (c *webhooksListCmd) Run(a *app) error {
	return a.watching(func(w *watch.Watcher) error {
		hooks, err := w.Store.Webhooks(a.ctx)
		if err != nil {
			return err
		}
		views := []webhookView{}
		var rows [][]string
		for _, h := range hooks {
			ds, err := w.Store.Deliveries(a.ctx, h.ID, 1000)
			if err != nil {
				return err
			}
			v := webhookView{ID: h.ID, URL: h.URL, Actions: h.Actions, Portfolios: h.Portfolios}
			for _, d := range ds {
				if !d.Next.IsZero() {
					v.Waiting++
				}
				if v.LastError == "" {
					v.LastError = d.Error
				}
			}
			views = append(views, v)
			rows = append(rows, []string{fmt.Sprint(v.ID), v.URL, fmt.Sprint(v.Waiting), v.LastError})
		}
		if c.JSON {
			return a.out.json(views)
		}
		if len(rows) == 0 {
			a.out.line("No webhook; add one with: linchpin webhooks add https://...")
			return nil
		}
		a.out.table([]string{"WEBHOOK", "ADDRESS", "WAITING", "LAST ERROR"}, rows)
		return nil
	})
}

type webhooksAddCmd struct {
	URL       string   `arg:"" help:"Address, https://..."`
	Action    []string `help:"Only alert.raise, alert.reopen, alert.update or alert.close; may be repeated." enum:"alert.raise,alert.reopen,alert.update,alert.close"`
	Portfolio []string `help:"Only of this portfolio; may be repeated."`
	Private   bool     `name:"allow-private" help:"The address may be a private one, and http."`
}

// Run adds a webhook.
func (c *webhooksAddCmd) Run(a *app) error {
	if err := watch.CheckURL(c.URL, c.Private); err != nil {
		return err
	}
	return a.watching(func(w *watch.Watcher) error {
		secret := "whs_" + rand.Text()
		id, err := w.Store.AddWebhook(a.ctx, state.Webhook{URL: c.URL, Secret: secret, Actions: c.Action, Portfolios: c.Portfolio})
		if err != nil {
			return err
		}
		a.out.line("Webhook %d: secret %s", id, secret)
		a.out.dimLine("  It is shown once; check Linchpin-Signature with it (docs/watching.md).")
		return nil
	})
}

type webhooksDeliverCmd struct {
	Private bool `name:"allow-private" help:"Private addresses are allowed."`
}

// Run delivers what is due.
func (c *webhooksDeliverCmd) Run(a *app) error {
	return a.watching(func(w *watch.Watcher) error {
		done, failed, err := watch.NewCourier(w.Store, c.Private).Deliver(a.ctx)
		a.out.line("%s delivered, %d failed", plural(done, "notice", "notices"), failed)
		return err
	})
}

type webhooksRemoveCmd struct {
	ID int64 `arg:"" help:"Number of the webhook."`
}

// Run removes a webhook.
func (c *webhooksRemoveCmd) Run(a *app) error {
	return a.watching(func(w *watch.Watcher) error {
		if err := w.Store.RemoveWebhook(a.ctx, c.ID); err != nil {
			return err
		}
		a.out.line("Removed webhook %d.", c.ID)
		return nil
	})
}
