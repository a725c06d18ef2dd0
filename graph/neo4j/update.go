package neo4j

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"time"

	"golang.org/x/sync/errgroup"

	"github.com/factiongraph/factiongraph/graph"
)

const (
	// sliceSize is how many entities are drawn in memory at a time, rowLimit
	// how many rows a statement takes.
	sliceSize = 5000
	rowLimit  = 5000
)

// Update implements [graph.Store]. The batch is loaded in one transaction,
// which the server must have the memory for: some 10 kB for each event.
func (s *Store) Update(ctx context.Context, batch graph.Batch) (graph.Dataset, error) {
	release, err := s.takeTurn(ctx)
	if err != nil {
		return graph.Dataset{}, err
	}
	defer release()
	var dataset graph.Dataset
	var tick int64 // odd once the commit was announced
	err = s.write(ctx, "update", s.config.UpdateTimeout, func(run runner) error {
		var err error
		dataset, err = s.load(ctx, run, batch, &tick)
		return err
	})
	if tick != 0 {
		s.closeCommit(context.WithoutCancel(ctx), tick, err)
	}
	if err != nil {
		return graph.Dataset{}, err
	}
	return dataset, nil
}

// closeCommit ends the commit that was announced. Where that fails, whoever
// waits for it does the same.
func (s *Store) closeCommit(ctx context.Context, tick int64, err error) {
	ctx, cancel := context.WithTimeout(ctx, tickTimeout)
	defer cancel()
	if err == nil {
		err = s.endCommit(ctx, tick)
	}
	if err != nil {
		// Perhaps the server is still at it, so that the lock must be waited for.
		err = s.recover(ctx)
	}
	if err != nil {
		s.config.Logger.Warn("the end of a commit could not be announced", "error", err)
	}
}

// load is one attempt at an update, up to but without its commit.
func (s *Store) load(ctx context.Context, run runner, batch graph.Batch, tick *int64) (graph.Dataset, error) {
	if err := lock(ctx, run); err != nil {
		return graph.Dataset{}, err
	}
	before := &reader{run: run}
	changes, err := graph.Prepare(ctx, before, copied(batch))
	if err != nil {
		return graph.Dataset{}, err
	}
	if changes.Empty() {
		return before.Dataset(ctx)
	}
	if err := put(ctx, run, changes, batch); err != nil {
		return graph.Dataset{}, err
	}
	// The database keeps no finer time than this.
	dataset := graph.Dataset{Version: changes.Version, LoadedAt: time.Now().UTC().Truncate(time.Microsecond), Counts: changes.Counts}
	if _, err := run(ctx, statement{
		text:   "MATCH (dataset:" + datasetLabel + ") SET dataset = $properties RETURN count(*) AS done",
		params: map[string]any{"properties": map[string]any(propertiesOf(dataset))},
	}); err != nil {
		return graph.Dataset{}, err
	}
	*tick, err = s.startCommit(ctx)
	return dataset, err
}

// copied returns the batch with entities of its own, for an attempt changes
// them and there may be another. What cannot be copied is faulty, and
// [graph.Prepare] says so.
func copied(batch graph.Batch) graph.Batch {
	entities := make([]graph.Entity, len(batch.Entities))
	for i, entity := range batch.Entities {
		if clone, err := graph.Clone(entity); err == nil {
			entities[i] = clone
		} else {
			entities[i] = entity
		}
	}
	batch.Entities = entities
	return batch
}

// put puts changes into the database. What comes next is drawn while the
// database takes what came before.
func put(ctx context.Context, run runner, changes *graph.Changes, batch graph.Batch) error {
	const ahead = 2 // statements that wait, with their rows
	both, ctx := errgroup.WithContext(ctx)
	l := loading{
		ctx: ctx, run: run, steps: make(chan func() error, ahead),
		changes: changes, progress: batch.Progress, total: len(batch.Entities), ties: map[string]int64{},
	}
	both.Go(func() error {
		for step := range l.steps {
			if err := step(); err != nil {
				return err
			}
		}
		return nil
	})
	both.Go(func() error {
		defer close(l.steps)
		return l.load()
	})
	return both.Wait()
}

