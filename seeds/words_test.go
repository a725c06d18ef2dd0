package seeds_test

import (
	"bufio"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"os"
	"strings"
	"testing"
	"unicode"

	"github.com/factiongraph/factiongraph/graph"
)

// shingle is how many words in a row must not be an article's.
const shingle = 8

// TestWordsAreOurs looks in every text of the corpus for eight words in a row
// that stand so in an article. testdata/shingles.txt holds no text: for every
// such run of words in the five articles it has the first 64 bits of the
// SHA-256 of the words, as words gives them, joined by spaces. A source's title
// is a name and may be kept.
func TestWordsAreOurs(t *testing.T) {
	articles := readShingles(t)
	for _, entity := range read(t).Entities {
		record, err := graph.Record(entity)
		if err != nil {
			t.Fatal(err)
		}
		var content map[string]any
		if err := json.Unmarshal(record, &content); err != nil {
			t.Fatal(err)
		}
		if entity.EntityKind() == graph.SourceEntity {
			delete(content, "title")
		}
		eachText(entity.EntityID(), content, func(at, text string) {
			for run := range runs(words(text)) {
				if articles[hashOf(run)] {
					t.Errorf("%s copies an article: %q", at, run)
				}
			}
		})
	}
}

func TestWords(t *testing.T) {
	got := strings.Join(words("The “8th Brigade”, in al-Sa'sa’ — Daraa's 1,500."), " ")
	if want := "the 8th brigade in al sasa daraas 1 500"; got != want {
		t.Errorf("the words are %q, not %q", got, want)
	}
	count := 0
	for run := range runs(words("a b c d e f g h i")) {
		if count++; strings.Count(run, " ") != shingle-1 {
			t.Errorf("%q is no run of %d words", run, shingle)
		}
	}
	if count != 2 {
		t.Errorf("nine words have %d runs of eight", count)
	}
}

// words returns the words of a text in lower case: runs of letters and digits,
// of which apostrophes are left out.
func words(text string) []string {
	text = strings.Map(func(r rune) rune {
		if strings.ContainsRune("'’‘`ʿʾ", r) {
			return -1
		}
		return unicode.ToLower(r)
	}, text)
	return strings.FieldsFunc(text, func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) })
}

func runs(words []string) func(yield func(string) bool) {
	return func(yield func(string) bool) {
		for i := 0; i+shingle <= len(words); i++ {
			if !yield(strings.Join(words[i:i+shingle], " ")) {
				return
			}
		}
	}
}

func hashOf(run string) string {
	sum := sha256.Sum256([]byte(run))
	return hex.EncodeToString(sum[:8])
}

func readShingles(t *testing.T) map[string]bool {
	t.Helper()
	file, err := os.Open("testdata/shingles.txt")
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	hashes := map[string]bool{}
	for lines := bufio.NewScanner(file); lines.Scan(); {
		if line := lines.Text(); !strings.HasPrefix(line, "#") {
			hashes[line] = true
		}
	}
	if len(hashes) < 3000 {
		t.Fatalf("only %d hashes; the articles have more words than that", len(hashes))
	}
	return hashes
}

// eachText calls visit for every text in a decoded record.
func eachText(at string, value any, visit func(at, text string)) {
	switch value := value.(type) {
	case string:
		visit(at, value)
	case []any:
		for i, item := range value {
			eachText(fmt.Sprintf("%s[%d]", at, i), item, visit)
		}
	case map[string]any:
		for key, item := range value {
			eachText(at+" "+key, item, visit)
		}
	}
}
