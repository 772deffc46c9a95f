package uk

import "strings"

// regulations are the acts behind the regime names of the ConList since the end of the transition period: until then
// the regimes were those of the EU. Facts from https://www.gov.uk/government/collections/uk-sanctions-regimes-under-the-sanctions-act.
var regulations = map[string]string{
	"afghanistan":                           "The Afghanistan (Sanctions) (EU Exit) Regulations 2020",
	"belarus":                               "The Republic of Belarus (Sanctions) (EU Exit) Regulations 2019",
	"bosnia and herzegovina":                "The Bosnia and Herzegovina (Sanctions) (EU Exit) Regulations 2020",
	"central african republic":              "The Central African Republic (Sanctions) (EU Exit) Regulations 2020",
	"chemical weapons":                      "The Chemical Weapons (Sanctions) (EU Exit) Regulations 2019",
	"counter-terrorism (domestic)":          "The Counter-Terrorism (Sanctions) (EU Exit) Regulations 2019",
	"counter-terrorism (international)":     "The Counter-Terrorism (International Sanctions) (EU Exit) Regulations 2019",
	"cyber":                                 "The Cyber (Sanctions) (EU Exit) Regulations 2020",
	"democratic people's republic of korea": "The Democratic People's Republic of Korea (Sanctions) (EU Exit) Regulations 2019",
	"democratic republic of the congo":      "The Democratic Republic of the Congo (Sanctions) (EU Exit) Regulations 2019",
	"global anti-corruption":                "The Global Anti-Corruption Sanctions Regulations 2021",
	"global human rights":                   "The Global Human Rights Sanctions Regulations 2020",
	"global irregular migration and trafficking in persons": "The Global Irregular Migration and Trafficking in Persons Sanctions Regulations 2025",
	"guinea":                     "The Guinea (Sanctions) (EU Exit) Regulations 2019",
	"guinea-bissau":              "The Republic of Guinea-Bissau (Sanctions) (EU Exit) Regulations 2019",
	"haiti":                      "The Haiti (Sanctions) Regulations 2022",
	"iran":                       "The Iran (Sanctions) Regulations 2023",
	"iran (human rights)":        "The Iran (Sanctions) (Human Rights) (EU Exit) Regulations 2019",
	"iran (nuclear)":             "The Iran (Sanctions) (Nuclear) (EU Exit) Regulations 2019",
	"iraq":                       "The Iraq (Sanctions) (EU Exit) Regulations 2020",
	"isil (da'esh) and al-qaida": "The ISIL (Da'esh) and Al-Qaida (United Nations Sanctions) (EU Exit) Regulations 2019",
	"lebanon":                    "The Lebanon (Sanctions) (EU Exit) Regulations 2020",
	"lebanon (assassination of rafiq hariri and others)": "The Lebanon (Sanctions) (Assassination of Rafiq Hariri and others) (EU Exit) Regulations 2020",
	"libya":                            "The Libya (Sanctions) (EU Exit) Regulations 2020",
	"mali":                             "The Mali (Sanctions) (EU Exit) Regulations 2020",
	"misappropriation":                 "The Misappropriation (Sanctions) (EU Exit) Regulations 2020",
	"myanmar":                          "The Myanmar (Sanctions) Regulations 2021",
	"nicaragua":                        "The Nicaragua (Sanctions) (EU Exit) Regulations 2020",
	"russia":                           "The Russia (Sanctions) (EU Exit) Regulations 2019",
	"somalia":                          "The Somalia (Sanctions) (EU Exit) Regulations 2020",
	"south sudan":                      "The South Sudan (Sanctions) (EU Exit) Regulations 2019",
	"sudan":                            "The Sudan (Sanctions) (EU Exit) Regulations 2020",
	"syria":                            "The Syria (Sanctions) (EU Exit) Regulations 2019",
	"unauthorised drilling activities": "The Unauthorised Drilling Activities in the Eastern Mediterranean (Sanctions) (EU Exit) Regulations 2020",
	"venezuela":                        "The Venezuela (Sanctions) (EU Exit) Regulations 2019",
	"yemen":                            "The Yemen (Sanctions) (EU Exit) Regulations 2020",
	"zimbabwe":                         "The Zimbabwe (Sanctions) (EU Exit) Regulations 2019",
}

// programID is the code of a regime: the letters of the unique ids of the UK Sanctions List ("GB-RUS"). The ConList has
// none.
func programID(recordID string) string {
	n := 0
	for n < len(recordID) && recordID[n] >= 'A' && recordID[n] <= 'Z' {
		n++
	}
	if n < 2 || n > 6 || n == len(recordID) || strings.Trim(recordID[n:], "0123456789") != "" {
		return ""
	}
	return "GB-" + recordID[:n]
}
