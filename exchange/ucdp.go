package exchange

import (
	"crypto/sha256"
	"encoding/hex"
	"maps"
	"slices"
	"strings"

	"github.com/factiongraph/factiongraph/graph"
)

// The Uppsala Conflict Data Program numbers actors alike in its newer datasets.
// Ids are made of those numbers, so that two of its files join.
const (
	ucdpPublisher   = "Uppsala Conflict Data Program"
	ucdpActorPrefix = "ucdp-actor-"
	ucdpActorScheme = "ucdp-actor"
)

// undivided are the names of single actors that hold a comma outside brackets,
// as the actor dataset 22.1 lists them.
var undivided = []string{
	"Interahamwe, ex-FAR",
	"Military Junta for the Consolidation of Democracy, Peace and Justice",
	"SAO Eastern Slavonia, Baranja and Western Symria",
}

// splitSide returns the parties that the name of a side joins by commas. A comma
// in brackets joins nothing.
func splitSide(name string) []string {
	if slices.Contains(undivided, name) {
		return []string{name}
	}
	var parties []string
	depth, start := 0, 0
	add := func(party string) {
		if party = strings.TrimSpace(party); party != "" && !slices.Contains(parties, party) {
			parties = append(parties, party)
		}
	}
	for i, letter := range name {
		switch {
		case letter == '(':
			depth++
		case letter == ')':
			depth--
		case letter == ',' && depth <= 0:
			add(name[start:i])
			start = i + 1
		}
	}
	add(name[start:])
	return parties
}

// ucdpKind returns the kind of an actor by its name, and by how it is organized
// as the actor dataset codes that: 1 formally, 2 as supporters, 3 as a
// community, 4 as a state; nothing where that is not known.
func ucdpKind(name, organization string) graph.ActorKind {
	folded := strings.ToLower(name)
	ends := func(words ...string) bool {
		return slices.ContainsFunc(words, func(word string) bool { return strings.HasSuffix(folded, word) })
	}
	switch {
	case organization == "4" || organization == "" && strings.HasPrefix(name, "Government of "):
		return graph.State
	case organization == "3" || organization == "" && ends(" clan", " subclan", " tribe"):
		return graph.Community
	case organization == "2" || strings.HasPrefix(folded, "supporters of "):
		return graph.People
	case ends(" insurgents", " rebels"): // a word for many groups
		return graph.Umbrella
	case ends(" operations room"):
		return graph.Coalition
	}
	return graph.ArmedGroup
}

// ucdpParties finds the actors that UCDP's files name. Sides of several parties
// have a number of their own, and their parties are given by name alone.
type ucdpParties struct {
	r      *reading
	parts  map[string]*graph.Actor // references by name; their ids come last
	places map[string]origin       // where each part stands first
	refs   map[string]*graph.Actor // by id
}

func (r *reading) ucdp() *ucdpParties {
	if r.parties == nil {
		r.parties = &ucdpParties{r: r, parts: map[string]*graph.Actor{}, places: map[string]origin{}, refs: map[string]*graph.Actor{}}
		r.last = append(r.last, r.parties.resolve)
	}
	return r.parties
}

// actor returns a reference to an actor that stands by itself under a number, in
// a column of the table's row.
func (u *ucdpParties) actor(number, name string, t *table, column string) *graph.Actor {
	id := ucdpActorPrefix + number
	if ref := u.refs[id]; ref != nil {
		return ref
	}
	u.refs[id] = &graph.Actor{ID: id}
	u.r.putAside(&graph.Actor{
		ID: id, Kind: ucdpKind(name, ""), Name: name, ExternalIDs: []graph.ExternalID{{Scheme: ucdpActorScheme, Value: number}},
	}, t.place("name", column))
	u.r.distinguish(id, "UCDP "+number)
	return u.refs[id]
}

// part returns a reference to a party of a side, whose id is found last.
func (u *ucdpParties) part(name string, t *table, column string) *graph.Actor {
	if u.parts[name] == nil {
		u.parts[name] = new(graph.Actor)
		u.places[name] = t.place("name", column)
	}
	return u.parts[name]
}

