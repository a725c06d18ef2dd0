package main

import (
	"context"
	"io/fs"

	"github.com/factiongraph/factiongraph/exchange"
	"github.com/factiongraph/factiongraph/graph"
)

// readFiles reads the YAML files at paths and below. Their locators may begin
// with the keys of sources that reader knows.
func readFiles(ctx context.Context, reader graph.Reader, paths []string) (*exchange.Input, error) {
	ids := map[string]string{}
	for source, err := range graph.Find[*graph.Source](ctx, reader, graph.Query{Filter: graph.SourceFilter{}}) {
		if err != nil {
			return nil, err
		}
		ids[source.Key] = source.ID
	}
	options := exchange.YAMLOptions{SourceOfKey: func(key string) string { return ids[key] }}
	input, err := exchange.ReadYAML(stoppable{ctx, exchange.Disk}, options, paths...)
	if ctx.Err() != nil {
		return nil, graph.Errorf(graph.CodeTimeout, "the reading of the files was stopped before it ended").Because(ctx.Err())
	}
	return input, err
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
