package ofac

import (
	"strings"

	"github.com/linchpin-oss/linchpin/ftm"
)

// place is an address in the parts that the XML formats print.
type place struct {
	lines               []string // streets, houses, post office boxes
	city, state, postal string
	country, remarks    string
	lang                string // of an address in another script
}

// unknownCountry is how the lists print that they do not know one.
const unknownCountry = "undetermined"

// cityLine is the city with state and postal code in one line, as the delimited files print it.
func (a *place) cityLine() string {
	line := strings.Join(nonEmpty([]string{a.city, a.state}), ", ")
	return collapse(line + " " + a.postal)
}

// splitCityLine takes apart what cityLine puts together: the words at the end that hold digits are the postal code, and
// what stands behind the last comma the state. A single number of one or two digits belongs to the city ("Paris 8").
func splitCityLine(line string) (city, state, postal string) {
	words := strings.Fields(line)
	n := len(words)
	for n > 0 && strings.ContainsAny(words[n-1], "0123456789") && !strings.HasSuffix(words[n-1], ",") {
		n--
	}
	postal = strings.Join(words[n:], " ")
	if len(postal) < 3 {
		n, postal = len(words), ""
	}
	city = strings.Join(words[:n], " ")
	if i := strings.LastIndex(city, ", "); i >= 0 {
		city, state = city[:i], city[i+2:]
	}
	return strings.TrimSuffix(city, ","), state, postal
}

// address attaches an address.
func (p *party) address(a place) {
	a.country = collapse(a.country)
	if strings.EqualFold(a.country, unknownCountry) {
		a.country = ""
	}
	street := strings.Join(nonEmpty(a.lines), ", ")
	text := strings.Join(nonEmpty([]string{street, a.cityLine()}), ", ")
	bare := text == ""
	text = strings.Join(nonEmpty([]string{text, a.country}), ", ")
	if text == "" {
		if a.remarks != "" {
			p.Target().Add("notes", "Address: "+a.remarks)
		}
		return
	}
	e := p.Attach("Address", "address", text, a.remarks)
	put := func(prop, value string) {
		e.Put(ftm.Statement{Prop: prop, Original: value, Lang: a.lang})
	}
	put("full", text)
	put("street", street)
	put("city", a.city)
	put("state", a.state)
	put("postalCode", a.postal)
	e.Add("country", a.country)
	e.Add("remarks", a.remarks)
	t := p.Target()
	t.Add("addressEntity", e.ID)
	if !bare {
		t.Put(ftm.Statement{Prop: "address", Original: text, Lang: a.lang})
	}
	if code, ok := ftm.CountryCode(a.country); ok {
		t.Put(ftm.Statement{Prop: "country", Value: code})
	}
}

// addressParts adds an address from its named parts.
func (p *party) addressParts(parts map[string]string, country, lang string) {
	if region := parts["REGION"]; region != "" && (country == "" || strings.EqualFold(country, unknownCountry)) {
		country = "Region: " + region // as the other formats print it
		delete(parts, "REGION")
	}
	p.address(place{lines: []string{parts["ADDRESS1"], parts["ADDRESS2"], parts["ADDRESS3"]}, city: parts["CITY"],
		state: parts["STATE/PROVINCE"], postal: parts["POSTAL CODE"], country: country, remarks: parts["REGION"], lang: lang})
}

func nonEmpty(parts []string) []string {
	var out []string
	for _, x := range parts {
		if x = collapse(x); x != "" {
			out = append(out, x)
		}
	}
	return out
}
