package press

func SetBias(b float32) { bodyBias = []float32{0, b} }
