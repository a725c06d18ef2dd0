package main

import (
	"bufio"
	"compress/gzip"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"os"

	"github.com/factiongraph/factiongraph/graph/measure"
)

// edgeList is a graph that both sides measure.
type edgeList struct {
	name  string
	kind  string // u or d
	nodes int
	edges []measure.Edge
}

// uniform returns an undirected graph whose edges join any two nodes alike.
func uniform(nodes, edges int) edgeList {
	random := fixedRandom()
	list := edgeList{name: "uniform", kind: "u", nodes: nodes}
	seen := map[measure.Edge]bool{}
	for len(list.edges) < edges {
		a, b := random.IntN(nodes), random.IntN(nodes)
		e := measure.Edge{From: min(a, b), To: max(a, b)}
		if a != b && !seen[e] {
			seen[e] = true
			list.edges = append(list.edges, e)
		}
	}
	return list
}

// generated returns a directed graph in which each node leads to some that many
// lead to already, and is led back to by half of them (Barabási & Albert 1999,
// Emergence of scaling in random networks, Science 286:509).
func generated(nodes, ways int) edgeList {
	random := fixedRandom()
	list := edgeList{name: "generated", kind: "d", nodes: nodes}
	ends := []int{0}
	for v := 1; v < nodes; v++ {
		for i := range ways {
			w := ends[random.IntN(len(ends))]
			if i%2 == 0 {
				list.edges = append(list.edges, measure.Edge{From: v, To: w})
			} else {
				list.edges = append(list.edges, measure.Edge{From: w, To: v})
			}
			ends = append(ends, w)
		}
		ends = append(ends, v)
	}
	return list
}

func fixedRandom() *rand.Rand {
	return rand.New(rand.NewPCG(1, 1)) //nolint:gosec // the same graph each time
}

// read reads a file of the kind that -graph names.
func read(path string) (list edgeList, err error) {
	file, err := os.Open(path)
	if err != nil {
		return edgeList{}, err
	}
	defer file.Close()
	unzipped, err := gzip.NewReader(file)
	if err != nil {
		return edgeList{}, fmt.Errorf("%s: %w", path, err)
	}
	in := bufio.NewReader(unzipped)
	var edges int
	list = edgeList{name: "given", kind: "d"}
	if _, err := fmt.Fscanf(in, "%d,%d,d,graph\n", &list.nodes, &edges); err != nil {
		return edgeList{}, fmt.Errorf("%s: the first line: %w", path, err)
	}
	for {
		var e measure.Edge
		_, err := fmt.Fscanf(in, "%d,%d\n", &e.From, &e.To)
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			return edgeList{}, fmt.Errorf("%s: edge %d: %w", path, len(list.edges)+1, err)
		}
		list.edges = append(list.edges, measure.Edge{From: e.From - 1, To: e.To - 1})
	}
	if len(list.edges) != edges {
		return edgeList{}, fmt.Errorf("%s: %d edges, the first line says %d", path, len(list.edges), edges)
	}
	return list, nil
}

// write writes the graph for the other side.
func (l edgeList) write(path string) error {
	file, err := os.Create(path)
	if err != nil {
		return err
	}
	out := bufio.NewWriter(file)
	fmt.Fprintln(out, l.nodes, l.kind)
	for _, e := range l.edges {
		fmt.Fprintln(out, e.From, e.To)
	}
	if err := out.Flush(); err != nil {
		_ = file.Close()
		return err
	}
	return file.Close()
}

func (l edgeList) undirected() (*measure.Graph, error) {
	return measure.NewGraph(l.nodes, l.edges)
}
