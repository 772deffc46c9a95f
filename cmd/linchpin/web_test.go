package main

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/cdproto/network"
	"github.com/chromedp/cdproto/runtime"
	"github.com/chromedp/chromedp"
)

// chromium finds the browser, or skips the test; in CI it must be there.
func chromium(t *testing.T) string {
	for _, name := range []string{"chromium", "chromium-browser", "google-chrome"} {
		if path, err := exec.LookPath(name); err == nil {
			return path
		}
	}
	if os.Getenv("CI") != "" {
		t.Fatal("no Chromium: install Debian's package chromium")
	}
	t.Skip("SKIPPED: no Chromium; install Debian's package chromium")
	return ""
}

// output is what a running server prints.
type output struct {
	mu sync.Mutex
	b  bytes.Buffer
}

func (o *output) Write(p []byte) (int, error) {
	o.mu.Lock()
	defer o.mu.Unlock()
	return o.b.Write(p)
}

func (o *output) find(t *testing.T, pattern string) string {
	re := regexp.MustCompile(pattern)
	for range 300 {
		o.mu.Lock()
		m := re.FindStringSubmatch(o.b.String())
		o.mu.Unlock()
		if m != nil {
			return m[1]
		}
		time.Sleep(100 * time.Millisecond)
	}
	t.Fatalf("the server does not print %s: %s", pattern, o.b.String())
	return ""
}

// serving starts a server on the starter data and returns its address and the first key.
func serving(t *testing.T) (address, key string) {
	ctx, stop := context.WithCancel(context.Background())
	out, done := &output{}, make(chan int)
	go func() {
		done <- run(ctx, []string{"serve", "--listen", "127.0.0.1:0", "--quiet", "--data", t.TempDir()}, strings.NewReader(""), out, out)
	}()
	t.Cleanup(func() { stop(); <-done })
	address = out.find(t, `serving on (http://[0-9.:]+)`)
	return address, out.find(t, `admin key: (lp_\S+)`)
}

// page is a browser window that notes errors of the console and requests to elsewhere.
type page struct {
	ctx    context.Context
	mu     sync.Mutex
	faults []string
}

func window(t *testing.T, browser context.Context, address string) *page {
	ctx, cancel := chromedp.NewContext(browser)
	t.Cleanup(cancel)
	if err := chromedp.Run(ctx); err != nil { // the first run's context is the browser's
		t.Fatal(err)
	}
	p := &page{ctx: ctx}
	fault := func(format string, args ...any) {
		p.mu.Lock()
		defer p.mu.Unlock()
		p.faults = append(p.faults, fmt.Sprintf(format, args...))
	}
	chromedp.ListenTarget(ctx, func(ev any) {
		switch e := ev.(type) {
		case *runtime.EventExceptionThrown:
			fault("exception: %s", e.ExceptionDetails.Error())
		case *runtime.EventConsoleAPICalled:
			if e.Type == runtime.APITypeError {
				fault("console: %s", e.Args[0].Value)
			}
		case *network.EventRequestWillBeSent:
			if u, err := url.Parse(e.Request.URL); err == nil && (u.Scheme == "http" || u.Scheme == "https") && !strings.HasPrefix(e.Request.URL, address) {
				fault("request to elsewhere: %s", e.Request.URL)
			}
		}
	})
	return p
}

func (p *page) run(t *testing.T, actions ...chromedp.Action) {
	t.Helper()
	ctx, cancel := context.WithTimeout(p.ctx, 40*time.Second)
	defer cancel()
	if err := chromedp.Run(ctx, actions...); err != nil {
		var text string
		chromedp.Run(p.ctx, chromedp.Evaluate(`location.href + " " + document.body.innerText`, &text))
		t.Fatalf("%v; %v; %.600s", err, p.faults, text)
	}
}

