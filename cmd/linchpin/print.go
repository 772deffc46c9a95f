package main

import (
	"bufio"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"runtime/debug"
	"strings"

	"github.com/mattn/go-runewidth"
	"github.com/posener/complete"
	"golang.org/x/term"
)

// printer writes for people: it knows the width of the terminal and uses colour only on one.
type printer struct {
	w      *bufio.Writer
	width  int
	colour bool
	tty    bool
}

func newPrinter(w io.Writer) *printer {
	p := &printer{w: bufio.NewWriter(w), width: 110}
	if f, ok := w.(*os.File); ok && term.IsTerminal(int(f.Fd())) {
		p.tty = true
		p.colour = os.Getenv("NO_COLOR") == "" && os.Getenv("TERM") != "dumb"
		if width, _, err := term.GetSize(int(f.Fd())); err == nil && width >= 40 {
			p.width = min(width, 160)
		}
	}
	return p
}

func (p *printer) flush() error { return p.w.Flush() }

// line prints one line.
func (p *printer) line(format string, args ...any) {
	fmt.Fprintf(p.w, format+"\n", args...)
}

// fail prints an error and flushes.
func (p *printer) fail(err error) {
	p.line("%s %s", p.red("linchpin:"), strings.ReplaceAll(err.Error(), "\n", "\n  "))
	p.flush()
}

func (p *printer) style(code, s string) string {
	if !p.colour || s == "" {
		return s
	}
	return "\x1b[" + code + "m" + s + "\x1b[0m"
}

func (p *printer) bold(s string) string   { return p.style("1", s) }
func (p *printer) red(s string) string    { return p.style("1;31", s) }
func (p *printer) green(s string) string  { return p.style("32", s) }
func (p *printer) yellow(s string) string { return p.style("33", s) }
func (p *printer) dim(s string) string    { return p.style("2", s) }

// wrap prints text with a hanging indent, broken at spaces to the width.
func (p *printer) wrap(indent int, text string) {
	pad := strings.Repeat(" ", indent)
	room := max(p.width-indent, 20)
	var line strings.Builder
	used := 0
	for word := range strings.FieldsSeq(text) {
		w := runewidth.StringWidth(stripStyle(word))
		if used > 0 && used+1+w > room {
			p.line("%s%s", pad, line.String())
			line.Reset()
			used = 0
		}
		if used > 0 {
			line.WriteByte(' ')
			used++
		}
		line.WriteString(word)
		used += w
	}
	if used > 0 {
		p.line("%s%s", pad, line.String())
	}
}

func stripStyle(s string) string {
	for {
		i := strings.Index(s, "\x1b[")
		if i < 0 {
			return s
		}
		j := strings.IndexByte(s[i:], 'm')
		if j < 0 {
			return s
		}
		s = s[:i] + s[i+j+1:]
	}
}

// table prints rows under a header, each column as wide as it needs; the widest columns give way to the width.
func (p *printer) table(header []string, rows [][]string) {
	widths := make([]int, len(header))
	for i, h := range header {
		widths[i] = runewidth.StringWidth(h)
	}
	for _, r := range rows {
		for i, c := range r {
			widths[i] = max(widths[i], runewidth.StringWidth(stripStyle(c)))
		}
	}
	for p.tty { // elsewhere nothing is cut
		total, widest := 2*(len(widths)-1), 0
		for i, w := range widths {
			total += w
			if w > widths[widest] {
				widest = i
			}
		}
		if total <= p.width || widths[widest] <= 12 {
			break
		}
		widths[widest] -= min(total-p.width, widths[widest]-12)
	}
	print := func(cells []string, style func(string) string) {
		var b strings.Builder
		for i, c := range cells {
			text := c
			if runewidth.StringWidth(stripStyle(c)) > widths[i] {
				text = runewidth.Truncate(stripStyle(c), widths[i], "…")
			}
			b.WriteString(style(text))
			if i < len(cells)-1 {
				b.WriteString(strings.Repeat(" ", widths[i]-runewidth.StringWidth(stripStyle(text))+2))
			}
		}
		p.line("%s", strings.TrimRight(b.String(), " "))
	}
	print(header, p.bold)
	for _, r := range rows {
		print(r, func(s string) string { return s })
	}
}

// json prints a value as one JSON document: indented on a terminal, else on one line.
func (p *printer) json(v any) error {
	enc := json.NewEncoder(p.w)
	enc.SetEscapeHTML(false)
	if p.tty {
		enc.SetIndent("", "  ")
	}
	return enc.Encode(v)
}

// jsonLine prints a value on one line.
func (p *printer) jsonLine(v any) error {
	enc := json.NewEncoder(p.w)
	enc.SetEscapeHTML(false)
	return enc.Encode(v)
}

// predictor offers fixed words for completion.
type predictor []string

// Predict implements complete.Predictor.
func (p predictor) Predict(complete.Args) []string { return p }

// version is the module's version as the Go tool recorded it.
func version() string {
	info, ok := debug.ReadBuildInfo()
	if !ok || info.Main.Version == "" || info.Main.Version == "(devel)" {
		return "linchpin (development version)"
	}
	return "linchpin " + info.Main.Version
}

// dimLine prints a line of little weight on a terminal; elsewhere it is silent.
func (p *printer) dimLine(text string) {
	if p.tty {
		p.line("%s", p.dim(text))
		p.flush()
	}
}

func plural(n int, one, many string) string {
	if n == 1 {
		return fmt.Sprintf("%d %s", n, one)
	}
	return fmt.Sprintf("%d %s", n, many)
}
