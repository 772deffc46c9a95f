package ftm

import "strings"

// Clean turns a source's wording into the property's normal form. It reports false where the wording is not a
// value of the type.
func (p *Property) Clean(raw string) (string, bool) {
	v := strings.Join(strings.Fields(raw), " ")
	return v, v != ""
}
