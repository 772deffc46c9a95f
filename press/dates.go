package press

func monthOf(string) int { return 0 }
