package page

import (
	"net/http"
	"net/http/httptest"
	"regexp"
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
	if len(examples) != 8 {
		t.Errorf("%d examples", len(examples))
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

func ask(t *testing.T, method, target string, header ...string) *httptest.ResponseRecorder {
	t.Helper()
	r := httptest.NewRequestWithContext(t.Context(), method, target, nil)
	for i := 0; i < len(header); i += 2 {
		r.Header.Set(header[i], header[i+1])
	}
	w := httptest.NewRecorder()
	Handler().ServeHTTP(w, r)
	return w
}

func TestHandler(t *testing.T) {
	for _, c := range []struct {
		method, target string
		status         int
		media          string
	}{
		{"GET", "/", 200, "text/html; charset=utf-8"},
		{"HEAD", "/", 200, "text/html; charset=utf-8"},
		{"GET", "/page.js", 200, "text/javascript; charset=utf-8"},
		{"GET", "/page.css", 200, "text/css; charset=utf-8"},
		{"GET", "/examples.json", 200, "application/json"},
		{"GET", "/icon.svg", 200, "image/svg+xml"},
		{"GET", "/index.html", 404, ""},
		{"GET", "/assets/", 404, ""},
		{"GET", "/nothing", 404, ""},
		{"POST", "/page.js", 405, ""},
	} {
		got := ask(t, c.method, c.target)
		if got.Code != c.status || c.media != "" && got.Header().Get("Content-Type") != c.media {
			t.Errorf("%s %s: %d %s", c.method, c.target, got.Code, got.Header().Get("Content-Type"))
		}
		if c.status == http.StatusMethodNotAllowed && got.Header().Get("Allow") != "GET, HEAD" {
			t.Errorf("%s %s: Allow %q", c.method, c.target, got.Header().Get("Allow"))
		}
	}
}

func TestUnchangedFilesAreNotSentAgain(t *testing.T) {
	first := ask(t, http.MethodGet, "/page.js")
	again := ask(t, http.MethodGet, "/page.js", "If-None-Match", first.Header().Get("ETag"))
	if again.Code != http.StatusNotModified || again.Body.Len() != 0 {
		t.Errorf("got %d, %d bytes", again.Code, again.Body.Len())
	}
}

// TestNothingFromElsewhere holds the page to the policy that the server sends:
// no script or style inside the HTML, and every file it names is its own.
func TestNothingFromElsewhere(t *testing.T) {
	html := ask(t, http.MethodGet, "/").Body.String()
	for _, forbidden := range []string{`<style`, `<script>`, `\sstyle=`, `\son[a-z]+=`, `javascript:`} {
		if found := regexp.MustCompile(`(?i)` + forbidden).FindString(html); found != "" {
			t.Errorf("the page has %q", found)
		}
	}
	var named []string
	for _, match := range regexp.MustCompile(`(?:src|href)="([^"#]+)"`).FindAllStringSubmatch(html, -1) {
		named = append(named, match[1])
	}
	for _, script := range []string{"page.js", "ask.js", "answer.js"} {
		text := ask(t, http.MethodGet, "/"+script).Body.String()
		if regexp.MustCompile(`https?://|innerHTML|\beval\(`).MatchString(text) {
			t.Errorf("%s reaches elsewhere or builds HTML from text", script)
		}
		for _, match := range regexp.MustCompile(`(?:from |fetch\()"(?:\./)?([^"]+)"`).FindAllStringSubmatch(text, -1) {
			if match[1] != "graphql" {
				named = append(named, match[1])
			}
		}
	}
	if len(named) < 6 {
		t.Errorf("found only %v", named)
	}
	for _, name := range named {
		if got := ask(t, http.MethodGet, "/"+name); got.Code != http.StatusOK {
			t.Errorf("%s: %d", name, got.Code)
		}
	}
}
