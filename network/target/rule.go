package target

import (
	_ "embed"
	"strconv"
	"strings"

	"github.com/linchpin-oss/linchpin/ftm"
)

//go:embed firmness.tsv
var firmnessTSV string

// firmness is by stance.
var firmness = func() map[ftm.Stance]float64 {
	all := map[ftm.Stance]float64{}
	for i, line := range strings.Split(strings.TrimSpace(firmnessTSV), "\n") {
		if i == 0 {
			continue
		}
		f := strings.Split(line, "\t")
		p, err := strconv.ParseFloat(f[1], 64)
		if err != nil {
			panic("firmness.tsv: " + err.Error())
		}
		stance := ftm.Stance(f[0])
		if f[0] == "listed" {
			stance = ftm.Listed
		}
		all[stance] = p
	}
	return all
}()

// StanceFirmness is the probability with which a claim of this stance is taken to be right when its source says nothing better.
// The figures are a judgement (table firmness.tsv), not a measurement.
func StanceFirmness(s ftm.Stance) float64 {
	if f, ok := firmness[s]; ok {
		return f
	}
	return firmness[ftm.Asserted]
}
