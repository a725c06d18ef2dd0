package graph_test

import (
	"context"
	"fmt"
	"iter"
	"math/rand/v2"
	"strings"
	"testing"

	"github.com/factiongraph/factiongraph/graph"
)

// actorsAlone is a reader of nothing but actors.
type actorsAlone struct {
	graph.Reader
	actors []graph.Entity
}

func (r actorsAlone) List(_ context.Context, queries ...graph.Query) iter.Seq2[graph.Row, error] {
	return func(yield func(graph.Row, error) bool) {
		if queries[0].Filter.Lists() != graph.ActorEntity {
			return
		}
		for _, actor := range r.actors {
			if !yield(graph.Row{Entity: actor}, nil) {
				return
			}
		}
	}
}

// BenchmarkLikenesses matches two datasets of so many actors each, with two
// names to an actor: words that many bear among words that few do, some of the
// second dataset being those of the first in another spelling.
func BenchmarkLikenesses(b *testing.B) {
	common := strings.Fields("Government Army Front Brigade Islamic Liberation National People Movement Forces Division Free United Party Revolutionary Democratic Council")
	syllables := strings.Fields("ba da ra sha mi ni li tu ru ka ha wa ya fi ga so")
	for _, size := range []int{1_000, 10_000} {
		b.Run(fmt.Sprint(size), func(b *testing.B) {
			random := rand.New(rand.NewPCG(1, 2))
			name := func() string {
				rare := ""
				for range 3 + random.IntN(2) {
					rare += syllables[random.IntN(len(syllables))]
				}
				return common[random.IntN(len(common))] + " of " + common[random.IntN(len(common))] + " " + rare
			}
			var reader actorsAlone
			for i := range size {
				actor := called(fmt.Sprint("a.", i), graph.ArmedGroup, name(), name())
				reader.actors = append(reader.actors, actor)
				twin := called(fmt.Sprint("b.", i), graph.ArmedGroup, name(), name())
				if i%4 == 0 {
					twin.Names[0].Text = strings.Replace(actor.Name, "sh", "ch", 1)
				}
				reader.actors = append(reader.actors, twin)
			}
			b.ReportAllocs()
			for b.Loop() {
				if _, err := graph.Likenesses(b.Context(), reader, graph.LikenessFilter{Prefix: "b.", MinScore: 0.5}); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}
