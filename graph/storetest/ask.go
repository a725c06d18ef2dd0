package storetest

import (
	"context"
	"encoding/json"
	"fmt"

	"github.com/factiongraph/factiongraph/graph"
)

// question is one thing to ask of a reader. Its answer can be written as JSON
// that leaves nothing out that a caller sees, so that equal answers have equal
// texts.
type question interface {
	ask(ctx context.Context, reader graph.Reader) (any, error)
}

type (
	askDataset struct{}
	askGet     struct{ IDs []string }
	askList    struct{ Queries []graph.Query }
	askCount   struct{ Filters []graph.Filter }
	askSearch  struct {
		Text  string
		Kinds []graph.EntityKind
		Limit int
	}
	askTies struct{ Filter graph.TieFilter }
	askTie  struct {
		Key    string
		Filter graph.TieFilter
		RollUp graph.RollUp
	}
	askTiesOf struct {
		Actors []string
		Filter graph.TieFilter
	}
	askMediations struct {
		Filter graph.MediationFilter
		Order  graph.Order
	}
	askMediation    struct{ ID string }
	askMediationsOf struct {
		Actors []string
		Filter graph.MediationFilter
	}
	askViolations struct{ Agreements []string }
	askLikenesses struct{ Filter graph.LikenessFilter }
)

// answer asks and writes down what comes, be it an error.
func answer(ctx context.Context, reader graph.Reader, q question) string {
	found, err := q.ask(ctx, reader)
	if err != nil {
		return fmt.Sprintf("error %s", graph.CodeOf(err))
	}
	return jsonText(found)
}

func jsonText(value any) string {
	text, err := json.MarshalIndent(value, "", " ")
	if err != nil {
		return fmt.Sprintf("unwritable: %v", err)
	}
	return string(text)
}

// describe writes a question down for a reader of test output.
func describe(q question) string {
	text, err := json.Marshal(q)
	if err != nil {
		return fmt.Sprintf("%T (%v)", q, err)
	}
	return fmt.Sprintf("%T %s", q, text)
}

func (askDataset) ask(ctx context.Context, reader graph.Reader) (any, error) {
	dataset, err := reader.Dataset(ctx)
	return struct {
		Version string
		Counts  map[graph.EntityKind]int
	}{dataset.Version, dataset.Counts}, err
}

func (a askGet) ask(ctx context.Context, reader graph.Reader) (any, error) {
	found, err := reader.Get(ctx, a.IDs)
	if err != nil {
		return nil, err
	}
	return written(found)
}

func (a askList) ask(ctx context.Context, reader graph.Reader) (any, error) {
	lists := make([][]graph.Entity, len(a.Queries))
	last := 0
	for row, err := range reader.List(ctx, a.Queries...) {
		if err != nil {
			return nil, err
		}
		if row.Query < last || row.Query >= len(lists) {
			return nil, fmt.Errorf("a row of query %d after one of query %d", row.Query, last)
		}
		last = row.Query
		lists[last] = append(lists[last], row.Entity)
	}
	answers := make([]any, len(lists))
	for i, list := range lists {
		var err error
		if answers[i], err = written(list); err != nil {
			return nil, err
		}
	}
	return answers, nil
}

func (a askCount) ask(ctx context.Context, reader graph.Reader) (any, error) {
	return reader.Count(ctx, a.Filters...)
}

func (a askSearch) ask(ctx context.Context, reader graph.Reader) (any, error) {
	hits, err := reader.Search(ctx, a.Text, a.Kinds, a.Limit)
	if err != nil {
		return nil, err
	}
	type hit struct {
		Entity      any
		MatchedName string
		Score       float64
	}
	answers := make([]hit, len(hits))
	for i, found := range hits {
		entity, err := writtenEntity(found.Entity)
		if err != nil {
			return nil, err
		}
		answers[i] = hit{entity, found.MatchedName, found.Score}
	}
	return answers, nil
}

func (a askTies) ask(ctx context.Context, reader graph.Reader) (any, error) {
	ties, err := graph.Ties(ctx, reader, a.Filter)
	return writtenTies(ties), err
}

func (a askTie) ask(ctx context.Context, reader graph.Reader) (any, error) {
	tie, err := graph.TieByKey(ctx, reader, a.Key, a.Filter, a.RollUp)
	if err != nil || tie == nil {
		return nil, err
	}
	return writtenTies([]*graph.Tie{tie}), nil
}

func (a askTiesOf) ask(ctx context.Context, reader graph.Reader) (any, error) {
	of, err := graph.TiesOf(ctx, reader, a.Actors, a.Filter)
	answers := map[string]any{}
	for id, ties := range of {
		answers[id] = writtenTies(ties)
	}
	return answers, err
}

func (a askMediations) ask(ctx context.Context, reader graph.Reader) (any, error) {
	mediations, err := graph.Mediations(ctx, reader, a.Filter, a.Order)
	return writtenMediations(mediations), err
}

func (a askMediation) ask(ctx context.Context, reader graph.Reader) (any, error) {
	mediation, err := graph.MediationByID(ctx, reader, a.ID)
	if err != nil || mediation == nil {
		return nil, err
	}
	return writtenMediations([]*graph.Mediation{mediation}), nil
}

func (a askMediationsOf) ask(ctx context.Context, reader graph.Reader) (any, error) {
	of, err := graph.MediationsOf(ctx, reader, a.Actors, a.Filter, graph.Order{Field: graph.ByDate})
	answers := map[string]any{}
	for id, mediations := range of {
		answers[id] = writtenMediations(mediations)
	}
	return answers, err
}