// loading draws changes and has them put into the database.
type loading struct {
	ctx context.Context //nolint:containedctx // it lives as long as one call of put
	run runner
	// steps are taken by another goroutine, one after the other.
	steps    chan func() error
	changes  *graph.Changes
	progress func(done, total int)
	total    int
	// ties is how many pieces of evidence each actor gains, or loses.
	ties map[string]int64
}

func (l *loading) load() error {
	for _, part := range []func() error{l.erase, l.nodes, l.drawings, l.countTies} {
		if err := part(); err != nil {
			return err
		}
	}
	return nil
}

// then has a step taken after those before. It fails if one of these did.
func (l *loading) then(step func() error) error {
	select {
	case l.steps <- step:
		return nil
	case <-l.ctx.Done():
		return l.ctx.Err()
	}
}

// erase removes what was drawn of the entities that change, and the nodes of
// those that are deleted.
func (l *loading) erase() error {
	gone := rowsByText{}
	erase := func(e graph.Entity) {
		gone.add(erasePartsText, map[string]any{"id": e.EntityID()})
		for _, edge := range draw(e).edges {
			gone.add(eraseEdgeText(edge.kind), map[string]any{"from": edge.from, "to": edge.to, "owner": edge.owner})
			if edge.isTie() {
				l.ties[edge.from]--
				l.ties[edge.to]--
			}
		}
	}
	for slice := range slices.Chunk(l.changes.Put, sliceSize) {
		for _, change := range slice {
			if change.Before != nil {
				erase(change.Before)
			}
		}
		if err := l.flush(gone); err != nil {
			return err
		}
	}
	for _, change := range l.changes.Delete {
		erase(change.Before)
	}
	if err := l.flush(gone); err != nil {
		return err
	}
	for _, change := range l.changes.Delete {
		gone.add(deleteText, map[string]any{"id": change.Before.EntityID()})
	}
	return l.flush(gone)
}

// nodes creates or rewrites the entities' own nodes.
func (l *loading) nodes() error {
	rows := rowsByText{}
	for slice := range slices.Chunk(l.changes.Put, sliceSize) {
		for _, change := range slice {
			row := map[string]any{"id": change.Entity.EntityID(), "properties": map[string]any(nodeOf(change.Entity, change.Record))}
			label := labels[change.Entity.EntityKind()]
			switch {
			case change.Before == nil:
				rows.add(createText(label), row)
			case change.Before.EntityKind() == change.Entity.EntityKind():
				rows.add(rewriteText, row)
			default:
				rows.add(relabelText(labels[change.Before.EntityKind()], label), row)
			}
		}
		if err := l.flush(rows); err != nil {
			return err
		}
	}
	return nil
}

// drawings draws the entities, whose nodes are all there by now.
func (l *loading) drawings() error {
	done := l.total - len(l.changes.Put)
	for slice := range slices.Chunk(l.changes.Put, sliceSize) {
		parts, edges := rowsByText{}, rowsByText{}
		for _, change := range slice {
			drawing := draw(change.Entity)
			for _, part := range drawing.parts {
				parts.add(createPartText(part), map[string]any{
					"holder": change.Entity.EntityID(), "source": part.source, "how": map[string]any(part.how), "properties": map[string]any(part.props),
				})
			}
			for _, edge := range append(drawing.edges, drawing.partEdges...) {
				edges.add(createEdgeText(edge.kind), map[string]any{"from": edge.from, "to": edge.to, "properties": map[string]any(edge.props)})
				if edge.isTie() {
					l.ties[edge.from]++
					l.ties[edge.to]++
				}
			}
		}
		if err := l.flush(parts); err != nil {
			return err
		}
		if err := l.flush(edges); err != nil {
			return err
		}
		done += len(slice)
		// Events that only follow a changed agreement are not the caller's.
		if err := l.tell(max(0, min(done, l.total))); err != nil {
			return err
		}
	}
	return nil
}

