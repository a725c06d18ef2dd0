package main

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net/url"
	"path/filepath"
	"runtime"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"github.com/factiongraph/factiongraph/graph"
	"github.com/factiongraph/factiongraph/graph/embedded"
	"github.com/factiongraph/factiongraph/graph/neo4j"
	"github.com/factiongraph/factiongraph/seeds"
)

const (
	storeHelp = "where the graph is kept: embedded:FILE, or a Neo4j database as neo4j://host:7687 with\n" +
		"NEO4J_USERNAME, NEO4J_PASSWORD and NEO4J_DATABASE in the environment\n" +
		"[env FACTIONGRAPH_STORE] (default a file in your data folder)"
	embeddedPrefix = "embedded:"
	closeTimeout   = 5 * time.Second
)

// task are the flags of a command that opens a store for one piece of work.
type task struct {
	store   string
	timeout time.Duration
}

func (t *task) flags(cmd *cobra.Command, timeout time.Duration, storeHelp string) {
	cmd.Flags().StringVar(&t.store, "store", "", storeHelp)
	timeoutFlag(cmd, &t.timeout, timeout)
}

// limited calls work with a context that ends at the task's timeout.
func (t *task) limited(cmd *cobra.Command, work func(context.Context) error) error {
	ctx, cancel := context.WithTimeout(cmd.Context(), t.timeout)
	defer cancel()
	err := work(ctx)
	if graph.CodeOf(err) == graph.CodeTimeout && errors.Is(ctx.Err(), context.DeadlineExceeded) {
		return graph.Errorf(graph.CodeTimeout, "the time of %s is up; --timeout gives more", t.timeout).Because(err)
	}
	return err
}

// with calls work with the task's store, and closes it afterwards.
func (t *task) with(cmd *cobra.Command, p *program, work func(context.Context, graph.Store) error) error {
	return t.limited(cmd, func(ctx context.Context) error {
		where, err := p.locate(t.store)
		if err != nil {
			return err
		}
		store, err := p.open(ctx, where)
		if err != nil {
			return err
		}
		return errors.Join(work(ctx, store), closeStore(ctx, store))
	})
}

// asking is with for questions: an empty file is filled with the built-in
// corpus first, so that there is something to ask. A database is somebody's, and
// is left as it is.
func (t *task) asking(cmd *cobra.Command, p *program, work func(context.Context, graph.Store) error) error {
	return t.with(cmd, p, func(ctx context.Context, store graph.Store) error {
		dataset, err := datasetOf(ctx, store)
		if err != nil {
			return err
		}
		if dataset.Empty() {
			if _, isFile := store.(*embedded.Store); isFile {
				err = p.fill(ctx, store)
			} else {
				p.say(ctx, slog.LevelWarn, "The database is empty: fill it with factiongraph serve (the built-in corpus) or factiongraph load.")
			}
		}
		if err != nil {
			return err
		}
		return work(ctx, store)
	})
}

// location is where a store is: the path of a file, or the address of a
// database.
type location struct{ file, database string }

// String is for people, and holds no password.
func (l location) String() string {
	if l.file != "" {
		return l.file
	}
	if address, err := url.Parse(l.database); err == nil {
		return address.Scheme + "://" + address.Host
	}
	return "the database"
}

// locate reads the address of a store; without one, the environment's, or else
// a file in the user's data folder.
func (p *program) locate(address string) (location, error) {
	address = cmp.Or(address, p.env("FACTIONGRAPH_STORE"))
	file, isFile := strings.CutPrefix(address, embeddedPrefix)
	switch {
	case isFile && file != "":
		// A shell does not expand ~ behind a prefix.
		if rest, inHome := strings.CutPrefix(file, "~/"); inHome && p.env("HOME") != "" {
			file = filepath.Join(p.env("HOME"), rest)
		}
		return location{file: file}, nil
	case isFile || address == "":
		folder := dataFolder(runtime.GOOS, p.env)
		if folder == "" {
			return location{}, &usageError{message: "there is no data folder for this user: say where the graph is kept with --store embedded:FILE"}
		}
		return location{file: filepath.Join(folder, "factiongraph", "graph.db")}, nil
	case strings.Contains(address, "://"):
		return location{database: address}, nil
	}
	return location{}, &usageError{message: fmt.Sprintf("%q is no store: write embedded:%s for a file, or neo4j://host:7687 for a database", address, address)}
}

