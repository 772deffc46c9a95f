package main

import (
	"fmt"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/cdproto/browser"
	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"
)

// TestWorkbenchRoles: what a role may not do is said, what one person decided another approves, and addresses that lead nowhere say so.
func TestWorkbenchRoles(t *testing.T) {
	b := newBrowser(t)
	address, admin := serving(t)
	keys := map[string]string{}
	for name, role := range map[string]string{"ada": "analyst", "ben": "approver", "vic": "viewer"} {
		var made struct{ Secret string }
		call(t, admin, "POST", address+"/v1/keys", map[string]any{"name": name, "role": role}, &made)
		keys[name] = made.Secret
	}
	call(t, admin, "POST", address+"/v1/portfolios", map[string]string{"name": "retail"}, nil)
	q, err := http.NewRequest("POST", address+"/v1/portfolios/retail/customers", strings.NewReader("id,name\n1,Michail S. Guzerijew\n"))
	if err != nil {
		t.Fatal(err)
	}
	q.Header.Set("Authorization", "ApiKey "+admin)
	q.Header.Set("Content-Type", "text/csv")
	r, err := http.DefaultClient.Do(q)
	if err != nil || r.StatusCode >= 300 {
		t.Fatal(err, r)
	}
	r.Body.Close()
	for range 100 {
		var page struct{ Total int }
		if call(t, admin, "GET", address+"/v1/cases", nil, &page); page.Total > 0 {
			break
		}
		time.Sleep(100 * time.Millisecond)
	}

	ada := window(t, b, address, keys["ada"])
	ada.size(t, 1440, "light")
	ada.open(t, "/ui/alerts", `.queue section .align`)
	ada.until(t, `document.activeElement.matches('.long')`)
	ada.press(t, "f")
	ada.see(t, `dialog textarea`)
	ada.keys(t, "another person")
	ada.ctrlEnter(t)
	ada.gone(t, `dialog`)
	ada.open(t, "/ui/alerts?tab=waiting", `.queue section .align`)
	if text := ada.text(t, `.queue section`); !strings.Contains(text, "a second person has to approve") {
		t.Errorf("who decided sees %q", text)
	}
	ada.blame(t)
	signOut(t, ada)

	ben := window(t, b, address, keys["ben"])
	ben.open(t, "/ui/alerts?tab=waiting", `.queue section .align`)
	ben.until(t, `document.activeElement.matches('.long')`)
	ben.press(t, "a")
	ben.see(t, `dialog textarea`)
	ben.keys(t, "agreed")
	ben.ctrlEnter(t)
	ben.gone(t, `dialog`)
	ben.until(t, `document.querySelector('.trail').textContent.includes('Approved')`)
	ben.open(t, "/ui/alerts?tab=exceptions", `.longbox`)
	if text := ben.text(t, `.longbox`); !strings.Contains(text, "in force") {
		t.Errorf("exceptions: %q", text)
	}
	signOut(t, ben)

	vic := window(t, b, address, keys["vic"])
	vic.open(t, "/ui/admin", `.empty`)
	if text := vic.text(t, `main`); !strings.Contains(text, "needs the role admin") {
		t.Errorf("a viewer at admin sees %q", text)
	}
	vic.open(t, "/ui/screen?name=Ann", `.fault`)
	if text := vic.text(t, `.fault`); !strings.Contains(text, "Your role does not allow this") {
		t.Errorf("a viewer who screens sees %q", text)
	}
	vic.accessible(t, "a refusal")
	vic.open(t, "/ui/entity/nobody%3A1", `.fault`)
	if text := vic.text(t, `.fault`); !strings.Contains(text, "no such thing") {
		t.Errorf("an unknown party: %q", text)
	}
	vic.open(t, "/ui/portfolios", `h1`)
	vic.settled(t)
	if evaluated[bool](t, vic, `[...document.querySelectorAll('main button')].some(b => b.textContent.includes('New portfolio'))`) {
		t.Error("a viewer is offered to make a portfolio")
	}
}

// signOut ends a session, since windows of one browser share it.
func signOut(t *testing.T, p *page) {
	t.Helper()
	p.run(t, chromedp.Evaluate(`[...document.querySelectorAll('.side button')].find(b => b.textContent === 'Sign out').click()`, nil), chromedp.WaitVisible(`input[name="key"]`, chromedp.ByQuery))
	p.faults = nil
}

