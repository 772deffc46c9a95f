package evaluate

import (
	"fmt"
	"os"

	"github.com/linchpin-oss/linchpin/press"
)

// Train learns all models from a folder of corpora. A corpus that is missing is an error: a model must not be made from
// less than its heading says. Progress is told to say.
func Train(dir string, say func(format string, args ...any)) (*press.Models, error) {
	pages, err := linePages(dir)
	if err != nil {
		return nil, err
	}
	docs, err := nameTraining(dir)
	if err != nil {
		return nil, err
	}
	said, err := attributions(dir, "train")
	if err != nil {
		return nil, err
	}
	if len(docs) == 0 {
		return nil, fmt.Errorf("%s: no texts with marked names (ner-train, gum-wikinews, re3d): %w", dir, os.ErrNotExist)
	}
	m := &press.Models{}
	say("lines of %d pages", len(pages))
	m.Lines = press.TrainLines(trainLines(pages))
	say("names in %d texts", len(docs))
	m.Names = press.TrainNames(docs)
	say("attributions in %d articles", len(said))
	m.Cues = press.TrainCues(said)
	m.Roles = press.TrainRoles(said)
	return m, nil
}
