package resolvers_test

import (
	"bytes"
	"maps"
	"os"
	"regexp"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"
	"go.yaml.in/yaml/v3"
)

// question is one question that a reader of the articles may ask, as a document
// for the API, and what the answer must say. See testdata/questions.yaml.
type question struct {
	ID        string
	Category  string
	Question  string
	Query     string
	Variables variables
	// Is gives all values that stand at a path, in any order; Has some of them.
	Is, Has map[string][]string
	// Cites are locators that the answer must name.
	Cites []string
	// MustNotContain are ids that must stand nowhere in the answer.
	MustNotContain []string `yaml:"must_not_contain"`
}

func readQuestions(t *testing.T) []question {
	t.Helper()
	content, err := os.ReadFile("testdata/questions.yaml")
	if err != nil {
		t.Fatal(err)
	}
	var file struct{ Questions []question }
	decoder := yaml.NewDecoder(bytes.NewReader(content))
	decoder.KnownFields(true)
	if err := decoder.Decode(&file); err != nil {
		t.Fatal(err)
	}
	return file.Questions
}

func testQuestions(t *testing.T, c client) {
	for _, q := range readQuestions(t) {
		t.Run(q.ID, func(t *testing.T) {
			if len(q.Is)+len(q.Has) == 0 {
				t.Fatal("the question expects nothing")
			}
			got := c.data(t, q.Query, q.Variables)
			for _, path := range slices.Sorted(maps.Keys(q.Is)) {
				if diff := cmp.Diff(set(q.Is[path]), set(got.at(path))); diff != "" {
					t.Errorf("%s\n%s (-want +got):\n%s", q.Question, path, diff)
				}
			}
			for _, path := range slices.Sorted(maps.Keys(q.Has)) {
				found := got.at(path)
				for _, value := range q.Has[path] {
					if !slices.Contains(found, value) {
						t.Errorf("%s\n%s lacks %s among %q", q.Question, path, value, set(found))
					}
				}
			}
			for _, locator := range q.Cites {
				if !bytes.Contains(got.body, []byte(`"`+locator+`"`)) {
					t.Errorf("%s\n%s is not cited", q.Question, locator)
				}
			}
			for _, id := range q.MustNotContain {
				if bytes.Contains(got.body, []byte(`"`+id+`"`)) {
					t.Errorf("%s\nthe answer contains %s", q.Question, id)
				}
			}
		})
	}
}

// set returns values sorted, each once.
func set(values []string) []string {
	sorted := slices.Clone(values)
	slices.Sort(sorted)
	return slices.Compact(sorted)
}

// TestQuestionsAreAsked guards the file itself: every id once, no question
// without a category, and none that cites what is no locator.
func TestQuestionsAreAsked(t *testing.T) {
	locator := regexp.MustCompile(`^00[0-4]:[1-9][0-9]?$`)
	asked, categories := map[string]bool{}, map[string]int{}
	for _, q := range readQuestions(t) {
		if asked[q.ID] || q.ID == "" || q.Category == "" || q.Question == "" {
			t.Errorf("%q stands twice, or lacks its id, category or words", q.ID)
		}
		asked[q.ID] = true
		categories[q.Category]++
		for _, cited := range q.Cites {
			if !locator.MatchString(cited) {
				t.Errorf("%s cites %q", q.ID, cited)
			}
		}
	}
	for _, category := range []string{
		"mediation", "fight", "time-sliced", "hierarchy", "agreement", "figure", "alias", "multi-hop",
		"negative", "side-switching", "contradiction", "claim",
	} {
		if categories[category] == 0 {
			t.Errorf("no question is of category %s", category)
		}
	}
}
