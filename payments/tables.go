package payments

import (
	_ "embed"
	"strings"
)

var (
	//go:embed mx.tsv
	mxTSV string
	//go:embed mt.tsv
	mtTSV string
	//go:embed fedwire.tsv
	fedwireTSV string
)

// leafKind is what a leaf element of XML holds.
type leafKind struct {
	kind   kind
	listed bool
}

// mxRole is the role of the party that an element is.
type mxRole struct {
	role   string
	hidden bool // its fields carry no role
}

var (
	mxRoles  = map[string]mxRole{}
	mxLeaves = map[string]leafKind{}
	mtFields = map[string]mtField{}
	fedTags  = map[string]fedTag{}
)

type mtField struct{ role, holds string }

type fedTag struct {
	role, layout string
	listed       bool
}

var kinds = map[string]kind{"name": name, "address": address, "country": country, "bic": bic, "lei": lei, "account": account,
	"identifier": identifier, "birthDate": birthDate, "birthPlace": birthPlace, "text": text, "code": code, "reference": reference}

func init() {
	rows(mxTSV, func(f []string) {
		if f[0] == "role" {
			role, hidden := strings.CutPrefix(f[2], "-")
			mxRoles[f[1]] = mxRole{role, hidden}
			return
		}
		k, ok := kinds[f[2]]
		if !ok {
			panic("payments: mx.tsv: unknown kind " + f[2])
		}
		mxLeaves[f[1]] = leafKind{k, len(f) > 3}
	})
	rows(mtTSV, func(f []string) { mtFields[f[0]] = mtField{f[1], f[2]} })
	rows(fedwireTSV, func(f []string) { fedTags[f[0]] = fedTag{f[1], f[2], len(f) > 3} })
}

func rows(tsv string, row func([]string)) {
	for line := range strings.Lines(tsv) {
		if line = strings.TrimRight(line, "\r\n"); line != "" && line[0] != '#' {
			row(strings.Split(line, "\t"))
		}
	}
}
