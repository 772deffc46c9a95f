package lists

import (
	"slices"
	"strings"
	"sync"
	"unicode"

	"github.com/linchpin-oss/linchpin/ftm"
)

// Identify records an identity document or registration of the target: kind and number as printed, the issuing
// country as printed or coded. It attaches an Identification (a Passport for passports) holding all that is given and,
// where the kind is known, adds the number to the target's own property (passportNumber, taxNumber, innCode,
// imoNumber, leiCode, ...), so that screening finds it. A number that fails the check of its kind still stands on the
// Identification as printed, and on the target under the next kind that it can be.
//
// It returns the attached entity for further facts (dates of issue and expiry, issuing authority), or nil if there is
// none: the number is empty, or the target is a vessel or aircraft, which in FollowTheMoney holds no documents; there
// the number stands on the target itself, in its notes if the kind is unknown. A digital currency address becomes a
// CryptoWallet.
func (r *Record) Identify(kind, number, country string) *ftm.Entity {
	kind, number = strings.Join(strings.Fields(kind), " "), strings.TrimSpace(number)
	if number == "" {
		return nil
	}
	target, k := r.Target(), kindOf(kind)
	if k.is("publicKey") {
		return r.wallet(kind, number)
	}
	known := addNumber(target, k, number, country)
	if !target.Schema.Is("LegalEntity") {
		if !known {
			target.Add("notes", strings.Join(strings.Fields(kind+" "+number+" "+country), " "))
		}
		return nil
	}
	schema := "Identification"
	if k.is("passportNumber") {
		schema = "Passport"
	}
	doc := r.Attach(schema, "id", kind, number, country)
	doc.Add("holder", target.ID)
	doc.Add("type", kind)
	doc.Add("number", number)
	if schema == "Passport" {
		doc.Add("passportNumber", number)
	}
	doc.Add("country", country)
	return doc
}

// wallet attaches a digital currency address: "Digital Currency Address - XBT".
func (r *Record) wallet(kind, number string) *ftm.Entity {
	w := r.Attach("CryptoWallet", "wallet", kind, number)
	if r.Target().Schema.Is("LegalEntity") {
		w.Add("holder", r.Target().ID)
	}
	w.Add("publicKey", number)
	if at := strings.LastIndexByte(kind, '-'); at >= 0 {
		w.Add("currency", strings.ToUpper(strings.TrimSpace(kind[at+1:])))
	} else if strings.Contains(strings.ToLower(kind), "bitcoin") {
		w.Add("currency", "XBT")
	}
	return w
}

// addNumber adds a number to the property of the target that the kind means, and to one that the number itself proves.
// It reports whether it found one.
func addNumber(target *ftm.Entity, kind *identifierKind, number, country string) bool {
	code, _ := ftm.CountryCode(country)
	props := kind.props(code)
	if len(number) > 3 && strings.EqualFold(number[:3], "IMO") && target.Schema.Prop("imoNumber") != nil {
		props = []string{"imoNumber"}
	}
	known := false
	if p := provedProp(props, number, code); p != "" && target.Schema.Prop(p) != nil {
		target.Add(p, number)
		known = true
	}
	printed := "" // the first property that the target has
	for _, name := range props {
		p := target.Schema.Prop(name)
		if p == nil {
			continue
		}
		if _, ok := p.Clean(number); ok {
			target.Add(name, number)
			return true
		}
		if printed == "" {
			printed = name
		}
	}
	if printed != "" && !known && !target.Schema.Is("LegalEntity") {
		target.Add(printed, number)
		known = true
	}
	return known
}

