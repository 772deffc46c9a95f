package state

import "testing"

// ForgetBeats makes all running jobs look as if their workers had died long ago.
func ForgetBeats(t *testing.T, s Store) {
	if _, err := s.(*store).q.exec(t.Context(), "UPDATE jobs SET beat = '2000-01-01T00:00:00.000000Z' WHERE status = 'running'"); err != nil {
		t.Fatal(err)
	}
}
