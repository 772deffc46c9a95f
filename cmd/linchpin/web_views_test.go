package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"
)

// call asks the server as a program would, to prepare what a view shows.
func call(t *testing.T, key, method, address string, body any, answer any) {
	t.Helper()
	data, err := json.Marshal(body)
	if err != nil {
		t.Fatal(err)
	}
	q, err := http.NewRequest(method, address, bytes.NewReader(data))
	if err != nil {
		t.Fatal(err)
	}
	q.Header.Set("Authorization", "ApiKey "+key)
	q.Header.Set("Content-Type", "application/json")
	r, err := http.DefaultClient.Do(q)
	if err != nil {
		t.Fatal(err)
	}
	defer r.Body.Close()
	got, err := io.ReadAll(r.Body)
	if err != nil || r.StatusCode >= 300 {
		t.Fatalf("%s %s: %d %s %v", method, address, r.StatusCode, got, err)
	}
	if answer != nil {
		if err := json.Unmarshal(got, answer); err != nil {
			t.Fatal(err)
		}
	}
}

const customersCSV = "Kundennummer;Vollname;Geburtsdatum;Land\n17;Michail S. Guzerijew;1958-03-09;ru\n18;Aliaksei I. Aleksin;;by\n19;Hans Müller;1970-01-01;de\n20;Wiktar Lukaschenka;1975;by\n"