// TestWorkbench walks through the views in a browser, at the widths of a desk and a phone, light and dark.
func TestWorkbench(t *testing.T) {
	path := chromium(t)
	address, key := serving(t)
	options := append(chromedp.DefaultExecAllocatorOptions[:], chromedp.ExecPath(path), chromedp.NoSandbox, chromedp.Flag("enable-unsafe-swiftshader", true))
	browser, cancel := chromedp.NewExecAllocator(context.Background(), options...)
	defer cancel()
	p := window(t, browser, address)
	p.run(t, network.Enable(), runtime.Enable(), chromedp.Navigate(address+"/"), chromedp.WaitVisible(`input[name="key"]`), chromedp.SendKeys(`input[name="key"]`, key+"\r"), chromedp.WaitVisible(`input[type="search"]`))
	p.faults = nil // the first question who one is answers 401
	// typing answers while one types, by keyboard alone
	var verdict string
	p.run(t, chromedp.SendKeys(`input[type="search"]`, "Michail S. Guzerijew"), chromedp.WaitVisible(`.verdict.alert`), chromedp.Text(`.verdict.alert`, &verdict))
	if !strings.Contains(strings.ToUpper(verdict), "GUTSERIEV") {
		t.Errorf("the verdict is %q", verdict)
	}
	axe, err := os.ReadFile(filepath.Join("..", "..", "web", "testdata", "axe.min.js"))
	if err != nil {
		t.Fatal(err)
	}
	views := []struct{ name, path, ready string }{
		{"screen", "/ui/screen?name=Michail+S.+Guzerijew", ".result"}, {"entity", "/ui/entity/" + url.PathEscape("starter:EU.6385.79"), "h1"}, {"lists", "/ui/lists", "table"}, {"network", "/ui/network", ".empty"},
		{"target", "/ui/target", "form"}, {"reader", "/ui/reader?example=1", ".article"}, {"batch", "/ui/batch", ".drop"}, {"portfolios", "/ui/portfolios", ".empty"}, {"alerts", "/ui/alerts", ".empty"}, {"model", "/ui/model", ".panel"}, {"admin", "/ui/admin", "table"},
	}
	var id string
	p.run(t, chromedp.WaitVisible(`.result .head a`), chromedp.AttributeValue(`.result .head a`, "href", &id, nil))
	views[1].path = id
	for _, size := range []struct {
		name          string
		width, height int64
		theme         string
	}{{"wide", 1440, 900, "light"}, {"phone", 390, 844, "dark"}} {
		p.run(t, chromedp.EmulateViewport(size.width, size.height), emulation.SetEmulatedMedia().WithFeatures([]*emulation.MediaFeature{{Name: "prefers-color-scheme", Value: size.theme}}), chromedp.Evaluate(`localStorage.removeItem('theme')`, nil))
		for _, v := range views {
			var wide bool
			var found string
			p.run(t, chromedp.Navigate(address+v.path), chromedp.WaitVisible(v.ready), chromedp.Sleep(250*time.Millisecond),
				chromedp.Evaluate(`document.documentElement.scrollWidth > innerWidth + 1`, &wide), chromedp.Evaluate(string(axe)+";0", nil),
				chromedp.Evaluate(`axe.run(document, {runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa']}).then(r => JSON.stringify(r.violations.map(v => v.id + ': ' + v.nodes.slice(0, 3).map(n => n.html.slice(0, 140)).join(' | '))))`, &found, func(e *runtime.EvaluateParams) *runtime.EvaluateParams {
					return e.WithAwaitPromise(true)
				}))
			if wide {
				t.Errorf("%s at %d pixels is wider than the window", v.name, size.width)
			}
			var violations []string
			if err := json.Unmarshal([]byte(found), &violations); err != nil {
				t.Fatal(err)
			}
			for _, x := range violations {
				t.Errorf("%s at %d pixels, %s: %s", v.name, size.width, size.theme, x)
			}
			if dir := os.Getenv("LINCHPIN_SCREENSHOTS"); dir != "" {
				var shot []byte
				p.run(t, chromedp.CaptureScreenshot(&shot))
				if err := os.WriteFile(filepath.Join(dir, v.name+"-"+size.name+".png"), shot, 0o644); err != nil {
					t.Fatal(err)
				}
			}
		}
	}
	for _, f := range p.faults {
		t.Error(f)
	}
}
