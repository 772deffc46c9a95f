package api

import (
	"testing"
	"time"
)

// An index is closed after the requests that were under way when it was given back, and not later.
func TestErasWaitForRequestsBefore(t *testing.T) {
	var e eras
	e.wait() // nobody to wait for
	first, second := e.begin(), e.begin()
	closed := make(chan string, 3)
	go func() { e.wait(); closed <- "first index" }()
	for e.kept() < 2 { // until it waits
		time.Sleep(time.Millisecond)
	}
	late := e.begin() // of a request that cannot have seen the index
	first()
	select {
	case <-closed:
		t.Fatal("closed under a request")
	case <-time.After(50 * time.Millisecond):
	}
	second()
	if got := <-closed; got != "first index" {
		t.Error(got)
	}
	late()
	e.wait()
	if n := e.kept(); n > 1 {
		t.Errorf("%d eras are kept", n)
	}
}

func (e *eras) kept() int {
	e.mu.Lock()
	defer e.mu.Unlock()
	return len(e.all)
}
