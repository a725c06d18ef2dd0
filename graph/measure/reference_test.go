package measure

import (
	"bytes"
	"encoding/json"
	"fmt"
	"math"
	"math/rand/v2"
	"os/exec"
	"slices"
	"testing"

	"github.com/factiongraph/factiongraph/internal/pythontest"
)

// sample is a graph that other libraries measure too.
type sample struct {
	name string

	Nodes   int       `json:"nodes"`
	Edges   [][2]int  `json:"edges"`
	Weights []float64 `json:"weights"`
	Groups  []int     `json:"groups"`
	A       []int     `json:"a"`
	B       []int     `json:"b"`
}

// verdict is what one library says about a sample.
type verdict struct {
	Degree                 []float64
	Components             []int
	Density                float64
	Reciprocity            float64
	Betweenness            []float64
	Between                []float64
	PageRank               []float64
	DirectedPageRank       []float64
	Modularity             float64
	WeightedModularity     float64
	BestModularity         float64
	BestWeightedModularity float64
}

func TestAgainstOtherLibraries(t *testing.T) {
	samples := samples(t)
	answers := reference(t, samples)
	for i, s := range samples {
		t.Run(s.name, func(t *testing.T) {
			ours := s.measured(t)
			for library, theirs := range answers[i] {
				compare(t, library, ours, theirs)
			}
		})
	}
}

// compare reports where two verdicts differ. What a library was not asked is left out.
func compare(t *testing.T, library string, ours, theirs verdict) {
	t.Helper()
	if !slices.Equal(ours.Components, theirs.Components) {
		t.Errorf("components: %v, %s says %v", ours.Components, library, theirs.Components)
	}
	for _, list := range []struct {
		name         string
		ours, theirs []float64
		tolerance    float64
	}{
		{"degree", ours.Degree, theirs.Degree, 0},
		{"density", []float64{ours.Density}, []float64{theirs.Density}, 1e-12},
		{"reciprocity", []float64{ours.Reciprocity}, []float64{theirs.Reciprocity}, 1e-12},
		{"betweenness", ours.Betweenness, theirs.Betweenness, 1e-9},
		{"between two sets", ours.Between, theirs.Between, 1e-9},
		{"PageRank", ours.PageRank, theirs.PageRank, 1e-8},
		{"directed PageRank", ours.DirectedPageRank, theirs.DirectedPageRank, 1e-8},
		{"modularity", []float64{ours.Modularity}, []float64{theirs.Modularity}, 1e-12},
		{"weighted modularity", []float64{ours.WeightedModularity}, []float64{theirs.WeightedModularity}, 1e-12},
	} {
		if list.theirs == nil {
			continue
		}
		if len(list.ours) != len(list.theirs) {
			t.Errorf("%s: %d values, %s gives %d", list.name, len(list.ours), library, len(list.theirs))
			continue
		}
		for v, x := range list.ours {
			if !(math.Abs(x-list.theirs[v]) <= list.tolerance) {
				t.Errorf("%s of %d: %v, %s says %v", list.name, v, x, library, list.theirs[v])
				break
			}
		}
	}
	if ours.BestModularity < 0.99*theirs.BestModularity {
		t.Errorf("communities of modularity %v, %s finds %v", ours.BestModularity, library, theirs.BestModularity)
	}
	if ours.BestWeightedModularity < 0.99*theirs.BestWeightedModularity {
		t.Errorf("weighted communities of modularity %v, %s finds %v", ours.BestWeightedModularity, library, theirs.BestWeightedModularity)
	}
}

