package screen

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"sync"
)

const (
	maxRemembered = 200     // bytes of a text
	maxMemory     = 1 << 15 // texts
)

// memory remembers what was found in short texts. It is safe for several goroutines.
type memory struct {
	sync.RWMutex
	found map[string][]Mention
}

// key names a text with all that its reading depends on.
func (a *About) key(text string, least float64) string {
	var b strings.Builder
	b.Grow(len(text) + 32)
	for _, flag := range [...]bool{a.Whole, a.Field, a.Cut} {
		if flag {
			b.WriteByte('1')
		} else {
			b.WriteByte('0')
		}
	}
	var buf [24]byte
	b.Write(strconv.AppendFloat(buf[:0], least, 'g', -1, 64))
	f := &a.Facts
	if len(f.Countries)+len(f.Addresses)+len(f.BirthDates)+len(f.IDs) > 0 || f.MostBits() > 0 {
		fmt.Fprintf(&b, "%q", *f)
	}
	b.WriteByte(0)
	b.WriteString(text)
	return b.String()
}

func (m *memory) get(key string) ([]Mention, bool) {
	m.RLock()
	defer m.RUnlock()
	found, ok := m.found[key]
	return slices.Clone(found), ok
}

// put forgets everything when it is full.
func (m *memory) put(key string, found []Mention) {
	m.Lock()
	defer m.Unlock()
	if m.found == nil || len(m.found) >= maxMemory {
		m.found = make(map[string][]Mention, maxMemory/8)
	}
	m.found[strings.Clone(key)] = slices.Clone(found)
}
