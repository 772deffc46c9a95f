package eval

import (
	"time"

	"golang.org/x/sys/unix"
)

// threadTime is how long the thread has had a processor, which other programs do not lengthen.
func threadTime() time.Duration {
	var t unix.Timespec
	if err := unix.ClockGettime(unix.CLOCK_THREAD_CPUTIME_ID, &t); err != nil {
		return time.Duration(time.Now().UnixNano())
	}
	return time.Duration(t.Nano())
}
