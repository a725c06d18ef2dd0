package resolvers

import (
	"github.com/factiongraph/factiongraph/graph"
	"github.com/factiongraph/factiongraph/resolvers/generated"
	"github.com/factiongraph/factiongraph/resolvers/view"
)

// What a field costs beside one for each field below it: a list costs its
// children as often as it can have elements, and what a root field computes
// from the whole graph costs more than what it reads.
const (
	costOfRead    = 5
	costOfCompute = 50
	// costOfSmallList stands for lists that the domain keeps short:
	// participants, claims, names, links.
	costOfSmallList = 4
	// costOfListInList stands for a page whose length nobody gives, below
	// another one: few of them are full.
	costOfListInList = 20
	// costOfWide is for what looks at all evidence and measures it.
	costOfWide = 500
	// costOfBuckets stands for the buckets of a timeline.
	costOfBuckets = 100
	// costOfWords stands for a list of the vocabulary.
	costOfWords = 30
)

// length is how many elements a page can have, or usually has if nobody says.
func length(first, last *int32, usual int) int {
	switch {
	case first != nil && *first >= 0:
		return min(int(*first), maxPage)
	case last != nil && *last >= 0:
		return min(int(*last), maxPage)
	}
	return usual
}

// most is how many there can be under a limit. One that is out of bounds is
// refused later.
func most(limit int32, bound int) int { return min(max(int(limit), 0), bound) }

// small is the cost of a short list.
func small(child int) int { return 1 + costOfSmallList*child }

