package eu

import (
	"strings"
	"time"
)

// fields gives the value of an element by the name it has in FSF XML 1.1 ("wholeName"), "" where it has none. Every
// format that prints one value a field is read through it.
type fields func(name string) string

func yes(s string) bool { return s == "true" || s == "1" }

func no(s string) bool { return s == "false" || s == "0" }

func (f fields) country() country {
	return country{f("countryIso2Code"), f("countryDescription")}
}

func (f fields) name() name {
	return name{first: f("firstName"), middle: f("middleName"), last: f("lastName"), whole: f("wholeName"),
		function: f("function"), title: f("title"), gender: f("gender"), language: strings.ToUpper(f("nameLanguage")),
		weak: no(f("strong")), logicalID: f("logicalId")}
}

func (f fields) birth() birth {
	return birth{date: f("birthdate"), day: f("dayOfMonth"), month: f("monthOfYear"), year: f("year"),
		from: f("yearRangeFrom"), to: f("yearRangeTo"), circa: yes(f("circa")), calendar: f("calendarType"),
		place: f("place"), city: f("city"), region: f("region"), zip: f("zipCode"), country: f.country()}
}

func (f fields) citizenship() citizenship {
	return citizenship{country: f.country(), region: f("region"), acquired: f("acquisitionDate"),
		ceased: f("disenfranchisementDate")}
}

func (f fields) address() address {
	return address{street: f("street"), poBox: f("poBox"), zip: f("zipCode"), city: f("city"), region: f("region"),
		place: f("place"), country: f.country(), atListing: yes(f("asAtListingTime"))}
}

func (f fields) document() document {
	return document{code: f("identificationTypeCode"), description: f("identificationTypeDescription"),
		number: f("number"), latin: f("latinNumber"), country: f.country(), region: f("region"),
		issuedBy: f("issuedBy"), issued: f("issueDate"), validFrom: f("validFrom"), validTo: f("validTo"),
		onName: f("nameOnDocument"), diplomatic: yes(f("diplomatic")), expired: yes(f("knownExpired")),
		bogus: yes(f("knownFalse")), lost: yes(f("reportedLost")), ended: yes(f("revokedByIssuer"))}
}

func (f fields) act() act {
	return act{kind: f("regulationType"), organisation: f("organisationType"), number: f("numberTitle"),
		programme: f("programme"), url: f("publicationUrl"), published: f("publicationDate"),
		inForce: f("entryIntoForceDate")}
}

// published turns the time of generation into a UTC time. Midnight stands for the day as such.
func published(s string) (string, error) {
	for _, layout := range []string{time.RFC3339, "2006-01-02T15:04:05.999999999Z0700"} {
		if t, err := time.Parse(layout, s); err == nil {
			if t.Hour() == 0 && t.Minute() == 0 && t.Second() == 0 && t.Nanosecond() == 0 {
				return t.Format(time.DateOnly), nil
			}
			return t.UTC().Format("2006-01-02T15:04:05"), nil
		}
	}
	return dayMonthYear(s)
}

// dayMonthYear reads 04/07/2018 or 2018-07-04.
func dayMonthYear(s string) (string, error) {
	t, err := time.Parse("02/01/2006", s)
	if err != nil {
		t, err = time.Parse(time.DateOnly, s)
	}
	if err != nil {
		return "", err
	}
	return t.Format(time.DateOnly), nil
}
