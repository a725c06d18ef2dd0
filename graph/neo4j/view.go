package neo4j

import (
	"context"
	"fmt"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"github.com/factiongraph/factiongraph/graph"
)

// View implements [graph.Store].
func (s *Store) View(ctx context.Context, read func(graph.Reader) error) error {
	if err := publicError(ctx, "view", ctx.Err()); err != nil {
		return err
	}
	for range viewAttempts {
		view := &reader{run: s.read, pinned: true}
		err := read(view)
		if !view.moved.Load() {
			return err
		}
		if err := s.awaitRest(ctx); err != nil {
			return err
		}
	}
	return s.viewAlone(ctx, read)
}

// errMoved ends the reading of a version that is gone.
var errMoved = graph.Errorf(graph.CodeUnavailable, "the data changed while it was being read: try again")

// reader is a [graph.Reader].
type reader struct {
	run runner
	// pinned readers read one version; one that is not reads what the
	// transaction of an update sees.
	pinned bool
	// seen is one more than the tick of that version, 0 before the first
	// statement; moved is set once another tick was seen.
	seen  atomic.Int64
	moved atomic.Bool

	mutex sync.Mutex
	// ahead are rows of that version that were read along with others.
	ahead map[string]any
}

// ask runs an [observed] statement and returns what it found.
func (r *reader) ask(ctx context.Context, statement statement) (any, error) {
	if r.moved.Load() {
		return nil, errMoved
	}
	record, err := r.run(ctx, statement)
	if err != nil {
		return nil, publicError(ctx, statement.operation, err)
	}
	before, _ := record.Values[0].(int64)
	after, _ := record.Values[2].(int64)
	if r.pinned && !r.stays(before, after) {
		r.moved.Store(true)
		return nil, errMoved
	}
	return record.Values[1], nil
}

// stays reports whether a statement that saw these ticks read the version that
// the view reads, which the first statement decides.
func (r *reader) stays(before, after int64) bool {
	if committing(before) || before != after {
		return false
	}
	return r.seen.CompareAndSwap(0, before+1) || r.seen.Load() == before+1
}

// question is Cypher about one query, which it finds in a map q, that returns
// one row with the column "answer".
type question struct {
	text   string
	params map[string]any
}

// askTogether answers questions in one round trip: those of one text are one
// part of the statement, so that the database plans few statements whatever
// the number of questions.
func (r *reader) askTogether(ctx context.Context, operation string, questions []question, limit int) ([]any, error) {
	if len(questions) == 0 {
		return nil, publicError(ctx, operation, ctx.Err())
	}
	var texts []string
	queries := map[string][]any{}
	for i, question := range questions {
		if queries[question.text] == nil {
			texts = append(texts, question.text)
		}
		question.params["n"] = int64(i)
		queries[question.text] = append(queries[question.text], question.params)
	}
	params := map[string]any{"limit": int64(limit)}
	var body strings.Builder
	var all []string
	for i, text := range texts {
		params[fmt.Sprintf("queries%d", i)] = queries[text]
		fmt.Fprintf(&body, "CALL () { UNWIND $queries%d AS q CALL (q) {\n%s\n} RETURN collect([q.n, answer]) AS answers%d }\n", i, text, i)
		all = append(all, fmt.Sprintf("answers%d", i))
	}
	body.WriteString("RETURN " + strings.Join(all, " + ") + " AS found")
	found, err := r.ask(ctx, statement{operation: operation, text: observed(body.String()), params: params})
	if err != nil {
		return nil, err
	}
	answers := make([]any, len(questions))
	for _, answer := range listOf(found) {
		values := listOf(answer)
		answers[intOf(values[0])] = values[1]
	}
	return answers, nil
}

var datasetText = observed("MATCH (dataset:" + datasetLabel + ") RETURN properties(dataset) AS found")

// Dataset implements [graph.Reader].
func (r *reader) Dataset(ctx context.Context) (graph.Dataset, error) {
	found, err := r.ask(ctx, statement{operation: "dataset", text: datasetText})
	if err != nil {
		return graph.Dataset{}, err
	}
	return datasetOf(found), nil
}

