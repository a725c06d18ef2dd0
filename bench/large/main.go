// Command large loads a large generated graph into the embedded store, opens
// it again and asks it, and prints how long that took and how much memory it
// holds.
package main

import (
	"context"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"runtime/pprof"
	"strings"
	"time"

	"github.com/factiongraph/factiongraph/bench/corpus"
	"github.com/factiongraph/factiongraph/graph"
	"github.com/factiongraph/factiongraph/graph/embedded"
)

func main() {
	actors := flag.Int("actors", 20_000, "actors of the generated graph")
	events := flag.Int("events", 1_000_000, "events of the generated graph")
	file := flag.String("file", "", "where the store is kept (default: a temporary file)")
	profile := flag.String("cpuprofile", "", "profile opening")
	flag.Parse()
	if err := run(*actors, *events, *file, *profile); err != nil {
		fmt.Fprintln(os.Stderr, "large:", err)
		os.Exit(1)
	}
}

func run(actors, events int, file, profile string) error {
	ctx := context.Background()
	if file == "" {
		folder, err := os.MkdirTemp("", "factiongraph-large-")
		if err != nil {
			return err
		}
		defer os.RemoveAll(folder)
		file = filepath.Join(folder, "graph.db")
	}
	if _, err := os.Stat(file); err != nil {
		if err := load(ctx, file, corpus.Size{Actors: actors, Events: events}); err != nil {
			return err
		}
	}
	runtime.GC()
	if profile != "" {
		out, err := os.Create(profile)
		if err != nil {
			return err
		}
		defer out.Close()
		if err := pprof.StartCPUProfile(out); err != nil {
			return err
		}
	}
	start := time.Now()
	store, err := embedded.Open(ctx, file)
	if err != nil {
		return err
	}
	defer func() { _ = store.Close(ctx) }() // only read
	took := time.Since(start)
	pprof.StopCPUProfile()
	return store.View(ctx, func(reader graph.Reader) error {
		dataset, err := reader.Dataset(ctx)
		if err != nil {
			return err
		}
		info, err := os.Stat(file)
		if err != nil {
			return err
		}
		fmt.Printf("open: %d actors, %d events in %.1f s; the file has %.0f MB, the process %.0f MB at most while opening, the heap %.0f MB\n",
			dataset.Counts[graph.ActorEntity], dataset.Counts[graph.EventEntity], took.Seconds(),
			float64(info.Size())/1e6, memory("VmHWM"), heap())
		return ask(ctx, reader)
	})
}

func load(ctx context.Context, file string, size corpus.Size) error {
	store, err := embedded.Open(ctx, file)
	if err != nil {
		return err
	}
	entities := corpus.Make(size)
	start := time.Now()
	if _, err := store.Update(ctx, graph.Batch{Entities: entities}); err != nil {
		return err
	}
	fmt.Printf("load: %d entities in %.1f s\n", len(entities), time.Since(start).Seconds())
	return store.Close(ctx)
}

// ask times single questions of the domain, cold and warm.
func ask(ctx context.Context, reader graph.Reader) error {
	for _, q := range []struct {
		name string
		ask  func() error
	}{
		{"ties of one actor", func() error {
			_, err := graph.Ties(ctx, reader, graph.TieFilter{Actors: []string{corpus.Actor(700)}})
			return err
		}},
		{"neighborhood, depth 2, limit 500", func() error {
			_, err := graph.Neighborhood(ctx, reader, graph.NeighborhoodQuery{Centers: []string{corpus.Actor(700)}, Depth: 2, Limit: 500, Bare: true})
			return err
		}},
		{"paths, length 4", func() error {
			_, err := graph.Paths(ctx, reader, graph.PathQuery{From: corpus.Actor(700), To: corpus.Actor(1500), MaxLength: 4, First: 5, Bare: true})
			return err
		}},
		{"network, limit 1000", func() error {
			_, err := graph.NetworkOf(ctx, reader, graph.NetworkQuery{Limit: 1000, Bare: true})
			return err
		}},
	} {
		for _, when := range []string{"first", "again"} {
			start := time.Now()
			err := q.ask()
			fmt.Printf("%s (%s): %.1f ms %v\n", q.name, when, float64(time.Since(start).Microseconds())/1000, err)
		}
	}
	return nil
}

func heap() float64 {
	runtime.GC()
	var stats runtime.MemStats
	runtime.ReadMemStats(&stats)
	return float64(stats.HeapAlloc) / 1e6
}

// memory reads a line of /proc/self/status, in MB; 0 where there is none.
func memory(name string) float64 {
	status, err := os.ReadFile("/proc/self/status")
	if err != nil {
		return 0
	}
	var kB float64
	for line := range strings.Lines(string(status)) {
		if n, _ := fmt.Sscanf(line, name+": %f kB", &kB); n == 1 {
			return kB / 1000
		}
	}
	return 0
}
