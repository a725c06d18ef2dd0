package main

import (
	"context"
	"fmt"
	"strings"

	"github.com/factiongraph/factiongraph/graph"
	"github.com/factiongraph/factiongraph/graph/names"
)

const (
	// A name is understood if it is this like what was typed …
	exactScore = 0.95
	// … and the next actor's name is this much less like it.
	clearLead = 0.05
	// A name that only one actor's is like may be less like it: part of it, or
	// another spelling. Names with a word that begins so do not count as like it.
	// The answer says who was meant.
	onlyScore = 0.6
	// maxCandidates is how many actors are listed for a name that is not.
	maxCandidates = 10
)

// ambiguousError is a name that does not say which actor is meant.
type ambiguousError struct {
	text string
	hits []graph.Hit
}

func (e *ambiguousError) Error() string {
	if len(e.hits) == 1 {
		return fmt.Sprintf("no actor is called %q; give the name or the id if you mean this one", e.text)
	}
	return fmt.Sprintf("%q may mean one of these actors; give the id, or more of the name", e.text)
}

func (e *ambiguousError) ids() []string {
	ids := make([]string, len(e.hits))
	for i, hit := range e.hits {
		ids[i] = hit.Entity.EntityID()
	}
	return ids
}

// list shows the candidates, best first.
func (e *ambiguousError) list() *table {
	t := &table{head: []string{"ID", "KIND", "NAME", "MATCHED"}}
	for _, hit := range e.hits {
		if actor, is := hit.Entity.(*graph.Actor); is {
			t.add(one(actor.ID), one(words(string(actor.Kind))), one(actor.Name), one(hit.MatchedName))
		}
	}
	return t
}

// words is a word of the vocabulary as people write it.
func words(constant string) string { return strings.ToLower(strings.ReplaceAll(constant, "_", " ")) }

// findActors returns the actor that each text means: by its id, or by a name
// in any spelling. The error is CodeNotFound or an [ambiguousError].
func findActors(ctx context.Context, store graph.Store, texts ...string) ([]*graph.Actor, error) {
	var actors []*graph.Actor
	err := store.View(ctx, func(reader graph.Reader) error {
		actors = nil
		byID, err := reader.Get(ctx, texts)
		if err != nil {
			return err
		}
		for i, text := range texts {
			actor, isID := byID[i].(*graph.Actor)
			if !isID {
				if actor, err = actorCalled(ctx, reader, text); err != nil {
					return err
				}
			}
			actors = append(actors, actor)
		}
		return nil
	})
	return actors, err
}

func actorCalled(ctx context.Context, reader graph.Reader, name string) (*graph.Actor, error) {
	if strings.TrimSpace(name) == "" {
		return nil, graph.Errorf(graph.CodeBadInput, "an actor's name is empty: give a name, or an id")
	}
	hits, err := reader.Search(ctx, name, []graph.EntityKind{graph.ActorEntity}, maxCandidates)
	if err != nil {
		return nil, err
	}
	if len(hits) == 0 {
		return nil, graph.Errorf(graph.CodeNotFound, "nothing here is called %q, and no actor has it for an id", name)
	}
	best, is := hits[0].Entity.(*graph.Actor)
	next := 0.0
	if len(hits) > 1 {
		next = hits[1].Score
	}
	alone := hits[0].Score >= onlyScore && next < names.Unfinished
	ahead := hits[0].Score >= exactScore && next <= hits[0].Score-clearLead
	if is && (alone || ahead) {
		return best, nil
	}
	return nil, &ambiguousError{name, hits}
}