// samples are a small real graph, some odd ones and random ones of all densities.
func samples(t *testing.T) []sample {
	list := []sample{
		{name: "no edges", Nodes: 4},
		{name: "one edge and a loop", Nodes: 3, Edges: [][2]int{{0, 1}, {2, 2}}},
		{name: "karate club", Nodes: 34, Edges: pairs(karate(t))},
		{name: "path", Nodes: 7, Edges: pairs(path(7))},
		{name: "star", Nodes: 6, Edges: pairs(star(6))},
	}
	random := rand.New(rand.NewPCG(7, 7))
	for i := range 24 {
		n := 3 + random.IntN(80)
		s := sample{name: fmt.Sprintf("random %d", i), Nodes: n}
		for range random.IntN(1 + n*(1+i/4)) {
			s.Edges = append(s.Edges, [2]int{random.IntN(n), random.IntN(n)})
		}
		list = append(list, s)
	}
	for i := range list {
		s := &list[i]
		s.Edges = append([][2]int{}, s.Edges...) // null is no list to Python
		s.Weights, s.Groups, s.A, s.B = []float64{}, []int{}, []int{}, []int{}
		for range s.Edges {
			s.Weights = append(s.Weights, 0.5*float64(1+random.IntN(9)))
		}
		for v := range s.Nodes {
			s.Groups = append(s.Groups, random.IntN(min(4, s.Nodes)))
			if random.IntN(3) == 0 {
				s.A = append(s.A, v)
			}
			if random.IntN(3) == 0 {
				s.B = append(s.B, v)
			}
		}
	}
	return list
}

func pairs(edges []Edge) [][2]int {
	list := make([][2]int, len(edges))
	for i, e := range edges {
		list[i] = [2]int{e.From, e.To}
	}
	return list
}

// reference asks networkx and igraph.
func reference(t *testing.T, samples []sample) []map[string]verdict {
	t.Helper()
	python, err := pythontest.Python(t.Context(), pythontest.Networks)
	if err != nil {
		t.Fatal(err)
	}
	in, err := json.Marshal(samples)
	if err != nil {
		t.Fatal(err)
	}
	var complaint bytes.Buffer
	command := exec.CommandContext(t.Context(), python, "testdata/reference.py")
	command.Stdin, command.Stderr = bytes.NewReader(in), &complaint
	out, err := command.Output()
	if err != nil {
		t.Fatalf("%v\n%s", err, complaint.Bytes())
	}
	var answers []map[string]verdict
	if err := json.Unmarshal(out, &answers); err != nil {
		t.Fatal(err)
	}
	if len(answers) != len(samples) {
		t.Fatalf("%d answers for %d graphs", len(answers), len(samples))
	}
	return answers
}

// measured is our own verdict.
func (s sample) measured(t *testing.T) verdict {
	t.Helper()
	edges := make([]Edge, len(s.Edges))
	for i, e := range s.Edges {
		edges[i] = Edge{e[0], e[1]}
	}
	g := must(NewGraph(s.Nodes, edges))(t)
	weighted := must(NewWeightedGraph(s.Nodes, edges, s.Weights))(t)
	d := must(NewDigraph(s.Nodes, edges))(t)
	ctx := t.Context()
	between := must(BetweenSets(ctx, g, s.A, s.B))(t)
	// networkx counts a pair half.
	for v := range between.Score {
		between.Score[v] /= 2
	}
	quality := func(g *Graph, of []int) float64 { return must(Modularity(ctx, g, of))(t) }
	own := verdict{
		Components:             must(Components(ctx, g))(t).Sizes,
		Density:                Density(g),
		Reciprocity:            must(Reciprocity(ctx, d))(t),
		Betweenness:            must(Betweenness(ctx, g))(t).Score,
		Between:                between.Score,
		PageRank:               must(PageRank(ctx, g))(t),
		DirectedPageRank:       must(DirectedPageRank(ctx, d))(t),
		Modularity:             quality(g, s.Groups),
		WeightedModularity:     quality(weighted, s.Groups),
		BestModularity:         quality(g, must(Communities(ctx, g))(t).Of),
		BestWeightedModularity: quality(weighted, must(Communities(ctx, weighted))(t).Of),
	}
	for v := range s.Nodes {
		own.Degree = append(own.Degree, float64(g.Degree(v)))
	}
	return own
}