func datasetOf(found any) graph.Dataset {
	stored, _ := found.(map[string]any)
	dataset := graph.Dataset{Counts: map[graph.EntityKind]int{}}
	dataset.Version, _ = stored["version"].(string)
	if loaded, is := stored["loadedAt"].(time.Time); is {
		dataset.LoadedAt = loaded.UTC()
	}
	for kind, name := range countProperty {
		if count := intOf(stored[name]); count > 0 {
			dataset.Counts[kind] = count
		}
	}
	return dataset
}

func propertiesOf(dataset graph.Dataset) properties {
	p := properties{}
	p.text("version", dataset.Version)
	p["loadedAt"] = dataset.LoadedAt
	for kind, name := range countProperty {
		p[name] = int64(dataset.Counts[kind])
	}
	return p
}

var getText = observed("UNWIND $ids AS id MATCH (n:" + entityLabel + " {id: id}) RETURN collect([id, labels(n), n.record]) AS found")

// Get implements [graph.Reader].
func (r *reader) Get(ctx context.Context, ids []string) ([]graph.Entity, error) {
	if err := publicError(ctx, "get", ctx.Err()); err != nil {
		return nil, err // even if nothing need be asked
	}
	found, missing, err := r.getAhead(ids)
	if err != nil {
		return nil, err
	}
	if len(missing) > 0 {
		rows, err := r.ask(ctx, statement{operation: "get", text: getText, params: map[string]any{"ids": missing}})
		if err != nil {
			return nil, err
		}
		for _, one := range listOf(rows) {
			if err := found.add(one); err != nil {
				return nil, err
			}
		}
	}
	entities := make([]graph.Entity, len(ids))
	for i, id := range ids {
		entities[i] = found.get(id)
	}
	return entities, nil
}

// holderOf returns the id under which the record stands that has the entity:
// its own, or, of a claim, that of whoever holds it.
func holderOf(id string) string {
	holder, _, _ := strings.Cut(id, "@")
	return holder
}

// decoded are entities by their ids.
type decoded map[string]graph.Entity

// add decodes a row of an id, labels and a record.
func (d decoded) add(one any) (err error) {
	values := listOf(one)
	id, _ := values[0].(string)
	d[id], err = decode(entityKind(values[1]), values[2])
	return err
}

// get returns an entity, or the claim of one, nil if there is none.
func (d decoded) get(id string) graph.Entity {
	entity := d[holderOf(id)]
	if entity == nil || entity.EntityID() == id {
		return entity
	}
	for _, claim := range graph.AllClaims(entity) {
		if claim.ID == id {
			return claim
		}
	}
	return nil
}

// expect keeps rows of an id, labels and a record that are likely to be asked
// for next.
func (r *reader) expect(rows []any) {
	r.mutex.Lock()
	defer r.mutex.Unlock()
	if r.ahead == nil {
		r.ahead = map[string]any{}
	}
	for _, one := range rows {
		id, _ := listOf(one)[0].(string)
		r.ahead[id] = one
	}
}

// getAhead returns what is needed for these ids of what was read ahead, and
// the ids that must be asked for. Whoever asks gets entities of his own, as
// always.
func (r *reader) getAhead(ids []string) (found decoded, missing []string, err error) {
	r.mutex.Lock()
	defer r.mutex.Unlock()
	found = make(decoded, len(ids))
	asked := make(map[string]bool, len(ids))
	for _, id := range ids {
		id = holderOf(id)
		if asked[id] {
			continue
		}
		asked[id] = true
		one, is := r.ahead[id]
		if !is {
			missing = append(missing, id)
		} else if err := found.add(one); err != nil {
			return nil, nil, err
		}
	}
	return found, missing, nil
}

func decode(kind graph.EntityKind, record any) (graph.Entity, error) {
	text, _ := record.(string)
	return graph.FromRecord(kind, []byte(text))
}

// entityKind finds the kind of an entity in the labels of its node.
func entityKind(labels any) graph.EntityKind {
	for _, label := range listOf(labels) {
		if name, is := label.(string); is && kindOf[name] != "" {
			return kindOf[name]
		}
	}
	return ""
}

// listOf reads a list as the driver gives it.
func listOf(value any) []any {
	list, _ := value.([]any)
	return list
}