// TestWorkbenchLists: a publication that was held back is let in or turned away in a dialog that gives the focus back.
func TestWorkbenchLists(t *testing.T) {
	b := newBrowser(t)
	c := newCLI(t)
	c.ok("import", "un-sc", c.file("un1.xml", un1), c.file("un2.xml", un2))
	c.fails("could not be read", "import", "un-sc", c.file("un3.xml", un2[:len(un2)/2]), "--published", "2018-01-02")
	address, key := servingIn(t, c.dir)
	p := window(t, b, address, key)
	p.open(t, "/ui/lists/un-sc", `.heldrow`)
	p.shoot(t, "list-wide")
	p.tabTo(t, `.heldrow .danger`)
	p.keys(t, kb.Enter)
	p.see(t, `dialog textarea`)
	p.accessible(t, "rejecting a publication")
	p.keys(t, kb.Tab, kb.Tab, kb.Tab, kb.Tab)
	if !evaluated[bool](t, p, `document.querySelector('dialog').contains(document.activeElement) || document.activeElement === document.body`) {
		t.Error("Tab leaves the dialog")
	}
	p.keys(t, kb.Escape)
	p.gone(t, `dialog`)
	p.until(t, `document.activeElement.matches('.heldrow .danger')`)
	p.keys(t, kb.Enter, "cut off in the middle")
	p.ctrlEnter(t)
	p.until(t, `document.querySelector('.heldrow .badge')?.textContent === 'rejected'`)
	p.open(t, "/ui/lists/un-sc?from=2016-03-10&to=2017-06-10", `.long .line`)
	if text := p.text(t, `.long`); !strings.Contains(text, "JO") || !strings.Contains(text, "Listed") {
		t.Errorf("two versions compared: %q", text)
	}
	p.blame(t)
}

// TestWorkbenchTour goes from a spelling in a newspaper to the picture of the money, in German too.
func TestWorkbenchTour(t *testing.T) {
	address, key := serving(t)
	p := window(t, newBrowser(t), address, key)
	p.size(t, 1440, "light")
	p.run(t, chromedp.Evaluate(`localStorage.removeItem('tour'); localStorage.setItem('language', 'de')`, nil))
	p.open(t, "/ui/screen", `.invite`)
	p.click(t, `.invite .primary`)
	for i, want := range []string{`.verdict.alert`, `.timeline svg .span`, `.graph canvas`, `.pages`, `.flows`} {
		p.see(t, `#tour`)
		p.see(t, want)
		if i < 4 {
			p.tabTo(t, `#tour .primary`)
			p.keys(t, kb.Enter)
			p.until(t, fmt.Sprintf(`document.querySelector('#tour strong').textContent.endsWith('%d/5')`, i+2))
		}
	}
	if text := p.text(t, `h1`); text != "Welche Listungen träfen?" {
		t.Errorf("in German: %q", text)
	}
	p.keys(t, kb.Escape)
	p.gone(t, `#tour`)
	p.blame(t)
}

