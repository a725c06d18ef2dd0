package measure

import (
	"fmt"
	"testing"
)

// Compared with igraph, in one run, by `go run ./bench/measures`.

func BenchmarkBetweenness(b *testing.B) {
	for _, size := range []struct{ nodes, edges int }{{2_000, 20_000}, {10_000, 40_000}} {
		g := must(NewGraph(size.nodes, planted(size.nodes, 1, size.edges, 1)))(b)
		b.Run(fmt.Sprintf("%d/%d", size.nodes, size.edges), func(b *testing.B) {
			for b.Loop() {
				must(Betweenness(b.Context(), g))(b)
			}
		})
	}
}

func BenchmarkLargeGraph(b *testing.B) {
	const nodes, edges = 80_000, 500_000
	list := planted(nodes, 40, edges, 0.3)
	g := must(NewGraph(nodes, list))(b)
	b.Run("NewGraph", func(b *testing.B) {
		for b.Loop() {
			must(NewGraph(nodes, list))(b)
		}
	})
	b.Run("PageRank", func(b *testing.B) {
		for b.Loop() {
			must(PageRank(b.Context(), g))(b)
		}
	})
	b.Run("Communities", func(b *testing.B) {
		for b.Loop() {
			must(Communities(b.Context(), g))(b)
		}
	})
}

func BenchmarkLayout(b *testing.B) {
	for _, size := range []struct{ nodes, edges int }{{500, 1_000}, {2_000, 8_000}, {10_000, 40_000}} {
		g := must(NewGraph(size.nodes, planted(size.nodes, 10, size.edges, 0.1)))(b)
		keys := keysOf(size.nodes)
		b.Run(fmt.Sprintf("%d/%d", size.nodes, size.edges), func(b *testing.B) {
			for b.Loop() {
				must(Layout(b.Context(), g, keys))(b)
			}
		})
	}
}
