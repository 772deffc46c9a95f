package press

func cueVerb(w string) bool { return false }
