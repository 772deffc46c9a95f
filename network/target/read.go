package target

import (
	"bytes"
	"cmp"
	"compress/gzip"
	"errors"
	"fmt"
	"io"
	"math/big"
	"slices"
	"strings"

	"github.com/linchpin-oss/linchpin/ftm"
)

// Limits of what is read.
const (
	maxBytes = 1 << 29 // of a file, unpacked
	maxLine  = 1 << 22
	maxWarn  = 20 // warnings of one kind that are spelled out
)

// Reader puts one network together from files in any of three formats: a JSON network, FollowTheMoney JSON lines, or CSV with a
// header line. Nodes of the same id join; sources too.
type Reader struct {
	Instance string // which network of a JSON file that holds several; empty: it must hold one
	AsOf     string // day on which stakes must hold; empty: all count
	Currency string // of money that carries one; empty: the only one there is

	net        Network
	amounts    []*big.Rat // of net.Money
	currencies []string
	sources    map[string]int
	seen       map[string]int // warnings of a kind
	ruleID     string
	listed     map[string]bool
}

// Read adds a file. Errors name the file and where in it the trouble is.
func (r *Reader) Read(name string, in io.Reader) error {
	data, err := io.ReadAll(io.LimitReader(in, maxBytes+1))
	if err == nil && len(data) > 2 && data[0] == 0x1f && data[1] == 0x8b {
		data, err = unpack(data)
	}
	if err == nil && len(data) > maxBytes {
		err = fmt.Errorf("larger than %d MB", maxBytes>>20)
	}
	if err == nil {
		err = r.readAny(bytes.TrimPrefix(data, []byte("\ufeff")))
	}
	if err != nil {
		return fmt.Errorf("reading %s: %w", name, err)
	}
	return nil
}

func unpack(data []byte) ([]byte, error) {
	z, err := gzip.NewReader(bytes.NewReader(data))
	if err != nil {
		return nil, err
	}
	return io.ReadAll(io.LimitReader(z, maxBytes+1))
}

func (r *Reader) readAny(data []byte) error {
	t := bytes.TrimLeft(data, " \t\r\n")
	switch {
	case len(t) == 0:
		return errors.New("the file is empty")
	case t[0] == '[' || t[0] == '{' && !isEntity(t):
		return r.readNetwork(t)
	case t[0] == '{':
		return r.readEntities(data)
	}
	return r.readCSV(data)
}

// Rule is the rule that a JSON network names, or empty.
func (r *Reader) Rule() string { return r.ruleID }

// Network returns what was read, checked.
func (r *Reader) Network() (*Network, error) {
	n := &r.net
	if err := r.oneCurrency(); err != nil {
		return nil, err
	}
	if err := r.scale(); err != nil {
		return nil, err
	}
	for kind, count := range r.seen {
		if count > maxWarn {
			n.warn("%s: %d more", kind, count-maxWarn)
		}
	}
	slices.Sort(n.Warnings)
	if err := n.Check(); err != nil {
		return nil, err
	}
	return n, nil
}

// scale turns amounts into integers with as many decimals as they need.
func (r *Reader) scale() error {
	ten, unit := big.NewRat(10, 1), big.NewRat(1, 1)
	for i := 0; i < len(r.amounts); {
		if a := new(big.Rat).Mul(r.amounts[i], unit); a.IsInt() {
			i++
		} else if r.net.Decimals == maxDecimal {
			m := r.net.Money[i]
			return fmt.Errorf("amount from %s to %s has more than %d decimals", r.net.Name(m.From), r.net.Name(m.To), maxDecimal)
		} else {
			r.net.Decimals++
			unit.Mul(unit, ten)
		}
	}
	for i, a := range r.amounts {
		x := new(big.Rat).Mul(a, unit).Num()
		if !x.IsInt64() {
			m := r.net.Money[i]
			return fmt.Errorf("amount from %s to %s is too large", r.net.Name(m.From), r.net.Name(m.To))
		}
		r.net.Money[i].Amount = x.Int64()
	}
	return nil
}

// oneCurrency makes sure that amounts can be added. Money in another currency than the one asked for is left out with a warning.
func (r *Reader) oneCurrency() error {
	counts := map[string]int{}
	for _, c := range r.currencies {
		counts[c]++
	}
	if len(counts) > 1 && r.Currency == "" {
		var all []string
		for c, k := range counts {
			all = append(all, fmt.Sprintf("%s (%d)", cmp.Or(c, "none named"), k))
		}
		slices.Sort(all)
		return fmt.Errorf("amounts are in different currencies and cannot be added: %s; choose one with --currency", strings.Join(all, ", "))
	}
	if r.Currency == "" {
		for c := range counts {
			r.net.Unit = cmp.Or(r.net.Unit, c)
		}
		return nil
	}
	kept := 0
	for i, c := range r.currencies {
		if c == r.Currency {
			r.net.Money[kept], r.amounts[kept] = r.net.Money[i], r.amounts[i]
			kept++
		}
	}
	if dropped := len(r.net.Money) - kept; dropped > 0 {
		r.net.warn("%d amounts are not in %s and were left out", dropped, r.Currency)
	}
	r.net.Money, r.amounts = r.net.Money[:kept], r.amounts[:kept]
	r.net.Unit = cmp.Or(r.net.Unit, r.Currency)
	return nil
}

