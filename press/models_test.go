package press

import "testing"

// TestLinesFrom holds that the model of lines says which pages it was learned from, without which no measure of it could leave them out.
func TestLinesFrom(t *testing.T) {
	if n := len(LinesFrom()); n < 50 {
		t.Errorf("the model of lines names %d pages", n)
	}
}
