package main

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"maps"
	"slices"
	"sync/atomic"
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
		on        task
		files     fileFlags
		keepGoing bool
		asJSON    bool
	)
	cmd := &cobra.Command{
		Use:   "load PATH...",
		Short: "Load files into the store",
		Long: `Load files, and directories with all .yaml and .yml files below, into the
store: all of them or, if anything is wrong, nothing. Entities replace what is
stored under their ids; what is stored already in the same form stays as it is.
Every fault is told with its file, line and column.

With --keep-going what is at fault is left out, and so is whatever refers to it;
all of that is told, and makes the exit code 1.

The formats are
` + formatList() + `
The ending of a file and its first bytes say which it is of. Files may be packed
by gzip or zip.`,
		Example: `  factiongraph load seeds
  factiongraph load sources.yaml events/2024.yaml --store embedded:south.db
  factiongraph load actor-221.csv ged221.csv.gz --keep-going
  factiongraph load events.csv --mapping acled.yaml`,
		Args: takes(1, -1),
		RunE: func(cmd *cobra.Command, args []string) error {
			return on.with(cmd, p, func(ctx context.Context, store graph.Store) error {
				return p.load(ctx, store, loading{files, args, keepGoing}, asJSON)
			})
		},
	}
	on.flags(cmd, loadTimeout, storeHelp)
	files.flags(cmd)
	cmd.Flags().BoolVar(&keepGoing, "keep-going", false, "load what is not at fault, and tell what was left out")
	cmd.Flags().BoolVar(&asJSON, "json", false, "write the summary as JSON")
	return cmd
}

// loading is what a load is asked to do.
type loading struct {
	files     fileFlags
	paths     []string
	keepGoing bool
}

// loaded is the summary of a load.
type loaded struct {
	Read    int                      `json:"entitiesRead"`
	Changed bool                     `json:"changed"`
	Version string                   `json:"version"`
	Counts  map[graph.EntityKind]int `json:"counts"`
	Notes   []string                 `json:"notes,omitempty"`
	Skipped *skipped                 `json:"skipped,omitempty"`
}

// skipped is what a load left out: what had these faults, and what refers to it,
// by the id that it refers to.
type skipped struct {
	Entities  int               `json:"entities"`
	Faults    []fault           `json:"faults"`
	Dependent map[string]string `json:"dependent"`
}

func (p *program) load(ctx context.Context, store graph.Store, what loading, asJSON bool) error {
	start := time.Now()
	long, cancel := context.WithTimeout(ctx, soon)
	defer cancel()
	progress, ended := p.progress(ctx, long.Done())
	summary, err := loadFiles(ctx, store, what, progress)
	ended()
	if err != nil {
		return err
	}
	p.tellNotes(ctx, summary.Notes)
	p.tellSkipped(ctx, summary.Skipped)
	switch {
	case asJSON:
		if err := p.writeJSON(summary); err != nil {
			return err
		}
	case summary.Changed:
		fmt.Fprintf(p.out, "Loaded %d entities in %.2f s.\n", summary.Read, time.Since(start).Seconds())
	default:
		fmt.Fprintf(p.out, "All %d entities were there already; nothing changed.\n", summary.Read)
	}
	if !asJSON {
		fmt.Fprintf(p.out, "The store holds %s.\nVersion %s\n", countsLine(summary.Counts), summary.Version)
	}
	if summary.Skipped != nil {
		return &toldError{exitRefused}
	}
	return nil
}

// tellNotes says what readers of files want told.
func (p *program) tellNotes(ctx context.Context, notes []string) {
	for _, note := range notes {
		p.say(ctx, slog.LevelWarn, note)
	}
}

