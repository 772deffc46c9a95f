package api

import "sync"

// daily keeps what takes seconds to make for an index and a day: the last two that were asked for, of which one is mostly today's.
// Who asks for one that is there does not wait for another to be made.
type daily[T any] struct {
	mu   sync.Mutex
	last [2]*made[T]
}

type made[T any] struct {
	key   string
	once  sync.Once
	value T
	err   error
}

// get returns what key names, made if need be. Failures are not kept.
func (d *daily[T]) get(key string, make func() (T, error)) (T, error) {
	d.mu.Lock()
	var m *made[T]
	for _, have := range d.last {
		if have != nil && have.key == key {
			m = have
		}
	}
	if m == nil {
		m = &made[T]{key: key}
		d.last[0], d.last[1] = m, d.last[0]
	}
	d.mu.Unlock()
	m.once.Do(func() { m.value, m.err = make() })
	if m.err != nil {
		d.mu.Lock()
		for i := range d.last {
			if d.last[i] == m {
				d.last[i] = nil
			}
		}
		d.mu.Unlock()
	}
	return m.value, m.err
}
