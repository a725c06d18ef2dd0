package graph

import "slices"

// Evidence is one event, agreement or affiliation that supports a tie between
// two actors. From and To follow the tie's direction; an undirected one has
// the smaller id in From.
type Evidence struct {
	Kind     TieKind
	From, To *Actor
	// Exactly one of Event, Agreement and Affiliation is the ground.
	Event       *Event
	Agreement   *Agreement
	Affiliation *Affiliation
	// Implied says that the part of one of the ends is implied or inferred.
	Implied bool

	fromRole, toRole Role // of the ends, in an event or agreement
}

// Unit is the id under which the evidence is counted: an agreement and the
// event that concludes it are one.
func (e *Evidence) Unit() string {
	switch {
	case e.Event != nil:
		if concluded := e.Event.linked(LinkConcludes); concluded != "" {
			return concluded
		}
		return e.Event.ID
	case e.Agreement != nil:
		return e.Agreement.ID
	}
	return e.Affiliation.ID
}

// Within is the id of the larger event that the evidence's event is part of, or
// nothing.
func (e *Evidence) Within() string {
	if e.Event == nil {
		return ""
	}
	return e.Event.linked(LinkPartOf)
}

// linked returns the id of the first entity that e is linked to in that way,
// or nothing.
func (e *Event) linked(how LinkHow) string {
	for i := range e.Links {
		if e.Links[i].How == how && e.Links[i].To != nil {
			return e.Links[i].To.EntityID()
		}
	}
	return ""
}

// Date is when it was; an affiliation's is its interval, so see
// [Evidence.Extent].
func (e *Evidence) Date() *FuzzyDate {
	switch {
	case e.Event != nil:
		return e.Event.Date
	case e.Agreement != nil:
		return e.Agreement.Date
	}
	return e.Affiliation.Span()
}

// Extent is when it was, for comparison with a window.
func (e *Evidence) Extent() Extent {
	if e.Affiliation != nil {
		return e.Affiliation.Interval.Extent()
	}
	return e.Date().Extent()
}

// Span gives the interval of an affiliation as one fuzzy date that lasts at
// least from its start to its end, nil where nothing is known. Ends that are a
// month or a year stay so.
func (a *Affiliation) Span() *FuzzyDate {
	if a.Interval == nil || (!a.Interval.Start.Dated() && !a.Interval.End.Dated()) {
		return nil
	}
	span := &FuzzyDate{Sense: Throughout}
	if start := a.Interval.Start; start.Dated() {
		span.Earliest = start.Earliest
		if period(start.Earliest, start.Latest) != "" {
			span.LatestStart = start.Latest
		}
		if span.Earliest == 0 {
			span.Earliest, span.Sense = start.Latest, AtLeast
		}
	}
	if end := a.Interval.End; end.Dated() {
		span.Latest = end.Latest
		if period(end.Earliest, end.Latest) != "" {
			span.EarliestEnd = end.Earliest
		}
		if span.Latest == 0 {
			span.Latest, span.Sense = end.Earliest, AtLeast
		}
	}
	if span.Earliest != 0 && span.Latest != 0 && span.Earliest > span.Latest {
		span.Earliest, span.Latest = span.Latest, span.Earliest
		span.LatestStart, span.EarliestEnd = span.Latest, span.Earliest
	}
	return span
}

// Realis of what the evidence rests on; affiliations occurred.
func (e *Evidence) Realis() Realis {
	switch {
	case e.Event != nil:
		return e.Event.Realis
	case e.Agreement != nil:
		return e.Agreement.Realis
	}
	return Occurred
}

// Places of what the evidence rests on.
func (e *Evidence) Places() []PlaceUse {
	switch {
	case e.Event != nil:
		return e.Event.Places
	case e.Agreement != nil:
		return e.Agreement.Places
	}
	return nil
}

