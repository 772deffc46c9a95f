package index

import (
	"bytes"
	"cmp"
	"encoding/binary"
	"fmt"
	"slices"
	"strings"

	"github.com/linchpin-oss/linchpin/ftm"
	"github.com/linchpin-oss/linchpin/match"
)

// identifiers gathers the identifiers of a record: those of the target and of its documents and wallets. The names of an aircraft are
// among them: OFAC prints its tail number there.
func identifiers(entities []*ftm.Entity) []match.ID {
	var ids []match.ID
	for i, e := range entities {
		attached := i > 0
		if attached && !e.Schema.Is("Identification") && !e.Schema.Is("CryptoWallet") && !e.Schema.Is("BankAccount") {
			continue
		}
		for _, s := range e.Statements {
			p := e.Schema.Prop(s.Prop)
			if p == nil || !isIdentifier(p) {
				continue
			}
			if id := match.NormalID(s.Text()); len(id) >= 4 {
				ids = append(ids, match.ID{Prop: s.Prop, Value: id})
			}
		}
	}
	if entities[0].Schema.Is("Airplane") {
		for _, s := range entities[0].Names() {
			if id := match.NormalID(s.Value); len(id) >= 4 {
				ids = append(ids, match.ID{Prop: "registrationNumber", Value: id})
			}
		}
	}
	slices.SortFunc(ids, func(x, y match.ID) int {
		return cmp.Or(strings.Compare(x.Prop, y.Prop), strings.Compare(x.Value, y.Value))
	})
	return slices.Compact(ids)
}

func isIdentifier(p *ftm.Property) bool {
	switch p.Name {
	case "recordId", "programId", "authorityId", "unscId", "wikidataId":
		return false
	case "publicKey", "accountNumber", "number", "callSign", "mmsi", "registrationNumber":
		return true
	}
	return p.Type.Name == "identifier" || p.Type.Name == "iban"
}

// packFacts packs what comparison needs: kind byte, then length-prefixed parts.
func packFacts(entities []*ftm.Entity) []byte {
	var out []byte
	put := func(kind byte, parts ...string) {
		out = append(out, kind)
		for _, p := range parts {
			out = binary.AppendUvarint(out, uint64(len(p)))
			out = append(out, p...)
		}
	}
	target := entities[0]
	put('s', target.Schema.Name)
	seen := map[string]bool{}
	once := func(kind byte, parts ...string) {
		key := string(kind) + strings.Join(parts, "\x00")
		if !seen[key] {
			seen[key] = true
			put(kind, parts...)
		}
	}
	for _, s := range target.Statements {
		if s.Value == "" {
			continue
		}
		switch s.Prop {
		case "birthDate", "incorporationDate", "buildDate":
			once('d', s.Value, s.Note)
		case "nationality", "citizenship", "country", "jurisdiction", "flag", "birthCountry", "mainCountry", "pastFlags":
			once('c', s.Value)
		case "gender":
			once('g', s.Value)
		case "address":
			once('a', s.Value)
		case "birthPlace":
			once('p', s.Value)
		}
	}
	for _, e := range entities[1:] {
		if e.Schema.Is("Address") {
			for _, a := range e.Get("full") {
				once('a', a)
			}
			for _, c := range e.Get("country") {
				once('c', c)
			}
		}
	}
	for _, id := range identifiers(entities) {
		put('i', id.Prop, id.Value)
	}
	return out
}

// unpackFacts is the reverse of packFacts.
func unpackFacts(data []byte) (schema *ftm.Schema, f match.Facts) {
	next := func() string {
		n, k := binary.Uvarint(data)
		if k <= 0 || n > uint64(len(data)-k) {
			data = nil
			return ""
		}
		s := string(data[k : k+int(n)])
		data = data[k+int(n):]
		return s
	}
	for len(data) > 0 {
		kind := data[0]
		data = data[1:]
		switch kind {
		case 's':
			schema = ftm.Lookup(next())
		case 'd':
			v, note := next(), next()
			f.BirthDates = append(f.BirthDates, match.Date{Value: v, Note: note})
		case 'c':
			f.Countries = append(f.Countries, next())
		case 'g':
			f.Genders = append(f.Genders, next())
		case 'a':
			f.Addresses = append(f.Addresses, next())
		case 'p':
			f.Places = append(f.Places, next())
		case 'i':
			prop, value := next(), next()
			f.IDs = append(f.IDs, match.ID{Prop: prop, Value: value})
		default:
			return schema, f
		}
	}
	return schema, f
}

// packEntities writes entities as length-prefixed strings.
func packEntities(entities []*ftm.Entity) []byte {
	var buf bytes.Buffer
	str := func(s string) {
		var n [binary.MaxVarintLen64]byte
		buf.Write(n[:binary.PutUvarint(n[:], uint64(len(s)))])
		buf.WriteString(s)
	}
	for _, e := range entities {
		str(e.ID)
		str(e.Schema.Name)
		for _, s := range e.Statements {
			str(s.Prop)
			str(s.Value)
			str(s.Original)
			str(s.Lang)
			str(s.Note)
			str(string(s.Stance))
		}
		str("")
	}
	return buf.Bytes()
}

func unpackEntities(data []byte) ([]*ftm.Entity, error) {
	broken := false
	str := func() string {
		n, k := binary.Uvarint(data)
		if k <= 0 || n > uint64(len(data)-k) {
			broken, data = true, nil
			return ""
		}
		s := string(data[k : k+int(n)])
		data = data[k+int(n):]
		return s
	}
	var out []*ftm.Entity
	for len(data) > 0 {
		e := &ftm.Entity{ID: str()}
		if e.Schema = ftm.Lookup(str()); e.Schema == nil {
			return nil, fmt.Errorf("index: entity %q has an unknown schema", e.ID)
		}
		for prop := str(); prop != ""; prop = str() {
			e.Statements = append(e.Statements, ftm.Statement{Prop: prop, Value: str(), Original: str(), Lang: str(),
				Note: str(), Stance: ftm.Stance(str())})
		}
		if broken {
			return nil, fmt.Errorf("index: entity %q is cut", e.ID)
		}
		out = append(out, e)
	}
	return out, nil
}
