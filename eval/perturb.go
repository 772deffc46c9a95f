package eval

import (
	"math/rand/v2"
	"slices"
	"strings"
	"unicode"
)

// Damages are the ways in which Damaged spoils a name, as customers' names are spoilt in practice.
var Damages = []string{"typo in each word", "joined words", "split word", "initials", "swapped order", "missing middle", "diacritics lost", "reversed letters"}

// Damaged makes a retrieval set from the parties of other sets: for each party one Latin name of two words or more, of
// persons and organisations, spoilt in each way of Damages. The same rows always give the same set. The note of a row
// names the damage; its set is "damaged", its targets are the names of the party as the row gives them.
func Damaged(rows []Row) []Row {
	byTarget := map[string]bool{}
	var out []Row
	for _, r := range rows {
		key := r.Set + r.Target
		if byTarget[key] || r.Kind != "person" && r.Kind != "company" {
			continue
		}
		i := slices.IndexFunc(r.TargetNames, func(n string) bool { return latinWords(n) >= 2 })
		if i < 0 {
			continue
		}
		byTarget[key] = true
		rng := rand.New(rand.NewPCG(uint64(foldHash(key)), 1))
		for _, damage := range Damages {
			if damage == "initials" && r.Kind != "person" {
				continue
			}
			query := spoil(r.TargetNames[i], damage, rng)
			if query == "" || Key(query) == Key(r.TargetNames[i]) && damage != "swapped order" && damage != "diacritics lost" {
				continue
			}
			out = append(out, Row{ID: r.ID + "/" + damage, Set: "damaged: " + damage, Kind: r.Kind, Query: query, Script: "Latn", Target: r.Target,
				TargetNames: r.TargetNames, Overlap: 1, Note: damage, Group: r.Group})
		}
	}
	return out
}

// latinWords counts the words of a name of Latin letters; 0 if it has others.
func latinWords(name string) int {
	for _, r := range name {
		if unicode.IsLetter(r) && !unicode.Is(unicode.Latin, r) {
			return 0
		}
	}
	n := 0
	for w := range strings.FieldsSeq(name) {
		if len(w) > 2 {
			n++
		}
	}
	return n
}

// spoil returns "" where the damage cannot be done to the name.
func spoil(name, damage string, rng *rand.Rand) string {
	words := strings.Fields(strings.ReplaceAll(name, ",", " "))
	if len(words) < 2 {
		return ""
	}
	long := func(w string) bool { return len([]rune(w)) >= 4 }
	switch damage {
	case "typo in each word":
		for i, w := range words {
			if long(w) {
				words[i] = typo(w, rng)
			}
		}
	case "reversed letters":
		i := rng.IntN(len(words))
		r := []rune(words[i])
		if len(r) < 5 {
			return ""
		}
		k := 1 + rng.IntN(len(r)-2)
		r[k], r[k+1] = r[k+1], r[k]
		words[i] = string(r)
	case "joined words":
		i := rng.IntN(len(words) - 1)
		words[i] += strings.ToLower(words[i+1])
		words = slices.Delete(words, i+1, i+2)
	case "split word":
		i := rng.IntN(len(words))
		r := []rune(words[i])
		if len(r) < 6 {
			return ""
		}
		k := 3 + rng.IntN(len(r)-5)
		words[i] = string(r[:k]) + " " + string(r[k:])
	case "initials":
		last := 0 // the longest word stays, as the family name would
		for i, w := range words {
			if len(w) > len(words[last]) {
				last = i
			}
		}
		for i, w := range words {
			if r := []rune(w); i != last && unicode.IsLetter(r[0]) {
				words[i] = string(unicode.ToUpper(r[0])) + "."
			}
		}
	case "swapped order":
		words = append(words[1:], words[0])
	case "missing middle":
		if len(words) < 3 {
			return ""
		}
		i := 1 + rng.IntN(len(words)-2)
		words = slices.Delete(words, i, i+1)
	case "diacritics lost":
		plain := strings.Map(func(r rune) rune {
			if r > 0x7f {
				return -1
			}
			return r
		}, name)
		if plain == name || len(plain) < len(name)-4 {
			return ""
		}
		return plain
	}
	return strings.Join(words, " ")
}

// typo puts in, leaves out, exchanges or swaps one letter, not the first.
func typo(word string, rng *rand.Rand) string {
	const letters = "abcdefghijklmnopqrstuvwxyz"
	r := []rune(word)
	k := 1 + rng.IntN(len(r)-1)
	other := rune(letters[rng.IntN(len(letters))])
	switch rng.IntN(4) {
	case 0:
		r = slices.Insert(r, k, other)
	case 1:
		r = slices.Delete(r, k, k+1)
	case 2:
		r[k] = other
	default:
		if k+1 < len(r) {
			r[k], r[k+1] = r[k+1], r[k]
		} else {
			r[k-1], r[k] = r[k], r[k-1]
		}
	}
	return string(r)
}

// Relatives makes pairs that are not of one party: for each party one name of two or three words, with one word put in from
// another party's name. They stand for brothers, and for firms that share a word.
func Relatives(rows []Row) []Pair {
	byTarget := map[string]bool{}
	var names, kinds, groups []string
	for _, r := range rows {
		if byTarget[r.Set+r.Target] {
			continue
		}
		byTarget[r.Set+r.Target] = true
		if i := slices.IndexFunc(r.TargetNames, func(n string) bool { return latinWords(n) >= 2 }); i >= 0 {
			names, kinds, groups = append(names, r.TargetNames[i]), append(kinds, r.Kind), append(groups, r.Group)
		}
	}
	var out []Pair
	for i, name := range names {
		rng := rand.New(rand.NewPCG(uint64(foldHash(name)), 2))
		j := rng.IntN(len(names))
		if kinds[j] != kinds[i] || groups[j] == groups[i] {
			continue
		}
		words, other := strings.Fields(name), strings.Fields(names[j])
		k := rng.IntN(len(words))
		put := other[rng.IntN(len(other))]
		if len(words[k]) < 3 || len(put) < 3 || strings.EqualFold(words[k], put) {
			continue
		}
		words[k] = put
		out = append(out, Pair{ID: groups[i], Set: "relatives", Kind: kinds[i], Left: strings.Join(words, " "), Right: name, Label: "nonmatch"})
	}
	return out
}
