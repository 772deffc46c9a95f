package names

import (
	"hash/crc32"
	"io/fs"
	"sync"
)

// Fingerprint differs where the tables by which names are read differ, so that what was made by others can be told and made anew: names that
// were split by one table are not found by another.
var Fingerprint = sync.OnceValue(func() uint32 {
	sum := crc32.NewIEEE()
	for _, table := range []string{classesTSV, wordsTSV, spellingsTSV, givenTSV, hanTable, rarityTSV, readingsTSV} {
		sum.Write([]byte(table))
	}
	if err := fs.WalkDir(transcribeFiles, ".", func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		table, err := transcribeFiles.ReadFile(path)
		sum.Write(table)
		return err
	}); err != nil {
		panic("names: embedded tables: " + err.Error())
	}
	return sum.Sum32()
})
