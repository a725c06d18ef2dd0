package resolvers

import (
	"cmp"
	"context"
	"strings"

	"github.com/factiongraph/factiongraph/graph"
)

// named are ids in a filter and what they must be; any entity, if kind is
// empty.
type named struct {
	kind graph.EntityKind
	ids  []string
}

// namedIn returns the ids that a filter of a list names. Those in the filters
// of ties and mediations are the domain's to check.
func namedIn(filter graph.Filter) []named {
	takers := func(taking []graph.Taking) named {
		all := named{kind: graph.ActorEntity}
		for _, one := range taking {
			all.ids = append(all.ids, one.Actors...)
		}
		return all
	}
	switch f := filter.(type) {
	case graph.ActorFilter:
		return []named{{graph.ActorEntity, f.IDs}}
	case graph.PlaceFilter:
		return []named{{graph.PlaceEntity, f.IDs}, {graph.PlaceEntity, f.Within}}
	case graph.SourceFilter:
		return []named{{graph.SourceEntity, f.IDs}}
	case graph.EventFilter:
		return []named{{graph.EventEntity, f.IDs}, takers(f.Taking), {graph.PlaceEntity, f.Places}, {graph.AgreementEntity, f.LinkedTo}}
	case graph.AgreementFilter:
		return []named{{graph.AgreementEntity, f.IDs}, takers(f.Taking), {graph.PlaceEntity, f.Places}}
	case graph.AffiliationFilter:
		return []named{{graph.ActorEntity, f.From}, {"", f.To}}
	case graph.ClaimFilter:
		return []named{{graph.ActorEntity, f.AttributedTo}, {graph.SourceEntity, f.Sources}, {"", f.About}}
	}
	return nil
}

// mustExist returns an error, CodeNotFound, that tells the first id in the
// caller's filter that is unknown or of another kind. It asks the store once,
// and only if the filter names any.
func (r *request) mustExist(ctx context.Context, filter graph.Filter) error {
	lists := namedIn(filter)
	var ids []string
	for _, list := range lists {
		for _, id := range list.ids {
			if ids = append(ids, id); list.kind == graph.AgreementEntity {
				ids = append(ids, agreementOf(id))
			}
		}
	}
	if len(ids) == 0 {
		return nil
	}
	entities, err := r.reader.Get(ctx, ids)
	if err != nil {
		return r.fail(err)
	}
	found := map[string]graph.Entity{}
	for i, id := range ids {
		found[id] = entities[i]
	}
	for _, list := range lists {
		for _, id := range list.ids {
			if entity := found[id]; entity != nil && (list.kind == "" || entity.EntityKind() == list.kind) {
				continue
			}
			if agreement, is := found[agreementOf(id)].(*graph.Agreement); is && agreement.Term(id) != nil {
				continue
			}
			return graph.Errorf(graph.CodeNotFound, "there is no %s with the id %q", cmp.Or(strings.ToLower(string(list.kind)), "entity"), id)
		}
	}
	return nil
}

// agreementOf returns the agreement's id in that of a term, which is this, a
// dot and a name.
func agreementOf(term string) string { return term[:max(0, strings.LastIndexByte(term, '.'))] }
