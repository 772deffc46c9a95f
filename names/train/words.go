package train

import (
	"bytes"
	"cmp"
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/linchpin-oss/linchpin/names"
)

// WordRows are the rows that teach what words of organisations' names mean: lists that print names in several languages, and the
// labels of research organisations.
func WordRows(paths ...string) ([]Row, error) {
	var out []Row
	for _, path := range paths {
		rows, err := ReadRows(path, func(set string) bool { return set == "ror_orgs" || strings.HasPrefix(set, "list_") })
		if err != nil {
			return nil, err
		}
		for _, r := range rows {
			if r.Kind == "company" || r.Kind == "organization" {
				out = append(out, r)
			}
		}
	}
	return out, nil
}

const (
	// leastSeen is how often a word must be seen to say the same; a short one, which may well be a name or mean more than one thing, more often.
	leastSeen, shortSeen, shortWord = 3, 6, 5
	// leastAgreed is the share of the parties with a word whose names say the same of it.
	leastAgreed = 0.7
	// leastShare is how likely a word must be to stand for the English one, where both names have a word left.
	leastShare = 0.5
	// leastLetters is the length of the shortest words that are learned.
	leastLetters = 4
	// likeDistance is the distance, for each letter, to which words count as spellings of one and need no translation.
	likeDistance = 0.25
	wordRounds   = 10
)

// Words learns which words of organisations' names stand for which English word: "ekonomická" and "gospodarcza" for "economic". It pairs each
// name with an English one of the same party, takes away the words that are spelt alike, and asks for the most likely
// translation of each of the others (IBM model 1: Brown et al., The Mathematics of Statistical Machine Translation, 1993).
func Words(rows []Row) []byte {
	parties := map[string]map[string]bool{}
	for _, r := range rows {
		of := parties[r.Group]
		if of == nil {
			of = map[string]bool{}
			parties[r.Group] = of
		}
		for _, n := range append(slices.Clip(r.Names), r.Query) {
			of[n] = true
		}
	}
	english := englishWords(parties)
	known := maps.Clone(english)
	var lines []bitext
	for _, group := range slices.Sorted(maps.Keys(parties)) {
		found, pivot := bitexts(group, slices.Sorted(maps.Keys(parties[group])), english)
		lines = append(lines, found...)
		for _, w := range pivot {
			known[w]++ // may be too rare to be stood for, but is no word to learn
		}
	}
	return writeWords(meanings(lines), known)
}

// particles of English show that a name is English.
var englishParticles = []string{"of", "the", "for", "and"}

// englishWords counts the parties with an English name that has a word; words of few, and those only ever printed in capitals (IRGC), are
// left out.
func englishWords(parties map[string]map[string]bool) map[string]int {
	count, small := map[string]int{}, map[string]bool{}
	for _, party := range parties {
		seen := map[string]bool{}
		for name := range party {
			words := latinWords(name)
			if !slices.ContainsFunc(words, func(w string) bool { return slices.Contains(englishParticles, w) }) {
				continue
			}
			for _, w := range words {
				seen[w] = true
			}
			for w := range strings.FieldsSeq(name) {
				if w != strings.ToUpper(w) {
					small[strings.ToLower(w)] = true
				}
			}
		}
		for w := range seen {
			count[w]++
		}
	}
	maps.DeleteFunc(count, func(w string, n int) bool { return n < 3 || len(w) < leastLetters || !small[w] })
	return count
}

// latinWords are the words of a name in Latin letters.
func latinWords(name string) []string {
	ways := names.Romanise(name)
	if len(ways) == 0 {
		return nil
	}
	return slices.DeleteFunc(strings.Fields(ways[0]), func(w string) bool { return w[0] <= '9' })
}

// bitext is what is left of a name, and of an English one of the same party, without the words that they share.
type bitext struct {
	party         string
	words, others []string // the others are English
}

// context is the same for all names of one pattern, of which a list may have dozens: the corps of each province.
func (b *bitext) context() string {
	return strings.Join(b.words, " ") + "|" + strings.Join(b.others, " ")
}