// provedProp is the property that a registration or tax number belongs to by its check digits, "" if it is none such: lists
// print a Russian company's OGRN as "Registration ID" and its INN as "Tax ID No.".
func provedProp(props []string, number, country string) string {
	if len(props) > 0 && props[0] != "registrationNumber" && props[0] != "taxNumber" {
		return ""
	}
	for _, c := range [...]struct{ country, format, prop string }{
		{"ru", "ogrn", "ogrnCode"}, {"ru", "inn", "innCode"}, {"cn", "uscc", "uscCode"}, {"", "lei", "leiCode"},
	} {
		if c.country != "" && c.country != country || len(props) == 0 && c.format != "lei" {
			continue
		}
		if _, ok := ftm.CheckIdentifier(c.format, number); ok {
			return c.prop
		}
	}
	return ""
}

// identifierKinds are printed kinds of documents and numbers with the properties that they mean, the fittest first: the
// target gets the number in the first that its schema has and whose check the number passes. The first entry that fits
// counts, so that special kinds stand before general ones. The words are those of kindWords, a star stands for the rest of
// a word. Sources: OFAC's reference value set of id types, the EU's identificationTypeCode, UN TYPE_OF_DOCUMENT, and the
// kinds met in the lists.
var identifierKinds = []struct{ words, country, props string }{
	{"digital currency*|crypto*|wallet*|bitcoin*", "", "publicKey"},
	{"passport*|pasaporte|passeport|reisepass|pass|паспорт*|*旅券", "", "passportNumber"},
	{"imo|international maritime organi*", "", "imoNumber"},
	{"mmsi|maritime mobile service*", "", "mmsi"},
	{"call sign|callsign", "", "callSign"},
	{"mode s|icao*", "", "icaoCode"},
	{"tail number|aircraft registration*|vessel registration*|ship registration*|hull", "", "registrationNumber"},
	{"msn|serial number|serial no|construction number|construction no|serial", "", "serialNumber"},

	{"lei|legal entity identifier", "", "leiCode registrationNumber"},
	{"legal entity number", "", "leiCode registrationNumber"},
	{"swift*|bic", "", "swiftBic"},
	{"isin", "", "isinCode"},
	{"ticker", "", "ticker"},
	{"duns|d u n s", "", "dunsCode"},
	{"cage", "", "cageCode"},
	{"uei|unique entity id*", "", "uniqueEntityId"},
	{"bik|бик", "", "bikCode"},
	{"giin", "", "giiNumber"},
	{"cik|central index key", "", "cikCode"},
	{"wikidata*", "", "wikidataId"},

	{"ogrn|ogrnip|огрн|огрнип|primary state registration number|main state registration number|основной государственный*", "",
		"ogrnCode registrationNumber"},
	{"inn|инн", "", "innCode taxNumber"},
	{"okpo|окпо", "", "okpoCode registrationNumber"},
	{"kpp|кпп", "", "kppCode"},
	{"government gazette*", "ru", "okpoCode registrationNumber"}, // so OFAC calls the Russian statistics number
	{"government gazette*", "", "registrationNumber"},
	{"uscc|unified social credit*|social credit*", "", "uscCode registrationNumber"},

	{"social security*|ssn|unssn|national insurance*|ni number|ni no|nino", "", "socialSecurityNumber idNumber"},
	{"vat|euvat|value added tax|ust idnr", "", "vatCode taxNumber"},
	{"tax*|taxid|fiscal*|fiscalcode|codice fiscale|tin|itin|fein|ein|nit|rif|ruc|rfc|cuit|cuil|cpf|pan|npwp|unp|унп|ynp|іпн|рнокпп|" +
		"nip|afm|tckn|steuer*|numero unico de identificacao tributaria*", "", "taxNumber"},

	{"driv*|drivinglicence", "", "idNumber licenseNumber"},
	{"trade lic*|tradelic|licen*|permit|pilot|msb license", "", "licenseNumber"},
	{"registr*|registered|reg|regnumber|incorporation|company number|company no|company id|company identification*|enterprise number|" +
		"business number|business id*|chamber of comm*|commercial reg*|cr|crn|folio|matricula|charity|establishment|" +
		"branch unit*|edrpou|єдрпоу|ічо|ico|ičo|krs|regon|siren|siret|eik|bulstat|cnpj|abn|acn|cin|uen|brn|kvk|hrb|hra|oib|" +
		"trade reg*|organisasjonsnummer|organization number|organisation number|entity number|file number|economic register*|bin|бин", "", "registrationNumber"},

	{"birth*|birthcert|nationcert|nationality cert*|certificate of *|citizenship*", "", "idNumber"},
	{"nation*|identi*|id|idnumber|cedula|cédula|carnet|dni|curp|cnic|nic|nin|tazkira|tazkera|pesel|cpr|bpa|personal*|civil|civilian|" +
		"electoral|election|electionid|credencial|voter*|resid*|residentperm|stateless|refugee|travel doc*|travelcardid|laissez*|" +
		"immigration|military|le number|ration card|student|seaman*|alien*|foreigner*|passcard|iin|иин|*身分証", "", "idNumber"},
	{"other|unknown", "", "idNumber"},
}

