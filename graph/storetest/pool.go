package storetest

import (
	"fmt"
	"slices"

	"pgregory.net/rapid"

	"github.com/factiongraph/factiongraph/graph"
)

// pool is what random questions are made of: the ids, words and names of one
// graph, and some that are not in it.
type pool struct {
	ids                                 map[graph.EntityKind][]string
	terms, publishers, keys, tags, text []string
	entities                            []graph.Entity // claims included
}

func newPool(entities []graph.Entity) *pool {
	p := &pool{ids: map[graph.EntityKind][]string{}, entities: entities, tags: slices.Concat(tags, []string{"none"})}
	for _, word := range graph.EntityKinds {
		p.ids[word.Name] = []string{"nobody"}
	}
	for _, entity := range entities {
		kind := entity.EntityKind()
		p.ids[kind] = append(p.ids[kind], entity.EntityID())
		p.text = append(p.text, namesOf(entity)...)
		switch e := entity.(type) {
		case *graph.Source:
			p.publishers, p.keys = append(p.publishers, e.Voice()), append(p.keys, e.Key)
		case *graph.Agreement:
			for i := range e.Terms {
				p.terms = append(p.terms, e.Terms[i].ID)
			}
		}
	}
	p.publishers, p.keys = append(p.publishers, "nobody"), append(p.keys, "none")
	return p
}

// some draws a list that is nil more often than not, and now and then empty.
func some[T any](t *rapid.T, label string, from []T) []T {
	switch rapid.IntRange(0, 9).Draw(t, label+"?") {
	case 0, 1, 2, 3, 4, 5:
		return nil
	case 6, 7:
		return []T{one(t, label, from)}
	case 8:
		return rapid.SliceOfN(rapid.SampledFrom(from), 2, 4).Draw(t, label)
	}
	if chance(t, "none of "+label, 4) {
		return []T{}
	}
	return []T{one(t, label, from)}
}

func someWords[T ~string](t *rapid.T, label string, words []graph.Word[T]) []T {
	return some(t, label, namesOfWords(words))
}

func namesOfWords[T ~string](words []graph.Word[T]) []T {
	list := make([]T, len(words))
	for i, word := range words {
		list[i] = word.Name
	}
	return list
}

// known are ids of a kind that exist.
func (p *pool) known(kind graph.EntityKind) []string { return p.ids[kind][1:] }

func (p *pool) words(t *rapid.T) string {
	if !chance(t, "text?", 6) || len(p.text) == 0 {
		return ""
	}
	return one(t, "text", slices.Concat(p.text, nameParts))
}

func window(t *rapid.T) *graph.Window {
	if !chance(t, "during?", 3) {
		return nil
	}
	window := &graph.Window{From: day(t, "from", firstDay)}
	window.To = day(t, "to", window.From)
	switch rapid.IntRange(0, 5).Draw(t, "open") {
	case 4:
		window.From = 0
	case 5:
		window.To = 0
	}
	if chance(t, "certain", 2) {
		window.Certainty = graph.Certain
	}
	return window
}

func (p *pool) taking(t *rapid.T) []graph.Taking {
	var all []graph.Taking
	for range rapid.IntRange(0, 2).Draw(t, "taking") {
		all = append(all, graph.Taking{Actors: some(t, "actors", p.ids[graph.ActorEntity]), Roles: someWords(t, "roles", graph.Roles)})
	}
	return all
}

func (p *pool) links(t *rapid.T) ([]string, []graph.LinkHow) {
	to := slices.Concat(p.ids[graph.AgreementEntity], p.terms, p.ids[graph.EventEntity], p.ids[graph.ActorEntity])
	return some(t, "linkedTo", to), someWords(t, "hows", graph.LinkHows)
}

