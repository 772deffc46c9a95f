package eu

import (
	"bytes"
	"strings"
)

// rootElement is the local name of the first element of an XML file, "" if the file is not XML.
func rootElement(head []byte) string {
	head = bytes.TrimPrefix(head, []byte("\xef\xbb\xbf"))
	for {
		head = bytes.TrimSpace(head)
		if len(head) < 2 || head[0] != '<' {
			return ""
		}
		var end string
		switch {
		case bytes.HasPrefix(head, []byte("<!--")):
			end = "-->"
		case head[1] == '?':
			end = "?>"
		case head[1] == '!':
			return ""
		default:
			name := string(head[1:])
			if i := strings.IndexAny(name, " \t\r\n/>"); i >= 0 {
				name = name[:i]
			}
			return name[strings.LastIndexByte(name, ':')+1:]
		}
		_, rest, ok := bytes.Cut(head, []byte(end))
		if !ok {
			return ""
		}
		head = rest
	}
}

// isTravelXML tells the travel-ban export from the FSF export: its acts are Council decisions. The two are written in
// the same schema.
func isTravelXML(head []byte) bool {
	return bytes.Contains(head, []byte(`regulationType="council decision"`))
}

func detectFSF(_ string, head []byte) bool {
	return rootElement(head) == "export" && bytes.Contains(head, []byte("/fpi/fsd/export")) && !isTravelXML(head)
}

func detectTravelXML(_ string, head []byte) bool {
	return rootElement(head) != "" && bytes.Contains(head, []byte("sanctionEntity")) && isTravelXML(head)
}

func detectWhole(_ string, head []byte) bool { return rootElement(head) == "WHOLE" }

// header returns the first line, folded to lower case, without byte order mark and quotes.
func header(head []byte) string {
	line, _, _ := strings.Cut(strings.TrimPrefix(string(head), "\xef\xbb\xbf"), "\n")
	return strings.ToLower(strings.ReplaceAll(strings.TrimSpace(line), `"`, ""))
}

func hasColumns(head []byte, sep string, columns ...string) bool {
	have := sep + header(head) + sep
	for _, c := range columns {
		if !strings.Contains(have, sep+c+sep) {
			return false
		}
	}
	return true
}

func detectCSV11(_ string, head []byte) bool {
	return hasColumns(head, ";", "entity_logicalid", "namealias_wholename")
}

func detectCSV10(_ string, head []byte) bool {
	return hasColumns(head, ";", "entity_logical_id", "naal_wholename", "subject_type")
}

func detectMerged(_ string, head []byte) bool {
	return hasColumns(head, ",", "naal_wholename", "namealias.wholename", "logicalid", "type")
}

func detectTravelCSV(_ string, head []byte) bool {
	return hasColumns(head, ",", "logicalid", "namealias.wholename", "regulation.numbertitle") && !detectMerged("", head)
}

func detectOJ(_ string, head []byte) bool {
	return hasColumns(head, ",", "celex", "recordid", "programkey", "annex", "measure", "schema", "name")
}

func detectAmendment(_ string, head []byte) bool {
	return hasColumns(head, ",", "amendedcelex", "amendmentcelex", "recordid", "programkey", "measure", "schema", "name")
}

// hasKeys reports whether a YAML file has lines that begin with each of the keys, in a mapping or a list of mappings.
func hasKeys(head []byte, keys ...string) bool {
	for _, k := range keys {
		if !bytes.HasPrefix(head, []byte(k+":")) && !bytes.Contains(head, []byte("\n"+k+":")) {
			return false
		}
	}
	return true
}

func detectYAML(_ string, head []byte) bool { return hasKeys(head, "names", "entity_type", "ref_type") }

func detectYAMLFull(_ string, head []byte) bool {
	return hasKeys(head, "eu_reference_number", "name_aliases", "subject_type")
}

func detectVessels(_ string, head []byte) bool {
	return hasKeys(head, "vessel_name", "imo_number", "date_of_application")
}
