package graph

import (
	"cmp"
	"fmt"
	"slices"
)

// part is claims that tell the same of one part of an entity.
type part struct {
	path   string
	claims []*Claim
}

// partsOf lists the parts of an entity that have claims, in the order of the
// record.
func partsOf(e Entity) []part {
	var parts []part
	Walk(e, Visitor{Claim: func(at *Path, claim *Claim) {
		holder := Path{at.steps[:len(at.steps)-1]}
		if shown(e, holder.steps) {
			return
		}
		path := holder.String()
		if len(parts) == 0 || parts[len(parts)-1].path != path {
			parts = append(parts, part{path: path})
		}
		last := &parts[len(parts)-1]
		last.claims = append(last.claims, claim)
	}})
	return parts
}

// shown reports whether the part is one that is looked at elsewhere: a
// participant in the agreement, a breach with all others of it.
func shown(e Entity, steps []step) bool {
	if len(steps) == 0 {
		return false
	}
	event, is := e.(*Event)
	switch {
	case !is:
		return false
	case steps[0].name == "participants":
		return event.Participants[steps[0].index].FromAgreement
	case steps[0].name == "links":
		return event.Links[steps[0].index].How == LinkBreaks
	}
	return false
}

func (q *contradictionQuestion) denials(e Entity) {
	for _, part := range partsOf(e) {
		asserting, denying := byStance(part.claims)
		q.denial(Contradiction{Entity: e, Part: part.path}, asserting, denying)
	}
}

// denial adds the contradiction between those who assert what of is about and
// those who deny it, if there are any.
func (q *contradictionQuestion) denial(of Contradiction, asserting, denying []*Claim) {
	if !mayBeOfOneTime(asserting, denying) {
		return
	}
	of.Kind, of.Certainty = DenialConflict, Possible
	if slices.ContainsFunc(denying, func(claim *Claim) bool { return claim.Stance == Denied }) {
		of.Certainty = Certain
	}
	of.Sides = []Account{
		{Entity: of.Entity, Part: of.Part, Claims: asserting},
		{Entity: of.Entity, Part: of.Part, Claims: denying, Denies: true},
	}
	q.add(&of)
}

// mayBeOfOneTime reports whether some claim of the one and some of the other
// may speak as of the same time.
func mayBeOfOneTime(some, others []*Claim) bool {
	return slices.ContainsFunc(some, func(one *Claim) bool {
		extent := one.AsOf.Extent()
		return slices.ContainsFunc(others, func(other *Claim) bool {
			at := other.AsOf.Extent()
			return extent.Meets(&at) != ""
		})
	})
}

// breach is what somebody is accused of: to have broken an agreement, or one of
// its terms.
type breach struct{ agreement, term, accused string }

// breaches weighs what is told of breaches, in whichever event, against the
// denials of them.
func (q *contradictionQuestion) breaches() {
	told := map[breach][]*Claim{}
	accused := map[string]*Actor{}
	for _, id := range sortedKeys(q.seen) {
		event, is := q.seen[id].(*Event)
		if !is {
			continue
		}
		for i := range event.Links {
			link := &event.Links[i]
			agreement, known := q.seen[link.To.EntityID()].(*Agreement)
			if link.How != LinkBreaks || !known {
				continue
			}
			violation := newViolation(event, link, agreement)
			if len(violation.By) == 0 {
				violation.By = []*Actor{nil}
			}
			for _, by := range violation.By {
				this := breach{agreement: agreement.ID, term: link.TermID}
				if by != nil {
					this.accused, accused[by.ID] = by.ID, by
				}
				told[this] = append(told[this], violation.Claims...)
			}
		}
	}
	all := make([]breach, 0, len(told))
	for this := range told {
		all = append(all, this)
	}
	slices.SortFunc(all, func(a, b breach) int {
		return cmp.Or(cmp.Compare(a.agreement, b.agreement), cmp.Compare(a.term, b.term), cmp.Compare(a.accused, b.accused))
	})
	for _, this := range all {
		asserting, denying := byStance(told[this])
		if this.term != "" {
			_, whole := byStance(told[breach{agreement: this.agreement, accused: this.accused}])
			denying = append(denying, whole...)
		}
		agreement, _ := q.seen[this.agreement].(*Agreement)
		q.denial(Contradiction{Entity: agreement, Part: agreement.pathOf(this.term), Breach: true, Accused: accused[this.accused]}, asserting, denying)
	}
}

// pathOf returns the path of a term, nothing if the agreement has none of that
// id.
func (a *Agreement) pathOf(term string) string {
	i := slices.IndexFunc(a.Terms, func(t Term) bool { return t.ID == term })
	if i < 0 {
		return ""
	}
	return fmt.Sprintf("terms[%d]", i)
}
