package archive

import (
	"crypto/sha256"
	"encoding/json"
	"fmt"
	"os"
	"path"
	"path/filepath"
)

// Files names the files that one state of a list consists of (see Generation), by slashed paths below the archive: what a copy
// needs to read the list's history. The raw bytes of its publications are not among them. The state before the present one
// can be asked for until the next import.
func (a *Archive) Files(list, generation string) ([]string, error) {
	raw, err := os.ReadFile(filepath.Join(a.dir, list, generation))
	if err != nil {
		return nil, err
	}
	if sum := sha256.Sum256(raw); generation != manifestName(sum[:]) {
		return nil, fmt.Errorf("archive of %s: manifest %s is damaged: its checksum does not fit its name", list, generation)
	}
	var m manifest
	if err := json.Unmarshal(raw, &m); err != nil {
		return nil, fmt.Errorf("archive of %s: manifest %s: %w", list, generation, err)
	}
	files := []string{path.Join(list, generation), path.Join(list, m.Versions.Name)}
	for _, ref := range m.Statements {
		files = append(files, path.Join(list, ref.Name))
	}
	return files, nil
}
