package lists

import "github.com/linchpin-oss/linchpin/ftm"

// Identify records an identity document or registration of the target: kind and number as printed, the issuing
// country as printed or coded. It attaches an Identification (a Passport for passports) holding all that is given and,
// where the kind is known, adds the number to the target's own property (passportNumber, taxNumber, innCode,
// imoNumber, leiCode, ...), so that screening finds it. It returns the attached entity for further facts (dates of
// issue and expiry, issuing authority), nil if the number is empty.
func (r *Record) Identify(kind, number, country string) *ftm.Entity {
	return nil
}
