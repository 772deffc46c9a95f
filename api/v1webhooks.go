package api

import (
	"context"
	"crypto/rand"
	"slices"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"github.com/linchpin-oss/linchpin/state"
	"github.com/linchpin-oss/linchpin/watch"
)

// WebhookView is a webhook without its secret.
type WebhookView struct {
	ID         int64     `json:"id"`
	URL        string    `json:"url"`
	Actions    []string  `json:"actions" doc:"All, if empty."`
	Portfolios []string  `json:"portfolios" doc:"All, if empty."`
	Created    time.Time `json:"created"`
	Waiting    int       `json:"waiting" doc:"Notices of the last thousand that are still to be delivered."`
	LastError  string    `json:"lastError,omitempty"`
}

// DeliveryView is one notice for a webhook.
type DeliveryView struct {
	Event    string     `json:"event" doc:"The same over all tries."`
	Created  time.Time  `json:"created"`
	Attempts int        `json:"attempts"`
	Next     *time.Time `json:"next,omitempty" doc:"When it is tried again; absent once it was delivered or given up."`
	Done     *time.Time `json:"done,omitempty"`
	Status   int        `json:"status,omitempty"`
	Error    string     `json:"error,omitempty"`
}

func (s *Server) webhookView(ctx context.Context, h *state.Webhook) (WebhookView, error) {
	v := WebhookView{ID: h.ID, URL: h.URL, Actions: append([]string{}, h.Actions...), Portfolios: append([]string{}, h.Portfolios...), Created: h.Created.UTC()}
	ds, err := s.store.Deliveries(ctx, h.ID, 1000)
	for i := range ds {
		if !ds[i].Next.IsZero() {
			v.Waiting++
		}
		if v.LastError == "" {
			v.LastError = ds[i].Error
		}
	}
	return v, err
}

// webhook finds a webhook by its number.
func (s *Server) webhook(ctx context.Context, id int64) (*state.Webhook, error) {
	all, err := s.store.Webhooks(ctx)
	if err != nil {
		return nil, s.problem(err)
	}
	at := slices.IndexFunc(all, func(h state.Webhook) bool { return h.ID == id })
	if at < 0 {
		return nil, huma.Error404NotFound("there is no such webhook")
	}
	return &all[at], nil
}

func (s *Server) webhookRoutes(api huma.API) {
	type webhooksOut struct {
		Body struct {
			Webhooks []WebhookView `json:"webhooks"`
		}
	}
	huma.Register(api, operation("GET", "/v1/webhooks", "webhooks", "Watching", "Who is told of alerts.", state.Approver), func(ctx context.Context, _ *struct{}) (*webhooksOut, error) {
		all, err := s.store.Webhooks(ctx)
		if err != nil {
			return nil, s.problem(err)
		}
		out := &webhooksOut{}
		out.Body.Webhooks = []WebhookView{}
		for i := range all {
			v, err := s.webhookView(ctx, &all[i])
			if err != nil {
				return nil, s.problem(err)
			}
			out.Body.Webhooks = append(out.Body.Webhooks, v)
		}
		return out, nil
	})
	type webhookIn struct {
		Body struct {
			URL        string   `json:"url" minLength:"8" maxLength:"2000" doc:"https://..."`
			Actions    []string `json:"actions,omitempty" enum:"alert.raise,alert.reopen,alert.update,alert.close" doc:"All, if left out."`
			Portfolios []string `json:"portfolios,omitempty" maxItems:"100" doc:"All, if left out."`
		}
	}
	type webhookOut struct {
		Body struct {
			Secret  string      `json:"secret" doc:"Signs what is sent; shown once."`
			Webhook WebhookView `json:"webhook"`
		}
	}
	huma.Register(api, operation("POST", "/v1/webhooks", "add-webhook", "Watching", "Tell an address of alerts; the secret that signs what is sent is shown once.", state.Admin, created), func(ctx context.Context, in *webhookIn) (*webhookOut, error) {
		if err := watch.CheckURL(in.Body.URL, s.opt.Private); err != nil {
			return nil, fieldError("body.url", err.Error())
		}
		h := state.Webhook{URL: in.Body.URL, Secret: "whs_" + rand.Text(), Actions: in.Body.Actions, Portfolios: in.Body.Portfolios, Created: s.now()}
		var err error
		if h.ID, err = s.store.AddWebhook(ctx, h); err != nil {
			return nil, s.problem(err)
		}
		out := &webhookOut{}
		out.Body.Secret = h.Secret
		out.Body.Webhook, err = s.webhookView(ctx, &h)
		return out, s.problem(err)
	})
	type idIn struct {
		ID int64 `path:"id" minimum:"1"`
	}
	huma.Register(api, operation("DELETE", "/v1/webhooks/{id}", "remove-webhook", "Watching", "Remove a webhook and what waits for it.", state.Admin), func(ctx context.Context, in *idIn) (*struct{}, error) {
		return nil, s.problem(s.store.RemoveWebhook(ctx, in.ID))
	})
	type webhookTestOut struct {
		Body struct {
			Delivered bool   `json:"delivered"`
			Status    int    `json:"status,omitempty" doc:"HTTP status of the answer; absent if there was none."`
			Error     string `json:"error,omitempty"`
		}
	}
	huma.Register(api, operation("POST", "/v1/webhooks/{id}/test", "test-webhook", "Watching", "Send a notice of the action test now, once.", state.Admin), func(ctx context.Context, in *idIn) (*webhookTestOut, error) {
		h, err := s.webhook(ctx, in.ID)
		if err != nil {
			return nil, err
		}
		out := &webhookTestOut{}
		out.Body.Status, err = s.courier().Test(ctx, h)
		if out.Body.Delivered = err == nil; err != nil {
			out.Body.Error = err.Error()
		}
		return out, nil
	})
	type deliveriesIn struct {
		ID    int64 `path:"id" minimum:"1"`
		Limit int   `query:"limit" minimum:"1" maximum:"1000" default:"50"`
	}
	type deliveriesOut struct {
		Body struct {
			Deliveries []DeliveryView `json:"deliveries" doc:"Newest first."`
		}
	}
	huma.Register(api, operation("GET", "/v1/webhooks/{id}/deliveries", "deliveries", "Watching", "What was sent to a webhook, and what waits.", state.Approver), func(ctx context.Context, in *deliveriesIn) (*deliveriesOut, error) {
		if _, err := s.webhook(ctx, in.ID); err != nil {
			return nil, err
		}
		ds, err := s.store.Deliveries(ctx, in.ID, in.Limit)
		out := &deliveriesOut{}
		out.Body.Deliveries = []DeliveryView{}
		for i := range ds {
			d := &ds[i]
			out.Body.Deliveries = append(out.Body.Deliveries, DeliveryView{d.Event, d.Created.UTC(), d.Attempts, timeOf(d.Next), timeOf(d.Done), d.Status, d.Error})
		}
		return out, s.problem(err)
	})
}
