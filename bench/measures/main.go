// Command measures compares, in one run on one machine, the measures of
// networks with igraph, a C library, and prints the ratios. The two take turns,
// so that what else the machine does touches both.
//
// It owns the comparison. It needs Python 3 and, the first time, its packages,
// which it downloads.
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"os"
	"os/signal"
	"path/filepath"
	"runtime"
	"slices"
	"text/tabwriter"
	"time"

	"github.com/factiongraph/factiongraph/graph/measure"
)

func main() {
	rounds := flag.Int("rounds", 7, "how often each measure is taken by either, in turn")
	file := flag.String("graph", "", "a large directed graph, gzipped: a line \"nodes,edges,d,name\", then a line \"from,to\" for each edge, numbered from 1 (default: a generated one)")
	processors := flag.Int("processors", runtime.GOMAXPROCS(0), "how many processors our side uses; igraph uses one")
	flag.Parse()
	runtime.GOMAXPROCS(*processors)
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	err := run(ctx, *rounds, *file)
	stop()
	if err != nil {
		fmt.Fprintln(os.Stderr, "measures:", err)
		os.Exit(1)
	}
}

// contest is one measure of one graph. run takes it, and returns the
// modularity where it is of communities.
type contest struct {
	name    string
	measure string
	graph   edgeList
	run     func(ctx context.Context) (quality float64, err error)

	ours, theirs []timing
}

// timing is one round: how long, and how good.
type timing struct {
	span    time.Duration
	quality float64
}

func run(ctx context.Context, rounds int, file string) (err error) {
	if rounds < 1 {
		return errors.New("there must be at least one round")
	}
	large := generated(82_168, 11)
	if file != "" {
		if large, err = read(file); err != nil {
			return err
		}
	}
	contests, err := contests(uniform(2_000, 20_000), large)
	if err != nil {
		return err
	}
	folder, err := os.MkdirTemp("", "factiongraph-bench-")
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, os.RemoveAll(folder)) }()
	rival, err := startRival(ctx, folder)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, rival.close()) }()
	for i := range contests {
		c := &contests[i]
		path := filepath.Join(folder, c.graph.name)
		if err := c.graph.write(path); err != nil {
			return err
		}
		for range rounds + 1 {
			if err := c.round(ctx, rival, path); err != nil {
				return err
			}
		}
		// The first round warms caches and reads files.
		c.ours, c.theirs = c.ours[1:], c.theirs[1:]
	}
	return report(contests)
}

// contests lists what is compared.
func contests(small, large edgeList) ([]contest, error) {
	g, err := small.undirected()
	if err != nil {
		return nil, err
	}
	whole, err := large.undirected()
	if err != nil {
		return nil, err
	}
	directed, err := measure.NewDigraph(large.nodes, large.edges)
	if err != nil {
		return nil, err
	}
	undirected := large
	undirected.kind, undirected.name = "u", large.name+"-undirected"
	return []contest{
		{name: "betweenness", measure: "betweenness", graph: small, run: func(ctx context.Context) (float64, error) {
			_, err := measure.Betweenness(ctx, g)
			return 0, err
		}},
		{name: "PageRank", measure: "pagerank", graph: undirected, run: func(ctx context.Context) (float64, error) {
			_, err := measure.PageRank(ctx, whole)
			return 0, err
		}},
		{name: "directed PageRank", measure: "pagerank", graph: large, run: func(ctx context.Context) (float64, error) {
			_, err := measure.DirectedPageRank(ctx, directed)
			return 0, err
		}},
		{name: "communities", measure: "communities", graph: undirected, run: func(ctx context.Context) (float64, error) {
			found, err := measure.Communities(ctx, whole)
			if err != nil {
				return 0, err
			}
			return measure.Modularity(ctx, whole, found.Of)
		}},
	}, nil
}

func (c *contest) round(ctx context.Context, rival *rival, path string) error {
	theirs, err := rival.ask(c.measure, path)
	if err != nil {
		return err
	}
	begin := time.Now()
	quality, err := c.run(ctx)
	if err != nil {
		return err
	}
	c.ours = append(c.ours, timing{time.Since(begin), quality})
	c.theirs = append(c.theirs, theirs)
	return nil
}

// report prints the medians, the ratio of each round and the modularity: ours,
// and the best of igraph's, which differ with its random numbers.
func report(contests []contest) error {
	w := tabwriter.NewWriter(os.Stdout, 0, 0, 2, ' ', tabwriter.AlignRight)
	fmt.Fprintln(w, "measure\tnodes\tedges\tours\tigraph\tratio: median\tleast\tmost\tmodularity: ours\tigraph\t")
	for _, c := range contests {
		ratios := make([]float64, len(c.ours))
		best := 0.0
		for i := range c.ours {
			ratios[i] = c.ours[i].span.Seconds() / c.theirs[i].span.Seconds()
			best = max(best, c.theirs[i].quality)
		}
		slices.Sort(ratios)
		quality := "\t"
		if best > 0 {
			quality = fmt.Sprintf("%.4f\t%.4f", c.ours[0].quality, best)
		}
		fmt.Fprintf(w, "%s\t%d\t%d\t%v\t%v\t%.2f\t%.2f\t%.2f\t%s\t\n", c.name, c.graph.nodes, len(c.graph.edges),
			median(c.ours), median(c.theirs), ratios[len(ratios)/2], ratios[0], ratios[len(ratios)-1], quality)
	}
	return w.Flush()
}

func median(timings []timing) time.Duration {
	spans := make([]time.Duration, len(timings))
	for i, t := range timings {
		spans[i] = t.span
	}
	slices.Sort(spans)
	return spans[len(spans)/2].Round(100 * time.Microsecond)
}
