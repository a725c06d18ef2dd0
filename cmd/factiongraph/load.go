package main

import (
	"context"
	"fmt"
	"time"

	"github.com/spf13/cobra"
	"github.com/vbauerster/mpb/v8"
	"github.com/vbauerster/mpb/v8/decor"

	"github.com/factiongraph/factiongraph/exchange"
	"github.com/factiongraph/factiongraph/graph"
)

// loadTimeout is how long work on files may take unless --timeout says more.
const loadTimeout = time.Hour

func (p *program) loadCommand() *cobra.Command {
	var (
		on     task
		asJSON bool
	)
	cmd := &cobra.Command{
		Use:   "load PATH...",
		Short: "Load YAML files into the store",
		Long: `Load YAML files, and directories with all .yaml and .yml files below, into the
store: all of them or, if anything is wrong, nothing. Entities replace what is
stored under their ids; what is stored already in the same form stays as it is.
Every fault is told with its file and line.`,
		Example: `  factiongraph load seeds
  factiongraph load sources.yaml events/2024.yaml --store embedded:south.db`,
		Args: takes(1, -1),
		RunE: func(cmd *cobra.Command, args []string) error {
			return on.with(cmd, p, func(ctx context.Context, store graph.Store) error {
				return p.load(ctx, store, args, asJSON)
			})
		},
	}
	on.flags(cmd, loadTimeout, storeHelp)
	cmd.Flags().BoolVar(&asJSON, "json", false, "write the summary as JSON")
	return cmd
}

// loaded is the summary of a load.
type loaded struct {
	Read    int                      `json:"entitiesRead"`
	Changed bool                     `json:"changed"`
	Version string                   `json:"version"`
	Counts  map[graph.EntityKind]int `json:"counts"`
}

func (p *program) load(ctx context.Context, store graph.Store, paths []string, asJSON bool) error {
	start := time.Now()
	long, cancel := context.WithTimeout(ctx, soon)
	defer cancel()
	progress, ended := p.progress(ctx, long.Done())
	summary, err := loadFiles(ctx, store, paths, progress)
	ended()
	if err != nil {
		return err
	}
	if asJSON {
		return p.writeJSON(summary)
	}
	if summary.Changed {
		fmt.Fprintf(p.out, "Loaded %d entities in %.2f s.\n", summary.Read, time.Since(start).Seconds())
	} else {
		fmt.Fprintf(p.out, "All %d entities were there already; nothing changed.\n", summary.Read)
	}
	fmt.Fprintf(p.out, "The store holds %s.\nVersion %s\n", countsLine(summary.Counts), summary.Version)
	return nil
}

// loadFiles puts the files at paths into a store, and calls progress, which may be
// nil, now and then.
func loadFiles(ctx context.Context, store graph.Store, paths []string, progress func(done, total int)) (*loaded, error) {
	var before graph.Dataset
	var input *exchange.Input
	err := store.View(ctx, func(reader graph.Reader) error {
		var err error
		if before, err = reader.Dataset(ctx); err != nil {
			return err
		}
		input, err = readFiles(ctx, reader, paths)
		return err
	})
	if err != nil {
		return nil, err
	}
	after, err := store.Update(ctx, graph.Batch{Entities: input.Entities, Progress: progress})
	if err != nil {
		return nil, input.Locate(err)
	}
	return &loaded{len(input.Entities), before.Version != after.Version, after.Version, after.Counts}, nil
}

// soon is after how long a load is a long one.
const soon = 500 * time.Millisecond

// progress shows a bar on a terminal once long is closed. It returns what to
// tell how far the load is, and what to call when it is over; the first is nil
// where there is nobody to see it.
func (p *program) progress(ctx context.Context, long <-chan struct{}) (report func(done, total int), ended func()) {
	if !p.terminal(p.stderr) || p.env("TERM") == "dumb" {
		return nil, func() {}
	}
	const width = 60
	bars := mpb.NewWithContext(ctx, mpb.WithOutput(p.stderr), mpb.WithRenderDelay(long), mpb.WithAutoRefresh(), mpb.WithWidth(width))
	bar := bars.AddBar(0, mpb.PrependDecorators(decor.Any(func(s decor.Statistics) string {
		if s.Total == 0 {
			return "Reading and checking "
		}
		return fmt.Sprintf("Storing %d of %d ", s.Current, s.Total)
	})))
	report = func(done, total int) {
		bar.SetTotal(int64(total), false)
		bar.SetCurrent(int64(done))
	}
	return report, func() {
		bar.Abort(false)
		bars.Wait()
	}
}
