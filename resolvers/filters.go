package resolvers

import (
	"github.com/factiongraph/factiongraph/graph"
	"github.com/factiongraph/factiongraph/resolvers/generated"
	"github.com/factiongraph/factiongraph/resolvers/view"
)

// From the API's inputs to the domain's filters.

// maxList bounds the lists in filters.
const maxList = 500

// maxBetween bounds MediationFilter.between: every assignment of its actors to
// sides is tried.
const maxBetween = 6

// sized refuses lists that are too long.
func sized(lists map[string]int) error {
	for name, size := range lists {
		if size > maxList {
			return graph.Errorf(graph.CodeBadInput, "%s has %d values; at most %d can be given", name, size, maxList)
		}
	}
	return nil
}

func window(during *view.During) (*graph.Window, error) {
	if during == nil {
		return nil, nil
	}
	result := &graph.Window{Certainty: during.Certainty}
	var err error
	if during.From != nil {
		if result.From, _, err = graph.ParsePeriod(*during.From); err != nil {
			return nil, err
		}
	}
	if during.To != nil {
		if _, result.To, err = graph.ParsePeriod(*during.To); err != nil {
			return nil, err
		}
	}
	if result.From != 0 && result.To != 0 && result.From > result.To {
		return nil, graph.Errorf(graph.CodeBadInput, "during ends (%s) before it starts (%s)", result.To, result.From)
	}
	return result, nil
}

func text(value *string) string {
	if value == nil {
		return ""
	}
	return *value
}

func actorFilter(f *generated.ActorFilter) (graph.ActorFilter, error) {
	if f == nil {
		return graph.ActorFilter{}, nil
	}
	filter := graph.ActorFilter{IDs: f.Ids, Kinds: f.Kinds, Tags: f.Tags, Text: text(f.Text)}
	return filter, sized(map[string]int{"ids": len(f.Ids), "kinds": len(f.Kinds), "tags": len(f.Tags)})
}

func placeFilter(f *generated.PlaceFilter) (graph.PlaceFilter, error) {
	if f == nil {
		return graph.PlaceFilter{}, nil
	}
	filter := graph.PlaceFilter{IDs: f.Ids, Kinds: f.Kinds, Within: f.Within, Text: text(f.Text)}
	return filter, sized(map[string]int{"ids": len(f.Ids), "within": len(f.Within)})
}

func sourceFilter(f *generated.SourceFilter) (graph.SourceFilter, error) {
	if f == nil {
		return graph.SourceFilter{}, nil
	}
	filter := graph.SourceFilter{IDs: f.Ids, Publishers: f.Publishers, Text: text(f.Text)}
	return filter, sized(map[string]int{"ids": len(f.Ids), "publishers": len(f.Publishers)})
}

func eventFilter(f *generated.EventFilter) (graph.EventFilter, error) {
	if f == nil {
		return graph.EventFilter{}, nil
	}
	during, err := window(f.During)
	if err != nil {
		return graph.EventFilter{}, err
	}
	filter := graph.EventFilter{
		IDs: f.Ids, Kinds: f.Kinds, Places: f.Places, Text: text(f.Text), During: during, Realis: f.Realis, LinkedTo: f.Agreement,
	}
	if f.Actors != nil || f.Roles != nil {
		filter.Taking = []graph.Taking{{Actors: f.Actors, Roles: f.Roles}}
	}
	return filter, sized(map[string]int{
		"ids": len(f.Ids), "actors": len(f.Actors), "places": len(f.Places), "agreement": len(f.Agreement), "kinds": len(f.Kinds),
	})
}

func agreementFilter(f *generated.AgreementFilter) (graph.AgreementFilter, error) {
	if f == nil {
		return graph.AgreementFilter{}, nil
	}
	during, err := window(f.During)
	if err != nil {
		return graph.AgreementFilter{}, err
	}
	filter := graph.AgreementFilter{
		IDs: f.Ids, Kinds: f.Kinds, Places: f.Places, Text: text(f.Text), During: during, Compliance: f.Compliance, TermKinds: f.TermKinds,
	}
	if f.Parties != nil {
		filter.Taking = []graph.Taking{{Actors: f.Parties}}
	}
	return filter, sized(map[string]int{"ids": len(f.Ids), "parties": len(f.Parties), "places": len(f.Places)})
}

func affiliationFilter(f generated.AffiliationFilter) (graph.AffiliationFilter, error) {
	during, err := window(f.During)
	if err != nil {
		return graph.AffiliationFilter{}, err
	}
	filter := graph.AffiliationFilter{Kinds: f.Kinds, From: f.From, To: f.To, During: during}
	return filter, sized(map[string]int{"from": len(f.From), "to": len(f.To)})
}

func claimFilter(f generated.ClaimFilter) (graph.ClaimFilter, error) {
	filter := graph.ClaimFilter{
		AttributedTo: f.AttributedTo, Sources: f.Sources, Publishers: f.Publishers, Stances: f.Stances, Bases: f.Basis, About: f.About,
	}
	return filter, sized(map[string]int{
		"attributedTo": len(f.AttributedTo), "sources": len(f.Sources), "publishers": len(f.Publishers), "about": len(f.About),
	})
}

func contradictionFilter(f generated.ContradictionFilter) (graph.ContradictionFilter, error) {
	during, err := window(f.During)
	if err != nil {
		return graph.ContradictionFilter{}, err
	}
	filter := graph.ContradictionFilter{About: f.About, Actors: f.Actors, Places: f.Places, During: during, Kinds: f.Kinds}
	return filter, sized(map[string]int{"about": len(f.About), "actors": len(f.Actors), "places": len(f.Places), "kinds": len(f.Kinds)})
}

