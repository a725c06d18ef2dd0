package resolvers

import (
	"context"
	"fmt"

	"github.com/factiongraph/factiongraph/graph"
)

// Version returns a function that names a state of the store's data: the one
// that the operation in the context is answered from or, outside of an
// operation, the one that is current when it is called. An operation is
// answered alike from states of the same name. On the embedded store that
// costs next to nothing, on Neo4j a round trip.
func Version(store graph.Store) func(context.Context) (string, error) {
	return func(ctx context.Context) (version string, err error) {
		if r, within := ctx.Value(requestKey{}).(*request); within {
			return nameOf(ctx, r.reader)
		}
		err = store.View(ctx, func(reader graph.Reader) error {
			version, err = nameOf(ctx, reader)
			return err
		})
		return version, err
	}
}

// nameOf names what a reader reads. The API also tells when the data last
// changed, which differs after a change and its undoing.
func nameOf(ctx context.Context, reader graph.Reader) (string, error) {
	dataset, err := reader.Dataset(ctx)
	if err != nil {
		return "", err
	}
	return fmt.Sprintf("%s %d.%d", dataset.Version, dataset.LoadedAt.Unix(), dataset.LoadedAt.Nanosecond()), nil
}
