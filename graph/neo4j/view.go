package neo4j

import (
	"context"
	"fmt"
	"maps"
	"slices"
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
	for attempt := range viewAttempts {
		view := &reader{run: s.read, pinned: true, kept: s.kept, trusting: attempt == 0}
		err := view.whole(ctx, read)
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
	// seen is one more than the tick of that version, 0 before anything was
	// read; proved is set once the database told that tick, and moved once it
	// told another.
	seen          atomic.Int64
	proved, moved atomic.Bool
	// kept is what earlier views read, nil for nothing. A trusting reader takes
	// it for what its version has before the database told which that is.
	kept     *kept
	trusting bool

	// nothing says that there is no entity to be read.
	nothing bool

	mutex sync.Mutex
	// ahead are records of that version that were read along with others.
	ahead map[string]*record
}

// whole reads, and sees to it that the database was asked which version the
// data is of if anything was read.
func (r *reader) whole(ctx context.Context, read func(graph.Reader) error) error {
	err := read(r)
	if r.seen.Load() == 0 || r.proved.Load() || r.moved.Load() {
		return err
	}
	if _, unproved := r.ask(ctx, statement{operation: "version", text: tickText}); unproved != nil {
		return unproved
	}
	return err
}

var tickText = observed("RETURN true AS found")

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
	r.proved.Store(true)
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
	records, err := r.records(ctx, ids)
	if err != nil {
		return nil, err
	}
	found := make(decoded, len(ids))
	entities := make([]graph.Entity, len(ids))
	for i, id := range ids {
		if entities[i], err = found.get(records, id); err != nil {
			return nil, err
		}
	}
	return entities, nil
}

// records returns the records of those of the entities that there are, or of
// whoever holds them. It asks for no more than what was neither read along nor
// kept.
func (r *reader) records(ctx context.Context, ids []string) (map[string]*record, error) {
	if err := publicError(ctx, "get", ctx.Err()); err != nil {
		return nil, err // even if nothing need be asked
	}
	found, missing := r.known(ids)
	if len(missing) == 0 || r.nothing {
		return found, nil
	}
	rows, err := r.ask(ctx, statement{operation: "get", text: getText, params: map[string]any{"ids": missing}})
	if err != nil {
		return nil, err
	}
	fresh := recordsIn(listOf(rows))
	r.keep(fresh)
	maps.Copy(found, fresh)
	return found, nil
}

// known returns what is known of the records that are needed for these ids, and
// the ids that must be asked for.
func (r *reader) known(ids []string) (found map[string]*record, missing []string) {
	found = make(map[string]*record, len(ids))
	asked := make(map[string]bool, len(ids))
	r.mutex.Lock()
	for _, id := range ids {
		id = holderOf(id)
		if asked[id] {
			continue
		}
		asked[id] = true
		if one, is := r.ahead[id]; is {
			found[id] = one
		} else {
			missing = append(missing, id)
		}
	}
	r.mutex.Unlock()
	maps.Copy(found, remembered(r, missing, (*kept).records))
	return found, slices.DeleteFunc(missing, func(id string) bool { return found[id] != nil })
}

// remembered returns what is kept of the version that is read under these ids.
func remembered[V any](r *reader, ids []string, recall func(kept *kept, version int64, ids []string) (map[string]V, int64)) map[string]V {
	seen := r.seen.Load()
	if r.kept == nil || len(ids) == 0 || seen == 0 && !r.trusting {
		return nil
	}
	found, version := recall(r.kept, seen, ids)
	if len(found) == 0 || !r.seen.CompareAndSwap(0, version) && r.seen.Load() != version {
		return nil
	}
	return found
}

// keep lets later views know records of the version that is read.
func (r *reader) keep(records map[string]*record) {
	if r.kept != nil {
		r.kept.keepRecords(r.seen.Load(), records)
	}
}

// holderOf returns the id under which the record stands that has the entity:
// its own, or, of a claim, that of whoever holds it.
func holderOf(id string) string {
	holder, _, _ := strings.Cut(id, "@")
	return holder
}

// decoded are entities by their ids.
type decoded map[string]graph.Entity

// get returns an entity, or the claim of one, nil if there is none.
func (d decoded) get(records map[string]*record, id string) (graph.Entity, error) {
	holder := holderOf(id)
	record, is := records[holder]
	if !is {
		return nil, nil
	}
	if d[holder] == nil {
		entity, err := record.read()
		if err != nil {
			return nil, err
		}
		d[holder] = entity
	}
	if id == holder {
		return d[holder], nil
	}
	for _, claim := range graph.AllClaims(d[holder]) {
		if claim.ID == id {
			return claim, nil
		}
	}
	return nil, nil
}

// recordsIn reads rows of an id, labels and a record.
func recordsIn(rows []any) map[string]*record {
	records := make(map[string]*record, len(rows))
	for _, row := range rows {
		values := listOf(row)
		records[textOf(values[0])] = &record{kind: entityKind(values[1]), text: textOf(values[2])}
	}
	return records
}

// expect keeps records that are likely to be asked for next. Whoever asks gets
// entities of his own, as always.
func (r *reader) expect(records map[string]*record) {
	r.mutex.Lock()
	defer r.mutex.Unlock()
	if r.ahead == nil {
		r.ahead = map[string]*record{}
	}
	maps.Copy(r.ahead, records)
}

func decode(kind graph.EntityKind, record string) (graph.Entity, error) {
	return graph.FromRecord(kind, []byte(record))
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

// textsIn reads a list of texts.
func textsIn(value any) []string {
	list := listOf(value)
	texts := make([]string, len(list))
	for i := range list {
		texts[i] = textOf(list[i])
	}
	return texts
}

// listOf reads a list as the driver gives it.
func listOf(value any) []any {
	list, _ := value.([]any)
	return list
}
