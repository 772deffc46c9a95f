package uk

import (
	"strings"
	"unicode"
)

// other reads the ConList's Other Information, which is kept whole in the notes: references to other lists and, since
// 2022, further fields behind labels in brackets, "(UK Sanctions List Ref):AFG0001 (UN Ref):TAi.155 ... (Gender):Male".
func (e *entry) other(text string) {
	text = oneLine(text)
	if text == "" {
		return
	}
	e.notes = append(e.notes, text)
	for _, l := range labelled(text) {
		e.field(l.label, l.value)
	}
	for _, ref := range unReferences(text) {
		e.unReference(ref)
	}
	for _, alias := range referredTo(text) {
		e.names = append(e.names, name{parts: [6]string{5: alias}, kind: "Alias", strength: "Low quality"})
	}
	lower := strings.ToLower(text)
	if _, after, ok := strings.Cut(lower, "gender: "); ok {
		for _, g := range []string{"male", "female"} {
			if strings.HasPrefix(after, g) {
				e.genders = append(e.genders, g)
			}
		}
	}
	// Until 2021 ships stood among the entities.
	if strings.HasPrefix(text, "IMO") || strings.Contains(lower, "vessel has been added to the list of vessels") {
		if e.kind == "Entity" {
			e.kind = "Ship"
		}
		e.imos = append(e.imos, numberAfter(text, "IMO"))
		e.mmsis = append(e.mmsis, numberAfter(text, "MMSI"))
	}
}

// field takes the value behind a label.
func (e *entry) field(label, value string) {
	switch strings.ToLower(label) {
	case "uk sanctions list ref":
		e.former = append(e.former, "uk:"+firstWord(value))
	case "un ref":
		e.unReference(firstWord(value))
	case "uk statement of reasons":
		e.reasons = append(e.reasons, value)
	case "gender":
		e.genders = append(e.genders, strings.Trim(firstWord(value), ".,;"))
	case "phone number":
		for _, v := range values(value) {
			e.phones = append(e.phones, split(v, ". ", ";")...)
		}
	case "website":
		e.sites = append(e.sites, wordsWith(value, ".")...)
	case "email address":
		e.mails = append(e.mails, wordsWith(value, "@")...)
	case "type of entity":
		e.kinds = append(e.kinds, value)
	case "parent company":
		e.parents = append(e.parents, values(value)...)
	case "subsidiaries":
		e.subsidiaries = append(e.subsidiaries, values(value)...)
	case "business reg no":
		e.registrations = append(e.registrations, value)
	case "imo number":
		e.imos = append(e.imos, values(value)...)
	case "current owners", "current owner", "current owner/operator":
		e.owners = append(e.owners, values(value)...)
	case "previous owners", "previous owner", "previous owner/operator":
		e.formerOwners = append(e.formerOwners, values(value)...)
	case "flag of ship":
		e.flags = append(e.flags, values(value)...)
	case "previous flags":
		e.formerFlags = append(e.formerFlags, values(value)...)
	case "type of ship":
		e.shipTypes = append(e.shipTypes, value)
	case "tonnage of ship":
		e.tonnages = append(e.tonnages, value)
	case "length of ship":
		e.lengths = append(e.lengths, value)
	case "year built":
		e.built = append(e.built, value)
	case "hull identification number", "hull identification number (hin)":
		e.hulls = append(e.hulls, value)
	}
}

type labelledValue struct{ label, value string }

// labelled finds the fields behind labels: a few words in brackets with a colon behind them. A field ends where the
// next begins.
func labelled(text string) []labelledValue {
	var out []labelledValue
	start := -1 // of the value of the last label
	for from := 0; ; {
		i := strings.Index(text[from:], "):")
		if i < 0 {
			break
		}
		end := from + i
		from = end + 2
		open := strings.LastIndexByte(text[:end], '(')
		if open < 0 || end-open > 50 || strings.ContainsAny(text[open+1:end], "0123456789():.,") {
			continue
		}
		if start >= 0 {
			out[len(out)-1].value = strings.TrimSpace(text[start:open])
		}
		out = append(out, labelledValue{label: text[open+1 : end]})
		start = end + 2
	}
	if start >= 0 {
		out[len(out)-1].value = strings.TrimSpace(text[start:])
	}
	return out
}

