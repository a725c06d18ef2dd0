package resolvers

import (
	"context"
	"slices"
	"sync"

	"github.com/99designs/gqlgen/graphql"
	"github.com/vektah/gqlparser/v2/ast"

	"github.com/factiongraph/factiongraph/graph"
)

// request is what one attempt at an operation keeps.
type request struct {
	reader graph.Reader

	mutex sync.Mutex
	lists map[listKey]*parents
	err   error
}

// listKey names a list inside lists: a field of the document at its place in
// the answer, which is the path to it without the positions in lists. A field
// of a fragment stands at several places, with what else each of them selects.
type listKey struct {
	field *ast.Field
	place string
}

// below returns the place of a field at a place.
func below(place, alias string) string { return place + "." + alias }

// placeOf returns the place of the field that is being resolved.
func placeOf(ctx context.Context) string {
	place := ""
	for _, element := range graphql.GetFieldContext(ctx).Path() {
		if name, is := element.(ast.PathName); is {
			place = below(place, string(name))
		}
	}
	return place
}

type requestKey struct{}

func newRequest(reader graph.Reader) *request {
	return &request{reader: reader, lists: map[listKey]*parents{}}
}

func requestOf(ctx context.Context) *request {
	return ctx.Value(requestKey{}).(*request) // Exec sets it for every resolver
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
func (r *request) listOf(key listKey) *parents {
	r.mutex.Lock()
	defer r.mutex.Unlock()
	list := r.lists[key]
	if list == nil {
		list = &parents{loaded: map[any]any{}}
		r.lists[key] = list
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
	list := r.listOf(listKey{field.Field, placeOf(ctx)})
	list.mutex.Lock()
	defer list.mutex.Unlock()
	var none R
	if list.err != nil {
		return none, list.err
	}
	if result, known := list.loaded[identity(parent)]; known {
		return result.(R), nil
	}
	asked, at := []P{}, map[any]bool{}
	for _, other := range append(list.waiting, parent) {
		typed := other.(P)
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
	return list.loaded[identity(parent)].(R), nil
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
// fields stand that need the store. The objects are the result of the field
// that is being resolved.
//
// It changes objects in place, while gqlgen may be writing out, in parallel,
// what other fields returned before. So a field must not return what another
// field's result holds, unless nothing is left to load in it: a store whose
// references are loaded hands out nothing to fill.
func (r *request) preload(ctx context.Context, objects []any, selection ast.SelectionSet) error {
	operation := graphql.GetOperationContext(ctx)
	level := group(objects, selection, placeOf(ctx))
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
			next = append(next, level[i].descend(r, operation)...)
		}
		level = next
	}
	return nil
}

// next returns the kinds of the participants and places that preloading will
// fill first for what the connection that is being resolved lists, so that the
// store can read them along.
func next(ctx context.Context) []graph.EntityKind {
	var kinds []graph.EntityKind
	operation := graphql.GetOperationContext(ctx)
	var look func(typeName string, selection ast.SelectionSet)
	look = func(typeName string, selection ast.SelectionSet) {
		for _, field := range graphql.CollectFields(operation, selection, satisfies(typeName)) {
			switch field.Name {
			case "nodes", "edges", "node", "participants", "parties", "places":
				below := field.Definition.Type.Name()
				if field.Name == "edges" {
					below = "Edge"
				}
				look(below, field.Selections)
			case "actor", "place":
				kind, below := graph.ActorEntity, "Actor"
				if field.Name == "place" {
					kind, below = graph.PlaceEntity, "Place"
				}
				if tellMore(below, graphql.CollectFields(operation, field.Selections, satisfies(below))) {
					kinds = append(kinds, kind)
				}
			}
		}
	}
	look("Connection", graphql.GetFieldContext(ctx).Field.Selections)
	return kinds
}

// tellMore reports whether any of the fields of a type needs more of an object
// than its id.
func tellMore(typeName string, fields []graphql.CollectedField) bool {
	return slices.ContainsFunc(fields, func(field graphql.CollectedField) bool {
		return field.Name != "id" && field.Name != "__typename" && !reach[typeName][field.Name].lists
	})
}

// branch is all objects of one type that stand under one selection.
type branch struct {
	typeName  string
	objects   []any
	selection ast.SelectionSet
	place     string
	fields    []graphql.CollectedField
}

// group sorts objects by their type; a selection on an interface is collected
// for each type apart.
func group(objects []any, selection ast.SelectionSet, place string) []branch {
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
			branches = append(branches, branch{typeName: name, selection: selection, place: place})
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
	for _, field := range b.fields {
		if step := reach[b.typeName][field.Name]; step.needs != nil {
			for _, object := range b.objects {
				list = append(list, step.needs(object)...)
			}
		}
	}
	if !tellMore(b.typeName, b.fields) {
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
func (b *branch) descend(r *request, operation *graphql.OperationContext) []branch {
	var deeper []branch
	for _, field := range b.fields {
		step, place := reach[b.typeName][field.Name], below(b.place, field.Alias)
		var parts []any
		switch {
		case step.lists:
			r.listOf(listKey{field.Field, place}).wait(b.objects)
		case step.parts != nil:
			for _, object := range b.objects {
				parts = append(parts, step.parts(object)...)
			}
		case step.page != nil:
			arguments := field.ArgumentMap(operation.Variables)
			for _, object := range b.objects {
				parts = append(parts, step.page(object, arguments)...)
			}
		}
		deeper = append(deeper, group(parts, field.Selections, place)...)
	}
	return deeper
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
		*stub = *entity.(*graph.Actor) // the store gave what has the id
	case *graph.Place:
		*stub = *entity.(*graph.Place)
	case *graph.Source:
		*stub = *entity.(*graph.Source)
	case *graph.Event:
		*stub = *entity.(*graph.Event)
	case *graph.Agreement:
		*stub = *entity.(*graph.Agreement)
	case *graph.Affiliation:
		*stub = *entity.(*graph.Affiliation)
	}
}
