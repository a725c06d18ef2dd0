package docs_test

import (
	"os"
	"regexp"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/factiongraph/factiongraph/graph"
)

// TestMatchingReasons holds the table of reasons in formats.md to the code's.
func TestMatchingReasons(t *testing.T) {
	text, err := os.ReadFile("formats.md")
	succeed(t, err)
	var got, want []string
	for _, row := range tables(string(text))["The score"] {
		got = append(got, regexp.MustCompile("`[A-Z_]+`").FindAllString(row[0], -1)...)
	}
	for _, word := range graph.LikenessReasonKinds {
		want = append(want, code(word.Name))
	}
	slices.Sort(got)
	slices.Sort(want)
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("reasons (-code +formats.md):\n%s", diff)
	}
}
