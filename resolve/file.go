package resolve

import (
	"bytes"
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"errors"
	"fmt"
	"math"
)

// The two files of a resolution. Both begin with a magic word and the hash of the index that they were made for, and end
// with the SHA-256 of what stands before; numbers are 32 bits, little end first.
//
//	clusters  number of records; for each record the number of its cluster, 0 where it is alone
//	pairs     number of pairs; for each pair A, B, verdict | basis << 8 | opposed << 16, bits as a float
const (
	clustersMagic = "LPCLUST1"
	pairsMagic    = "LPPAIRS1"
)

// Clusters tells which entries of an index are one entity.
type Clusters struct {
	of      []uint32
	start   []uint32 // of each cluster in members
	members []uint32
	hash    string
}

// Pack makes the file of a clustering for an index.
func (c *Clustering) Pack(index string, records int) []byte {
	of := make([]uint32, records)
	for n, cluster := range c.Clusters {
		for _, r := range cluster {
			of[r] = uint32(n + 1)
		}
	}
	b := head(clustersMagic, index, records)
	for _, v := range of {
		b = binary.LittleEndian.AppendUint32(b, v)
	}
	return seal(b)
}

// OpenClusters reads a file of clusters that must be of an index with that hash and number of entries.
func OpenClusters(data []byte, index string, records int) (*Clusters, error) {
	body, sum, err := open(data, clustersMagic, index, 4)
	if err != nil {
		return nil, fmt.Errorf("clusters: %w", err)
	}
	if len(body) != 4*records {
		return nil, fmt.Errorf("clusters: of %d records, not of %d", len(body)/4, records)
	}
	c := &Clusters{of: make([]uint32, records), hash: hex.EncodeToString(sum)}
	most := uint32(0)
	for i := range c.of {
		c.of[i] = binary.LittleEndian.Uint32(body[4*i:])
		if c.of[i] > uint32(records) {
			return nil, fmt.Errorf("clusters: record %d has no possible cluster", i)
		}
		most = max(most, c.of[i])
	}
	c.start = make([]uint32, most+2)
	for _, n := range c.of {
		if n > 0 {
			c.start[n]++
		}
	}
	for i := 1; i < len(c.start); i++ {
		c.start[i] += c.start[i-1]
	}
	c.members = make([]uint32, c.start[most])
	next := append([]uint32{0}, c.start...)
	for i, n := range c.of {
		if n > 0 {
			c.members[next[n]] = uint32(i)
			next[n]++
		}
	}
	return c, nil
}

// Of returns the cluster of a record, 0 if it is alone.
func (c *Clusters) Of(record int) int {
	if c == nil {
		return 0
	}
	return int(c.of[record])
}

// Members returns the records of the cluster of a record, itself included, in order.
func (c *Clusters) Members(record int) []int {
	n := c.Of(record)
	if n == 0 {
		return []int{record}
	}
	var out []int
	for _, m := range c.members[c.start[n-1]:c.start[n]] {
		out = append(out, int(m))
	}
	return out
}

// Len is the number of clusters of two records and more.
func (c *Clusters) Len() int { return len(c.start) - 2 }

// Hash is the hash of the file, 64 hex digits.
func (c *Clusters) Hash() string {
	if c == nil {
		return ""
	}
	return c.hash
}

// PackPairs makes the file of the compared pairs.
func PackPairs(index string, pairs []Pair) []byte {
	b := head(pairsMagic, index, len(pairs))
	for _, p := range pairs {
		flags := uint32(p.Verdict) | uint32(p.Basis)<<8 | uint32(p.Opposed)<<16
		for _, v := range [...]uint32{uint32(p.A), uint32(p.B), flags, math.Float32bits(float32(p.Bits))} {
			b = binary.LittleEndian.AppendUint32(b, v)
		}
	}
	return seal(b)
}

// OpenPairs reads a file of pairs of an index with that many entries.
func OpenPairs(data []byte, index string, records int) ([]Pair, error) {
	body, _, err := open(data, pairsMagic, index, 16)
	if err != nil {
		return nil, fmt.Errorf("pairs: %w", err)
	}
	pairs := make([]Pair, len(body)/16)
	for i := range pairs {
		at := func(n int) uint32 { return binary.LittleEndian.Uint32(body[16*i+4*n:]) }
		p := Pair{A: int(at(0)), B: int(at(1)), Verdict: Verdict(at(2)), Basis: Basis(at(2) >> 8), Opposed: Opposition(at(2) >> 16),
			Bits: float64(math.Float32frombits(at(3)))}
		if p.A >= p.B || p.B >= records || p.Verdict > Same || p.Basis > ByEvidence || p.Opposed > Barred {
			return nil, fmt.Errorf("pairs: row %d is impossible", i)
		}
		pairs[i] = p
	}
	return pairs, nil
}

func head(magic, index string, n int) []byte {
	b := append([]byte(magic), index...)
	return binary.LittleEndian.AppendUint32(b, uint32(n))
}

func seal(b []byte) []byte {
	sum := sha256.Sum256(b)
	return append(b, sum[:]...)
}

func open(data []byte, magic, index string, row int) (body, sum []byte, err error) {
	first := len(magic) + len(index)
	if len(data) < first+4+sha256.Size || !bytes.HasPrefix(data, []byte(magic)) {
		return nil, nil, errors.New("not such a file, or one of another version")
	}
	if string(data[len(magic):first]) != index {
		return nil, nil, errors.New("made for another index")
	}
	end := len(data) - sha256.Size
	if got := sha256.Sum256(data[:end]); !bytes.Equal(got[:], data[end:]) {
		return nil, nil, errors.New("the file is damaged")
	}
	body = data[first+4 : end]
	if n := binary.LittleEndian.Uint32(data[first:]); uint64(n)*uint64(row) != uint64(len(body)) {
		return nil, nil, errors.New("the file is cut")
	}
	return body, data[end:], nil
}
