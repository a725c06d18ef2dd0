package server

import (
	"compress/gzip"
	"context"
	"encoding/json"
	"io"
	"net/http"
	"net/http/httptest"
	"strconv"
	"strings"
	"testing"

	"github.com/99designs/gqlgen/graphql"
)

// large returns a server whose answer to {find} is worth compressing.
func large(t *testing.T) *Server {
	t.Helper()
	s := newStub()
	s.resolve["find"] = func(context.Context, map[string]any) (any, error) { return strings.Repeat("found ", 500), nil }
	handler, _ := caching(t, s)
	return handler
}

// uncompressed returns the body as it is meant.
func uncompressed(t *testing.T, w *httptest.ResponseRecorder) string {
	t.Helper()
	if w.Header().Get("Content-Encoding") == "" {
		return w.Body.String()
	}
	reader, err := gzip.NewReader(w.Body)
	if err != nil {
		t.Fatal(err)
	}
	text, err := io.ReadAll(reader)
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

func TestTakesGzip(t *testing.T) {
	for accept, want := range map[string]bool{
		"":                     false,
		"gzip":                 true,
		"GZIP":                 true,
		"gzip, deflate, br":    true,
		"br;q=1.0, gzip;q=0.8": true,
		"br, gzip ; q=0.001":   true,
		"gzip;q=0":             false,
		"gzip; q=0.0, deflate": false,
		"gzip;q=much":          false,
		"identity":             false,
		"x-gzip":               false,
		"*":                    false,
	} {
		if got := takesGzip([]string{accept}); got != want {
			t.Errorf("%q: %t", accept, got)
		}
	}
	if !takesGzip([]string{"br", "gzip"}) {
		t.Error("the second line is not read")
	}
}

// TestCompression compares what is sent to callers that take gzip and to
// others: computed, kept, with and without errors.
func TestCompression(t *testing.T) {
	s := large(t)
	for document, want := range map[string]string{"{find}": "gzip", "{find broken}": "gzip", "{name}": "", "{": ""} {
		plain := ask(t, s, http.MethodPost, "/graphql", request(document, ""))
		for range 2 {
			got := ask(t, s, http.MethodPost, "/graphql", request(document, ""), "Accept-Encoding", "gzip")
			size := got.Body.Len()
			if got.Header().Get("Content-Encoding") != want || got.Code != plain.Code || uncompressed(t, got) != plain.Body.String() {
				t.Errorf("%s: %d %v %s", document, got.Code, got.Header(), got.Body)
			}
			if length := got.Header().Get("Content-Length"); length != "" && length != strconv.Itoa(size) {
				t.Errorf("%s: Content-Length %s of %d", document, length, size)
			}
		}
	}
}

// TestRevalidation asks again with the tag of the last answer.
func TestRevalidation(t *testing.T) {
	s := large(t)
	first := ask(t, s, http.MethodGet, asked("{find}"), "")
	tag := first.Header().Get("ETag")
	if first.Code != http.StatusOK || first.Header().Get("Cache-Control") != "no-cache" || !strings.HasPrefix(tag, `"`) {
		t.Fatalf("got %d %v", first.Code, first.Header())
	}
	for name, c := range map[string]struct {
		document, ifNoneMatch string
		headers               []string
		status                int
	}{
		"the tag":              {"{find}", tag, nil, http.StatusNotModified},
		"the tag, weak":        {"{find}", "W/" + tag, nil, http.StatusNotModified},
		"one of several":       {"{find}", `"x", W/"y" ,` + tag, nil, http.StatusNotModified},
		"any":                  {"{find}", "*", nil, http.StatusNotModified},
		"another":              {"{find}", `"x"`, nil, http.StatusOK},
		"no quotes":            {"{find}", strings.Trim(tag, `"`), nil, http.StatusOK},
		"another document":     {"{name}", tag, nil, http.StatusOK},
		"another media type":   {"{find}", tag, []string{"Accept", legacyJSON}, http.StatusOK},
		"another encoding":     {"{find}", tag, []string{"Accept-Encoding", "gzip"}, http.StatusOK},
		"an error":             {"{broken}", "*", nil, http.StatusOK},
		"an error beside data": {"{find broken}", "*", nil, http.StatusOK},
		"a refusal":            {"{", "*", nil, http.StatusBadRequest},
	} {
		for _, method := range []string{http.MethodGet, http.MethodHead} {
			got := ask(t, s, method, asked(c.document), "", append(c.headers, "If-None-Match", c.ifNoneMatch)...)
			if got.Code != c.status || got.Header().Get("Vary") != "Accept, Accept-Encoding" {
				t.Errorf("%s, %s: %d %v", name, method, got.Code, got.Header())
			}
			if got.Code == http.StatusNotModified && (got.Body.Len() != 0 || got.Header().Get("ETag") != tag || got.Header().Get("Cache-Control") != "no-cache") {
				t.Errorf("%s, %s: %v %s", name, method, got.Header(), got.Body)
			}
		}
	}
	if got := ask(t, s, http.MethodPost, "/graphql", request("{find}", ""), "If-None-Match", tag); got.Code != http.StatusOK || got.Header().Get("ETag") != "" {
		t.Errorf("by POST: %d %v", got.Code, got.Header())
	}
}

// TestTagsDependOnTheAnswerAlone asks servers that share nothing.
func TestTagsDependOnTheAnswerAlone(t *testing.T) {
	tags := map[string]bool{}
	for range 2 {
		s := large(t)
		for _, headers := range [][]string{nil, {"Accept", legacyJSON}, {"Accept-Encoding", "gzip"}, {"Accept", legacyJSON, "Accept-Encoding", "gzip"}} {
			tags[ask(t, s, http.MethodGet, asked("{find}"), "", headers...).Header().Get("ETag")] = true
		}
	}
	if len(tags) != 4 {
		t.Errorf("got %v", tags)
	}
}

// TestHEAD compares HEAD with GET.
func TestHEAD(t *testing.T) {
	for _, document := range []string{"{name}", "{find}", "{broken}"} {
		s := large(t)
		head := ask(t, s, http.MethodHead, asked(document), "")
		get := ask(t, s, http.MethodGet, asked(document), "")
		if head.Body.Len() != 0 || head.Code != get.Code {
			t.Errorf("%s: %d %s", document, head.Code, head.Body)
		}
		for _, name := range []string{"Content-Type", "Content-Length", "ETag", "Cache-Control", "Vary"} {
			if head.Header().Get(name) != get.Header().Get(name) {
				t.Errorf("%s: %s is %q, with GET %q", document, name, head.Header().Get(name), get.Header().Get(name))
			}
		}
	}
}

// TestLettersStayAsTheyAre answers with letters that HTML gives a meaning to,
// as JSON that is not HTML.
func TestLettersStayAsTheyAre(t *testing.T) {
	const text = "</script> <b>R&D</b> \u2028 قوة \x00 \\ \""
	s := newStub()
	s.resolve["find"] = func(context.Context, map[string]any) (any, error) { return text, nil }
	handler, _ := caching(t, s)
	for _, document := range []string{"{find(kind:STATE)}", "{find refused}"} {
		got := ask(t, handler, http.MethodPost, "/graphql", request(document, ""))
		var answer struct{ Data struct{ Find string } }
		if err := json.Unmarshal(got.Body.Bytes(), &answer); err != nil || answer.Data.Find != text {
			t.Errorf("%s: %v", got.Body, err)
		}
		if media := got.Header().Get("Content-Type"); media != graphqlJSON+"; charset=utf-8" || got.Header().Get("X-Content-Type-Options") != "nosniff" {
			t.Errorf("headers %v", got.Header())
		}
	}
	refused := ask(t, handler, http.MethodPost, "/graphql", request("{<&>}", ""))
	if !strings.Contains(refused.Body.String(), "<") {
		t.Errorf("escaped: %s", refused.Body)
	}
}

// TestInvalidJSONIsNotSent breaks a promise of the schema.
func TestInvalidJSONIsNotSent(t *testing.T) {
	s, d := newStub(), &data{version: "one"}
	o, _ := options(s)
	o.Schema, o.Cache.Version = mumbling{s}, d.name
	handler, err := New(o)
	if err != nil {
		t.Fatal(err)
	}
	got := ask(t, handler, http.MethodPost, "/graphql", request("{find}", ""))
	if got.Code != http.StatusInternalServerError || !strings.Contains(got.Body.String(), "INTERNAL") {
		t.Errorf("got %d %s", got.Code, got.Body)
	}
}

// mumbling is a schema that breaks off.
type mumbling struct{ *stub }

func (mumbling) Exec(context.Context) graphql.ResponseHandler {
	return graphql.OneShot(&graphql.Response{Data: json.RawMessage(`{"find":`)})
}
