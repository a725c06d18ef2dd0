// Package embedded is the default store: one durable SQLite file, and in
// memory an immutable, indexed snapshot of it that readers pin and writers
// replace. It knows the domain and SQLite, and nothing of who asks.
package embedded

import (
	"cmp"
	"context"
	"errors"
	"maps"
	"path/filepath"
	"slices"
	"sync"
	"sync/atomic"
	"time"

	"github.com/factiongraph/factiongraph/graph"
)

// Store implements [graph.Store]. Readers never wait: each pins the snapshot
// that is current when its View begins. Writers take turns.
type Store struct {
	current atomic.Pointer[snapshot]

	// writing guards file.
	writing sync.Mutex
	file    *file
	looked  atomic.Int64 // when a View last looked for other programs' work
}

// overtakenAtMost is how often an Update starts again because another program
// was faster.
const overtakenAtMost = 100

// lookEvery is how often a View looks whether another program wrote the file.
const lookEvery = time.Second

// Open opens the store in the file at path, and makes it if it is not there.
// The caller owns the store and closes it.
func Open(ctx context.Context, path string) (*Store, error) {
	absolute, err := filepath.Abs(path)
	if err != nil {
		return nil, graph.Errorf(graph.CodeBadInput, "%q is no path of a file", path).Because(err)
	}
	opened, err := openFile(ctx, absolute)
	if err != nil {
		return nil, err
	}
	store := &Store{file: opened}
	if err := store.reload(ctx); err != nil {
		_ = opened.close() // the first error tells more
		return nil, err
	}
	return store, nil
}

// reload builds the snapshot anew from the file. The caller holds writing, or
// is alone.
func (s *Store) reload(ctx context.Context) error {
	decoder := newDecoder()
	state, err := s.file.read(ctx, func(kind graph.EntityKind, record []byte) error {
		decoder.add(kind, record)
		return nil
	})
	rows, open, claims, decodeErr := decoder.end()
	if err := cmp.Or(err, decodeErr); err != nil {
		return err
	}
	counts := map[graph.EntityKind]int{}
	if claims > 0 {
		counts[graph.ClaimEntity] = claims
	}
	for kind, entities := range rows {
		counts[kind] = len(entities)
	}
	dataset := graph.Dataset{Version: state.version, LoadedAt: state.loadedAt, Counts: counts}
	s.current.Store(newSnapshot(dataset, rows, open))
	return nil
}

// View calls read with the current snapshot.
func (s *Store) View(ctx context.Context, read func(graph.Reader) error) error {
	if err := stopped(ctx); err != nil {
		return err
	}
	s.look(ctx)
	return read(s.current.Load())
}

// look takes over what another program wrote to the file, at most once a
// second and without making readers wait. If it fails the snapshot stays, and
// the next look tries again.
func (s *Store) look(ctx context.Context) {
	last, now := s.looked.Load(), time.Now().UnixNano()
	if now-last < int64(lookEvery) || !s.looked.CompareAndSwap(last, now) || !s.writing.TryLock() {
		return
	}
	defer s.writing.Unlock()
	_ = s.refresh(ctx)
}

// refresh reloads if another program wrote the file. The caller holds writing.
func (s *Store) refresh(ctx context.Context) error {
	state, err := s.file.state(ctx)
	if err != nil || state.describes(s.current.Load()) {
		return err
	}
	return s.reload(ctx)
}

// Update stores a batch: first in the file, then in a new snapshot. If another
// program writes the file in between, it starts again with what that wrote.
func (s *Store) Update(ctx context.Context, batch graph.Batch) (graph.Dataset, error) {
	s.writing.Lock()
	defer s.writing.Unlock()
	for range overtakenAtMost {
		dataset, err := s.update(ctx, batch)
		if !errors.Is(err, errOvertaken) {
			return dataset, err
		}
	}
	return graph.Dataset{}, graph.Errorf(graph.CodeUnavailable, "%s is being written by other programs; try again", s.file.path).Because(errOvertaken)
}

func (s *Store) update(ctx context.Context, batch graph.Batch) (graph.Dataset, error) {
	if err := s.refresh(ctx); err != nil {
		return graph.Dataset{}, err
	}
	before := s.current.Load()
	changes, err := graph.Prepare(ctx, before, batch)
	if err != nil {
		return graph.Dataset{}, err
	}
	if changes.Empty() {
		return before.Dataset(ctx)
	}
	dataset := graph.Dataset{Version: changes.Version, LoadedAt: time.Now().UTC().Truncate(time.Millisecond), Counts: changes.Counts}
	if err := s.file.write(ctx, before.dataset, dataset, changes, batch.Progress); err != nil {
		return graph.Dataset{}, err
	}
	s.current.Store(before.with(changes, dataset))
	if batch.Progress != nil {
		batch.Progress(len(changes.Put), len(changes.Put))
	}
	return s.current.Load().Dataset(ctx)
}

// with returns the snapshot after changes. Entities that refer to a changed
// one, directly or through others, are copied, because readers of s still use
// the originals.
func (s *snapshot) with(changes *graph.Changes, dataset graph.Dataset) *snapshot {
	changed := map[string]graph.Entity{} // nil for what is deleted
	replaced := map[string]bool{}
	for _, change := range changes.Delete {
		changed[change.Entity.EntityID()] = nil
	}
	for _, change := range changes.Put {
		id := change.Entity.EntityID()
		changed[id] = change.Entity
		if s.entities[id] != nil {
			replaced[id] = true
		}
	}
	for grown := len(replaced) > 0; grown; {
		grown = false
		for id, entity := range s.entities {
			if _, known := changed[id]; known || !refersTo(entity, replaced) {
				continue
			}
			copied, err := graph.Clone(entity)
			if err != nil {
				panic(err) // it was read from a record, so it can be written as one
			}
			changed[id], replaced[id], grown = copied, true, true
		}
	}
	fresh := map[graph.EntityKind][]graph.Entity{}
	for _, entity := range changed {
		if entity != nil {
			fresh[entity.EntityKind()] = append(fresh[entity.EntityKind()], entity)
		}
	}
	rows := map[graph.EntityKind][]graph.Entity{}
	for kind, table := range s.tables {
		slices.SortFunc(fresh[kind], byID)
		rows[kind] = table.with(fresh[kind], changed)
	}
	return newSnapshot(dataset, rows, slices.Concat(slices.Collect(maps.Values(fresh))...))
}

func refersTo(e graph.Entity, stale map[string]bool) bool {
	found := false
	graph.Walk(e, graph.Visitor{Reference: func(_ *graph.Path, ref graph.Entity) graph.Entity {
		found = found || stale[ref.EntityID()]
		return nil
	}})
	return found
}

// Ready reports whether the file can be read. While it is being written the
// snapshot answers.
func (s *Store) Ready(ctx context.Context) error {
	if !s.writing.TryLock() {
		return stopped(ctx)
	}
	defer s.writing.Unlock()
	_, err := s.file.state(ctx)
	return err
}

// Cannot lists what this store does not offer.
func (s *Store) Cannot() []graph.Limitation {
	return []graph.Limitation{{
		What: "several programs writing at once",
		Why:  "SQLite lets one write at a time; others wait up to five seconds, and a running server sees their work within about a second",
	}}
}

// Close releases the file.
func (s *Store) Close(context.Context) error {
	s.writing.Lock()
	defer s.writing.Unlock()
	return s.file.close()
}
