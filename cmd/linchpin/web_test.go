package main

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"image"
	"image/color"
	"image/png"
	"net/http"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/cdproto/input"
	"github.com/chromedp/cdproto/network"
	"github.com/chromedp/cdproto/runtime"
	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"
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
func serving(t *testing.T) (address, key string) { return servingIn(t, t.TempDir()) }

// servingIn starts a server on a data folder.
func servingIn(t *testing.T, dir string) (address, key string) {
	ctx, stop := context.WithCancel(context.Background())
	out, done := &output{}, make(chan int)
	go func() {
		done <- run(ctx, []string{"serve", "--listen", "127.0.0.1:0", "--quiet", "--data", dir}, strings.NewReader(""), out, out)
	}()
	t.Cleanup(func() { stop(); <-done })
	address = out.find(t, `serving on (http://[0-9.:]+)`)
	for range 300 {
		r, err := http.Get(address + "/readyz")
		if err == nil {
			r.Body.Close()
			if r.StatusCode == http.StatusOK {
				return address, out.find(t, `admin key: (lp_\S+)`)
			}
		}
		time.Sleep(50 * time.Millisecond)
	}
	t.Fatal("the server does not get ready")
	return "", ""
}

// page is a browser window that notes errors of the console and requests to elsewhere.
type page struct {
	ctx     context.Context
	address string
	mu      sync.Mutex
	faults  []string
}

// newBrowser starts a browser for a test.
func newBrowser(t *testing.T) context.Context {
	options := append(chromedp.DefaultExecAllocatorOptions[:], chromedp.ExecPath(chromium(t)), chromedp.NoSandbox, chromedp.Flag("enable-unsafe-swiftshader", true))
	ctx, cancel := chromedp.NewExecAllocator(context.Background(), options...)
	t.Cleanup(cancel)
	return ctx
}

// window opens a window of a browser and signs in there.
func window(t *testing.T, browser context.Context, address, key string) *page {
	t.Helper()
	ctx, cancel := chromedp.NewContext(browser, chromedp.WithErrorf(func(string, ...any) {})) // events newer than the library
	t.Cleanup(cancel)
	if err := chromedp.Run(ctx); err != nil { // the first run's context is the browser's
		t.Fatal(err)
	}
	p := &page{ctx: ctx, address: address}
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
	p.run(t, network.Enable(), runtime.Enable(), emulation.SetFocusEmulationEnabled(true), chromedp.Navigate(address+"/"), chromedp.WaitVisible(`input[name="key"]`, chromedp.ByQuery),
		chromedp.Evaluate(`localStorage.setItem('language', 'en'); localStorage.setItem('tour', 'seen')`, nil), chromedp.SendKeys(`input[name="key"]`, key+"\r", chromedp.ByQuery), chromedp.WaitVisible(`.frame main h1`, chromedp.ByQuery))
	p.faults = nil // the first question who one is answers 401
	return p
}

func (p *page) run(t *testing.T, actions ...chromedp.Action) {
	t.Helper()
	ctx, cancel := context.WithTimeout(p.ctx, 20*time.Second)
	defer cancel()
	if err := chromedp.Run(ctx, actions...); err != nil {
		var text string
		chromedp.Run(p.ctx, chromedp.Evaluate(`location.href + " " + document.body.innerText`, &text))
		t.Fatalf("%v; %v; %.600s", err, p.faults, text)
	}
}

// blame fails the test for what the window noted.
func (p *page) blame(t *testing.T) {
	t.Helper()
	p.mu.Lock()
	defer p.mu.Unlock()
	for _, f := range p.faults {
		t.Error(f)
	}
	p.faults = nil
}

// open shows a view and waits for something in it.
func (p *page) open(t *testing.T, path, ready string) {
	t.Helper()
	p.run(t, chromedp.Navigate(p.address+path), chromedp.WaitVisible(ready, chromedp.ByQuery))
}

// size sets width and colours: 1440 or 390, light or dark.
func (p *page) size(t *testing.T, width int64, theme string) {
	height := int64(900)
	if width < 500 {
		height = 844
	}
	p.run(t, chromedp.EmulateViewport(width, height), emulation.SetEmulatedMedia().WithFeatures([]*emulation.MediaFeature{{Name: "prefers-color-scheme", Value: theme}, {Name: "prefers-reduced-motion", Value: "reduce"}}), chromedp.Evaluate(`localStorage.removeItem('theme')`, nil))
}

func (p *page) click(t *testing.T, selector string) {
	t.Helper()
	p.run(t, chromedp.WaitVisible(selector, chromedp.ByQuery), chromedp.ScrollIntoView(selector, chromedp.ByQuery), chromedp.Click(selector, chromedp.ByQuery, chromedp.NodeVisible))
}

func (p *page) see(t *testing.T, selector string) {
	t.Helper()
	p.run(t, chromedp.WaitVisible(selector, chromedp.ByQuery))
}

// gone waits until nothing matches a selector.
func (p *page) gone(t *testing.T, selector string) {
	t.Helper()
	p.until(t, fmt.Sprintf(`!document.querySelector(%q)`, selector))
}

// until waits for a condition of the page.
func (p *page) until(t *testing.T, condition string) {
	t.Helper()
	p.run(t, chromedp.Poll(condition, nil, chromedp.WithPollingInterval(50*time.Millisecond)))
}

func (p *page) text(t *testing.T, selector string) (text string) {
	t.Helper()
	p.run(t, chromedp.WaitVisible(selector, chromedp.ByQuery), chromedp.Text(selector, &text, chromedp.ByQuery, chromedp.NodeVisible))
	return text
}

