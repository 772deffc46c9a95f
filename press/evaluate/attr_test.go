package evaluate

import (
	"fmt"
	"testing"
	"time"

	"github.com/linchpin-oss/linchpin/press"
)

func TestTmpAttr(t *testing.T) {
	dir := "/tmp/w/shared/text"
	train, err := attributions(dir, "train")
	if err != nil {
		t.Fatal(err)
	}
	t0 := time.Now()
	cues := press.TrainCues(train)
	fmt.Println("cues", cues.Size(), time.Since(t0))
	roles := press.TrainRoles(train)
	fmt.Println("roles", roles.Size(), time.Since(t0))
	dev, _ := attributions(dir, "dev")
	for _, b := range []float32{0.1, 0.3} {
		press.SetCueBias(b)
		var s attributionScore
		t0 = time.Now()
		for _, d := range dev {
			scoreAttributions(&s, d.Attributions, press.Attributions(cues, roles, d.Text))
		}
		fmt.Printf("bias %v cue P %.3f R %.3f F %.3f exact %.3f whole P %.3f R %.3f F %.3f %v\n", b, s.cue.precision(), s.cue.recall(), s.cue.f1(), s.exact.f1(), s.whole.precision(), s.whole.recall(), s.whole.f1(), time.Since(t0))
	}
}
