package names

import "strings"

// patronymics are the endings of Russian, Ukrainian and Belarusian patronymics in the usual schemes, sure ones and such as
// are also the endings of family names of other languages.
var (
	patronymics = strings.Fields(`ovich evich ovych evych yovych iovych avich ievich yevich jevich ovitch evitch ievitch owitsch ewitsch jewitsch awitsch
		ovitj evitj avitj ovitsj evitsj ovitsh evitsh ovna evna ievna yevna jevna owna ewna jewna ivna yivna auna euna ouna awna avna inichna ichna
		ilyich ilich iljitsch ilitch iljitj kuzmich lukich fomich nikitich savvich ovics evics ovits evits ovitx`)
	doubtful = strings.Fields(`ovic evic owicz ewicz avic`)
)

// patronymicEnding is the length of the ending that makes a word a patronymic; 0 if it has none.
func patronymicEnding(w string) int {
	if len(w) < 6 {
		return 0
	}
	switch w[len(w)-1] {
	case 'h', 'j', 's', 'a', 'x', 'c', 'z':
	default:
		return 0
	}
	for _, end := range patronymics {
		if strings.HasSuffix(w, end) {
			return len(end)
		}
	}
	for _, end := range doubtful {
		if strings.HasSuffix(w, end) {
			return len(end)
		}
	}
	return 0
}

// markPatronymic marks at most one patronymic of a name of three words or more: the first after the given name that
// another word follows (Roman Arkadyevich Abramovich), else the last word (Abramovich Roman Arkadyevich).
func markPatronymic(tokens []Token) {
	words := 0
	for _, t := range tokens {
		if t.Class == Word || t.Class == Initial {
			words++
		}
	}
	if words < 3 {
		return
	}
	for i := 1; i < len(tokens); i++ {
		t := &tokens[i]
		if t.Class != Word || patronymicEnding(t.Text) == 0 {
			continue
		}
		last := i+1 == len(tokens)
		if last && endsWith(t.Text, doubtful) {
			return // Slobodan Petar Milosevic
		}
		t.Class = Patronymic
		return
	}
}

func endsWith(w string, endings []string) bool {
	for _, e := range endings {
		if strings.HasSuffix(w, e) {
			return true
		}
	}
	return false
}

// Gender guesses the gender of a person from a patronymic or the ending of a Slavic family name: "male", "female", or ""
// when the name does not tell.
func Gender(tokens []Token) string {
	for _, t := range tokens {
		if t.Class == Patronymic {
			if strings.HasSuffix(t.Text, "a") {
				return "female"
			}
			return "male"
		}
	}
	if len(tokens) < 2 {
		return ""
	}
	for _, t := range tokens {
		if t.Class == Particle && t.Text == "bin" {
			return ""
		}
		if t.Class == Word && len(t.Text) > 6 && endsWith(t.Text, femaleFamily) {
			return "female"
		}
	}
	return ""
}

var femaleFamily = strings.Fields("kova nova rova lova tova dova mova sova zova pova chova yeva ieva aeva skaya skaia skaja kaya ckaja nina kina owa")

// bare are the ways to write the first part of Abd al-Rahman; with those of abdul the article is in it.
var (
	bareAbd  = strings.Fields("abd abed abid")
	abdul    = strings.Fields("abdul abdel abdal abdol abdur abdus abdud abdun abdoul abdil abdool abder abdes abden abdou")
	articles = strings.Fields("al el ul ol il ar er ur as es us ad ed ud an en un ash esh ush at et ut az ez uz")
	dins     = strings.Fields("din deen dine dien")
	uddins   = strings.Fields("eddine eddin uddin aldin aldeen uddeen addin addeen oddin eldin eldeen udin")
	ullahs   = strings.Fields("ullah ollah allah oullah ullakh ulla")
)

func among(w string, list []string) bool {
	for _, x := range list {
		if x == w {
			return true
		}
	}
	return false
}

// joinArabic makes one word of the parts of an Arabic name that mean nothing by themselves, in one spelling:
// abdulrahman for Abd al-Rahman, Abdul Rahman, Abdurrahman; shamsuddin for Shams al-Din; obaidullah for Obaid Ullah.
func joinArabic(words []string) []string {
	out := words[:0]
	for i := 0; i < len(words); {
		w, n := joinedAt(words[i:])
		i += n
		last := len(out) - 1
		switch {
		case last >= 0 && among(w, ullahs) && len(out[last]) > 2 && !among(out[last], articles):
			out[last] += "ullah"
		case last >= 0 && among(w, uddins) && len(out[last]) > 2:
			out[last] += "uddin"
		case last >= 1 && among(w, dins) && among(out[last], articles) && len(out[last-1]) > 2:
			out = out[:last]
			out[last-1] += "uddin"
		default:
			out = append(out, oneSpelling(w))
		}
	}
	return out
}

// joinedAt joins abd or abdul with what follows; n is the number of words taken.
func joinedAt(words []string) (w string, n int) {
	w = words[0]
	if len(words) < 2 || w[0] != 'a' || len(w) < 3 || w[1] != 'b' {
		return w, 1
	}
	bare, whole := among(w, bareAbd), among(w, abdul)
	next := words[1]
	switch {
	case (bare || whole) && len(words) > 2 && among(next, articles) && len(words[2]) > 2:
		return "abdul" + words[2], 3
	case bare && (next == "allah" || next == "ullah" || next == "alah"):
		return "abdullah", 2
	case whole && len(next) > 2 && next != "bin" && next != "ibn" && next != "ben":
		return "abdul" + next, 2
	}
	return w, 1
}

// oneSpelling writes abdel-, abdur-, ... as abdul-, and -eddine, -aldin as -uddin.
func oneSpelling(w string) string {
	if len(w) < 8 {
		return w
	}
	if w[:3] == "abd" && isVowel(w[3]) {
		i := 4
		if w[3] == 'o' && w[4] == 'u' {
			i = 5
		}
		switch {
		case w[i] == 'l' && !strings.HasPrefix(w, "abdul"):
			w = "abdul" + w[i+1:]
		case w[i] != 'l' && w[i] == w[i+1]: // abdurrahman
			w = "abdul" + w[i+1:]
		}
	}
	for _, end := range uddins {
		if end != "uddin" && len(w) > len(end)+2 && strings.HasSuffix(w, end) {
			return w[:len(w)-len(end)] + "uddin"
		}
	}
	return w
}
