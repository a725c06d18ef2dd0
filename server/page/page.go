// Package page is a small page for asking the API: what is loaded, example
// questions, an editor and a readable answer. It is plain files embedded in
// the program, works without any other network, and runs under a policy that
// forbids scripts and styles inside HTML.
//
// It owns these files and the example questions. It must not know the schema:
// what it shows of an answer, it finds in the answer.
package page

import (
	"bytes"
	"crypto/sha256"
	"embed"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"net/http"
	"path"
	"time"
)

//go:embed assets
var assets embed.FS

// Example is a question that a reader may start from.
type Example struct {
	// Title is the question in words.
	Title string `json:"title"`
	// Query is one GraphQL operation.
	Query string `json:"query"`
	// Variables are those of the operation; nil if it has none.
	Variables map[string]any `json:"variables"`
}

// Examples returns the example questions that the page offers, in its order.
func Examples() ([]Example, error) {
	text, err := assets.ReadFile("assets/examples.json")
	if err != nil {
		return nil, err
	}
	decoder := json.NewDecoder(bytes.NewReader(text))
	decoder.DisallowUnknownFields()
	var examples []Example
	if err := decoder.Decode(&examples); err != nil {
		return nil, fmt.Errorf("example questions: %w", err)
	}
	return examples, nil
}

// Handler serves the page at "/" and its files beside it, for GET and HEAD.
// Every other path is not found.
func Handler() http.Handler {
	mux := http.NewServeMux()
	files, err := assets.ReadDir("assets")
	if err != nil {
		panic(err) // the folder is embedded
	}
	for _, f := range files {
		content, err := assets.ReadFile(path.Join("assets", f.Name()))
		if err != nil {
			panic(err)
		}
		pattern := "GET /" + f.Name()
		if f.Name() == "index.html" {
			pattern = "GET /{$}"
		}
		mux.Handle(pattern, file(f.Name(), content))
	}
	return mux
}

// file serves content that changes only with the program. A browser asks each
// time whether it did.
func file(name string, content []byte) http.Handler {
	sum := sha256.Sum256(content)
	tag := `"` + hex.EncodeToString(sum[:8]) + `"`
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Cache-Control", "no-cache")
		w.Header().Set("ETag", tag)
		http.ServeContent(w, r, name, time.Time{}, bytes.NewReader(content))
	})
}