func firstWord(s string) string {
	w, _, _ := strings.Cut(strings.TrimSpace(s), " ")
	return w
}

// split cuts at any of the separators; full stops at the ends go.
func split(s string, seps ...string) []string {
	for _, sep := range seps {
		s = strings.ReplaceAll(s, sep, "\n")
	}
	var out []string
	for _, v := range strings.Split(s, "\n") {
		if v = strings.Trim(v, " .,;"); v != "" {
			out = append(out, v)
		}
	}
	return out
}

// wordsWith are the addresses in a text: the words that hold a sign, which the words around them do not.
func wordsWith(text, sign string) []string {
	var out []string
	for _, w := range split(text, " ", ";", ", ") {
		if strings.Contains(w, sign) {
			out = append(out, w)
		}
	}
	return out
}

// unReference notes the reference number of the United Nations, in their own casing.
func (e *entry) unReference(ref string) {
	ref = strings.Trim(oneLine(ref), " .,;")
	if !strings.ContainsAny(ref, "0123456789") {
		return // "N/A"
	}
	// QDE.145, qdi.312
	if len(ref) == 7 && ref[3] == '.' {
		ref = strings.ToUpper(ref[:2]) + strings.ToLower(ref[2:3]) + ref[3:]
	}
	if !contains(e.unRefs, ref) {
		e.unRefs = append(e.unRefs, ref)
		e.former = append(e.former, "un:"+ref)
	}
}

// unReferences finds the references of free text: "UN Ref QI.B.62.02.", "UN REF:QDi.330", "UN Reference No: TAi.155",
// "Un Ref.KPe 070".
func unReferences(text string) []string {
	var out []string
	for i := 0; i+7 < len(text); i++ {
		if !strings.EqualFold(text[i:i+6], "un ref") {
			continue
		}
		ref := text[i+6:]
		for _, skip := range []string{"erence", " no", " number"} {
			if len(ref) > len(skip) && strings.EqualFold(ref[:len(skip)], skip) {
				ref = ref[len(skip):]
			}
		}
		if ref = reference(strings.TrimLeft(ref, " .:)")); ref != "" {
			out = append(out, ref)
		}
	}
	return out
}

// reference reads a reference number at the beginning of a text, of the present scheme ("KPe.052") or the one before
// 2015 ("QI.B.62.02").
func reference(s string) string {
	letters := 0
	for letters < len(s) && letters < 4 && unicode.IsLetter(rune(s[letters])) {
		letters++
	}
	if number := strings.TrimLeft(s[letters:], " ."); letters == 3 && len(number) >= 3 && digits(number[:3]) == 3 {
		return s[:3] + "." + number[:3]
	}
	end := strings.IndexFunc(s, func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) && r != '.' })
	if end >= 0 {
		s = s[:end]
	}
	s = strings.Trim(s, ".")
	if letters == 0 || !strings.Contains(s, ".") || len(s) > 24 || digits(s) == 0 {
		return ""
	}
	return s
}

// referredTo finds the low quality aliases that the list printed as text until 2021: "Also referred to as Abou Anis and
// Abu Anis."
func referredTo(text string) []string {
	_, after, ok := strings.Cut(text, "lso referred to as ")
	if !ok {
		return nil
	}
	sentence := after
	for i := 0; i+1 < len(after); i++ {
		// An initial or "Dr." does not end the sentence.
		if after[i] == '.' && after[i+1] == ' ' && i > 3 && !strings.ContainsRune(after[i-3:i], ' ') {
			sentence = after[:i]
			break
		}
	}
	sentence = strings.TrimRight(sentence, ". ")
	if len(sentence) > 300 {
		return nil
	}
	var out []string
	for _, v := range split(sentence, " and ", ", ", "; ") {
		if r := []rune(v)[0]; unicode.IsUpper(r) && len(v) < 60 && digits(v) == 0 && !strings.ContainsAny(v, "()") {
			out = append(out, v)
		}
	}
	return out
}

// numberAfter is the first number behind a word.
func numberAfter(text, word string) string {
	_, after, ok := strings.Cut(text, word)
	if !ok {
		return ""
	}
	start := strings.IndexAny(after, "0123456789")
	if start < 0 || start > 12 {
		return ""
	}
	after = after[start:]
	for i, c := range []byte(after) {
		if c < '0' || c > '9' {
			return after[:i]
		}
	}
	return after
}