// evaluated runs a script of the page, waits for its promise and returns its value.
func evaluated[T any](t *testing.T, p *page, script string) (value T) {
	t.Helper()
	p.run(t, chromedp.Evaluate(script, &value, func(e *runtime.EvaluateParams) *runtime.EvaluateParams { return e.WithAwaitPromise(true) }))
	return value
}

// keys types where the focus is. "\t", "\r" and the keys of package kb are pressed.
func (p *page) keys(t *testing.T, keys ...string) {
	t.Helper()
	for _, k := range keys {
		p.run(t, chromedp.KeyEvent(k))
	}
}

// press is one key with a meaning of its own. Unlike keys it sends no letter after it, which would land where the key has moved the focus to.
func (p *page) press(t *testing.T, key string) {
	t.Helper()
	p.run(t, input.DispatchKeyEvent(input.KeyDown).WithKey(key).WithText(key), input.DispatchKeyEvent(input.KeyUp).WithKey(key))
}

// tabTo moves the focus with the Tab key until it is on a selector: what cannot be reached so fails.
func (p *page) tabTo(t *testing.T, selector string) {
	t.Helper()
	p.see(t, selector)
	for range 150 {
		if evaluated[bool](t, p, fmt.Sprintf(`document.activeElement?.matches(%q) ?? false`, selector)) {
			return
		}
		p.keys(t, kb.Tab)
	}
	t.Fatalf("%s: Tab does not reach %s; it stands on %s", evaluated[string](t, p, `location.pathname`), selector, evaluated[string](t, p, `document.activeElement?.outerHTML.slice(0, 200)`))
}

// ctrlEnter sends a form from within a text.
func (p *page) ctrlEnter(t *testing.T) {
	t.Helper()
	p.run(t, chromedp.KeyEvent(kb.Enter, chromedp.KeyModifiers(input.ModifierCtrl)))
}

// settled waits until nothing is loading.
func (p *page) settled(t *testing.T) {
	t.Helper()
	p.gone(t, `main .loading`)
}

var axe = sync.OnceValues(func() (string, error) {
	data, err := os.ReadFile(filepath.Join("..", "..", "web", "testdata", "axe.min.js"))
	return string(data) + ";0", err
})

// accessible checks what axe finds and that nothing is wider than the window.
func (p *page) accessible(t *testing.T, name string) {
	t.Helper()
	script, err := axe()
	if err != nil {
		t.Fatal(err)
	}
	p.run(t, chromedp.Evaluate(`scrollTo(0, 0)`, nil)) // nothing half under the bar at the top
	if evaluated[bool](t, p, `document.documentElement.scrollWidth > innerWidth + 1`) {
		t.Errorf("%s is wider than the window", name)
	}
	if !evaluated[bool](t, p, `typeof axe === 'object'`) {
		p.run(t, chromedp.Evaluate(script, nil))
	}
	found := evaluated[string](t, p, `axe.run(document, {runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'], resultTypes: ['violations']}).then(r => JSON.stringify(r.violations.map(v => v.id + ': ' + v.nodes.slice(0, 3).map(n => n.html.slice(0, 140)).join(' | '))))`)
	var violations []string
	if err := json.Unmarshal([]byte(found), &violations); err != nil {
		t.Fatal(err)
	}
	for _, x := range violations {
		t.Errorf("%s: %s", name, x)
	}
}

// shoot writes a picture of the window into the folder LINCHPIN_SCREENSHOTS, if it is set.
func (p *page) shoot(t *testing.T, name string) {
	t.Helper()
	dir := os.Getenv("LINCHPIN_SCREENSHOTS")
	if dir == "" {
		return
	}
	var shot []byte
	p.run(t, chromedp.Sleep(300*time.Millisecond), chromedp.CaptureScreenshot(&shot))
	small, err := paletted(shot)
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(dir, name+".png"), small, 0o644); err != nil {
		t.Fatal(err)
	}
}

// paletted makes a picture smaller by keeping its 256 most frequent colours, and the nearest of them for the others.
func paletted(data []byte) ([]byte, error) {
	src, err := png.Decode(bytes.NewReader(data))
	if err != nil {
		return nil, err
	}
	b, count := src.Bounds(), map[color.RGBA]int{}
	for y := b.Min.Y; y < b.Max.Y; y++ {
		for x := b.Min.X; x < b.Max.X; x++ {
			count[color.RGBAModel.Convert(src.At(x, y)).(color.RGBA)]++
		}
	}
	all := make([]color.RGBA, 0, len(count))
	for c := range count {
		all = append(all, c)
	}
	slices.SortFunc(all, func(a, b color.RGBA) int { return count[b] - count[a] })
	var colours color.Palette
	for _, c := range all[:min(256, len(all))] {
		colours = append(colours, c)
	}
	out, nearest := image.NewPaletted(b, colours), map[color.RGBA]uint8{}
	for _, c := range all {
		nearest[c] = uint8(colours.Index(c))
	}
	for y := b.Min.Y; y < b.Max.Y; y++ {
		for x := b.Min.X; x < b.Max.X; x++ {
			out.SetColorIndex(x, y, nearest[color.RGBAModel.Convert(src.At(x, y)).(color.RGBA)])
		}
	}
	var buf bytes.Buffer
	err = (&png.Encoder{CompressionLevel: png.BestCompression}).Encode(&buf, out)
	return buf.Bytes(), err
}
