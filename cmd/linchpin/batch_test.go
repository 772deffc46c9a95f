package main

import (
	"encoding/json"
	"testing"

	"github.com/linchpin-oss/linchpin/screen"
)

// TestBatchLineIsJSON holds the quick encoding of a line against the plain one.
func TestBatchLineIsJSON(t *testing.T) {
	lists := []screen.ListState{{List: "eu-fsf", Title: "the \"EU\" list"}}
	var shared sharedJSON
	for _, a := range []batchAnswer{
		{Key: "1", Row: 1, Answer: &screen.Answer{Query: screen.Query{Name: `"lists":null,"warnings":null`}, Lists: lists, Warnings: []string{"old"}}},
		{Key: "2", Row: 2, Answer: &screen.Answer{Lists: lists, Warnings: []string{"old"}, Results: []screen.Result{{ID: "x", Caption: "Ünï <b>"}}}},
		{Key: "3", Row: 3, Answer: &screen.Answer{Lists: lists, Warnings: []string{}, NotInForce: []screen.Result{}}},
		{Key: "4", Row: 4, Error: "no name", Answer: &screen.Answer{}},
		{Key: "5", Row: 5, Error: "no name"},
	} {
		want, err := json.Marshal(&a)
		if err != nil {
			t.Fatal(err)
		}
		got, err := a.line(&shared)
		if err != nil || string(got) != string(want) {
			t.Errorf("%s\nwant %s, %v", got, want, err)
		}
	}
}
