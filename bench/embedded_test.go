package main

import (
	"path/filepath"
	"testing"

	"github.com/factiongraph/factiongraph/bench/corpus"
	"github.com/factiongraph/factiongraph/graph"
	"github.com/factiongraph/factiongraph/graph/embedded"
	"github.com/factiongraph/factiongraph/server"
)

// BenchmarkEmbedded asks each question of the API on the embedded store, over
// HTTP, for profiles: see main for the comparison with Neo4j.
func BenchmarkEmbedded(b *testing.B) {
	store, err := embedded.Open(b.Context(), filepath.Join(b.TempDir(), "graph.db"))
	if err != nil {
		b.Fatal(err)
	}
	b.Cleanup(func() { _ = store.Close(b.Context()) })
	if _, err := store.Update(b.Context(), graph.Batch{Entities: corpus.Make(corpus.Standard)}); err != nil {
		b.Fatal(err)
	}
	address, stop, err := serve(store, server.Cache{})
	if err != nil {
		b.Fatal(err)
	}
	b.Cleanup(stop)
	for _, q := range questions {
		b.Run(q.name, func(b *testing.B) {
			b.ReportAllocs()
			n := 0
			for b.Loop() {
				n++
				if err := post(b.Context(), address, q.query, q.variables(n)); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}
