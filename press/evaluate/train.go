package evaluate

import (
	"fmt"
	"os"

	"github.com/linchpin-oss/linchpin/press"
)

// Train learns all models from a folder of corpora. A corpus that is missing is an error: a model must not be made from
// less than its heading says. Progress is told to say. The ids are those of the pages that the model of lines
// was learned from.
func Train(dir string, say func(format string, args ...any)) (m *press.Models, linePageIDs []string, err error) {
	pages, err := linePages(dir)
	if err != nil {
		return nil, nil, err
	}
	docs, err := nameTraining(dir)
	if err != nil {
		return nil, nil, err
	}
	said, err := attributions(dir, "train")
	if err != nil {
		return nil, nil, err
	}
	if len(docs) == 0 {
		return nil, nil, fmt.Errorf("%s: no texts with marked names (ner-train, gum-wikinews, re3d): %w", dir, os.ErrNotExist)
	}
	m = &press.Models{}
	for _, p := range pages {
		linePageIDs = append(linePageIDs, p.ID)
	}
	say("lines of %d pages", len(pages))
	m.Lines = press.TrainLines(trainLines(pages))
	say("names in %d texts", len(docs))
	m.Names = press.TrainNames(docs)
	say("attributions in %d articles", len(said))
	m.Cues = press.TrainCues(said)
	m.Roles = press.TrainRoles(said)
	return m, linePageIDs, nil
}