// tell reports progress.
func (l *loading) tell(done int) error {
	if l.progress == nil {
		return nil
	}
	return l.then(func() error {
		l.progress(done, l.total)
		return nil
	})
}

// countTies brings the number of ties at each actor up to date.
func (l *loading) countTies() error {
	rows := rowsByText{}
	for _, id := range slices.Sorted(maps.Keys(l.ties)) {
		if more := l.ties[id]; more != 0 {
			rows.add(countTiesText, map[string]any{"id": id, "more": more})
		}
	}
	return l.flush(rows)
}

// rowsByText are rows of parameters for statements.
type rowsByText map[string][]any

func (r rowsByText) add(text string, row map[string]any) { r[text] = append(r[text], row) }

// flush has the statements run on their rows, in the order of their texts,
// which need no other, and empties rows.
func (l *loading) flush(rows rowsByText) error {
	for _, text := range slices.Sorted(maps.Keys(rows)) {
		for chunk := range slices.Chunk(rows[text], rowLimit) {
			if err := l.then(func() error {
				if _, err := l.run(l.ctx, statement{text: text, params: map[string]any{"rows": chunk}}); err != nil {
					return fmt.Errorf("%w (in %s)", err, text)
				}
				return nil
			}); err != nil {
				return err
			}
		}
	}
	clear(rows)
	return nil
}

// The statements of an update. Each takes rows and may find nothing to do for
// some of them.

const each = "UNWIND $rows AS row "

const done = " RETURN count(*) AS done"

const (
	erasePartsText = each + "MATCH (:" + entityLabel + " {id: row.id})-[:" + restsOn + "|" + hasTerm + "|" + named + "]->(part) DETACH DELETE part" + done
	deleteText     = each + "MATCH (n:" + entityLabel + " {id: row.id}) DETACH DELETE n" + done
	rewriteText    = each + "MATCH (n:" + entityLabel + " {id: row.id}) WITH row, n, n.ties AS ties SET n = row.properties, n.ties = ties" + done
	countTiesText  = each + "MATCH (n:" + entityLabel + " {id: row.id}) SET n.ties = coalesce(n.ties, 0) + row.more" + done
)

func createText(label string) string {
	return each + "CREATE (n:" + entityLabel + ":" + label + ") SET n = row.properties" + done
}

func relabelText(from, to string) string {
	return each + "MATCH (n:" + entityLabel + " {id: row.id}) REMOVE n:" + from + " SET n:" + to + ", n = row.properties" + done
}

func createPartText(p part) string {
	ends, created := "MATCH (holder:"+entityLabel+" {id: row.holder}) ", "(n:"+p.label+")"
	if p.source != "" {
		ends += "MATCH (source:" + entityLabel + " {id: row.source}) "
		created = "(n:" + entityLabel + ":" + p.label + ")-[:" + toldIn + "]->(source)"
	}
	return each + ends + "CREATE (holder)-[r:" + p.held + "]->" + created + " SET n = row.properties, r = row.how" + done
}

func createEdgeText(kind string) string {
	return each + "MATCH (a:" + entityLabel + " {id: row.from}) MATCH (b:" + endLabel(kind) + " {id: row.to}) " +
		"CREATE (a)-[r:" + kind + "]->(b) SET r = row.properties" + done
}

func eraseEdgeText(kind string) string {
	return each + "MATCH (:" + entityLabel + " {id: row.from})-[r:" + kind + "]->(:" + endLabel(kind) + " {id: row.to}) " +
		"WHERE coalesce(r.event, r.agreement, r.affiliation, '') = row.owner DELETE r" + done
}

// endLabel is the label by which the end of such a relationship is found.
func endLabel(kind string) string {
	if kind == obligedBy || kind == benefitsFrom {
		return termLabel
	}
	return entityLabel
}