func costs() generated.ComplexityRoot {
	var c generated.ComplexityRoot
	page := func(base, child int, first, last *int32) int { return base + length(first, last, defaultPage)*child }
	inner := func(base, child int, first, last *int32) int {
		return base + length(first, last, costOfListInList)*child
	}

	c.Query.Actors = func(child int, _ *generated.ActorFilter, _ *generated.ActorOrder, first *int32, _ *string, last *int32, _ *string) int {
		return page(costOfRead, child, first, last)
	}
	c.Query.Events = func(child int, _ *generated.EventFilter, _ *generated.EventOrder, first *int32, _ *string, last *int32, _ *string) int {
		return page(costOfRead, child, first, last)
	}
	c.Query.Agreements = func(child int, _ *generated.AgreementFilter, _ *generated.AgreementOrder, first *int32, _ *string, last *int32, _ *string) int {
		return page(costOfRead, child, first, last)
	}
	c.Query.Places = func(child int, _ *generated.PlaceFilter, first *int32, _ *string, last *int32, _ *string) int {
		return page(costOfRead, child, first, last)
	}
	c.Query.Sources = func(child int, _ *generated.SourceFilter, first *int32, _ *string, last *int32, _ *string) int {
		return page(costOfRead, child, first, last)
	}
	c.Query.Affiliations = func(child int, _ generated.AffiliationFilter, first *int32, _ *string, last *int32, _ *string) int {
		return page(costOfRead, child, first, last)
	}
	c.Query.Claims = func(child int, _ generated.ClaimFilter, first *int32, _ *string, last *int32, _ *string) int {
		return page(costOfRead, child, first, last)
	}
	c.Query.Mediations = func(child int, _ generated.MediationFilter, _ *generated.MediationOrder, first *int32, _ *string, last *int32, _ *string) int {
		return page(costOfCompute, child, first, last)
	}
	c.Query.Fights = func(child int, _ generated.FightFilter, _ *generated.TieOrder, first *int32, _ *string, last *int32, _ *string) int {
		return page(costOfCompute, child, first, last)
	}
	c.Query.FightsWithUnnamedOpponent = func(child int, _ generated.FightFilter, _ *generated.EventOrder, first *int32, _ *string, last *int32, _ *string) int {
		return page(costOfCompute, child, first, last)
	}
	c.Query.Ties = func(child int, _ generated.TieFilter, _ *generated.TieOrder, first *int32, _ *string, last *int32, _ *string) int {
		return page(costOfCompute, child, first, last)
	}
	c.Query.Tie = func(child int, _ string, _ generated.TieFilter, rollUp graph.RollUp) int {
		if rollUp != graph.RollUpNone {
			return costOfWide + child
		}
		return costOfRead + child
	}
	c.Query.Search = func(child int, _ string, _ []graph.EntityKind, first *int32) int {
		return page(costOfRead, child, first, nil)
	}

	// A network's limit counts actors, and its lists cost twice what is below
	// them, or four times the ties: so much more of these there often are. All
	// of it comes with one reading, which makes an element a tenth as dear as
	// one of a page. Of the lists of a comparison few are full.
	network := func(base, limit, child int) int { return base + limit*child/20 }
	c.Query.Network = func(child int, _ generated.TieFilter, _ graph.RollUp, limit int32) int {
		return network(costOfWide, most(limit, graph.MaxNetworkActors), child)
	}
	c.Query.Neighborhood = func(child int, _ []string, _ int32, _ generated.TieFilter, limit int32) int {
		return network(costOfWide, most(limit, graph.MaxNetworkActors), child)
	}
	c.Query.CompareNetworks = func(child int, _, _ generated.TieFilter, _ graph.RollUp, limit int32) int {
		return network(2*costOfWide, most(limit, graph.MaxNetworkActors)/2, child)
	}
	c.Query.Paths = func(child int, _, _ string, _ generated.Direction, _, first int32, _ generated.TieFilter, _ graph.RollUp) int {
		return costOfWide + most(first, graph.MaxPaths)*child/2
	}
	c.Query.Timeline = func(child int, _ generated.TieFilter, _ graph.TimeUnit) int { return costOfWide + child }
	c.Query.Trajectory = func(child int, _ string, _ *view.During) int { return costOfCompute + child }
	c.Query.Contradictions = func(child int, _ generated.ContradictionFilter, first *int32, _ *string, last *int32, _ *string) int {
		return page(costOfWide, child, first, last)
	}
	c.Query.Likenesses = func(child int, _ generated.LikenessFilter, first *int32, _ *string, last *int32, _ *string) int {
		return page(costOfWide, child, first, last)
	}
	c.Network.Edges = func(child int) int { return 4 * child }
	c.Network.Between = func(child int, _, _ []string, first int32) int { return page(costOfCompute, child, &first, nil) }
	for _, field := range []*func(int) int{
		&c.Network.Nodes, &c.PathResult.Paths, &c.NetworkChange.Appeared, &c.NetworkChange.Vanished, &c.NetworkChange.Changed,
		&c.NetworkChange.Turned, &c.NetworkChange.ActorsAppeared, &c.NetworkChange.ActorsVanished,
	} {
		*field = func(child int) int { return 2 * child }
	}
	c.Timeline.Buckets = func(child int) int { return costOfBuckets * child }
	c.Trajectory.Steps = func(child int) int { return costOfListInList * child }

	c.Actor.Events = func(child int, _ *generated.EventFilter, _ *generated.EventOrder, first *int32, _ *string, last *int32, _ *string) int {
		return inner(costOfRead, child, first, last)
	}
	c.Actor.Agreements = func(child int, _ *generated.AgreementFilter, _ *generated.AgreementOrder, first *int32, _ *string, last *int32, _ *string) int {
		return inner(costOfRead, child, first, last)
	}
	c.Actor.Ties = func(child int, _ generated.TieFilter, _ *generated.TieOrder, first *int32, _ *string, last *int32, _ *string) int {
		return inner(costOfCompute, child, first, last)
	}
	c.Actor.Mediations = func(child int, _ generated.MediationFilter, _ *generated.MediationOrder, first *int32, _ *string, last *int32, _ *string) int {
		return inner(costOfCompute, child, first, last)
	}
	c.Actor.TieCounts = func(child int, _ generated.TieFilter) int { return costOfCompute + small(child) }
	c.Actor.Affiliations = func(child int, _ generated.AffiliationFilter) int { return costOfRead + small(child) }
	c.Place.Affiliations = func(child int, _ generated.AffiliationFilter) int { return costOfRead + small(child) }
	c.Place.Events = func(child int, _ *generated.EventFilter, _ *generated.EventOrder, first *int32, _ *string, last *int32, _ *string) int {
		return inner(costOfRead, child, first, last)
	}
	c.Agreement.Events = func(child int, _ *generated.EventFilter, _ *generated.EventOrder, first *int32, _ *string, last *int32, _ *string) int {
		return inner(costOfRead, child, first, last)
	}
	c.Source.Claims = func(child int, first *int32, _ *string, last *int32, _ *string) int {
		return inner(costOfRead, child, first, last)
	}
	c.Tie.Events = func(child int, first *int32, _ *string, last *int32, _ *string) int {
		return inner(0, child, first, last)
	}
	c.Tie.Claims = func(child int, first int32, _ *string) int { return inner(0, child, &first, nil) }

	for _, field := range []*func(int) int{
		&c.Actor.Names, &c.Actor.Figures, &c.Actor.Links, &c.Actor.LinkedFrom, &c.Actor.Superiors, &c.Actor.Subordinates, &c.Actor.EveryClaim,
		&c.Actor.ExternalIDs, &c.Event.ExternalIDs, &c.Place.ExternalIDs, &c.TieEdge.Matched, &c.MediationEdge.Matched, &c.Dataset.Counts,
		&c.Place.Names, &c.Place.EveryClaim, &c.Affiliation.Links, &c.Affiliation.Claims,
		&c.Event.Places, &c.Event.Participants, &c.Event.Figures, &c.Event.Links, &c.Event.LinkedFrom, &c.Event.EveryClaim,
		&c.Agreement.Places, &c.Agreement.Parties, &c.Agreement.Terms, &c.Agreement.Violations, &c.Agreement.PossiblySameAs,
		&c.Agreement.Links, &c.Agreement.LinkedFrom, &c.Agreement.EveryClaim,
		&c.Term.Obligors, &c.Term.Beneficiaries, &c.Term.Figures, &c.Term.Compliance, &c.Term.Claims, &c.Compliance.Claims,
		&c.Violation.By, &c.Violation.AllegedBy, &c.Violation.DeniedBy, &c.Violation.Claims,
		&c.Mediation.Mediators, &c.Mediation.Sides, &c.Mediation.Places, &c.Mediation.Rejected, &c.Mediation.RequestedBy, &c.Mediation.Claims,
		&c.Side.Actors, &c.Tie.Agreements, &c.Tie.Affiliations, &c.Claim.AttributedTo,
		&c.NetworkNode.Degrees, &c.NetworkNode.Members, &c.Path.Actors, &c.Path.Ties, &c.Path.Steps, &c.PathStep.Ties, &c.Timeline.UndatedByFamily,
		&c.TrajectoryStep.Others, &c.TrajectoryStep.Claims, &c.Contradiction.Sides, &c.Likeness.Reasons, &c.LikenessReason.Spans, &c.LikenessReason.Places,
		&c.LikenessReason.Actors, &c.LikenessReason.ExternalIDs, &c.Account.Voices, &c.Account.Claims,
		&c.Participant.Claims, &c.PlaceUse.Claims, &c.Figure.Claims, &c.Name.Claims, &c.Link.By, &c.Link.Claims,
	} {
		*field = small
	}
	for _, field := range []*func(int) int{
		&c.Vocabulary.ActorKinds, &c.Vocabulary.PlaceKinds, &c.Vocabulary.Roles, &c.Vocabulary.EventKinds, &c.Vocabulary.AgreementKinds,
		&c.Vocabulary.TermKinds, &c.Vocabulary.AffiliationKinds, &c.Vocabulary.TieKinds, &c.Vocabulary.Realis, &c.Vocabulary.Stances,
		&c.Vocabulary.Bases, &c.Vocabulary.ComplianceStatuses, &c.Vocabulary.Links,
	} {
		*field = func(child int) int { return 1 + costOfWords*child }
	}
	return c
}