// tellSkipped says what was left out, and why.
func (p *program) tellSkipped(ctx context.Context, left *skipped) {
	if left == nil {
		return
	}
	for _, fault := range left.Faults {
		p.say(ctx, slog.LevelWarn, graph.Fault(fault).String(), slog.String("file", fault.File), slog.Int("line", fault.Line))
	}
	for _, id := range slices.Sorted(maps.Keys(left.Dependent)) {
		p.say(ctx, slog.LevelWarn, fmt.Sprintf("%s refers to %s, which was left out", id, left.Dependent[id]))
	}
	p.say(ctx, slog.LevelWarn, fmt.Sprintf("Left out for %s: %d entities.", counted(len(left.Faults), "fault"), left.Entities))
}

// loadFiles puts files into a store, and tells progress, whose parts may be nil,
// now and then.
func loadFiles(ctx context.Context, store graph.Store, what loading, progress meter) (*loaded, error) {
	var before graph.Dataset
	var input *exchange.Input
	var left *skipped
	err := store.View(ctx, func(reader graph.Reader) error {
		var err error
		if before, err = reader.Dataset(ctx); err != nil {
			return err
		}
		var reading error
		if input, reading = readFiles(ctx, reader, what.files, what.paths, progress.read); input == nil {
			return reading
		}
		if reading == nil && !what.keepGoing {
			return nil // the update finds what else is wrong
		}
		_, err = validated(ctx, reader, input, reading)
		if err == nil || !what.keepGoing {
			return err
		}
		left, err = leaveOut(ctx, reader, input, err)
		return err
	})
	if err != nil {
		return nil, err
	}
	after, err := store.Update(ctx, graph.Batch{Entities: input.Entities, Progress: progress.store})
	if err != nil {
		return nil, input.Locate(err)
	}
	return &loaded{len(input.Entities), before.Version != after.Version, after.Version, after.Counts, input.Notes, left}, nil
}

// leaveOut drops what is at fault, and what refers to it, until nothing is.
func leaveOut(ctx context.Context, reader graph.Reader, input *exchange.Input, err error) (*skipped, error) {
	left := &skipped{Faults: []fault{}, Dependent: map[string]string{}}
	// Dropping can bring new faults about, as when an event was a whole of which
	// another is a part; each round drops something.
	for err != nil {
		refused, is := errors.AsType[*graph.Error](err)
		if !is || len(refused.Faults) == 0 {
			return nil, err
		}
		left.Faults = append(left.Faults, faultsOf(refused.Faults)...)
		dependent, dropped := input.Keep(err)
		left.Entities += dropped
		maps.Copy(left.Dependent, dependent)
		if _, err = validated(ctx, reader, input, nil); err != nil && dropped == 0 {
			return nil, err
		}
	}
	return left, nil
}

// soon is after how long a load is a long one.
const soon = 500 * time.Millisecond

// meter is what to tell how far a load is; its parts are nil where there is
// nobody to see it.
type meter struct {
	read  func(entities int)
	store func(done, total int)
}

// progress shows a bar on a terminal once long is closed. It returns what to
// tell, and what to call when the load is over.
func (p *program) progress(ctx context.Context, long <-chan struct{}) (tell meter, ended func()) {
	if !p.terminal(p.stderr) || p.env("TERM") == "dumb" {
		return meter{}, func() {}
	}
	const width = 60
	var read atomic.Int64
	bars := mpb.NewWithContext(ctx, mpb.WithOutput(p.stderr), mpb.WithRenderDelay(long), mpb.WithAutoRefresh(), mpb.WithWidth(width))
	bar := bars.AddBar(0, mpb.PrependDecorators(decor.Any(func(s decor.Statistics) string {
		switch {
		case s.Total > 0:
			return fmt.Sprintf("Storing %d of %d ", s.Current, s.Total)
		case read.Load() > 0:
			return fmt.Sprintf("Reading and checking, %d so far ", read.Load())
		}
		return "Reading and checking "
	})))
	tell.read = func(entities int) { read.Store(int64(entities)) }
	tell.store = func(done, total int) {
		bar.SetTotal(int64(total), false)
		bar.SetCurrent(int64(done))
	}
	return tell, func() {
		bar.Abort(false)
		bars.Wait()
	}
}