// TestWorkbench walks each view's main path in a browser: by mouse at the width of a desk in light colours and of a phone in dark ones, by keys
// alone the other way round. Each time axe looks for what keeps people out.
func TestWorkbench(t *testing.T) {
	b := newBrowser(t)
	address, key := serving(t)
	p := window(t, b, address, key)
	file := filepath.Join(t.TempDir(), "customers.csv")
	labelled := filepath.Join(t.TempDir(), "alerts.csv")
	for name, text := range map[string]string{file: customersCSV, labelled: "name,listed_name,label\nMichail Guzerijew,Mikhail Gutseriev,true\nAliaksei Aleksin,Aliaksei Aleksin,true\nHans Müller,Mikhail Gutseriev,false\nPeter Alexander,Aliaksei Aleksin,false\n"} {
		if err := os.WriteFile(name, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	var found struct{ Results []struct{ ID string } }
	call(t, key, "GET", address+"/v1/screen?name=Michail+S.+Guzerijew", nil, &found)
	entity := "/ui/entity/" + found.Results[0].ID
	round := 0
	views := []struct {
		name, path, ready string
		mouse, keys       func(t *testing.T)
	}{
		{"screen", "/ui/screen", `input[type="search"]`, func(t *testing.T) {
			p.run(t, chromedp.SendKeys(`input[type="search"]`, "Michail S. Guzerijew", chromedp.ByQuery))
			if verdict := p.text(t, `.verdict.alert`); !strings.Contains(strings.ToUpper(verdict), "GUTSERIEV") {
				t.Errorf("the verdict is %q", verdict)
			}
			p.click(t, `[data-fact="birthDate"]`)
			p.run(t, chromedp.SendKeys(`dialog input`, "1958", chromedp.ByQuery), chromedp.Click(`dialog button.primary`, chromedp.ByQuery))
			p.gone(t, `dialog`)
			p.see(t, `.chip`)
			p.until(t, `location.search.includes('birthDate=1958') && document.querySelector('.bars')?.innerText.includes('1958')`)
			if marks := evaluated[string](t, p, `[...document.querySelectorAll('.result .listed b')].map(x => x.textContent).join(' ')`); !strings.Contains(marks, "ERIJ") && !strings.Contains(strings.ToLower(marks), "ser") && marks == "" {
				t.Errorf("no letters are marked: %q", marks)
			}
		}, func(t *testing.T) {
			if evaluated[bool](t, p, `innerWidth > 760`) { // at a desk the box has the focus from the start
				p.until(t, `document.activeElement.matches('input[type="search"]')`)
				p.keys(t, kb.Escape)
			}
			p.press(t, "/")
			p.keys(t, "Lukashenka")
			p.see(t, `.verdict`)
			p.until(t, `document.querySelectorAll('[data-compare] [aria-pressed]').length > 1`)
			p.tabTo(t, `[data-compare] [aria-pressed]`)
			p.keys(t, kb.Enter)
			p.tabTo(t, `[data-compare] [aria-pressed="false"]`)
			p.keys(t, kb.Enter)
			p.see(t, `.versus`)
			if !strings.Contains(evaluated[string](t, p, `location.search`), "compare=") {
				t.Error("the comparison has no address")
			}
			p.run(t, chromedp.Evaluate(`document.querySelector('.timeslider input[type="range"]').focus()`, nil))
			p.keys(t, kb.Home)
			p.until(t, `location.search.includes('asOf=')`)
		}},
		{"entity", entity, `h1`, func(t *testing.T) {
			p.see(t, `.cite`)
			p.run(t, chromedp.Evaluate(`document.querySelector('.cite').dispatchEvent(new PointerEvent('pointerenter'))`, nil))
			if source := p.text(t, `[role="tooltip"]`); !strings.Contains(source, "eu-belarus") {
				t.Errorf("the source of a fact is %q", source)
			}
			p.click(t, `#tab-time`)
			p.see(t, `.timeline svg .span`)
			p.see(t, `.diff`)
		}, func(t *testing.T) {
			p.tabTo(t, `#tab-facts`)
			p.keys(t, kb.ArrowRight)
			p.see(t, `.timeline svg .span`)
			p.keys(t, kb.End)
			p.see(t, `[aria-selected="true"]#tab-source`)
			p.keys(t, kb.Home)
			p.tabTo(t, `.cite`)
			p.see(t, `[role="tooltip"]`)
			p.keys(t, kb.Escape)
			p.gone(t, `[role="tooltip"]`)
		}},
		{"network", "/ui/network?own=example&id=Mikhail+Gutseriev&depth=4", `.graph canvas`, func(t *testing.T) {
			p.run(t, chromedp.SendKeys(`input[list="parties"]`, "Interservice\r", chromedp.ByQuery))
			p.see(t, `.beside .proof`)
			if why := p.text(t, `.beside`); !strings.Contains(why, "Mikalai Varabei") || !strings.Contains(why, "100 %") {
				t.Errorf("why Interservice is blocked: %q", why)
			}
			p.click(t, `.chips button`)
			p.until(t, `location.search.includes('without=ownership')`)
		}, func(t *testing.T) {
			p.tabTo(t, `.graph`)
			p.keys(t, "n", "n", "+", kb.ArrowLeft)
			p.see(t, `.beside h2`)
			p.tabTo(t, `.beside button.primary`)
			p.keys(t, kb.Enter)
			p.until(t, `document.getElementById('say').textContent.includes('came in')`)
		}},
		{"target", "/ui/target?example=1", `.flows`, func(t *testing.T) {
			p.click(t, `.zone.in .mover button`)
			p.see(t, `.verdict .badge.warn`)
			p.run(t, chromedp.Evaluate(`(() => { const data = new DataTransfer(), drag = (n, on) => on.dispatchEvent(new DragEvent(n, { dataTransfer: data, bubbles: true, cancelable: true })); drag('dragstart', document.querySelector('.zone:not(.in) .mover')); drag('drop', document.querySelector('.zone.in')) })()`, nil))
			p.until(t, `document.querySelectorAll('.zone.in .mover').length === 2 && !document.querySelector('.busy')`)
		}, func(t *testing.T) {
			p.tabTo(t, `.zone.in [data-move]`)
			p.keys(t, kb.Enter)
			p.see(t, `.verdict .badge.warn`)
			p.tabTo(t, `.verdict button`)
			p.keys(t, kb.Enter)
			p.see(t, `.verdict .badge.good`)
		}},
		{"reader", "/ui/reader?example=1", `.pages`, func(t *testing.T) {
			p.see(t, `.article mark.listed a`)
			p.see(t, `.article .debris`)
			p.click(t, `.claimcard button[aria-label="Accept"]`)
			p.see(t, `.claimcard.accept`)
			p.click(t, `section > .row button.primary`)
			p.until(t, `/^\/ui\/reader\/[0-9a-f]{64}$/.test(location.pathname)`)
			p.see(t, `.claimcard.accept`)
		}, func(t *testing.T) {
			p.tabTo(t, `.claimcard`)
			p.press(t, "r")
			p.see(t, `.claimcard.reject`)
			p.press(t, "j")
			p.press(t, "c")
			p.see(t, `dialog select`)
			p.accessible(t, "correcting a claim")
			p.keys(t, kb.Escape)
			p.gone(t, `dialog`)
		}},
		{"batch", "/ui/batch", `.drop`, func(t *testing.T) {
			p.run(t, chromedp.SetUploadFiles(`input[type="file"]`, []string{file}, chromedp.ByQuery), chromedp.WaitVisible(`select[data-field="name"]`, chromedp.ByQuery))
			if got := evaluated[string](t, p, `[...document.querySelectorAll('select[data-field]')].map(x => x.dataset.field + '=' + x.selectedOptions[0].text).join(' ')`); got != "key=Kundennummer name=Vollname schema=(not used) birthDate=Geburtsdatum country=Land gender=(not used) address=(not used)" {
				t.Errorf("the columns are guessed as %s", got)
			}
			p.click(t, `form button.primary`)
			p.see(t, `.longbox`)
			if verdict := p.text(t, `.verdict`); !strings.Contains(verdict, "4 rows, 3 with an alert") {
				t.Errorf("the batch says %q", verdict)
			}
		}, func(t *testing.T) {
			p.tabTo(t, `input[type="file"]`)
			p.run(t, chromedp.SetUploadFiles(`input[type="file"]`, []string{file}, chromedp.ByQuery), chromedp.WaitVisible(`form button.primary`, chromedp.ByQuery))
			p.keys(t, kb.Enter)
			p.see(t, `.longbox`)
			p.tabTo(t, `.long`)
			p.keys(t, kb.End, kb.Enter)
			p.see(t, `.result`)
		}},
		{"portfolios", "/ui/portfolios", `h1`, func(t *testing.T) {
			p.settled(t)
			p.click(t, `button[aria-haspopup="dialog"]`)
			p.run(t, chromedp.SendKeys(`dialog input`, fmt.Sprintf("retail %d", round), chromedp.ByQuery), chromedp.Click(`dialog button.primary`, chromedp.ByQuery))
			p.see(t, `.drop input[type="file"]`)
			p.run(t, chromedp.SetUploadFiles(`input[type="file"]`, []string{file}, chromedp.ByQuery), chromedp.WaitVisible(`form button.primary`, chromedp.ByQuery), chromedp.Click(`form button.primary`, chromedp.ByQuery))
			p.see(t, `.longbox`)
			p.see(t, `h3`)
			if since := p.text(t, `main`); !strings.Contains(since, "3 new alerts") {
				t.Errorf("since yesterday: %q", since)
			}
			p.open(t, "/ui/portfolios", `.cards .card`)
		}, func(t *testing.T) {
			p.settled(t)
			p.tabTo(t, `main button[aria-haspopup="dialog"]`)
			p.keys(t, kb.Enter, fmt.Sprintf("suppliers %d", round), kb.Enter)
			p.see(t, `.drop input[type="file"]`)
			p.open(t, "/ui/portfolios", `.cards .card`)
		}},
		{"alerts", "/ui/alerts", `.longbox`, func(t *testing.T) {
			p.see(t, `.queue section .align`)
			p.click(t, `.queue section button`)
			p.run(t, chromedp.SendKeys(`dialog textarea`, "the passport agrees", chromedp.ByQuery), chromedp.Click(`dialog button.primary`, chromedp.ByQuery))
			p.gone(t, `dialog`)
			p.until(t, `document.activeElement.matches('.long')`)
		}, func(t *testing.T) {
			p.see(t, `.queue section .align`)
			p.until(t, `document.activeElement.matches('.long')`)
			p.keys(t, "j", "k", "j")
			p.press(t, "f")
			p.see(t, `dialog textarea`)
			p.keys(t, "born on another day")
			p.ctrlEnter(t)
			p.run(t, chromedp.Poll(`!document.querySelector('dialog') && document.activeElement.matches('.long')`, nil))
		}},
		{"statistics", "/ui/alerts?tab=statistics", `.cards`, nil, nil},
		{"lists", "/ui/lists", `table`, func(t *testing.T) {
			p.click(t, `tr.pick a`)
			p.see(t, `svg .pub[role="button"]`)
			p.run(t, chromedp.Evaluate(`document.querySelector('svg .pub:last-of-type').dispatchEvent(new MouseEvent('click', { bubbles: true }))`, nil))
			p.see(t, `.longbox`)
			p.click(t, `.long .line`)
			p.see(t, `.split .panel h3`)
		}, func(t *testing.T) {
			p.tabTo(t, `tr.pick a`)
			p.keys(t, kb.Enter)
			p.tabTo(t, `svg .pub[role="button"]`)
			p.keys(t, kb.Tab, kb.Enter)
			p.tabTo(t, `.long`)
			p.keys(t, kb.ArrowDown, "j")
			p.see(t, `.split .panel h3`)
		}},
		{"model", "/ui/model", `.plotbox`, func(t *testing.T) {
			before := p.text(t, `.cards .big`)
			p.run(t, chromedp.MouseClickXY(0, 0))
			p.click(t, `input[type="range"]`)
			p.run(t, chromedp.Evaluate(`(() => { const r = document.querySelector('input[type="range"]'); r.value = 0.8; r.dispatchEvent(new Event('input')); r.dispatchEvent(new Event('change')) })()`, nil))
			if after := p.text(t, `.cards .big`); after == before {
				t.Errorf("the slider changes nothing: %s", after)
			}
			p.run(t, chromedp.SetUploadFiles(`input[type="file"]`, []string{labelled}, chromedp.ByQuery))
			if own := p.text(t, `.verdict`); !strings.Contains(own, "2 of 2") {
				t.Errorf("labelled alerts: %q", own)
			}
		}, func(t *testing.T) {
			p.tabTo(t, `input[type="range"]`)
			p.keys(t, kb.ArrowRight, kb.ArrowRight)
			p.until(t, `location.search.includes('threshold=0.52')`)
		}},
		{"admin", "/ui/admin", `table`, func(t *testing.T) {
			p.click(t, `section button.primary`)
			p.run(t, chromedp.SendKeys(`dialog input`, fmt.Sprintf("desk %d", round), chromedp.ByQuery), chromedp.Click(`dialog button.primary`, chromedp.ByQuery))
			if secret := p.text(t, `.secret`); !strings.HasPrefix(secret, "lp_") {
				t.Errorf("the secret is %q", secret)
			}
			p.accessible(t, "a new key")
			p.run(t, chromedp.Click(`dialog button.primary`, chromedp.ByQuery))
			p.gone(t, `dialog`)
			for _, tab := range []string{"users", "webhooks", "settings", "health", "audit"} {
				p.open(t, "/ui/admin?tab="+tab, `[aria-current="page"].button`)
				p.settled(t)
				p.accessible(t, tab)
			}
			p.open(t, "/ui/admin", `table`)
		}, func(t *testing.T) {
			p.tabTo(t, `section button.primary`)
			p.keys(t, kb.Enter, fmt.Sprintf("night shift %d", round), kb.Enter)
			p.see(t, `.secret`)
			p.tabTo(t, `dialog button.primary`)
			p.keys(t, kb.Enter)
			p.gone(t, `dialog`)
		}},
	}
	for _, turn := range []struct {
		width int64
		theme string
		keys  bool
	}{{1440, "light", false}, {390, "dark", false}, {1440, "dark", true}, {390, "light", true}} {
		round++
		for _, v := range views {
			with := map[bool]string{false: "mouse", true: "keys"}[turn.keys]
			t.Run(fmt.Sprintf("%s-%d-%s-%s", v.name, turn.width, turn.theme, with), func(t *testing.T) {
				p.size(t, turn.width, turn.theme)
				p.open(t, v.path, v.ready)
				p.settled(t)
				if path := map[bool]func(*testing.T){false: v.mouse, true: v.keys}[turn.keys]; path != nil {
					path(t)
				}
				p.settled(t)
				p.accessible(t, v.name)
				if !turn.keys {
					p.shoot(t, v.name+map[int64]string{1440: "-wide", 390: "-phone"}[turn.width])
				}
				p.blame(t)
			})
		}
	}
}