func likenessFilter(f generated.LikenessFilter) (graph.LikenessFilter, error) {
	if !(f.MinScore >= 0 && f.MinScore <= 1) {
		return graph.LikenessFilter{}, graph.Errorf(graph.CodeBadInput, "minScore must be between 0 and 1")
	}
	filter := graph.LikenessFilter{Actors: f.Actors, Kinds: f.Kinds, MinScore: f.MinScore, Reviewed: f.Reviewed}
	if f.Prefix != nil {
		filter.Prefix = *f.Prefix
	}
	return filter, sized(map[string]int{"actors": len(f.Actors), "kinds": len(f.Kinds)})
}

func mediationFilter(f generated.MediationFilter) (graph.MediationFilter, error) {
	during, err := window(f.During)
	if err != nil {
		return graph.MediationFilter{}, err
	}
	if len(f.Between) > maxBetween {
		return graph.MediationFilter{}, graph.Errorf(graph.CodeBadInput, "between has %d values; at most %d can be given", len(f.Between), maxBetween)
	}
	filter := graph.MediationFilter{
		Mediators: f.Mediators, Between: f.Between, Parties: f.Parties, Places: f.Places, During: during,
		IncludeSubordinates: f.IncludeSubordinates, IncludeSubsets: f.IncludeSubsets, IncludeRequested: f.IncludeRequested,
	}
	return filter, sized(map[string]int{"mediators": len(f.Mediators), "parties": len(f.Parties), "places": len(f.Places)})
}

func fightFilter(f generated.FightFilter) (graph.TieFilter, error) {
	during, err := window(f.During)
	if err != nil {
		return graph.TieFilter{}, err
	}
	filter := graph.TieFilter{
		Actors: f.Actors, Counterparts: f.Opponents, Places: f.Places, Kinds: f.Kinds, During: during,
		IncludeSubordinates: f.IncludeSubordinates, IncludeSubsets: f.IncludeSubsets,
	}
	if filter.Kinds == nil {
		filter.Kinds = graph.FightKinds
	}
	return filter, sized(map[string]int{"actors": len(f.Actors), "opponents": len(f.Opponents), "places": len(f.Places)})
}

func tieFilter(f generated.TieFilter) (graph.TieFilter, error) {
	during, err := window(f.During)
	if err != nil {
		return graph.TieFilter{}, err
	}
	filter := graph.TieFilter{
		Actors: f.Actors, Counterparts: f.Counterparts, Places: f.Places, Realis: f.Realis,
		Publishers: f.Publishers, ExcludePublishers: f.ExcludePublishers, Kinds: f.Kinds, Families: f.Families, During: during,
		Stances: f.Stances, Contested: f.Contested, IncludeSubordinates: f.IncludeSubordinates, IncludeSubsets: f.IncludeSubsets,
	}
	if f.MinPublishers != nil {
		if *f.MinPublishers < 0 {
			return graph.TieFilter{}, graph.Errorf(graph.CodeBadInput, "minPublishers must not be negative")
		}
		filter.MinPublishers = int(*f.MinPublishers)
	}
	return filter, sized(map[string]int{
		"actors": len(f.Actors), "counterparts": len(f.Counterparts), "places": len(f.Places),
		"publishers": len(f.Publishers), "excludePublishers": len(f.ExcludePublishers),
	})
}

// Orders; a nil one is the default that the schema's description names.

func actorOrder(o *generated.ActorOrder) graph.Order {
	if o == nil {
		return graph.Order{Field: graph.ByName}
	}
	field := map[generated.ActorOrderField]graph.OrderField{generated.ActorOrderFieldName: graph.ByName, generated.ActorOrderFieldID: graph.ByID}
	return graph.Order{Field: field[o.Field], Descending: o.Direction == generated.OrderDirectionDesc}
}

func eventOrder(o *generated.EventOrder) graph.Order {
	if o == nil {
		return graph.Order{Field: graph.ByDate}
	}
	field := map[generated.EventOrderField]graph.OrderField{
		generated.EventOrderFieldDate: graph.ByDate, generated.EventOrderFieldTitle: graph.ByName, generated.EventOrderFieldID: graph.ByID,
	}
	return graph.Order{Field: field[o.Field], Descending: o.Direction == generated.OrderDirectionDesc}
}

func agreementOrder(o *generated.AgreementOrder) graph.Order {
	if o == nil {
		return graph.Order{Field: graph.ByDate}
	}
	field := map[generated.AgreementOrderField]graph.OrderField{
		generated.AgreementOrderFieldDate: graph.ByDate, generated.AgreementOrderFieldTitle: graph.ByName, generated.AgreementOrderFieldID: graph.ByID,
	}
	return graph.Order{Field: field[o.Field], Descending: o.Direction == generated.OrderDirectionDesc}
}

func mediationOrder(o *generated.MediationOrder) graph.Order {
	if o == nil {
		return graph.Order{Field: graph.ByDate}
	}
	field := map[generated.MediationOrderField]graph.OrderField{
		generated.MediationOrderFieldDate: graph.ByDate, generated.MediationOrderFieldID: graph.ByID,
	}
	return graph.Order{Field: field[o.Field], Descending: o.Direction == generated.OrderDirectionDesc}
}

func tieOrder(o *generated.TieOrder) generated.TieOrder {
	if o == nil {
		return generated.TieOrder{Field: generated.TieOrderFieldEvents, Direction: generated.OrderDirectionDesc}
	}
	return *o
}