func (p *pool) filter(t *rapid.T, kind graph.EntityKind) graph.Filter {
	ids := func(label string, kind graph.EntityKind) []string { return some(t, label, p.ids[kind]) }
	switch kind {
	case graph.ActorEntity:
		to, _ := p.links(t)
		return graph.ActorFilter{IDs: ids("ids", kind), Kinds: someWords(t, "kinds", graph.ActorKinds), Tags: some(t, "tags", p.tags), Text: p.words(t), LinkedTo: to}
	case graph.PlaceEntity:
		return graph.PlaceFilter{IDs: ids("ids", kind), Kinds: someWords(t, "kinds", graph.PlaceKinds), Within: ids("within", kind), Text: p.words(t)}
	case graph.SourceEntity:
		return graph.SourceFilter{IDs: ids("ids", kind), Keys: some(t, "keys", p.keys), Publishers: some(t, "publishers", p.publishers), Text: p.words(t)}
	case graph.EventEntity:
		f := graph.EventFilter{
			IDs: ids("ids", kind), Kinds: some(t, "kinds", eventKinds), Taking: p.taking(t), Places: ids("places", graph.PlaceEntity),
			Text: p.words(t), During: window(t), Realis: someWords(t, "realis", graph.RealisWords),
		}
		f.LinkedTo, f.Hows = p.links(t)
		return f
	case graph.AgreementEntity:
		f := graph.AgreementFilter{
			IDs: ids("ids", kind), Kinds: someWords(t, "kinds", graph.AgreementKinds), Taking: p.taking(t), Places: ids("places", graph.PlaceEntity),
			Text: p.words(t), During: window(t), Compliance: someWords(t, "compliance", graph.ComplianceStatuses), TermKinds: someWords(t, "termKinds", graph.TermKinds),
		}
		f.LinkedTo, f.Hows = p.links(t)
		return f
	case graph.AffiliationEntity:
		ends := slices.Concat(p.ids[graph.ActorEntity], p.ids[graph.PlaceEntity])
		return graph.AffiliationFilter{
			IDs: ids("ids", kind), Kinds: some(t, "kinds", affiliationKinds), From: ids("from", graph.ActorEntity), To: some(t, "to", ends),
			Either: some(t, "either", ends), During: window(t),
		}
	default:
		return graph.ClaimFilter{
			IDs: ids("ids", kind), AttributedTo: ids("attributedTo", graph.ActorEntity), Sources: ids("sources", graph.SourceEntity),
			Publishers: some(t, "publishers", p.publishers), Stances: someWords(t, "stances", graph.Stances), Bases: someWords(t, "bases", graph.Bases),
			About: some(t, "about", slices.Concat(p.ids[graph.EventEntity], p.ids[graph.AffiliationEntity], p.ids[graph.AgreementEntity], p.ids[graph.ActorEntity])),
		}
	}
}

var (
	eventKinds = func() (kinds []graph.EventKind) {
		for _, word := range graph.EventKinds {
			kinds = append(kinds, word.Name)
		}
		return kinds
	}()
	affiliationKinds = func() (kinds []graph.AffiliationKind) {
		for _, word := range graph.Affiliations {
			kinds = append(kinds, word.Name)
		}
		return kinds
	}()
	tieKinds = func() (kinds []graph.TieKind) {
		for _, word := range graph.TieKinds {
			kinds = append(kinds, word.Name)
		}
		return kinds
	}()
	orderFields = []graph.OrderField{graph.ByID, graph.ByName, graph.ByDate}
)

func order(t *rapid.T) graph.Order {
	return graph.Order{Field: one(t, "order", slices.Concat(orderFields, []graph.OrderField{""})), Descending: chance(t, "descending", 2)}
}

func (p *pool) query(t *rapid.T) graph.Query {
	kind := wordOf(t, "kind", graph.EntityKinds)
	query := graph.Query{Filter: p.filter(t, kind), Order: order(t), Backward: chance(t, "backward", 3)}
	if chance(t, "limited", 3) {
		query.Limit = rapid.IntRange(1, 5).Draw(t, "limit")
	}
	if chance(t, "after?", 4) {
		query.After = p.position(t, kind, query.Order.Field)
	}
	if chance(t, "before?", 4) {
		query.Before = p.position(t, kind, query.Order.Field)
	}
	return query
}

// position draws where an entity stands, or one that has gone stood.
func (p *pool) position(t *rapid.T, kind graph.EntityKind, field graph.OrderField) *graph.Position {
	at := graph.Position{ID: one(t, "cursor", p.ids[kind])}
	for _, entity := range p.entities {
		if entity.EntityID() == at.ID {
			at = graph.PositionOf(entity, field)
		}
	}
	if chance(t, "gone", 3) {
		at.ID += "0"
	}
	return &at
}

