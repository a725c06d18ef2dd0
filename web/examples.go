package web

import (
	"bytes"
	_ "embed"
	"encoding/json"
	"fmt"
)

//go:embed src/query/examples.json
var examples []byte

// Example is a question that the explorer's editor offers to start from.
type Example struct {
	// Title is the question in words.
	Title string `json:"title"`
	// Query is one GraphQL operation.
	Query string `json:"query"`
	// Variables are those of the operation; nil if it has none.
	Variables map[string]any `json:"variables"`
}

// Examples returns the questions that the editor offers, in its order.
func Examples() ([]Example, error) {
	decoder := json.NewDecoder(bytes.NewReader(examples))
	decoder.DisallowUnknownFields()
	var all []Example
	if err := decoder.Decode(&all); err != nil {
		return nil, fmt.Errorf("example questions: %w", err)
	}
	return all, nil
}
