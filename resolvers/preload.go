package resolvers

import (
	"context"
	"sync"

	"github.com/99designs/gqlgen/graphql"
	"github.com/factiongraph/factiongraph/graph"
	"github.com/vektah/gqlparser/v2/ast"
)

// request is what one attempt at an operation keeps.
type request struct {
	reader graph.Reader

	mutex sync.Mutex
	lists map[*ast.Field]*parents
	err   error
}

type requestKey struct{}

func newRequest(reader graph.Reader) *request {
	return &request{reader: reader, lists: map[*ast.Field]*parents{}}
}

func requestOf(ctx context.Context) *request {
	return ctx.Value(requestKey{}).(*request) //nolint:forcetypeassert // Exec sets it for every resolver
}

// fail keeps the first error that a store call gave, so that the View sees it,
// and passes err on.
func (r *request) fail(err error) error {
	if err != nil {
		r.mutex.Lock()
		defer r.mutex.Unlock()
		if r.err == nil {
			r.err = err
		}
	}
	return err
}

func (r *request) failure() error {
	r.mutex.Lock()
	defer r.mutex.Unlock()
	return r.err
}

// parents are the objects under which one field of the document stands, and
// what was loaded for them.
type parents struct {
	mutex   sync.Mutex
	waiting []any
	loaded  map[any]any
	err     error
}

// listOf returns the parents of a field of the document.
func (r *request) listOf(field *ast.Field) *parents {
	r.mutex.Lock()
	defer r.mutex.Unlock()
	list := r.lists[field]
	if list == nil {
		list = &parents{loaded: map[any]any{}}
		r.lists[field] = list
	}
	return list
}

func (p *parents) wait(objects []any) {
	p.mutex.Lock()
	defer p.mutex.Unlock()
	p.waiting = append(p.waiting, objects...)
}

// together answers a field that needs the store for one parent, by loading it
// for all parents under which it stands: load is called once for all of them
// and returns a result per parent, in their order. What the results refer to
// is preloaded along the field's selection.
func together[P, R any](ctx context.Context, parent P, load func(r *request, parents []P) ([]R, error)) (R, error) {
	r := requestOf(ctx)
	field := graphql.GetFieldContext(ctx).Field
	list := r.listOf(field.Field)
	list.mutex.Lock()
	defer list.mutex.Unlock()
	var none R
	if list.err != nil {
		return none, list.err
	}
	if result, known := list.loaded[identity(parent)]; known {
		return result.(R), nil //nolint:forcetypeassert // this field alone stores here
	}
	asked, at := []P{}, map[any]bool{}
	for _, other := range append(list.waiting, parent) {
		typed := other.(P) //nolint:forcetypeassert // one field has parents of one type
		if id := identity(typed); !at[id] {
			at[id] = true
			asked = append(asked, typed)
		}
	}
	list.waiting = nil
	results, err := load(r, asked)
	if err == nil {
		objects := make([]any, 0, len(results))
		for i, result := range results {
			list.loaded[identity(asked[i])] = result
			objects = append(objects, spread(result)...)
		}
		err = r.preload(ctx, objects, field.Selections)
	}
	if err != nil {
		list.err = r.fail(err)
		return none, list.err
	}
	return list.loaded[identity(parent)].(R), nil //nolint:forcetypeassert // as above
}

// identity tells parents apart: entities by their id, since one may stand in
// several places of an answer, other objects by themselves.
func identity(parent any) any {
	if entity, is := parent.(graph.Entity); is {
		return entity.EntityID()
	}
	return parent
}

// preload fills, level by level, the references among objects that the
// selection asks more than the id of, and notes under which objects the
// fields stand that need the store.
//
// It changes only objects that this operation alone holds: a store whose
// references are loaded hands out nothing to fill.
func (r *request) preload(ctx context.Context, objects []any, selection ast.SelectionSet) error {
	operation := graphql.GetOperationContext(ctx)
	level := group(objects, selection)
	for len(level) > 0 {
		var missing []graph.Entity
		for i := range level {
			level[i].collect(operation)
			missing = level[i].missing(missing)
		}
		if err := r.fill(ctx, missing); err != nil {
			return err
		}
		var next []branch
		for i := range level {
			next = append(next, level[i].descend(r)...)
		}
		level = next
	}
	return nil
}

