package graph

import (
	"fmt"
	"slices"
)

// figuresOf lists the figures of an entity and those of each of its terms.
func figuresOf(e Entity) [][]Account {
	list := func(path string, figures []Figure, whole []*Claim) []Account {
		var accounts []Account
		for i := range figures {
			account := Account{Entity: e, Part: fmt.Sprintf("%sfigures[%d]", path, i), Figure: &figures[i], Claims: orElse(figures[i].Claims, whole)}
			if asserting, _ := byStance(account.Claims); len(asserting) > 0 {
				account.Claims = asserting
				accounts = append(accounts, account)
			}
		}
		return accounts
	}
	whole := ownClaims(e)
	switch e := e.(type) {
	case *Actor:
		return [][]Account{list("", e.Figures, whole)}
	case *Event:
		return [][]Account{list("", e.Figures, whole)}
	case *Agreement:
		var groups [][]Account
		for i := range e.Terms {
			groups = append(groups, list(fmt.Sprintf("terms[%d].", i), e.Terms[i].Figures, orElse(e.Terms[i].Claims, whole)))
		}
		return groups
	}
	return nil
}

// figuresWithin adds the contradictions among the figures of one entity, or of
// one term.
func (q *contradictionQuestion) figuresWithin(e Entity) {
	for _, group := range figuresOf(e) {
		q.figures(group, nil, nil)
	}
}

// figures adds the contradictions among some figures or, where a link joins two
// entities, between those of the one and of the other.
func (q *contradictionQuestion) figures(some, others []Account, link *Link) {
	all := slices.Concat(some, others)
	for _, cluster := range clusters(len(all), func(i, j int) bool {
		compared := link == nil || (i < len(some)) != (j < len(some))
		return compared && all[i].Figure.excludes(all[j].Figure) && mayBeOfOneTime(all[i].Claims, all[j].Claims)
	}) {
		found := &Contradiction{Kind: FigureConflict, Certainty: Certain, Link: link}
		for _, i := range cluster {
			found.Sides = append(found.Sides, all[i])
			if all[i].Figure.vague() || link != nil && linkRules[link.How].certainty == Possible {
				found.Certainty = Possible
			}
		}
		found.Entity, found.Part = found.Sides[0].Entity, found.Sides[0].Part
		q.add(found)
	}
}

// clusters returns the groups of two or more of n things that conflicts join.
func clusters(n int, conflict func(i, j int) bool) [][]int {
	group := make([]int, n) // the first of each one's group
	for i := range group {
		group[i] = i
	}
	for i := range n {
		for j := range i {
			if group[i] != group[j] && conflict(j, i) {
				from, to := max(group[i], group[j]), min(group[i], group[j])
				for k := range i + 1 {
					if group[k] == from {
						group[k] = to
					}
				}
			}
		}
	}
	var found [][]int
	for first := range n {
		var cluster []int
		for i := range n {
			if group[i] == first {
				cluster = append(cluster, i)
			}
		}
		if len(cluster) > 1 {
			found = append(found, cluster)
		}
	}
	return found
}