// warn notes something odd, at most so often for each kind.
func (r *Reader) warn(kind, format string, args ...any) {
	if r.seen == nil {
		r.seen = map[string]int{}
	}
	if r.seen[kind]++; r.seen[kind] <= maxWarn {
		r.net.warn("%s: %s", kind, fmt.Sprintf(format, args...))
	}
}

// money adds an amount.
func (r *Reader) money(from, to, amount, currency, kind string, c Claim) error {
	a, err := ParseAmount(amount)
	if err != nil {
		return err
	}
	switch kind {
	case "payment":
		kind = Payment
	case Payment, Loan, Repayment:
	default:
		return fmt.Errorf("unknown kind of money %q; known are payment, loan and repayment", shorten(kind))
	}
	if err := ids(from, to); err != nil {
		return err
	}
	r.net.Money = append(r.net.Money, Money{From: r.net.AddNode(from), To: r.net.AddNode(to), Kind: kind, Claim: c})
	r.amounts = append(r.amounts, a)
	r.currencies = append(r.currencies, strings.ToUpper(currency))
	return nil
}

// stake adds a share: exact, a band, or unknown when both ends are empty.
func (r *Reader) stake(owner, asset, low, high string, control bool, c Claim) error {
	if err := ids(owner, asset); err != nil {
		return err
	}
	s := Stake{Owner: r.net.AddNode(owner), Asset: r.net.AddNode(asset), Low: new(big.Rat), High: big.NewRat(1, 1), Control: control, Claim: c}
	var err error
	if low != "" {
		if s.Low, err = ParseShare(low); err != nil {
			return err
		}
	}
	if high != "" {
		if s.High, err = ParseShare(high); err != nil {
			return err
		}
	}
	if control && low == "" && high == "" {
		s.High = new(big.Rat) // control says nothing of a share
	}
	if s.Low.Cmp(s.High) > 0 {
		return fmt.Errorf("band of shares from %s to %s is upside down", shorten(low), shorten(high))
	}
	r.net.Stakes = append(r.net.Stakes, s)
	return nil
}

func ids(all ...string) error {
	for _, id := range all {
		if strings.TrimSpace(id) == "" {
			return errors.New("an end of the link is missing")
		}
		if len(id) > maxText {
			return fmt.Errorf("id %q is too long", shorten(id))
		}
	}
	return nil
}

// source finds or adds a source by its id; an empty id is none.
func (r *Reader) source(id string) int {
	if id == "" {
		return NoSource
	}
	if r.sources == nil {
		r.sources = map[string]int{}
	}
	if i, ok := r.sources[id]; ok {
		return i
	}
	r.sources[id] = len(r.net.Sources)
	r.net.Sources = append(r.net.Sources, Source{ID: id, Name: id, Firmness: Unset, Stance: ftm.Reported})
	return len(r.net.Sources) - 1
}

// list notes that somebody is designated already.
func (r *Reader) list(id string) {
	if r.listed == nil {
		r.listed = map[string]bool{}
	}
	if !r.listed[id] {
		r.listed[id] = true
		r.net.Listed = append(r.net.Listed, r.net.AddNode(id))
	}
}

// stanceOf reads the word of a stance.
func stanceOf(word string) (ftm.Stance, error) {
	switch s := ftm.Stance(word); s {
	case "listed", "official":
		return ftm.Listed, nil
	case ftm.Registered, ftm.Asserted, ftm.Reported, ftm.Denied, ftm.Annulled:
		return s, nil
	case "claimed":
		return ftm.Asserted, nil
	}
	return "", fmt.Errorf("unknown stance %q; known are listed, registered, asserted, reported, denied and annulled", shorten(word))
}

// claim puts a claim together from words; empty ones say nothing.
func (r *Reader) claim(source, stance, firmness, fact, note, date string) (Claim, error) {
	c := Claim{Source: r.source(source), Firmness: Unset, Fact: fact, Note: note, Date: date}
	if stance != "" {
		s, err := stanceOf(stance)
		if err != nil {
			return c, err
		}
		c.Stance, c.HasStance = s, true
	}
	if firmness != "" {
		f, err := parseFirmness(firmness)
		if err != nil {
			return c, err
		}
		c.Firmness = f
	}
	return c, nil
}

func parseFirmness(s string) (float64, error) {
	x, err := ParseAmount(s)
	if err == nil {
		if f, _ := x.Float64(); f <= 1 {
			return f, nil
		}
	}
	return 0, fmt.Errorf("firmness %q is not a probability from 0 to 1", shorten(s))
}
