package main

import (
	"context"
	"errors"
	"fmt"
	"iter"

	"github.com/spf13/cobra"

	"github.com/factiongraph/factiongraph/graph"
)

func (p *program) checkCommand() *cobra.Command {
	var (
		on     task
		files  fileFlags
		asJSON bool
	)
	cmd := &cobra.Command{
		Use:   "check PATH...",
		Short: "Find all faults of files without loading them",
		Long: `Check files, and directories with all .yaml and .yml files below, as load
does, and load nothing. By themselves the files must be whole: whatever they
refer to stands in one of them. With --store it may also be stored.

Faults are written to stdout as file:line:column: entity field: reason, and
make the exit code 1.

The formats are
` + formatList(),
		Example: `  factiongraph check seeds
  factiongraph check ged221.csv
  factiongraph check events/2024.yaml --store embedded:south.db
  factiongraph check seeds --json`,
		Args: takes(1, -1),
		RunE: func(cmd *cobra.Command, args []string) error {
			var counts map[graph.EntityKind]int
			var err error
			if cmd.Flags().Changed("store") {
				err = on.with(cmd, p, func(ctx context.Context, store graph.Store) error {
					return store.View(ctx, func(reader graph.Reader) error {
						var err error
						counts, err = p.validate(ctx, reader, files, args)
						return err
					})
				})
			} else {
				err = on.limited(cmd, func(ctx context.Context) error {
					var err error
					counts, err = p.validate(ctx, nothing{}, files, args)
					return err
				})
			}
			return p.tellVerdict(counts, err, asJSON)
		},
	}
	on.flags(cmd, loadTimeout, "a store whose entities the files may refer to: embedded:FILE or neo4j://host:7687, or nothing\nfor that of FACTIONGRAPH_STORE or your data folder")
	files.flags(cmd)
	cmd.Flags().BoolVar(&asJSON, "json", false, "write JSON")
	return cmd
}

// verdict is what a check finds.
type verdict struct {
	Valid  bool                     `json:"valid"`
	Faults []fault                  `json:"faults"`
	Counts map[graph.EntityKind]int `json:"counts,omitempty"`
}

// fault is a [graph.Fault] for programs.
type fault struct {
	Entity string `json:"entity,omitempty"`
	Field  string `json:"field,omitempty"`
	Reason string `json:"reason"`
	File   string `json:"file,omitempty"`
	Line   int    `json:"line,omitempty"`
	Column int    `json:"column,omitempty"`
	// Missing is the id that the field refers to, if nothing bears it.
	Missing string `json:"missing,omitempty"`
}

func faultsOf(faults []graph.Fault) []fault {
	list := make([]fault, len(faults))
	for i, f := range faults {
		list[i] = fault(f)
	}
	return list
}

// tellVerdict writes what a check found: counts, or the error with its faults.
func (p *program) tellVerdict(counts map[graph.EntityKind]int, err error, asJSON bool) error {
	refused, is := errors.AsType[*graph.Error](err)
	if err != nil && (!is || len(refused.Faults) == 0) {
		return err
	}
	found := verdict{Valid: err == nil, Faults: []fault{}, Counts: counts}
	if !found.Valid {
		found.Faults = faultsOf(refused.Faults)
	}
	switch {
	case asJSON:
		if err := p.writeJSON(found); err != nil {
			return err
		}
	case found.Valid:
		fmt.Fprintf(p.out, "No faults: %s.\n", countsLine(counts))
	default:
		for _, fault := range refused.Faults {
			fmt.Fprintln(p.out, printable(fault.String()))
		}
		fmt.Fprintf(p.out, "%s\n", counted(len(refused.Faults), "fault"))
	}
	if !found.Valid {
		return &toldError{exitRefused}
	}
	return nil
}

// validate reads files and returns how many entities there would be with them
// beside those of reader.
func (p *program) validate(ctx context.Context, reader graph.Reader, files fileFlags, paths []string) (map[graph.EntityKind]int, error) {
	input, reading := readFiles(ctx, reader, files, paths, nil)
	if input == nil {
		return nil, reading
	}
	p.tellNotes(ctx, input.Notes)
	changes, err := validated(ctx, reader, input, reading)
	if err != nil {
		return nil, err
	}
	return changes.Counts, nil
}

// nothing reads an empty graph.
type nothing struct{}

func (nothing) Dataset(context.Context) (graph.Dataset, error) { return graph.Dataset{}, nil }

func (nothing) Get(_ context.Context, ids []string) ([]graph.Entity, error) {
	return make([]graph.Entity, len(ids)), nil
}

func (nothing) List(context.Context, ...graph.Query) iter.Seq2[graph.Row, error] {
	return func(func(graph.Row, error) bool) {}
}

func (nothing) Count(_ context.Context, filters ...graph.Filter) ([]int, error) {
	return make([]int, len(filters)), nil
}

func (nothing) Adjacent(context.Context, graph.AdjacencyQuery) iter.Seq2[graph.Adjacency, error] {
	return func(func(graph.Adjacency, error) bool) {}
}

func (nothing) Search(context.Context, string, []graph.EntityKind, int) ([]graph.Hit, error) {
	return nil, nil
}
