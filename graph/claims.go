package graph

import (
	"context"
	"iter"
)

// orElse returns the claims of a part, or those of the whole where it has none.
func orElse(part []Claim, whole []*Claim) []*Claim {
	if len(part) > 0 {
		return pointers(part)
	}
	return whole
}

// ownClaims are the claims of the entity as a whole.
func ownClaims(e Entity) []*Claim {
	switch e := e.(type) {
	case *Actor:
		return pointers(e.Claims)
	case *Place:
		return pointers(e.Claims)
	case *Event:
		return pointers(e.Claims)
	case *Agreement:
		return pointers(e.Claims)
	case *Affiliation:
		return pointers(e.Claims)
	}
	return nil
}

// byStance tells the claims that assert from those that deny or doubt.
func byStance(claims []*Claim) (asserting, denying []*Claim) {
	for _, claim := range claims {
		if claim.Stance == Denied || claim.Stance == Doubted {
			denying = append(denying, claim)
		} else {
			asserting = append(asserting, claim)
		}
	}
	return asserting, denying
}

// claimsBehind yields the claims that pieces of evidence rest on.
func claimsBehind(evidence []Evidence) iter.Seq[*Claim] {
	return func(yield func(*Claim) bool) {
		for i := range evidence {
			for _, claim := range evidence[i].Claims() {
				if !yield(claim) {
					return
				}
			}
		}
	}
}

// loadSources fills the sources of claims where the reader did not: voices are
// told apart by publishers.
func loadSources(ctx context.Context, reader Reader, claims iter.Seq[*Claim]) error {
	missing := map[string][]*Claim{}
	for claim := range claims {
		if !claim.Source.Loaded() {
			missing[claim.Source.ID] = append(missing[claim.Source.ID], claim)
		}
	}
	return getEach(ctx, reader, missing, func(id string, entity Entity) {
		if source, is := entity.(*Source); is {
			for _, claim := range missing[id] {
				claim.Source = source
			}
		}
	})
}
