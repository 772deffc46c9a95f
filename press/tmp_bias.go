package press

func SetBias(b float32) { bodyBias = []float32{0, b} }

func SetCueBias(b float32) { cueBias = []float32{0, b, b} }