func (p *pool) tieFilter(t *rapid.T) graph.TieFilter {
	f := graph.TieFilter{
		Actors: some(t, "actors", p.known(graph.ActorEntity)), Counterparts: some(t, "counterparts", p.known(graph.ActorEntity)),
		Places: some(t, "places", p.known(graph.PlaceEntity)), Realis: someWords(t, "realis", graph.RealisWords),
		Publishers: some(t, "publishers", p.publishers), ExcludePublishers: some(t, "excludePublishers", p.publishers),
		Kinds: some(t, "kinds", tieKinds), Families: someWords(t, "families", graph.TieFamilies), During: window(t),
		Stances: someWords(t, "stances", graph.Stances), IncludeSubordinates: chance(t, "includeSubordinates", 2), IncludeSubsets: chance(t, "includeSubsets", 3),
	}
	if chance(t, "minPublishers?", 4) {
		f.MinPublishers = rapid.IntRange(0, 3).Draw(t, "minPublishers")
	}
	if chance(t, "contested?", 5) {
		contested := chance(t, "contested", 2)
		f.Contested = &contested
	}
	if chance(t, "stranger", 20) {
		f.Actors = []string{"nobody"}
	}
	return f
}

func (p *pool) mediationFilter(t *rapid.T) graph.MediationFilter {
	actors := p.known(graph.ActorEntity)
	return graph.MediationFilter{
		Mediators: some(t, "mediators", actors), Between: some(t, "between", actors), Parties: some(t, "parties", actors),
		Places: some(t, "places", p.known(graph.PlaceEntity)), During: window(t),
		IncludeSubordinates: chance(t, "includeSubordinates", 2), IncludeSubsets: chance(t, "includeSubsets", 3), IncludeRequested: chance(t, "includeRequested", 2),
	}
}

// quiz is a number of questions, too many for a log.
type quiz []question

// GoString says how many they are.
func (q quiz) GoString() string { return fmt.Sprintf("%d questions", len(q)) }

func (p *pool) quiz(t *rapid.T) quiz {
	var all quiz
	for range questionsAsked {
		all = append(all, p.question(t))
	}
	return all
}

// question draws something to ask.
func (p *pool) question(t *rapid.T) question {
	everyID := func() []string {
		var all []string
		for _, word := range graph.EntityKinds {
			all = append(all, p.ids[word.Name]...)
		}
		return append(all, p.terms...)
	}
	actors := func() []string {
		return rapid.SliceOfN(rapid.SampledFrom(p.known(graph.ActorEntity)), 1, 3).Draw(t, "of")
	}
	switch rapid.IntRange(0, 21).Draw(t, "question") {
	case 0:
		return askDataset{}
	case 1:
		return askGet{rapid.SliceOfN(rapid.SampledFrom(everyID()), 0, 12).Draw(t, "ids")}
	case 2:
		return askCount{rapid.SliceOfN(rapid.Custom(func(t *rapid.T) graph.Filter { return p.filter(t, wordOf(t, "kind", graph.EntityKinds)) }), 0, 3).Draw(t, "filters")}
	case 3, 4:
		return askSearch{
			Text:  one(t, "text", slices.Concat(p.text, nameParts)),
			Kinds: someWords(t, "kinds", graph.EntityKinds), Limit: rapid.IntRange(0, graph.MaxSearch+5).Draw(t, "limit"),
		}
	case 5, 6, 7:
		return askTies{p.tieFilter(t)}
	case 8:
		ends := actors()
		return askTie{graph.TieKey(one(t, "tie", tieKinds), ends[0], ends[len(ends)-1]), p.tieFilter(t), one(t, "rollUp", rollUps)}
	case 9:
		return askTiesOf{actors(), p.tieFilter(t)}
	case 10:
		return askMediations{p.mediationFilter(t), order(t)}
	case 11:
		return askMediation{"mediation:" + one(t, "id", everyID())}
	case 12:
		return askMediationsOf{actors(), p.mediationFilter(t)}
	case 13:
		return askViolations{p.ids[graph.AgreementEntity]}
	case 14:
		return askAdjacent{p.adjacencyQuery(t)}
	case 15:
		return askNetwork{p.networkQuery(t)}
	case 16:
		return askNeighborhood{p.neighborhoodQuery(t)}
	case 17, 18:
		return askPaths{p.pathQuery(t)}
	case 19:
		query := p.compareQuery(t)
		query.Limit = one(t, "limit", []int{1, 2, 1000})
		return askCompare{query}
	case 20:
		return askLikenesses{graph.LikenessFilter{
			Actors: some(t, "actors", p.ids[graph.ActorEntity]), Kinds: someWords(t, "kinds", graph.ActorKinds),
			Prefix: one(t, "prefix", []string{"", "", "a1"}), MinScore: one(t, "least score", []float64{0, 0.5}), Reviewed: chance(t, "reviewed", 2),
		}}
	default:
		return askList{rapid.SliceOfN(rapid.Custom(p.query), 1, 4).Draw(t, "queries")}
	}
}