// identifierKind is a printed kind with the properties that it means.
type identifierKind struct {
	general []string
	special map[string][]string // by country
}

func (k *identifierKind) props(country string) []string {
	if p, ok := k.special[country]; ok {
		return p
	}
	return k.general
}

func (k *identifierKind) is(prop string) bool { return len(k.general) > 0 && k.general[0] == prop }

// seenKinds remembers the kinds that were printed, of which a list has few and repeats them for each entry.
var seenKinds struct {
	sync.RWMutex
	m map[string]*identifierKind
}

const mostSeenKinds = 5000

// kindOf finds what a printed kind means.
func kindOf(printed string) *identifierKind {
	seenKinds.RLock()
	k := seenKinds.m[printed]
	seenKinds.RUnlock()
	if k != nil {
		return k
	}
	k = newKind(kindWords(printed))
	seenKinds.Lock()
	defer seenKinds.Unlock()
	if len(seenKinds.m) >= mostSeenKinds || seenKinds.m == nil {
		seenKinds.m = map[string]*identifierKind{}
	}
	if len(printed) < 200 {
		seenKinds.m[printed] = k
	}
	return k
}

func newKind(words string) *identifierKind {
	k := &identifierKind{}
	for _, entry := range identifierKinds {
		if !slices.ContainsFunc(strings.Split(entry.words, "|"), func(p string) bool { return has(words, p) }) {
			continue
		}
		if entry.country == "" {
			k.general = strings.Fields(entry.props)
			return k
		}
		if k.special == nil {
			k.special = map[string][]string{}
		}
		if k.special[entry.country] == nil {
			k.special[entry.country] = strings.Fields(entry.props)
		}
	}
	return k
}

// kindWords makes printed kinds comparable: words in lower case without dots and apostrophes, with a blank before and
// behind each: "C.U.R.P." is " curp ", "SWIFT/BIC" " swift bic ".
func kindWords(kind string) string {
	var b strings.Builder
	b.WriteByte(' ')
	blank := true
	for _, r := range kind {
		switch {
		case unicode.IsLetter(r) || unicode.IsDigit(r) || unicode.IsMark(r):
			b.WriteRune(unicode.ToLower(r))
			blank = false
		case r == '.' || r == '\'' || r == '’':
		case !blank:
			b.WriteByte(' ')
			blank = true
		}
	}
	if !blank {
		b.WriteByte(' ')
	}
	return b.String()
}

// has reports whether a pattern stands in the words: whole words, "word*" for their beginning, "*word" for a word written
// without blanks.
func has(words, pattern string) bool {
	if rest, ok := strings.CutPrefix(pattern, "*"); ok {
		return strings.Contains(words, rest)
	}
	if rest, ok := strings.CutSuffix(pattern, "*"); ok {
		return strings.Contains(words, " "+rest)
	}
	return strings.Contains(words, " "+pattern+" ")
}
