package press

import (
	"embed"
	"fmt"
	"io"
	"sync"

	"github.com/linchpin-oss/linchpin/press/tagger"
)

// Models are what linchpin train press learns; each is a readable table.
type Models struct {
	Lines *tagger.Model // lines of the article against debris
	Names *tagger.Model // names of persons, organisations, places and others
	Cues  *tagger.Model // words of saying, thinking, promising
	Roles *tagger.Model // source and content around a cue
}

//go:embed models
var modelFiles embed.FS

// ModelFile is a model with its file name and what it was made from.
type ModelFile struct {
	Name  string
	Model **tagger.Model
	Head  string
}

// Files lists the models of a set with the names of their files.
func (m *Models) Files() []ModelFile {
	return []ModelFile{
		{"lines.tsv", &m.Lines, "Which lines of a page belong to the article. Learned from scrapinghub/article-extraction-benchmark (MIT): 119 pages as lines of text."},
		{"names.tsv", &m.Names, "Names in English text. Learned from wikigold (CC BY 4.0), Universal NER English EWT (CC BY-SA 4.0), Wikinews texts of GUM (CC BY 4.0)\nand dstl/re3d (per source: public domain, OGL 3.0, CC BY 3.0 AU, EU reuse terms, CC BY-SA 3.0)."},
		{"cues.tsv", &m.Cues, "Words by which somebody says, thinks, wants or promises. Learned from PolNeAR (networkdynamics/PolNeAR), training part: weights only."},
		{"roles.tsv", &m.Roles, "Which words around a cue name the source and which the content. Learned from PolNeAR (networkdynamics/PolNeAR), training part: weights only."},
	}
}

// LinesFrom are the ids of the pages that the built-in model of lines was learned from: no figure on them tells how it does on others.
var LinesFrom = sync.OnceValue(func() map[string]bool {
	data, _ := modelFiles.ReadFile("models/lines-pages.txt")
	return wordSet(string(data))
})

// BuiltIn returns the models in the binary, read on first use.
var BuiltIn = sync.OnceValues(func() (*Models, error) {
	m := &Models{}
	for _, f := range m.Files() {
		r, err := modelFiles.Open("models/" + f.Name)
		if err != nil {
			return nil, err
		}
		if *f.Model, err = tagger.Read(r); err != nil {
			return nil, fmt.Errorf("press/models/%s: %w", f.Name, err)
		}
		r.Close()
	}
	return m, nil
})

// WriteModel writes one model with its heading.
func WriteModel(w io.Writer, f ModelFile) error {
	return (*f.Model).Write(w, f.Head+"\nMade by linchpin train press; not edited by hand. Weights are hundredths.")
}
