package train

import (
	"bytes"
	"fmt"
	"strings"

	"github.com/linchpin-oss/linchpin/names"
)

// Held is the fifth of the data that figures are measured on.
const Held = 4

// All trains on everything.
const All = -1

// Scripts are those with a learned table.
func Scripts() []names.Script {
	var out []names.Script
	for _, s := range sources {
		out = append(out, s.script)
	}
	return out
}

// Pairs whose units cost more bits in the mean are no transcriptions of each other.
const mostBits = 4.0

// Transcription makes the table of a script, without the pairs of one part.
func Transcription(dir string, s names.Script, without int) ([]byte, error) {
	pairs, err := Pairs(dir, s)
	if err != nil {
		return nil, err
	}
	used := pairs[:0]
	for _, p := range pairs {
		if p.Part != without {
			used = append(used, p)
		}
	}
	words := align(used, 5, mostBits)
	good := used[:0]
	for i, w := range words {
		if w != nil {
			good = append(good, used[i])
		}
	}
	words = align(good, 5, mostBits)
	n := 0
	for _, w := range words {
		if w != nil {
			n++
		}
	}
	if s == names.Arabic {
		words = append(words, persian(words)...)
	}
	var b bytes.Buffer
	fmt.Fprintf(&b, "# How words in %s characters are read: context, bits for leaving it, units (a character and its letters) with their bits.\n", s)
	fmt.Fprintf(&b, "# Written by `linchpin train` from %d pairs of words of Wikidata labels (CC0).\n", n)
	if err := write(&b, count(words).estimate()); err != nil {
		return nil, err
	}
	return b.Bytes(), nil
}

// persianLetters are the letters of Persian for sounds that Arabic writes with another letter.
var persianLetters = []struct {
	arabic, persian rune
	sound           string
}{{'ب', 'پ', "p"}, {'ج', 'گ', "g"}, {'غ', 'گ', "g"}, {'ك', 'گ', "g"}, {'ف', 'و', "v"}, {'ش', 'چ', "ch"}, {'ج', 'ژ', "zh"}, {'ج', 'ژ', "j"}}

// persian gives the words as Persian writes them, where it has a letter for a sound that Arabic lacks.
func persian(words [][]unit) [][]unit {
	var out [][]unit
	for _, w := range words {
		changed := false
		p := make([]unit, 0, len(w))
		for i, u := range w {
			for _, l := range persianLetters {
				if u.char == l.arabic && strings.HasPrefix(u.text, l.sound) && !(l.sound == "j" && i > 0) {
					u.char, changed = l.persian, true
					if l.persian == 'چ' && len(p) > 0 && p[len(p)-1].char == 'ت' && p[len(p)-1].text == "" {
						p = p[:len(p)-1]
					}
					break
				}
			}
			p = append(p, u)
		}
		if changed {
			out = append(out, p)
		}
	}
	return out
}
