package index

import (
	"encoding/binary"
	"math/bits"
	"slices"
)

// table finds the values of a hash: a number of bits b, 2^b+1 starts of buckets, a sieve of 2^(b+sieveBits) bits, and the pairs of hash and
// value, sorted. The bucket of a hash is its upper b bits; its bit in the sieve, the upper b+sieveBits, tells cheaply that a hash is not there.
type table struct {
	bits    uint
	buckets words
	sieve   []byte
	pairs   words
}

// sieveBits makes the sieve 8 to 16 times as many bits as there are pairs.
const sieveBits = 5

func readTable(s []byte) table {
	w := words(s)
	b := uint(min(w.at(0), 32-sieveBits))
	end := 4 * (2 + 1<<b)
	behind := end + 1<<(b+sieveBits)/8
	if w.len() == 0 || behind > len(s) {
		return table{}
	}
	return table{bits: b, buckets: w[4:end], sieve: s[end:behind], pairs: w[behind:]}
}

// find returns the run of pairs in which a hash may stand.
func (t *table) find(hash uint32) (from, to int) {
	if len(t.buckets) == 0 {
		return 0, 0
	}
	if bit := hash >> (32 - sieveBits - t.bits); t.sieve[bit/8]>>(bit%8)&1 == 0 {
		return 0, 0
	}
	bucket := int(uint64(hash) >> (32 - t.bits))
	from, to = int(t.buckets.at(bucket)), min(int(t.buckets.at(bucket+1)), len(t.pairs)/8)
	for from < to && t.pairs.at(2*from) != hash {
		from++
	}
	end := from
	for end < to && t.pairs.at(2*end) == hash {
		end++
	}
	return from, end
}

func (t *table) value(i int) uint32 { return t.pairs.at(2*i + 1) }

// hashPair is a pair of a table while it is built: the hash in the upper half, the value in the lower.
type hashPair uint64

func pairOf(hash, value uint32) hashPair { return hashPair(hash)<<32 | hashPair(value) }

// appendTable writes a table of pairs, which it sorts.
func appendTable(out []byte, pairs []hashPair) []byte {
	slices.Sort(pairs)
	pairs = slices.Compact(pairs)
	b := min(max(bits.Len(uint(len(pairs)/4)), 1), 32-sieveBits)
	out = binary.LittleEndian.AppendUint32(out, uint32(b))
	at := 0
	for bucket := range 1<<b + 1 {
		for at < len(pairs) && int(uint64(pairs[at])>>(64-b)) < bucket {
			at++
		}
		out = binary.LittleEndian.AppendUint32(out, uint32(at))
	}
	sieve := make([]byte, 1<<(b+sieveBits)/8)
	for _, p := range pairs {
		bit := uint32(p>>32) >> (32 - sieveBits - b)
		sieve[bit/8] |= 1 << (bit % 8)
	}
	out = append(out, sieve...)
	for _, p := range pairs {
		out = binary.LittleEndian.AppendUint32(out, uint32(p>>32))
		out = binary.LittleEndian.AppendUint32(out, uint32(p))
	}
	return out
}