// branch is all objects of one type that stand under one selection.
type branch struct {
	typeName  string
	objects   []any
	selection ast.SelectionSet
	fields    []graphql.CollectedField
}

// group sorts objects by their type; a selection on an interface is collected
// for each type apart.
func group(objects []any, selection ast.SelectionSet) []branch {
	if len(selection) == 0 {
		return nil
	}
	var branches []branch
	at := map[string]int{}
	for _, object := range objects {
		name := typeName(object)
		i, known := at[name]
		if !known {
			i = len(branches)
			at[name] = i
			branches = append(branches, branch{typeName: name, selection: selection})
		}
		branches[i].objects = append(branches[i].objects, object)
	}
	return branches
}

func (b *branch) collect(operation *graphql.OperationContext) {
	b.fields = graphql.CollectFields(operation, b.selection, satisfies(b.typeName))
}

// missing appends the references that must be filled for the branch's fields.
func (b *branch) missing(list []graph.Entity) []graph.Entity {
	more := false
	for _, field := range b.fields {
		more = more || (field.Name != "id" && field.Name != "__typename")
		if needs := reach[b.typeName][field.Name].needs; needs != nil {
			for _, object := range b.objects {
				list = append(list, needs(object)...)
			}
		}
	}
	if !more {
		return list
	}
	for _, object := range b.objects {
		if entity, is := object.(graph.Entity); is {
			list = append(list, entity)
		}
	}
	return list
}

// descend returns the branches below, and registers the objects with the
// fields that load lists.
func (b *branch) descend(r *request) []branch {
	var below []branch
	for _, field := range b.fields {
		step := reach[b.typeName][field.Name]
		switch {
		case step.lists:
			r.listOf(field.Field).wait(b.objects)
		case step.parts != nil:
			var parts []any
			for _, object := range b.objects {
				parts = append(parts, step.parts(object)...)
			}
			below = append(below, group(parts, field.Selections)...)
		}
	}
	return below
}

// fill loads, in one call, all entities of the list that are not loaded.
func (r *request) fill(ctx context.Context, list []graph.Entity) error {
	stubs := map[string][]graph.Entity{}
	var ids []string
	for _, entity := range list {
		if entity.Loaded() {
			continue
		}
		id := entity.EntityID()
		if stubs[id] == nil {
			ids = append(ids, id)
		}
		stubs[id] = append(stubs[id], entity)
	}
	if len(ids) == 0 {
		return nil
	}
	found, err := r.reader.Get(ctx, ids)
	if err != nil {
		return r.fail(err)
	}
	for i, entity := range found {
		if entity == nil {
			return r.fail(graph.Errorf(graph.CodeInternal, "%s is referred to and missing", ids[i]))
		}
		for _, stub := range stubs[ids[i]] {
			copyInto(stub, entity)
		}
	}
	return nil
}

func copyInto(stub, entity graph.Entity) {
	switch stub := stub.(type) {
	case *graph.Actor:
		*stub = *entity.(*graph.Actor) //nolint:forcetypeassert // the store gave what has the id
	case *graph.Place:
		*stub = *entity.(*graph.Place) //nolint:forcetypeassert // as above
	case *graph.Source:
		*stub = *entity.(*graph.Source) //nolint:forcetypeassert // as above
	case *graph.Event:
		*stub = *entity.(*graph.Event) //nolint:forcetypeassert // as above
	case *graph.Agreement:
		*stub = *entity.(*graph.Agreement) //nolint:forcetypeassert // as above
	case *graph.Affiliation:
		*stub = *entity.(*graph.Affiliation) //nolint:forcetypeassert // as above
	}
}
