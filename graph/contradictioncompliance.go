package graph

import (
	"fmt"
	"slices"
)

const disputed ComplianceStatus = "DISPUTED"

// compliance adds the contradictions in the logs of an agreement's terms.
func (q *contradictionQuestion) compliance(e Entity) {
	if agreement, is := e.(*Agreement); is {
		for i := range agreement.Terms {
			q.termCompliance(agreement, i)
		}
	}
}

func (q *contradictionQuestion) termCompliance(agreement *Agreement, at int) {
	term := &agreement.Terms[at]
	whole := orElse(term.Claims, pointers(agreement.Claims))
	extents := make([]Extent, len(term.Compliance))
	for i := range term.Compliance {
		extents[i] = term.Compliance[i].AsOf.Extent()
	}
	conflict := func(i, j int) bool {
		return term.Compliance[i].Status != term.Compliance[j].Status && extents[i].Meets(&extents[j]) != ""
	}
	found := clusters(len(term.Compliance), conflict)
	for i := range term.Compliance {
		if term.Compliance[i].Status == disputed && !slices.ContainsFunc(found, func(cluster []int) bool { return slices.Contains(cluster, i) }) {
			found = append(found, []int{i})
		}
	}
	for _, cluster := range found {
		contradiction := &Contradiction{Kind: ComplianceConflict, Certainty: Possible, Entity: agreement, Part: fmt.Sprintf("terms[%d]", at)}
		for _, i := range cluster {
			entry := &term.Compliance[i]
			contradiction.Sides = append(contradiction.Sides, Account{
				Entity: agreement, Part: fmt.Sprintf("terms[%d].compliance[%d]", at, i), Date: entry.AsOf, Compliance: entry, Claims: orElse(entry.Claims, whole),
			})
			sure := slices.ContainsFunc(cluster, func(j int) bool { return conflict(i, j) && atOnce(&extents[i], &extents[j]) })
			if sure || entry.Status == disputed {
				contradiction.Certainty = Certain
			}
		}
		q.add(contradiction)
	}
}

// atOnce reports whether two things were certainly at the same time: on one
// day, or meeting for certain.
func atOnce(a, b *Extent) bool {
	oneDay := a.PossibleFrom == a.PossibleTo && b.PossibleFrom == b.PossibleTo && a.PossibleFrom == b.PossibleFrom
	return oneDay || a.Meets(b) == Certain
}