func (a askViolations) ask(ctx context.Context, reader graph.Reader) (any, error) {
	found, err := reader.Get(ctx, a.Agreements)
	if err != nil {
		return nil, err
	}
	var agreements []*graph.Agreement
	for _, entity := range found {
		if agreement, is := entity.(*graph.Agreement); is {
			agreements = append(agreements, agreement)
		}
	}
	of, err := graph.ViolationsOf(ctx, reader, agreements)
	answers := map[string]any{}
	for id, violations := range of {
		var list []map[string]any
		for _, violation := range violations {
			term := ""
			if violation.Term != nil {
				term = violation.Term.ID
			}
			list = append(list, map[string]any{"by": idsOf(violation.By), "term": term, "event": violation.Event, "claims": idsOf(violation.Claims)})
		}
		answers[id] = list
	}
	return answers, err
}

func (a askLikenesses) ask(ctx context.Context, reader graph.Reader) (any, error) {
	found, err := graph.Likenesses(ctx, reader, a.Filter)
	if err != nil {
		return nil, err
	}
	type reason struct {
		graph.LikenessReason
		Places, Actors []string
	}
	type likeness struct {
		Key     string
		Score   float64
		Reasons []reason
		Review  string
	}
	answers := make([]likeness, len(found))
	for i, l := range found {
		answers[i] = likeness{Key: l.Key(), Score: l.Score}
		for _, r := range l.Reasons {
			answers[i].Reasons = append(answers[i].Reasons, reason{r, idsOf(r.Places), idsOf(r.Actors)})
		}
		if l.Review != nil {
			answers[i].Review = l.Review.ID
		}
	}
	return answers, nil
}

func written(entities []graph.Entity) ([]any, error) {
	answers := make([]any, len(entities))
	for i, entity := range entities {
		var err error
		if answers[i], err = writtenEntity(entity); err != nil {
			return nil, err
		}
	}
	return answers, nil
}

// writtenEntity gives the record of an entity; of a claim, all it says and who
// holds it. References that a store loads look like those that it does not.
func writtenEntity(e graph.Entity) (any, error) {
	if e == nil {
		return nil, nil
	}
	claim, is := e.(*graph.Claim)
	if !is {
		record, err := graph.Record(e)
		return json.RawMessage(record), err
	}
	if claim.About == nil {
		return nil, fmt.Errorf("the claim %s does not tell what it is about", claim.ID)
	}
	return struct {
		*graph.Claim
		About     string
		AboutKind graph.EntityKind
	}{claim, claim.About.EntityID(), claim.About.EntityKind()}, nil
}

type writtenTie struct {
	Key                    string
	FirstSeen, LastSeen    *graph.FuzzyDate
	Events, Publishers     int
	Contested, ImpliedOnly bool
	Certainty              graph.Certainty
	Matched                []string
	Evidence               []string
	Claims                 []string
}

func writtenTies(ties []*graph.Tie) []writtenTie {
	answers := make([]writtenTie, len(ties))
	for i, tie := range ties {
		answers[i] = writtenTie{
			Key: tie.Key(), FirstSeen: tie.FirstSeen, LastSeen: tie.LastSeen,
			Events: tie.EventCount, Publishers: tie.PublisherCount, Contested: tie.Contested, ImpliedOnly: tie.ImpliedOnly,
			Certainty: tie.Certainty, Matched: idsOf(tie.Matched), Claims: idsOf(tie.Claims()),
		}
		for _, evidence := range tie.Evidence {
			answers[i].Evidence = append(answers[i].Evidence, groundOf(&evidence).EntityID())
		}
	}
	return answers
}

func groundOf(evidence *graph.Evidence) graph.Entity {
	switch {
	case evidence.Event != nil:
		return evidence.Event
	case evidence.Agreement != nil:
		return evidence.Agreement
	}
	return evidence.Affiliation
}

type writtenMediation struct {
	ID                             string
	Realis                         graph.Realis
	Certainty                      graph.Certainty
	Mediators                      []string
	Sides                          map[int][]string
	Event, Agreement               string
	Rejected, RequestedBy, Matched []string
	Claims                         []string
}

func writtenMediations(mediations []*graph.Mediation) []writtenMediation {
	answers := make([]writtenMediation, len(mediations))
	for i, mediation := range mediations {
		answers[i] = writtenMediation{
			ID: mediation.EntityID(), Realis: mediation.Realis, Certainty: mediation.Certainty,
			Mediators: idsOf(mediation.Mediators), Sides: map[int][]string{},
			Rejected: idsOf(mediation.Rejected), RequestedBy: idsOf(mediation.RequestedBy), Matched: idsOf(mediation.Matched),
			Claims: idsOf(mediation.Claims()),
		}
		for _, side := range mediation.Sides {
			answers[i].Sides[side.Number] = idsOf(side.Actors)
		}
		if mediation.Event != nil {
			answers[i].Event = mediation.Event.ID
		}
		if mediation.Agreement != nil {
			answers[i].Agreement = mediation.Agreement.ID
		}
	}
	return answers
}

func idsOf[E graph.Entity](entities []E) []string {
	ids := make([]string, len(entities))
	for i, entity := range entities {
		ids[i] = entity.EntityID()
	}
	return ids
}
