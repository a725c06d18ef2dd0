// Command exchange compares, in one run on one machine, the reading and writing
// of files with what a notebook would do it with, Python's csv and networkx, and
// prints the ratios. The two take turns, so that what else the machine does
// touches both.
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
	"slices"
	"text/tabwriter"
	"time"

	"github.com/factiongraph/factiongraph/bench/corpus"
)

func main() {
	rounds := flag.Int("rounds", 5, "how often each file is read or written by either, in turn")
	ged := flag.String("ged", "", "a CSV file of UCDP GED to read (default: a generated one)")
	events := flag.Int("events", 16_000, "events of the generated file")
	flag.Parse()
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	err := run(ctx, *rounds, *ged, *events)
	stop()
	if err != nil {
		fmt.Fprintln(os.Stderr, "exchange:", err)
		os.Exit(1)
	}
}

// row is one comparison: how long each round took, and how many events or ties
// there were in it.
type row struct {
	name, rival  string
	events       int
	ours, theirs []time.Duration
}

func run(ctx context.Context, rounds int, ged string, events int) (err error) {
	if rounds < 1 {
		return errors.New("there must be at least one round")
	}
	folder, err := os.MkdirTemp("", "factiongraph-bench-")
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, os.RemoveAll(folder)) }()
	read, err := imports(ctx, folder, ged, events, rounds)
	if err != nil {
		return err
	}
	written, err := exports(ctx, folder, corpus.Standard, rounds)
	if err != nil {
		return err
	}
	return report(append([]row{read}, written...))
}

// report prints how many events or ties the median round handles in a second,
// and of the rounds how many times faster ours is.
func report(rows []row) error {
	w := tabwriter.NewWriter(os.Stdout, 0, 0, 2, ' ', tabwriter.AlignRight)
	fmt.Fprintln(w, "what\tevents or ties\tours/s\trival\trival/s\tratio: median\tleast\tmost\t")
	for _, r := range rows {
		ratios := make([]float64, len(r.ours))
		for i := range ratios {
			ratios[i] = r.theirs[i].Seconds() / r.ours[i].Seconds()
		}
		slices.Sort(ratios)
		fmt.Fprintf(w, "%s\t%d\t%.0f\t%s\t%.0f\t%.1f\t%.1f\t%.1f\t\n", r.name, r.events, r.rate(r.ours), r.rival, r.rate(r.theirs),
			ratios[len(ratios)/2], ratios[0], ratios[len(ratios)-1])
	}
	return w.Flush()
}

// rate is how many events or ties the median round handles in a second.
func (r *row) rate(took []time.Duration) float64 {
	sorted := slices.Sorted(slices.Values(took))
	return float64(r.events) / sorted[len(sorted)/2].Seconds()
}
