package web

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/vektah/gqlparser/v2/ast"
	"github.com/vektah/gqlparser/v2/parser"
)

// TestExamples checks what can be known without the schema: that each is one
// query, and gives just the variables that it declares.
func TestExamples(t *testing.T) {
	examples, err := Examples()
	if err != nil {
		t.Fatal(err)
	}
	if len(examples) == 0 {
		t.Error("there are none")
	}
	titles := map[string]bool{}
	for _, example := range examples {
		if !strings.HasSuffix(example.Title, "?") || titles[example.Title] {
			t.Errorf("title %q", example.Title)
		}
		titles[example.Title] = true
		document, err := parser.ParseQuery(&ast.Source{Input: example.Query})
		if err != nil {
			t.Errorf("%s: %v", example.Title, err)
			continue
		}
		if len(document.Operations) != 1 || document.Operations[0].Operation != ast.Query {
			t.Errorf("%s: not one query", example.Title)
		}
		declared := map[string]bool{}
		for _, variable := range document.Operations[0].VariableDefinitions {
			declared[variable.Variable] = true
		}
		given := map[string]bool{}
		for name := range example.Variables {
			given[name] = true
		}
		if diff := cmp.Diff(declared, given); diff != "" {
			t.Errorf("%s: %s", example.Title, diff)
		}
	}
}