// bitexts are the bitexts of a party, and its English name, if it has one.
func bitexts(party string, spellings []string, english map[string]int) (out []bitext, name []string) {
	read := make([][]string, len(spellings))
	pivot, most := -1, 0.5
	for i, n := range spellings {
		read[i] = latinWords(n)
		if share := englishShare(read[i], english); share > most && len(read[i]) > 1 {
			pivot, most = i, share
		}
	}
	if pivot < 0 {
		return nil, nil
	}
	for i := range spellings {
		if i == pivot || englishShare(read[i], english) >= most {
			continue
		}
		b := bitext{party: party}
		used := make([]bool, len(read[pivot]))
		for _, w := range read[i] {
			k := slices.IndexFunc(read[pivot], func(e string) bool { return alike(w, e) })
			if k >= 0 {
				used[k] = true
			} else if len(w) >= leastLetters {
				b.words = append(b.words, w)
			}
		}
		for k, w := range read[pivot] {
			if !used[k] && english[w] > 0 && !slices.Contains(englishParticles, w) {
				b.others = append(b.others, w)
			}
		}
		if len(b.words) > 0 && len(b.others) > 0 && len(b.words) <= 12 && len(b.others) <= 12 {
			out = append(out, b)
		}
	}
	return out, read[pivot]
}

func englishShare(words []string, english map[string]int) float64 {
	n := 0
	for _, w := range words {
		if english[w] > 0 || slices.Contains(englishParticles, w) {
			n++
		}
	}
	return float64(n) / float64(max(1, len(words)))
}

func alike(a, b string) bool {
	return a == b || names.DistanceWithin(a, b, likeDistance*float64(min(len(a), len(b)))) <= likeDistance*float64(min(len(a), len(b)))
}

// alikeAny reports whether a word is spelt like an English one, which it then says.
func alikeAny(word string, english map[string]int) bool {
	for e := range english {
		if alike(word, e) {
			return true
		}
	}
	return false
}

// seen is where a word was seen. Many languages of one party, or one pattern of the names of many, count once.
type seen struct{ parties, contexts map[string]bool }

func newSeen() *seen { return &seen{map[string]bool{}, map[string]bool{}} }

func (s *seen) add(b *bitext) { s.parties[b.party], s.contexts[b.context()] = true, true }

func (s *seen) times() int { return min(len(s.parties), len(s.contexts)) }

// meaning is the English word that a word most likely stands for.
type meaning struct {
	word, english string
	share         float64
}

// meanings is IBM model 1: each English word was brought about by one of the words, or by none.
func meanings(lines []bitext) []meaning {
	type link struct{ word, english string }
	const none = ""
	likely := map[link]float64{}
	for _, b := range lines {
		for _, e := range b.others {
			for _, w := range append(slices.Clip(b.words), none) {
				likely[link{w, e}] = 1
			}
		}
	}
	for range wordRounds {
		counts, totals := map[link]float64{}, map[string]float64{}
		for _, b := range lines {
			from := append(slices.Clip(b.words), none)
			for _, e := range b.others {
				sum := 0.0
				for _, w := range from {
					sum += likely[link{w, e}]
				}
				for _, w := range from {
					share := likely[link{w, e}] / sum
					counts[link{w, e}] += share
					totals[w] += share
				}
			}
		}
		for l := range likely {
			likely[l] = counts[l] / max(totals[l.word], 1e-9)
		}
	}
	said, all := map[link]*seen{}, map[string]*seen{}
	for _, b := range lines {
		for _, w := range b.words {
			best := slices.MaxFunc(b.others, func(x, y string) int { return cmp.Compare(likely[link{w, x}], likely[link{w, y}]) })
			l := link{w, best}
			if all[w] == nil {
				all[w] = newSeen()
			}
			if said[l] == nil {
				said[l] = newSeen()
			}
			all[w].add(&b)
			said[l].add(&b)
		}
	}
	var out []meaning
	for l, s := range said {
		need := leastSeen
		if len(l.word) <= shortWord {
			need = shortSeen
		}
		agreed := float64(len(s.parties)) / float64(len(all[l.word].parties))
		if share := likely[l]; share >= leastShare && agreed >= leastAgreed && s.times() >= need {
			out = append(out, meaning{l.word, l.english, share})
		}
	}
	return out
}

// writeWords writes a line for each English word with the words that stand for it.
func writeWords(found []meaning, english map[string]int) []byte {
	best := map[string]meaning{}
	for _, m := range found {
		if !alikeAny(m.word, english) && (best[m.word].word == "" || m.share > best[m.word].share) {
			best[m.word] = m
		}
	}
	lines := map[string][]string{}
	for _, w := range slices.Sorted(maps.Keys(best)) {
		lines[best[w].english] = append(lines[best[w].english], w)
	}
	var b bytes.Buffer
	b.WriteString("# Words of organisations' names in other languages, by the English word that they stand for. Written by linchpin train words from the names\n" +
		"# of listed parties on official lists and of research organisations (ROR, CC0), which are printed in several languages.\n")
	for _, e := range slices.Sorted(maps.Keys(lines)) {
		fmt.Fprintf(&b, "%s\t%s\n", e, strings.Join(lines[e], ","))
	}
	return b.Bytes()
}
