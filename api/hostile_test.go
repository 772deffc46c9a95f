package api

import (
	"context"
	"encoding/json"
	"io"
	"net"
	"net/http/httptest"
	"strings"
	"testing"

	"go.opentelemetry.io/otel"
	sdktrace "go.opentelemetry.io/otel/sdk/trace"
	"go.opentelemetry.io/otel/sdk/trace/tracetest"
)

// TestASlowBodyHoldsNobodyUp sends half of a body and waits, while others are answered; the connection's end ends the request.
func TestASlowBodyHoldsNobodyUp(t *testing.T) {
	d := newDesk(t)
	server := httptest.NewServer(d)
	defer server.Close()
	slow := make([]net.Conn, 20)
	for i := range slow {
		c, err := net.Dial("tcp", strings.TrimPrefix(server.URL, "http://"))
		if err != nil {
			t.Fatal(err)
		}
		defer c.Close()
		slow[i] = c
		io.WriteString(c, "POST /match/default HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: 1000\r\nAuthorization: ApiKey "+d.keys["admin"]+"\r\n\r\n{\"queries\"")
	}
	d.want(200, "GET", "/v1/screen?name=Viktor+Sheiman", "")
	for _, c := range slow {
		c.Close()
	}
}

// TestTracesHoldNoPersonalData reads the spans of requests as a collector gets them.
func TestTracesHoldNoPersonalData(t *testing.T) {
	t.Setenv("OTEL_EXPORTER_OTLP_ENDPOINT", "http://127.0.0.1:1")
	spans := tracetest.NewInMemoryExporter()
	before := otel.GetTracerProvider()
	provider := sdktrace.NewTracerProvider(sdktrace.WithSyncer(spans))
	otel.SetTracerProvider(provider)
	defer otel.SetTracerProvider(before)
	d := newDesk(t)
	d.ask("GET", "/v1/screen?name=Geheimrat+Geheim", "")
	d.ask("GET", "/v1/entities/Geheim", "")
	d.ask("POST", "/v1/screen", `{"name":"Geheim"}`)
	d.ask("POST", "/v1/portfolios/Geheim/customers", "id,name\nGeheim,Geheim\n", "Content-Type: text/csv")
	if err := provider.ForceFlush(context.Background()); err != nil {
		t.Fatal(err)
	}
	got := spans.GetSpans()
	data, err := json.Marshal(got.Snapshots())
	if err != nil || len(got) < 4 {
		t.Fatalf("%d spans, %v", len(got), err)
	}
	for _, s := range got {
		for _, a := range s.Attributes {
			if strings.Contains(a.Value.String(), "Geheim") {
				t.Errorf("span %s: %s = %s", s.Name, a.Key, a.Value.String())
			}
		}
	}
	if strings.Contains(string(data), "lp_") || strings.Contains(d.log.String(), "Geheim") {
		t.Error("a key or a name was told")
	}
}
