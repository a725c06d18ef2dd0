// Package seeds is the curated dataset: who fought, commanded, backed and
// mediated between whom in Daraa and Quneitra, coded from five articles. Facts,
// names and paragraph numbers are kept here, the articles' own sentences are
// not. The package knows how its files are read and nothing of what is done
// with them.
package seeds

import (
	"embed"

	"github.com/factiongraph/factiongraph/exchange"
)

//go:embed *.yaml */*.yaml
var files embed.FS

// Read returns the dataset. Every call returns entities of its own, which the
// caller may change.
func Read() (*exchange.Input, error) {
	return exchange.ReadYAML(files, exchange.YAMLOptions{}, ".")
}
