package neo4j

import (
	"context"
	"errors"
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
	sliceSize = 20000
	rowLimit  = 5000
)

// Update implements [graph.Store]. The batch is loaded in one transaction,
// which the server must have the memory for: some 10 kB for each event. The
// first batch of an empty database may be of any size; while a large one is
// loaded, views wait, and fail if that takes long.
func (s *Store) Update(ctx context.Context, batch graph.Batch) (graph.Dataset, error) {
	release, err := s.takeTurn(ctx)
	if err != nil {
		return graph.Dataset{}, err
	}
	defer release()
	var dataset graph.Dataset
	var tick int64 // odd once the commit may have been announced
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

// closeCommit ends the commit that was announced, or clears away what came of
// it. Where that fails, whoever waits for it does the same.
func (s *Store) closeCommit(ctx context.Context, tick int64, err error) {
	bounded, cancel := context.WithTimeout(ctx, tickTimeout)
	defer cancel()
	if err == nil {
		err = s.endCommit(bounded, tick)
	}
	if err != nil {
		// Perhaps the server is still at it, so that the lock must be waited for.
		err = s.recover(bounded)
	}
	if errors.Is(err, errBroken) {
		err = s.clearBroken(ctx)
	}
	if err != nil {
		s.config.Logger.Warn("the end of a commit could not be announced", "error", err)
	}
}

// load is one attempt at an update, up to but without its commit.
func (s *Store) load(ctx context.Context, run runner, batch graph.Batch, tick *int64) (graph.Dataset, error) {
	if err := s.lockClean(ctx, run); err != nil {
		return graph.Dataset{}, err
	}
	present, err := (&reader{run: run}).Dataset(ctx)
	if err != nil {
		return graph.Dataset{}, err
	}
	changes, err := graph.Prepare(ctx, &reader{run: run, nothing: present.Empty()}, copied(batch))
	if err != nil {
		return graph.Dataset{}, err
	}
	if changes.Empty() {
		return present, nil
	}
	filling := s.fills(present, changes)
	if filling {
		err = s.fill(ctx, run, changes, batch, tick)
	} else {
		err = put(ctx, run, 1, changes, batch)
	}
	if err != nil {
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
	if !filling {
		*tick, err = s.startCommit(ctx, false)
	}
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

// put puts changes into the database by statements, of which so many may run at
// a time. What comes next is drawn while the database takes what came before.
func put(ctx context.Context, run runner, atOnce int, changes *graph.Changes, batch graph.Batch) error {
	l := loading{
		ctx: ctx, run: run, atOnce: atOnce,
		changes: changes, progress: batch.Progress, total: len(batch.Entities), ties: map[string]int64{},
	}
	l.begin()
	for _, part := range []func() error{l.erase, l.nodes, l.drawings, l.countTies} {
		if err := part(); err != nil {
			_ = l.underWay.Wait() // it failed for the same reason, or a later one
			return err
		}
		if err := l.settle(); err != nil {
			return err
		}
	}
	return nil
}

// loading draws changes and has them put into the database.
type loading struct {
	ctx    context.Context //nolint:containedctx // it lives as long as one call of put
	run    runner
	atOnce int
	// underWay are the statements since the last settling, failed is done once
	// one of them failed.
	underWay *errgroup.Group
	failed   context.Context //nolint:containedctx // likewise
	changes  *graph.Changes
	progress func(done, total int)
	total    int
	// ties is how many pieces of evidence each actor gains, or loses.
	ties map[string]int64
}

func (l *loading) begin() {
	l.underWay, l.failed = errgroup.WithContext(l.ctx)
	l.underWay.SetLimit(l.atOnce)
}

// settle waits for the statements that are under way, where the next ones need
// what these do.
func (l *loading) settle() error {
	err := l.underWay.Wait()
	l.begin()
	return err
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
			label := labelsOf(change.Entity)
			if change.Before == nil {
				rows.add(createText(label), row)
			} else if before := labelsOf(change.Before); before == label {
				rows.add(rewriteText, row)
			} else {
				rows.add(relabelText(before, label), row)
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
	partEdges := rowsByText{}
	for slice := range slices.Chunk(l.changes.Put, sliceSize) {
		parts, edges, ofParts := rowsByText{}, rowsByText{}, rowsByText{}
		for _, change := range slice {
			drawing := draw(change.Entity)
			for _, part := range drawing.parts {
				parts.add(createPartText(part), map[string]any{
					"holder": change.Entity.EntityID(), "source": part.source, "how": map[string]any(part.how), "properties": map[string]any(part.props),
				})
			}
			for _, edge := range drawing.edges {
				edges.addEdge(edge)
				if edge.isTie() {
					l.ties[edge.from]++
					l.ties[edge.to]++
				}
			}
			for _, edge := range drawing.partEdges {
				ofParts.addEdge(edge)
			}
		}
		if err := l.settle(); err != nil {
			return err
		}
		l.tell(done)
		if err := l.flush(partEdges, parts, edges); err != nil {
			return err
		}
		partEdges = ofParts
		done += len(slice)
	}
	if err := l.settle(); err != nil {
		return err
	}
	l.tell(done)
	return l.flush(partEdges)
}

// tell reports progress. Events that only follow a changed agreement are not
// the caller's.
func (l *loading) tell(done int) {
	if l.progress != nil {
		l.progress(max(0, min(done, l.total)), l.total)
	}
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

func (r rowsByText) addEdge(e edge) {
	r.add(createEdgeText(e.kind), map[string]any{"from": e.from, "to": e.to, "properties": map[string]any(e.props)})
}

// flush has the statements run on their rows, in the order of their texts,
// which need no other, and empties all. It fails if one before did.
func (l *loading) flush(all ...rowsByText) error {
	for _, rows := range all {
		for _, text := range slices.Sorted(maps.Keys(rows)) {
			for chunk := range slices.Chunk(rows[text], rowLimit) {
				if l.failed.Err() != nil {
					return context.Cause(l.failed) // which may be that the caller gave up
				}
				l.underWay.Go(func() error {
					if _, err := l.run(l.failed, statement{text: text, params: map[string]any{"rows": chunk}}); err != nil {
						return fmt.Errorf("%w (in %s)", err, text)
					}
					return nil
				})
			}
		}
		clear(rows)
	}
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