// TestWorkbenchLarge draws 10,000 lines and 5,000 parties, tells how fast they move here, and saves the picture in three formats.
func TestWorkbenchLarge(t *testing.T) {
	address, key := serving(t)
	p := window(t, newBrowser(t), address, key)
	p.size(t, 1440, "light")
	p.open(t, "/ui/screen", `input[type="search"]`)
	t.Logf("the first view is interactive %.0f ms after the address was asked for", evaluated[float64](t, p, `performance.getEntriesByName('interactive')[0].startTime`))
	fps := evaluated[float64](t, p, `(async () => {
		const { longList } = await import('/ui/assets/parts/table.js')
		const list = longList(Array.from({ length: 10000 }, (_, i) => i), [{ label: 'n', cell: i => 'line ' + i }, { cell: i => i * i }])
		document.querySelector('main').replaceChildren(list)
		let frames = 0
		const began = performance.now()
		await new Promise(done => { const f = () => { frames++; list.box.scrollTop += 700; performance.now() - began < 1500 ? requestAnimationFrame(f) : done() }; requestAnimationFrame(f) })
		return frames / ((performance.now() - began) / 1000)
	})()`)
	t.Logf("10,000 lines scroll at %.0f frames a second", fps)
	if n := evaluated[int](t, p, `document.querySelectorAll('.line').length`); n == 0 || n > 100 {
		t.Errorf("%d lines of 10,000 are drawn", n)
	}
	p.run(t, chromedp.Evaluate(`document.querySelector('.long').focus()`, nil))
	p.keys(t, kb.End)
	p.until(t, `document.querySelector('.line[aria-selected="true"]')?.textContent.includes('line 9999')`)

	var csv strings.Builder
	csv.WriteString("from,to,kind,share,stance,source\n")
	for i := 1; i < 5000; i++ {
		fmt.Fprintf(&csv, "Holding %d,Holding %d,ownership,%d,registered,a register\n", (i-1)/4, i, 20+i%80)
	}
	p.run(t, chromedp.Evaluate(fmt.Sprintf(`sessionStorage.setItem('network', %q)`, csv.String()), nil))
	p.open(t, "/ui/network?own=1&id=Holding+0&depth=6&listed=Holding+1", `.graph canvas`)
	p.until(t, `document.querySelector('.graph').graph?.counts().parties > 1000`)
	speed := evaluated[struct {
		Parties int
		FPS     float64
	}](t, p, `(async () => {
		const box = document.querySelector('.graph'), layer = box.querySelector('.sigma-mouse'), r = layer.getBoundingClientRect()
		const mouse = (kind, on, x, y) => on.dispatchEvent(new MouseEvent(kind, { clientX: r.left + x, clientY: r.top + y, bubbles: true, button: 0, buttons: 1 }))
		mouse('mousedown', layer, 300, 300)
		let frames = 0
		const began = performance.now()
		await new Promise(done => { const f = () => { frames++; mouse('mousemove', document, 300 + 120 * Math.sin(frames / 15), 300 + 90 * Math.cos(frames / 15)); performance.now() - began < 2000 ? requestAnimationFrame(f) : done() }; requestAnimationFrame(f) })
		mouse('mouseup', document, 300, 300)
		return { parties: box.graph.counts().parties, fps: frames / ((performance.now() - began) / 1000) }
	})()`)
	t.Logf("a graph of %d parties pans at %.0f frames a second, drawn by software", speed.Parties, speed.FPS)

	dir := t.TempDir()
	p.run(t, browser.SetDownloadBehavior(browser.SetDownloadBehaviorBehaviorAllow).WithDownloadPath(dir))
	p.open(t, "/ui/network?own=example&id=Mikhail+Gutseriev&depth=4", `.graph canvas`)
	p.until(t, `document.querySelector('.graph').dataset.settled === 'yes'`)
	for name, want := range map[string]string{"network.png": "\x89PNG", "network.svg": "<svg", "network.graphml": "Mikhail Gutseriev"} {
		p.run(t, chromedp.Evaluate(fmt.Sprintf(`[...document.querySelectorAll('main button')].find(b => b.textContent === %q).click()`, strings.ToUpper(strings.TrimPrefix(filepath.Ext(name), "."))), nil))
		var data []byte
		for range 100 {
			if data, _ = os.ReadFile(filepath.Join(dir, name)); len(data) > 0 {
				break
			}
			time.Sleep(100 * time.Millisecond)
		}
		if !strings.Contains(string(data), want) {
			t.Errorf("%s: %d bytes without %q", name, len(data), want)
		}
	}
	p.blame(t)
}

// TestNamesInTheirDirection: a name in Arabic letters runs from right to left among Latin ones.
func TestNamesInTheirDirection(t *testing.T) {
	address, key := serving(t)
	p := window(t, newBrowser(t), address, key)
	p.open(t, "/ui/screen?name=%D8%A3%D8%B3%D8%A7%D9%85%D8%A9+%D8%A8%D9%86+%D9%84%D8%A7%D8%AF%D9%86", `.verdict`)
	if d := evaluated[string](t, p, `getComputedStyle(document.querySelector('input[type="search"]')).direction`); d != "rtl" {
		t.Errorf("the box runs %s", d)
	}
	if d := evaluated[string](t, p, `(async () => { const { name } = await import('/ui/assets/dom.js'), n = name('أسامة بن لادن'); document.querySelector('main').append(n); return getComputedStyle(n).direction + n.tagName })()`); d != "rtlBDI" {
		t.Errorf("a name is shown as %s", d)
	}
}
