package resolvers_test

import (
	"bytes"
	"encoding/json"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/vektah/gqlparser/v2"
	"github.com/vektah/gqlparser/v2/ast"
	"github.com/vektah/gqlparser/v2/validator/rules"

	"github.com/factiongraph/factiongraph/resolvers"
)

// goldens are the documents of testdata/golden, by name.
func goldens(t *testing.T) map[string]string {
	t.Helper()
	files, err := filepath.Glob("testdata/golden/*.graphql")
	if err != nil || len(files) == 0 {
		t.Fatalf("no golden documents: %v", err)
	}
	documents := map[string]string{}
	for _, file := range files {
		content, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		documents[strings.TrimSuffix(file, ".graphql")] = string(content)
	}
	return documents
}

// testGolden compares whole answers, to the byte, with files that -update
// writes. What writes them is the first store; so the others must agree.
func testGolden(t *testing.T, c client) {
	write := *update && strings.HasPrefix(t.Name(), "TestEveryStore/"+storeKinds()[0].name+"/")
	for name, document := range goldens(t) {
		t.Run(filepath.Base(name), func(t *testing.T) {
			var values variables
			content, err := os.ReadFile(name + ".variables.json")
			if err == nil {
				err = json.Unmarshal(content, &values)
			}
			if err != nil && !errors.Is(err, fs.ErrNotExist) {
				t.Fatal(err)
			}
			var got bytes.Buffer
			if err := json.Indent(&got, c.ask(t, document, values).body, "", "  "); err != nil {
				t.Fatal(err)
			}
			got.WriteByte('\n')
			if write {
				if err := os.WriteFile(name+".json", got.Bytes(), 0o600); err != nil {
					t.Fatal(err)
				}
			}
			want, err := os.ReadFile(name + ".json")
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(string(want), got.String()); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
		})
	}
}

// TestGoldenCoversTheSchema holds that every field of every type stands in some
// golden document.
func TestGoldenCoversTheSchema(t *testing.T) {
	schema := resolvers.New(nil).Schema()
	selected := map[string]bool{"Dataset.loadedAt": true} // differs from one load to the next
	var visit func(ast.SelectionSet)
	visit = func(set ast.SelectionSet) {
		for _, selection := range set {
			switch s := selection.(type) {
			case *ast.Field:
				selected[s.ObjectDefinition.Name+"."+s.Name] = true
				visit(s.SelectionSet)
			case *ast.InlineFragment:
				visit(s.SelectionSet)
			case *ast.FragmentSpread:
				visit(s.Definition.SelectionSet)
			}
		}
	}
	for name, document := range goldens(t) {
		parsed, errs := gqlparser.LoadQueryWithRules(schema, document, rules.NewDefaultRules())
		if errs != nil {
			t.Fatalf("%s: %v", name, errs)
		}
		for _, operation := range parsed.Operations {
			visit(operation.SelectionSet)
		}
	}
	for _, definition := range ownTypes(schema) {
		if definition.Kind != ast.Object {
			continue
		}
		for _, field := range definition.Fields {
			if name := definition.Name + "." + field.Name; !selected[name] && !strings.HasPrefix(field.Name, "__") {
				t.Errorf("%s stands in no golden document", name)
			}
		}
	}
}

// ownTypes are the types that the schema defines, without those of GraphQL.
func ownTypes(schema *ast.Schema) []*ast.Definition {
	var own []*ast.Definition
	for _, definition := range schema.Types {
		if !definition.BuiltIn {
			own = append(own, definition)
		}
	}
	return own
}