// resolve gives the parts of sides their ids: that of the one numbered actor who
// bears the name; else one made of the name.
func (u *ucdpParties) resolve() {
	if len(u.parts) == 0 {
		return
	}
	bearers := u.bearers()
	for _, name := range sortedKeys(u.parts) {
		part := u.parts[name]
		if ids := bearers[name]; len(ids) == 1 {
			part.ID = sortedKeys(ids)[0]
			continue
		}
		part.ID = "ucdp-group-" + slug(name)
		u.r.putAside(&graph.Actor{ID: part.ID, Kind: ucdpKind(name, ""), Name: name}, u.places[name])
	}
}

// bearers returns, by each name, the ids of the numbered actors who will bear it
// once the input is stored: those that were read, and what is stored besides.
// So it is the same when the input is loaded again.
func (u *ucdpParties) bearers() map[string]map[string]bool {
	bearers, seen := map[string]map[string]bool{}, map[string]bool{}
	note := func(actor *graph.Actor) {
		if seen[actor.ID] || !strings.HasPrefix(actor.ID, ucdpActorPrefix) {
			return
		}
		seen[actor.ID] = true
		for _, name := range append([]graph.Name{{Text: actor.Name}}, actor.Names...) {
			if bearers[name.Text] == nil {
				bearers[name.Text] = map[string]bool{}
			}
			bearers[name.Text][actor.ID] = true
		}
	}
	for _, entity := range u.r.input.Entities {
		if actor, is := entity.(*graph.Actor); is {
			note(actor)
		}
	}
	for _, actor := range u.r.storedActors() {
		note(actor)
	}
	for _, aside := range u.r.aside {
		note(aside.actor)
	}
	return bearers
}

// slug returns what stands for texts in an id: letters, and a digest that keeps
// apart texts of which these are the same.
func slug(texts ...string) string {
	return strings.TrimPrefix(letters(strings.Join(texts, " "))+"-"+digest(strings.Join(texts, "\x00")), "-")
}

// letters returns the letters and digits of a text as far as an id can hold
// them.
func letters(text string) string {
	const most = 60
	var kept []byte
	for _, letter := range strings.ToLower(text) {
		switch {
		case len(kept) >= most:
		case letter >= 'a' && letter <= 'z' || letter >= '0' && letter <= '9':
			kept = append(kept, byte(letter))
		case len(kept) > 0 && kept[len(kept)-1] != '-':
			kept = append(kept, '-')
		}
	}
	return strings.Trim(string(kept), "-")
}

// digest returns eight letters that stand for a text.
func digest(text string) string {
	sum := sha256.Sum256([]byte(text))
	return hex.EncodeToString(sum[:4])
}

// distinguish says what tells an entity apart from others of its name, should
// there be any.
func (r *reading) distinguish(id, by string) { r.byWhat[id] = by }

// tellApart renames actors and places that share kind and name with another of
// the input, as far as something tells them apart: a graph holds no two that
// nobody linked.
func (r *reading) tellApart() {
	sharing := map[string][]graph.Entity{}
	for _, entity := range r.input.Entities {
		switch e := entity.(type) {
		case *graph.Actor:
			key := "actor\x00" + string(e.Kind) + "\x00" + strings.ToLower(e.Name)
			sharing[key] = append(sharing[key], e)
		case *graph.Place:
			key := "place\x00" + string(e.Kind) + "\x00" + strings.ToLower(e.Name)
			if e.Within != nil {
				key += "\x00" + e.Within.ID
			}
			sharing[key] = append(sharing[key], e)
		}
	}
	for _, entities := range sharing {
		entities = slices.DeleteFunc(entities, func(entity graph.Entity) bool {
			actor, is := entity.(*graph.Actor)
			return is && slices.ContainsFunc(actor.Links, func(link graph.Link) bool { return link.How == graph.LinkPossiblySameAs })
		})
		for _, entity := range entities {
			by := r.byWhat[entity.EntityID()]
			if len(entities) == 1 || by == "" {
				continue
			}
			switch e := entity.(type) {
			case *graph.Actor:
				e.Names = append(e.Names, graph.Name{Text: e.Name, Type: graph.AliasName, Origin: graph.FromSource})
				e.Name += " (" + by + ")"
			case *graph.Place:
				e.Names = append(e.Names, graph.Name{Text: e.Name, Type: graph.AliasName, Origin: graph.FromSource})
				e.Name += " (" + by + ")"
			}
		}
	}
}

// sortedKeys returns the keys of a map in order.
func sortedKeys[V any](of map[string]V) []string { return slices.Sorted(maps.Keys(of)) }
