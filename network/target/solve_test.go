package target

import (
	"context"
	"encoding/json"
	"os"
	"path/filepath"
	"testing"
	"time"
)
