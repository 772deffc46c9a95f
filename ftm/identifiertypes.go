package ftm

import (
	"fmt"
	"slices"
	"strings"
)

// identifierTypes are the kinds of identifiers that a query can name, with the properties in which they may stand. Lists
// mix up kinds (an INN printed as "Tax ID No."), so that each names its neighbours too, but never a neighbour of which a
// party has one for life (innCode): another value there would speak against a true hit.
var identifierTypes = map[string][]string{
	"any":          {""},
	"account":      {"accountNumber", "iban"},
	"bic":          {"swiftBic", "bic"},
	"cage":         {"cageCode"},
	"callsign":     {"callSign"},
	"crypto":       {"publicKey"},
	"duns":         {"dunsCode"},
	"iban":         {"iban", "accountNumber"},
	"idnumber":     {"idNumber", "number", "socialSecurityNumber", "passportNumber", "taxNumber"},
	"imo":          {"imoNumber"},
	"inn":          {"innCode", "taxNumber", "registrationNumber", "idNumber", "number"},
	"isin":         {"isinCode", "isin"},
	"kpp":          {"kppCode"},
	"lei":          {"leiCode", "registrationNumber", "number"},
	"license":      {"licenseNumber", "number"},
	"mmsi":         {"mmsi"},
	"national-id":  {"idNumber", "number", "socialSecurityNumber"},
	"ogrn":         {"ogrnCode", "registrationNumber", "number"},
	"okpo":         {"okpoCode", "registrationNumber", "number"},
	"passport":     {"passportNumber", "number", "idNumber"},
	"registration": {"registrationNumber", "okpoCode", "uscCode", "idNumber", "number"},
	"serial":       {"serialNumber"},
	"ssn":          {"socialSecurityNumber", "idNumber", "number"},
	"swift":        {"swiftBic", "bic"},
	"tail":         {"registrationNumber"},
	"tax":          {"taxNumber", "vatCode", "idNumber", "number"},
	"uei":          {"uniqueEntityId"},
	"unsc":         {"unscId"},
	"uscc":         {"uscCode", "registrationNumber", "number"},
	"vat":          {"vatCode", "taxNumber", "number"},
	"wallet":       {"publicKey"},
	"wikidata":     {"wikidataId"},
}

// IdentifierTypes lists the kinds of identifiers that a query can name, sorted.
func IdentifierTypes() []string {
	types := make([]string, 0, len(identifierTypes))
	for t := range identifierTypes {
		types = append(types, t)
	}
	slices.Sort(types)
	return types
}

// IdentifierProps returns the properties in which an identifier of a kind may stand, the likeliest first; "" stands for
// all. FollowTheMoney's own properties of identifiers (imoNumber, okpoCode) are kinds too. The error names the kinds.
func IdentifierProps(idType string) ([]string, error) {
	t := strings.ToLower(strings.TrimSpace(idType))
	if props, ok := identifierTypes[t]; ok {
		return slices.Clone(props), nil
	}
	for _, s := range Schemata() {
		for name, p := range s.props {
			if p.Type.Name == "identifier" && strings.EqualFold(name, t) {
				return []string{name}, nil
			}
		}
	}
	return nil, fmt.Errorf("unknown type of identifier %q; use one of %s", idType, strings.Join(IdentifierTypes(), ", "))
}
