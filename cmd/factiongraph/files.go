package main

import (
	"context"
	"fmt"
	"io/fs"
	"strings"

	"github.com/spf13/cobra"

	"github.com/factiongraph/factiongraph/exchange"
	"github.com/factiongraph/factiongraph/graph"
)

// fileFlags say how files are read.
type fileFlags struct{ format, mapping string }

// flags adds what a command takes that reads files.
func (f *fileFlags) flags(cmd *cobra.Command) {
	cmd.Flags().StringVar(&f.format, "format", "", "the format of all files, where it is not to be found out file by file: "+strings.Join(formatNames(), ", "))
	cmd.Flags().StringVar(&f.mapping, "mapping", "", "the file that says what the columns of CSV files mean which are of no known format")
	if err := cmd.RegisterFlagCompletionFunc("format", cobra.FixedCompletions(formatNames(), cobra.ShellCompDirectiveNoFileComp)); err != nil {
		panic(err) // the flag stands three lines above
	}
}

func formatNames() []string {
	var names []string
	for _, format := range exchange.Formats() {
		names = append(names, format.Name)
	}
	return names
}

// formatList lists the formats for the help of a command.
func formatList() string {
	var list strings.Builder
	for _, format := range exchange.Formats() {
		fmt.Fprintf(&list, "  %-12s %s\n", format.Name, format.About)
	}
	return strings.TrimSuffix(list.String(), "\n")
}

// readFiles reads the files at paths and below. Their locators may begin with
// the keys of sources that reader knows. If files are faulty there is an input
// beside the error, see [exchange.Read]. tell, which may be nil, is told how many
// entities there are now and then.
func readFiles(ctx context.Context, reader graph.Reader, files fileFlags, paths []string, tell func(entities int)) (*exchange.Input, error) {
	ids := map[string]string{}
	for source, err := range graph.Find[*graph.Source](ctx, reader, graph.Query{Filter: graph.SourceFilter{}}) {
		if err != nil {
			return nil, err
		}
		ids[source.Key] = source.ID
	}
	options := exchange.Options{
		Format: files.format, Mapping: files.mapping,
		SourceOfKey: func(key string) string { return ids[key] },
		Actors: func() ([]*graph.Actor, error) {
			return graph.Collect(graph.Find[*graph.Actor](ctx, reader, graph.Query{Filter: graph.ActorFilter{}}))
		},
	}
	if tell != nil {
		options.Progress = func(_ string, entities int) { tell(entities) }
	}
	input, err := exchange.Read(stoppable{ctx, exchange.Disk}, options, paths...)
	if ctx.Err() != nil {
		return nil, graph.Errorf(graph.CodeTimeout, "the reading of the files was stopped before it ended").Because(ctx.Err())
	}
	return input, err
}

// validated returns the faults that graph finds in an input together with those
// of reading it, which may be nil.
func validated(ctx context.Context, reader graph.Reader, input *exchange.Input, reading error) (*graph.Changes, error) {
	changes, err := graph.Prepare(ctx, reader, graph.Batch{Entities: input.Entities})
	return changes, input.Faults(reading, err)
}

// stoppable opens no more files once its context has ended.
type stoppable struct {
	ctx  context.Context //nolint:containedctx // fs.FS has no place for it
	fsys fs.FS
}

// Open opens a file of the file system below.
func (s stoppable) Open(name string) (fs.File, error) {
	if err := s.ctx.Err(); err != nil {
		return nil, err
	}
	return s.fsys.Open(name)
}
