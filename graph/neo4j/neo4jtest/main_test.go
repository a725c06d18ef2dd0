package neo4jtest

import (
	"os"
	"testing"
)

func TestMain(m *testing.M) {
	if os.Getenv(helperEnv) != "" {
		becomeParent()
	}
	os.Exit(Main(m))
}

// helperEnv turns the test binary into the parent that TestDieWithParent kills.
const helperEnv = "NEO4JTEST_HELPER"
