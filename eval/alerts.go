package eval

import (
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"os"
	"slices"
	"strconv"
	"strings"

	"github.com/linchpin-oss/linchpin/ftm"
	"github.com/linchpin-oss/linchpin/match"
	"github.com/linchpin-oss/linchpin/screen"
)

// Alert is one labelled alert of a desk: a customer, the listed name that the alert was about, and what a person decided.
type Alert struct {
	ID, Name, Schema               string
	BirthDate, Country             string
	Listed                         string
	ListedBirthDate, ListedCountry string
	True                           bool
	Score                          *float64 // of the program that raised it, if known
	line                           int
}

// alertColumns are the columns of a file of alerts; the first two and the label are required.
var alertColumns = []string{"name", "listed_name", "label", "id", "schema", "birth_date", "country", "listed_birth_date", "listed_country", "score"}

// ReadAlerts reads labelled alerts from CSV: columns name, listed_name and label (true/false, yes/no, match/nonmatch, 1/0), and if
// they are there id, schema, birth_date, country, listed_birth_date, listed_country and score.
func ReadAlerts(path string) ([]Alert, error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	r := csv.NewReader(f)
	header, err := r.Read()
	if err != nil {
		return nil, fmt.Errorf("%s: line 1: %w", path, err)
	}
	at := map[string]int{}
	for i, h := range header {
		at[strings.ToLower(strings.TrimSpace(strings.TrimPrefix(h, "\ufeff")))] = i
	}
	for _, c := range alertColumns[:3] {
		if _, ok := at[c]; !ok {
			return nil, fmt.Errorf("%s: line 1: no column %q; columns are %s", path, c, strings.Join(alertColumns, ", "))
		}
	}
	var out []Alert
	for {
		row, err := r.Read()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			return nil, fmt.Errorf("%s: %w", path, err)
		}
		line, _ := r.FieldPos(0)
		get := func(c string) string {
			if i, ok := at[c]; ok {
				return strings.TrimSpace(row[i])
			}
			return ""
		}
		a := Alert{ID: get("id"), Name: get("name"), Schema: get("schema"), BirthDate: get("birth_date"), Country: get("country"),
			Listed: get("listed_name"), ListedBirthDate: get("listed_birth_date"), ListedCountry: get("listed_country"), line: line}
		fail := func(column, why string) error {
			return fmt.Errorf("%s: line %d: column %s: %s", path, line, column, why)
		}
		switch label := strings.ToLower(get("label")); label {
		case "true", "yes", "match", "1", "tp":
			a.True = true
		case "false", "no", "nonmatch", "0", "fp":
		default:
			return nil, fail("label", fmt.Sprintf("%q is not true or false", label))
		}
		if a.Name == "" || a.Listed == "" {
			return nil, fail("name, listed_name", "must not be empty")
		}
		if a.Schema != "" {
			if _, err := ftm.ParseSchema(a.Schema); err != nil {
				return nil, fail("schema", err.Error())
			}
		}
		if s := get("score"); s != "" {
			v, err := strconv.ParseFloat(s, 64)
			if err != nil {
				return nil, fail("score", fmt.Sprintf("%q is not a number", s))
			}
			a.Score = &v
		}
		out = append(out, a)
	}
	if len(out) == 0 {
		return nil, fmt.Errorf("%s: no alert", path)
	}
	return out, nil
}

// AlertsReport tells what each threshold would have done with labelled alerts.
type AlertsReport struct {
	Alerts     int            `json:"alerts"`
	True       int            `json:"true"`
	Thresholds []Confusion    `json:"thresholds"`
	Default    Confusion      `json:"default"`
	Best       Confusion      `json:"best"`
	AUC        *float64       `json:"auc"`
	TheirAUC   *float64       `json:"theirAuc"` // of the scores in the file, where all alerts have one
	Lost       []AlertExample `json:"lost"`     // true alerts below the default threshold, lowest first
	Kept       []AlertExample `json:"kept"`     // false ones above it, highest first
	Safe       *Confusion     `json:"safe"`     // the highest threshold that loses no true alert
}

// AlertExample is an alert with its score and evidence.
type AlertExample struct {
	ID       string           `json:"id"`
	Line     int              `json:"line"`
	Name     string           `json:"name"`
	Listed   string           `json:"listedName"`
	Score    float64          `json:"score"`
	Evidence []match.Evidence `json:"evidence"`
}

// Alerts scores each alert anew.
func Alerts(alerts []Alert, examples int) (*AlertsReport, error) {
	type scoredAlert struct {
		*Alert
		bits     float64
		evidence []match.Evidence
	}
	all := make([]scoredAlert, len(alerts))
	err := each(len(alerts), func(i int) error {
		a := &alerts[i]
		bits, evidence, err := screen.Compare(
			screen.Query{Name: a.Name, Schema: a.Schema, BirthDate: a.BirthDate, Country: a.Country},
			screen.Query{Name: a.Listed, Schema: a.Schema, BirthDate: a.ListedBirthDate, Country: a.ListedCountry})
		if err != nil {
			return fmt.Errorf("line %d: %w", a.line, err)
		}
		all[i] = scoredAlert{a, bits, evidence}
		return nil
	})
	if err != nil {
		return nil, err
	}
	r := &AlertsReport{Alerts: len(all), Lost: []AlertExample{}, Kept: []AlertExample{}}
	var obs, theirs []scored
	least := 1e9
	for _, a := range all {
		obs = append(obs, scored{a.bits, a.True})
		if a.True {
			r.True++
			least = min(least, a.bits)
		}
		if a.Score != nil {
			theirs = append(theirs, scored{*a.Score, a.True})
		}
	}
	for _, t := range []float64{0.05, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 0.95, 0.99} {
		r.Thresholds = append(r.Thresholds, confusion(obs, match.Bits(t), t))
	}
	standard := match.Bits(match.DefaultThreshold)
	r.Default, r.Best, r.AUC = confusion(obs, standard, match.DefaultThreshold), bestF1(obs), number(auc(obs))
	if len(theirs) == len(all) {
		r.TheirAUC = number(auc(theirs))
	}
	if r.True > 0 {
		c := confusion(obs, least, match.Score(least))
		r.Safe = &c
	}
	slices.SortStableFunc(all, func(a, b scoredAlert) int {
		switch {
		case a.bits < b.bits:
			return -1
		case a.bits > b.bits:
			return 1
		}
		return 0
	})
	show := func(a *scoredAlert) AlertExample {
		return AlertExample{ID: a.ID, Line: a.line, Name: a.Name, Listed: a.Listed, Score: match.Score(a.bits), Evidence: a.evidence}
	}
	for i := range all {
		if a := &all[i]; a.True && a.bits < standard && len(r.Lost) < examples {
			r.Lost = append(r.Lost, show(a))
		}
		if a := &all[len(all)-1-i]; !a.True && a.bits >= standard && len(r.Kept) < examples {
			r.Kept = append(r.Kept, show(a))
		}
	}
	return r, nil
}
