package tagger

import (
	"bytes"
	"fmt"
	"slices"
	"strings"
	"testing"
)

// words makes features of the words of a sentence.
func words(s string) (int, Features) {
	w := strings.Fields(s)
	return len(w), func(i int, emit func([]byte)) {
		emit([]byte("w=" + w[i]))
		if i > 0 {
			emit([]byte("p=" + w[i-1]))
		}
	}
}

func sample() []Sequence {
	var data []Sequence
	for _, s := range []struct {
		text   string
		labels []int
	}{{"Minsk said no", []int{1, 0, 0}}, {"no one in Minsk said", []int{0, 0, 0, 1, 0}}, {"in Riga no one said", []int{0, 1, 0, 0, 0}},
		{"Riga said no", []int{1, 0, 0}}} {
		_, f := words(s.text)
		data = append(data, Sequence{s.labels, f})
	}
	return data
}

func TestLearnsAndKeepsItsAnswersThroughAFile(t *testing.T) {
	m := Train([]string{"O", "PLACE"}, sample(), Options{MinCount: 1, Rounds: 40})
	n, f := words("one said Riga in Minsk")
	want := []int{0, 0, 1, 0, 1}
	if got := m.Tag(n, f, nil); !slices.Equal(got, want) {
		t.Fatalf("labels %v, want %v", got, want)
	}
	var file bytes.Buffer
	if err := m.Write(&file, "a test"); err != nil {
		t.Fatal(err)
	}
	again, err := Read(bytes.NewReader(file.Bytes()))
	if err != nil {
		t.Fatal(err)
	}
	a, am := m.Decode(n, f, nil)
	b, bm := again.Decode(n, f, nil)
	if !slices.Equal(a, b) || fmt.Sprint(am) != fmt.Sprint(bm) {
		t.Errorf("read back: %v %v, want %v %v", b, bm, a, am)
	}
	var second bytes.Buffer
	if err := Train([]string{"O", "PLACE"}, sample(), Options{MinCount: 1, Rounds: 40}).Write(&second, "a test"); err != nil || !bytes.Equal(file.Bytes(), second.Bytes()) {
		t.Errorf("training twice gives different files (%v)", err)
	}
}

func FuzzRead(f *testing.F) {
	f.Add([]byte("labels\tO\tB\nafter\tO\t1\t2\nafter\tB\t1\t2\nafter\t^\t0\t0\nf\tw=x\tO 3\tB -3\n"))
	f.Add([]byte("labels\tO\n"))
	f.Fuzz(func(t *testing.T, data []byte) {
		m, err := Read(bytes.NewReader(data))
		if err == nil {
			m.Tag(3, func(int, func([]byte)) {}, nil)
		}
	})
}