// Claims are what the evidence rests on. Where an end's part has claims of its
// own, those alone tell that part; where both have, the voices that tell both
// count, or all of them if no voice does. Elsewhere the claims of the whole
// event, agreement or affiliation count.
func (e *Evidence) Claims() []*Claim {
	switch {
	case e.Event != nil:
		return e.partClaims(e.Event.Participants, e.Event.Claims)
	case e.Agreement != nil:
		return e.partClaims(e.Agreement.Parties, e.Agreement.Claims)
	}
	return pointers(e.Affiliation.Claims)
}

func (e *Evidence) partClaims(participants []Participant, whole []Claim) []*Claim {
	var from, to []*Claim
	for i := range participants {
		switch p := &participants[i]; {
		case p.Actor.ID == e.From.ID && p.Role == e.fromRole:
			from = append(from, pointers(p.Claims)...)
		case p.Actor.ID == e.To.ID && p.Role == e.toRole:
			to = append(to, pointers(p.Claims)...)
		}
	}
	switch {
	case len(from) == 0 && len(to) == 0:
		return pointers(whole)
	case len(from) == 0:
		return to
	case len(to) == 0:
		return from
	}
	both := slices.Concat(from, to)
	shared := slices.DeleteFunc(slices.Clone(both), func(claim *Claim) bool { return !hasVoice(from, claim) || !hasVoice(to, claim) })
	if len(shared) > 0 {
		return shared
	}
	return both
}

func hasVoice(claims []*Claim, of *Claim) bool {
	return slices.ContainsFunc(claims, func(claim *Claim) bool { return claim.Source.ID == of.Source.ID })
}

func pointers[T any](list []T) []*T {
	all := make([]*T, len(list))
	for i := range list {
		all[i] = &list[i]
	}
	return all
}

// EvidenceOf derives the ties that an event, an agreement or an affiliation
// supports. It is a pure function of the entity: events that concern an
// agreement show its parties already (see [Prepare]). What did not occur
// supports nothing.
func EvidenceOf(e Entity) []Evidence {
	switch e := e.(type) {
	case *Event:
		if e.evidence == nil {
			return deriveEvent(e)
		}
		return e.evidence
	case *Agreement:
		if e.evidence == nil {
			return deriveAgreement(e)
		}
		return e.evidence
	case *Affiliation:
		return deriveAffiliation(e)
	}
	return nil
}

// Memoize derives the evidence of e once and keeps it. It must be called
// before e is shared, by a store whose entities' references are final.
func Memoize(e Entity) {
	switch e := e.(type) {
	case *Event:
		e.evidence = nonNil(deriveEvent(e))
	case *Agreement:
		e.evidence = nonNil(deriveAgreement(e))
	}
}

func nonNil(evidence []Evidence) []Evidence {
	if evidence == nil {
		return []Evidence{}
	}
	return evidence
}

func deriveAffiliation(a *Affiliation) []Evidence {
	to, isActor := a.To.(*Actor)
	if !isActor {
		return nil
	}
	evidence := Evidence{Kind: TieKind(a.Kind), From: a.From, To: to, Affiliation: a}
	evidence.Implied = !stated(a.Claims)
	if !evidence.Kind.Directed() && evidence.From.ID > evidence.To.ID {
		evidence.From, evidence.To = evidence.To, evidence.From
	}
	return []Evidence{evidence}
}

func deriveEvent(e *Event) []Evidence {
	if e.Realis == DidNotOccur {
		return nil
	}
	d := derivation{participants: e.Participants, ground: Evidence{Event: e}, allImplied: !stated(e.Claims)}
	switch {
	case e.Kind.Armed():
		d.armed(e.Kind)
	case e.Kind == Detention:
		d.directed(Detained, Initiator, Affected)
	case e.Kind == Displacement:
		d.directed(Expelled, Initiator, Affected)
	case e.Kind == Negotiation, e.Kind == Mediating:
		d.acrossSides(NegotiatedWith)
	case e.Kind == Agreeing && settled(e.Realis):
		d.acrossSides(AgreedWith)
	}
	switch {
	case e.Kind == Mediating && e.Realis == Requested:
		d.directed(AskedToMediate, Speaker, Mediator)
	case !e.Kind.Armed():
		d.thirdParties(e.Realis)
	}
	return d.found
}

