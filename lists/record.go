package lists

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"strconv"
	"strings"

	"github.com/linchpin-oss/linchpin/ftm"
)

// EntityID is the id of the target entity of a record: "eu-fsf:EU.6385.79". It is the same in every publication.
func EntityID(list, record string) string { return list + ":" + record }

// NewRecord makes a record with its target entity.
func NewRecord(list, id, schema string) *Record {
	return &Record{ID: id, Entities: []*ftm.Entity{ftm.New(schema, EntityID(list, id))}}
}

// Target is the listed party itself.
func (r *Record) Target() *ftm.Entity { return r.Entities[0] }

// Attach adds an entity that belongs to the record: a Sanction, Address, Identification, Ownership, ... Its id is made
// from the record, the kind ("address") and a key of the source or of the content, so that it stays the same when
// the source rearranges its children. Attaching a key again returns the entity that stands there already.
func (r *Record) Attach(schema, kind string, key ...string) *ftm.Entity {
	id := r.Target().ID + "/" + kind + "-" + shortHash(key)
	for _, e := range r.Entities[1:] {
		if e.ID == id {
			return e
		}
	}
	e := ftm.New(schema, id)
	r.Entities = append(r.Entities, e)
	return e
}

// Sanction attaches a Sanction entity for the target. The key tells apart several measures of one record (programme,
// act). The surfaces read from it:
//
//	program      the programme or regime as printed         programId   its code ("BLR", "BELARUS-EO14038")
//	provisions   measures in the words of Measure*          summary     the legal act, one statement an act
//	listingDate  when the list says it listed the entry     startDate   when the measure or act took force
//	endDate      when it ended or will end                  reason      statement of reasons
//	authorityId  the list's reference number                unscId      the UN's reference number
//	sourceUrl    the act or entry on the web                status      as printed
func (r *Record) Sanction(authority, country string, key ...string) *ftm.Entity {
	s := r.Attach("Sanction", "sanction", key...)
	s.Add("entity", r.Target().ID)
	s.Add("authority", authority)
	s.Add("country", country)
	return s
}

// The measures in one vocabulary, for Sanction.provisions. What a list prints beyond them is added as printed.
const (
	MeasureAssetFreeze    = "asset freeze"
	MeasureTravelBan      = "travel ban"
	MeasureArmsEmbargo    = "arms embargo"
	MeasureNoFunds        = "no funds or economic resources made available"
	MeasureDebtEquity     = "debt and equity restrictions"
	MeasureTrade          = "trade restrictions"
	MeasureExport         = "export restrictions"
	MeasureTransport      = "transport restrictions"
	MeasurePortBan        = "port access ban"
	MeasureTransactionBan = "transaction ban"
	MeasureDebarment      = "debarment"
	MeasureDirector       = "director disqualification"
	MeasureCorrespondent  = "correspondent account restrictions"
	MeasureTrustServices  = "trust services ban"
)

// StableID makes a record id from the content that identifies an entry, for lists without ids of their own. The parts
// are compared without regard to case and spacing.
func StableID(parts ...string) string {
	norm := make([]string, len(parts))
	for i, p := range parts {
		norm[i] = strings.ToLower(strings.Join(strings.Fields(p), " "))
	}
	return shortHash(norm)
}

// UniqueID makes id unique among those used so far by adding "-2", "-3", ... and notes it as used.
func UniqueID(used map[string]bool, id string) string {
	unique := id
	for n := 2; used[unique]; n++ {
		unique = id + "-" + strconv.Itoa(n)
	}
	used[unique] = true
	return unique
}

func shortHash(parts []string) string {
	h := sha256.New()
	for _, p := range parts {
		fmt.Fprintf(h, "%d:%s", len(p), p)
	}
	return hex.EncodeToString(h.Sum(nil)[:8])
}
