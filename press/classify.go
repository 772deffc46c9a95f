package press

import (
	"regexp"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/linchpin-oss/linchpin/press/tagger"
)

var datelinePattern = regexp.MustCompile(`(?i)^(?:\p{L}+, ?)?(?:` + monthPattern + ` \d{1,2}(?:st|nd|rd|th)?,? \d{4}|\d{1,2}\.? ` + monthPattern + ` \d{4}|\d{4}-\d\d-\d\d|\d{1,2}\.\d{1,2}\.\d{4})[.]?$`)

// classify gives each line of a text its class, and debris its kind. Debris is what the table of debris is sure of, what the
// model takes for it, and what follows from its neighbours: the caption under "also read", what comes after the end.
func classify(m *tagger.Model, text string, ls []piece) []Paragraph {
	texts := make([]string, len(ls))
	for i, p := range ls {
		texts[i] = text[p.start:p.end]
	}
	known := readLines(texts)
	body := BodyLines(m, texts)
	out := make([]Paragraph, len(ls))
	titled := false
	for i := range ls {
		l, p := &known[i], &out[i]
		switch {
		case l.rule != nil && (l.rule.sure || !body[i] || l.words <= 40):
			p.Class, p.Kind, p.Why = Debris, l.rule.kind, l.why
		case datelinePattern.MatchString(l.text):
			p.Class = Dateline
		case !titled && i < 3 && heading(l):
			p.Class, titled = Title, true
		case i > 0 && out[i-1].Kind == "teaser_label" && (!l.end || credited(l)):
			p.Class, p.Kind, p.Why = Debris, "teaser_caption", "stands under a teaser's label"
		case body[i] && !l.end && l.words <= 14 && !l.lower && !strings.HasSuffix(l.text, ":"):
			p.Class = Subheading
		case body[i]:
			p.Class = Body
		default:
			p.Class, p.Kind, p.Why = Debris, otherKind(l), "the model of lines"
		}
		if p.Class == Debris && p.Kind == "photo_caption" && i > 0 && out[i-1].Kind == "teaser_label" {
			p.Kind = "teaser_caption_with_agency_credit"
		}
	}
	keepOne(out, known)
	return out
}

// heading reports a line that may be a title: short, without the end of a sentence, or ending in ? or !
func heading(l *line) bool {
	return l.words >= 2 && l.words <= 30 && l.sents <= 2 && (!l.end || strings.HasSuffix(l.text, "?") || strings.HasSuffix(l.text, "!")) && utf8.RuneCountInString(l.text) < 220
}

func credited(l *line) bool { return l.rule != nil && l.rule.kind == "photo_caption" }

func otherKind(l *line) string {
	switch {
	case l.end && l.words > 8:
		return "other_text"
	case l.words == 0:
		return "rule"
	}
	return "navigation"
}

// keepOne turns the longest line of prose into body if a text would else have none: there is no page without a text.
func keepOne(out []Paragraph, known []line) {
	best := -1
	for i := range out {
		if out[i].Class == Body {
			return
		}
		if out[i].Class != Title && known[i].words >= 3 && (best < 0 || known[i].words > known[best].words) && !(known[i].rule != nil && known[i].rule.sure) {
			best = i
		}
	}
	if best >= 0 {
		out[best] = Paragraph{Class: Body, Why: "the longest line of a text without other body"}
	}
}

// articleDate finds the day of an article in its date line.
func articleDate(text string, ls []piece, paragraphs []Paragraph) (time.Time, string) {
	for i, p := range paragraphs {
		if p.Class == Dateline {
			for _, d := range datesIn(text, ls[i], time.Time{}) {
				if t, err := time.Parse(time.DateOnly, d.Value); err == nil {
					return t, "date line"
				}
			}
		}
	}
	return time.Time{}, ""
}

// classifyBody is for the text that an extraction library took from a page: its title comes first, and only what the table
// is sure of is debris.
func classifyBody(m *tagger.Model, text string, ls []piece, title string) []Paragraph {
	out := make([]Paragraph, len(ls))
	for i, p := range ls {
		l := readLine(text[p.start:p.end])
		o := &out[i]
		switch {
		case i == 0 && l.text == title:
			o.Class = Title
		case l.rule != nil && (l.rule.sure || l.words <= 40 && l.rule.kind != "photo_caption"):
			o.Class, o.Kind, o.Why = Debris, l.rule.kind, l.why
		case datelinePattern.MatchString(l.text):
			o.Class = Dateline
		case i > 0 && out[i-1].Kind == "teaser_label" && !l.end:
			o.Class, o.Kind, o.Why = Debris, "teaser_caption", "stands under a teaser's label"
		case !l.end && l.words <= 14 && !l.lower && !strings.HasSuffix(l.text, ":") && i+1 < len(ls):
			o.Class = Subheading
		default:
			o.Class = Body
		}
	}
	known := make([]line, len(ls))
	for i, p := range ls {
		known[i] = readLine(text[p.start:p.end])
	}
	keepOne(out, known)
	return out
}
