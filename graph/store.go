package graph

import (
	"context"
	"iter"
	"slices"
	"time"
)

// Store keeps a graph. Implementations are safe for concurrent use. Every
// error is an [*Error]; a context that ends gives CodeTimeout, a database that
// cannot be reached CodeUnavailable.
type Store interface {
	// View calls read with a reader that sees one version of the data from
	// start to end. read may be called again, with a new reader, when a store
	// finds that the version changed under it, so it must not keep what it
	// read before; the reader must not be used after read returned.
	View(ctx context.Context, read func(Reader) error) error
	// Update puts changes in one transaction: all of them or, on error, none.
	// When it returns nil they are durable and every later View sees them.
	// The faults of a batch come together in one error. Putting what is there
	// already changes nothing, the version included.
	Update(ctx context.Context, batch Batch) (Dataset, error)
	// Ready reports whether the store can answer now.
	Ready(ctx context.Context) error
	// Cannot lists what this store does not offer, each with the reason.
	Cannot() []Limitation
	// Close releases the store. Views under way must have ended.
	Close(ctx context.Context) error
}

// Reader reads one version of the graph. It is safe for concurrent use within
// the View that gave it.
type Reader interface {
	// Dataset describes the version that is read.
	Dataset(ctx context.Context) (Dataset, error)
	// Get returns the entities with these ids, in their order, nil for each
	// unknown one. Ids of all kinds may be mixed.
	Get(ctx context.Context, ids []string) ([]Entity, error)
	// List yields the entities that each query asks for, query by query, in
	// the order asked for. Breaking off early is allowed and frees what the
	// iteration holds. A store answers queries of the same shape in one go.
	List(ctx context.Context, queries ...Query) iter.Seq2[Row, error]
	// Count returns how many entities each filter chooses. A store counts for
	// filters of the same shape in one go.
	Count(ctx context.Context, filters ...Filter) ([]int, error)
	// Search yields up to limit entities of these kinds (all that have names
	// or titles, if nil) whose names match text (see [names.MatchUnfinished]),
	// best first: by score, then actors by how many pieces of evidence (see
	// [EvidenceOf]) they stand in, then by id. Names of type LABEL are not
	// searched. At most [MaxSearch].
	Search(ctx context.Context, text string, kinds []EntityKind, limit int) ([]Hit, error)
	// Adjacent yields the ties that rest on the pieces of evidence which the
	// query asks for, each once with all of these, in no particular order.
	// Breaking off early is allowed.
	Adjacent(ctx context.Context, query AdjacencyQuery) iter.Seq2[Adjacency, error]
}

// Hit is one result of a search.
type Hit struct {
	Entity      Entity
	MatchedName string
	// Score is in (0, 1]; 1 is an exact name, up to spelling.
	Score float64
}

// Batch is what [Store.Update] puts: entities are written whole, replacing
// what has their id.
type Batch struct {
	Entities []Entity
	// Delete lists ids to remove. What is still referred to cannot be removed.
	Delete []string
	// Progress, if set, is called now and then with how many of the batch's
	// entities are stored. It must be quick.
	Progress func(done, total int)
}

// Dataset describes one version of a graph.
type Dataset struct {
	// Version identifies the content: equal graphs have equal versions,
	// whatever the store and the order of loading. Empty for an empty store.
	Version  string
	LoadedAt time.Time
	Counts   map[EntityKind]int
}

// Empty reports whether nothing is stored.
func (d Dataset) Empty() bool { return d.Version == "" }

// Limitation is something a store does not offer, and why.
type Limitation struct {
	What, Why string
}

// Limits that hold for every store.
const (
	// MaxDepth bounds chains of PART_OF, of places within places and of events
	// within events.
	MaxDepth = 16
	// MaxSearch bounds the hits of one search.
	MaxSearch = 100
)

// Find lists what a query asks for as entities of type E, which must be what
// the filter lists.
func Find[E Entity](ctx context.Context, reader Reader, query Query) iter.Seq2[E, error] {
	return func(yield func(E, error) bool) {
		var none E
		for row, err := range reader.List(ctx, query) {
			if err != nil {
				yield(none, err)
				return
			}
			entity, right := row.Entity.(E)
			if !right {
				yield(none, Errorf(CodeInternal, "a list of %s held a %T", query.Filter.Lists(), row.Entity))
				return
			}
			if !yield(entity, nil) {
				return
			}
		}
	}
}

// getTogether is how many entities are read at a time where there may be many.
const getTogether = 5000

// getEach reads what has the ids that are the keys of wanted, in their order,
// and hands over each entity, nil where there is none.
func getEach[V any](ctx context.Context, reader Reader, wanted map[string]V, take func(id string, entity Entity)) error {
	for ids := range slices.Chunk(sortedKeys(wanted), getTogether) {
		found, err := reader.Get(ctx, ids)
		if err != nil {
			return err
		}
		for i, id := range ids {
			take(id, found[i])
		}
	}
	return nil
}

// Collect gathers an iteration into a slice, up to its first error.
func Collect[E any](seq iter.Seq2[E, error]) ([]E, error) {
	var all []E
	for element, err := range seq {
		if err != nil {
			return nil, err
		}
		all = append(all, element)
	}
	return all, nil
}
