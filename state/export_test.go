package state

import "testing"

// ForgetBeats makes all running jobs look as if their workers had died long ago.
func ForgetBeats(t *testing.T, s Store) {
	if _, err := s.(*store).q.exec(t.Context(), "UPDATE jobs SET beat = '2000-01-01T00:00:00.000000Z' WHERE status = 'running'"); err != nil {
		t.Fatal(err)
	}
}

// FetchJobs makes all waiting jobs look as if a process had fetched them long ago and died before it began.
func FetchJobs(t *testing.T, s Store) {
	long := "'2000-01-01T00:00:00Z'"
	if s.Dialect() == "sqlite" {
		long = "'2000-01-01 00:00:00.000'" // as River's driver writes times there
	}
	n, err := s.(*store).q.exec(t.Context(), "UPDATE river_job SET state = 'running', attempt = 1, attempted_at = "+long+" WHERE state IN ('available', 'scheduled')")
	if err != nil || n == 0 {
		t.Fatal(n, err)
	}
}