func deriveAgreement(a *Agreement) []Evidence {
	if a.Realis == DidNotOccur {
		return nil
	}
	d := derivation{participants: a.Parties, ground: Evidence{Agreement: a}, allImplied: !stated(a.Claims)}
	if settled(a.Realis) {
		d.acrossSides(AgreedWith)
	}
	d.thirdParties(a.Realis)
	return d.found
}

func settled(realis Realis) bool { return realis == Occurred || realis == Ongoing }

// derivation collects the evidence of one event or agreement.
type derivation struct {
	participants []Participant
	ground       Evidence
	allImplied   bool
	found        []Evidence
}

func (d *derivation) armed(kind EventKind) {
	d.acrossSides(Fought)
	struck := Attacked
	if kind == Siege {
		struck = Besieged
	}
	d.directed(struck, Initiator, Target)
	d.directed(Harmed, Initiator, Affected)
	d.pairs(SameSide, func(a, b *Participant) bool {
		if a.Role != b.Role {
			return false
		}
		return (a.Role == Party && a.Side != 0 && a.Side == b.Side) || a.Role == Initiator
	})
}

func (d *derivation) acrossSides(kind TieKind) {
	d.pairs(kind, func(a, b *Participant) bool {
		return a.Role == Party && b.Role == Party && a.Side != 0 && b.Side != 0 && a.Side != b.Side
	})
}

func (d *derivation) directed(kind TieKind, from, to Role) {
	d.pairs(kind, func(a, b *Participant) bool { return a.Role == from && b.Role == to })
}

func (d *derivation) thirdParties(realis Realis) {
	hasRole := func(role Role) bool {
		return slices.ContainsFunc(d.participants, func(p Participant) bool { return p.Role == role })
	}
	between := Party
	if !hasRole(Party) {
		between = Initiator
	}
	if realis != Requested { // to be asked is not to mediate
		d.directed(Mediated, Mediator, Party)
	}
	d.directed(Facilitated, Facilitator, Party)
	d.directed(Hosted, Host, Party)
	d.directed(Guaranteed, Guarantor, Party)
	d.directed(Supervised, Supervisor, between)
}

// pairs adds evidence for every two participants that the rule joins, once per
// pair of actors.
func (d *derivation) pairs(kind TieKind, joined func(from, to *Participant) bool) {
	first := len(d.found)
	for i := range d.participants {
		for j := range d.participants {
			from, to := &d.participants[i], &d.participants[j]
			if from.Actor.ID == to.Actor.ID || !joined(from, to) {
				continue
			}
			if !kind.Directed() && from.Actor.ID > to.Actor.ID {
				continue // met again the other way round
			}
			implied := d.allImplied || from.implied() || to.implied()
			known := slices.IndexFunc(d.found[first:], func(e Evidence) bool {
				return e.From.ID == from.Actor.ID && e.To.ID == to.Actor.ID
			})
			if known >= 0 {
				d.found[first+known].Implied = d.found[first+known].Implied && implied
				continue
			}
			evidence := d.ground
			evidence.Kind, evidence.From, evidence.To, evidence.Implied = kind, from.Actor, to.Actor, implied
			evidence.fromRole, evidence.toRole = from.Role, to.Role
			d.found = append(d.found, evidence)
		}
	}
}

// implied reports whether no claim states the participant's part; without
// claims of its own it rests on the event's.
func (p *Participant) implied() bool { return len(p.Claims) > 0 && !stated(p.Claims) }

// stated reports whether a claim states the fact rather than implies it; true
// for no claims at all.
func stated(claims []Claim) bool {
	return len(claims) == 0 || slices.ContainsFunc(claims, func(c Claim) bool {
		return c.Basis == Stated || c.Basis == Ambiguous
	})
}