// dataFolder is where a system keeps the data of a user's programs; nothing if
// the environment does not tell. On Unix it is what the XDG Base Directory
// Specification 0.8 says, which ignores a relative path.
func dataFolder(system string, env func(string) string) string {
	below := func(root string, steps ...string) string {
		if root == "" {
			return ""
		}
		return filepath.Join(append([]string{root}, steps...)...)
	}
	switch system {
	case "windows":
		return env("LocalAppData")
	case "darwin", "ios":
		return below(env("HOME"), "Library", "Application Support")
	}
	if folder := env("XDG_DATA_HOME"); filepath.IsAbs(folder) {
		return folder
	}
	return below(env("HOME"), ".local", "share")
}

// open opens a store, which the caller closes.
func (p *program) open(ctx context.Context, where location) (store graph.Store, err error) {
	if where.file != "" {
		store, err = embedded.Open(ctx, where.file)
	} else {
		config := neo4j.Config{
			URI: where.database, Username: p.env("NEO4J_USERNAME"), Password: p.env("NEO4J_PASSWORD"), Database: p.env("NEO4J_DATABASE"),
		}
		// The driver warns of every attempt that fails, and in the end its
		// error says the same.
		if p.log.Enabled(ctx, slog.LevelInfo) {
			config.Logger = p.log
		}
		store, err = neo4j.Open(ctx, config)
	}
	switch {
	case err == nil:
		return store, nil
	case graph.CodeOf(err) == graph.CodeBadInput: // not a store of ours: another one has to be named
		return nil, &usageError{message: "--store: " + err.Error()}
	}
	return nil, err
}

// await opens a store that may not be up yet: it tries again for a while, and
// says why whenever the reason changes.
func (p *program) await(ctx context.Context, where location, open func(context.Context) (graph.Store, error)) (graph.Store, error) {
	const pause = time.Second
	patience := cmp.Or(p.patience, 30*time.Second)
	attributes := []slog.Attr{slog.String("store", where.String())}
	p.say(ctx, slog.LevelInfo, fmt.Sprintf("Connecting to %s, for up to %s if it is not up yet", where, patience), attributes...)
	waiting, cancel := context.WithTimeout(ctx, patience)
	defer cancel()
	for said := ""; ; {
		store, err := open(waiting)
		if err == nil || ctx.Err() != nil || waiting.Err() == nil && graph.CodeOf(err) != graph.CodeUnavailable {
			return store, err
		}
		if reason := err.Error(); waiting.Err() == nil && reason != said {
			said = reason
			p.say(ctx, slog.LevelWarn, "Trying again: "+reason, attributes...)
		}
		select {
		case <-time.After(pause):
		case <-waiting.Done():
			return nil, graph.Errorf(graph.CodeUnavailable, "%s did not come up within %s", where, patience).Because(err)
		}
	}
}

// closeStore closes a store, also when ctx has ended.
func closeStore(ctx context.Context, store graph.Store) error {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), closeTimeout)
	defer cancel()
	return store.Close(ctx)
}

func datasetOf(ctx context.Context, store graph.Store) (graph.Dataset, error) {
	var dataset graph.Dataset
	err := store.View(ctx, func(reader graph.Reader) error {
		var err error
		dataset, err = reader.Dataset(ctx)
		return err
	})
	return dataset, err
}

// fill puts the built-in corpus into a store.
func (p *program) fill(ctx context.Context, store graph.Store) error {
	start := time.Now()
	corpus, err := seeds.Read()
	if err != nil {
		return graph.Errorf(graph.CodeInternal, "the built-in corpus cannot be read").Because(err)
	}
	dataset, err := store.Update(ctx, graph.Batch{Entities: corpus.Entities})
	if err != nil {
		return err
	}
	took := time.Since(start)
	p.say(ctx, slog.LevelInfo, fmt.Sprintf("The store was empty: loaded the built-in corpus (%s) in %.2f s", countsLine(dataset.Counts), took.Seconds()),
		slog.String("version", dataset.Version), slog.Duration("took", took))
	return nil
}

// countsLine lists how many entities there are: "124 actors, 1 source".
func countsLine(counts map[graph.EntityKind]int) string {
	var parts []string
	for _, kind := range graph.EntityKinds {
		if n := counts[kind.Name]; n > 0 {
			parts = append(parts, counted(n, strings.ToLower(string(kind.Name))))
		}
	}
	return cmp.Or(strings.Join(parts, ", "), "nothing")
}

// counted is a number with its noun, in the plural where it takes one.
func counted(n int, noun string) string {
	if n != 1 {
		noun += "s"
	}
	return fmt.Sprintf("%d %s", n, noun)
}
