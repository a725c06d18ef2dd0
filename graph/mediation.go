package graph

import (
	"cmp"
	"context"
	"slices"
	"strings"
)

// Mediation is a view: one event in which somebody mediates (or is asked to),
// joined with the agreement that it concludes; or an agreement that names a
// mediator and that no event stands for.
type Mediation struct {
	Realis    Realis
	Mediators []*Actor
	// Sides are two or more; one that the source leaves unnamed has no actors.
	Sides []Side
	// Event or Agreement may be nil, not both.
	Event     *Event
	Agreement *Agreement
	Certainty Certainty
	// Rejected are those refused as mediator or counterpart, RequestedBy those
	// who asked for the mediation.
	Rejected, RequestedBy []*Actor
	// Matched are the participants that met the filter through subordination.
	Matched []*Actor
}

// Side is one side of a mediation.
type Side struct {
	Number int
	Actors []*Actor
}

// Named reports whether the source names anybody on that side.
func (s *Side) Named() bool { return len(s.Actors) > 0 }

const mediationPrefix = "mediation:"

// EntityID is "mediation:" and the id of the event or agreement.
func (m *Mediation) EntityID() string {
	if m.Event != nil {
		return mediationPrefix + m.Event.ID
	}
	return mediationPrefix + m.Agreement.ID
}

// EntityKind is that of the event or agreement that the view shows.
func (m *Mediation) EntityKind() EntityKind {
	if m.Event != nil {
		return EventEntity
	}
	return AgreementEntity
}

// Loaded is always true.
func (m *Mediation) Loaded() bool { return true }

// Ground is the event, or the agreement where there is none.
func (m *Mediation) Ground() Entity {
	if m.Event != nil {
		return m.Event
	}
	return m.Agreement
}

// Date is when it was.
func (m *Mediation) Date() *FuzzyDate { return DateOf(m.Ground()) }

// Places are where it was.
func (m *Mediation) Places() []PlaceUse {
	if m.Event != nil {
		return m.Event.Places
	}
	return m.Agreement.Places
}

// Outcome is what came of it.
func (m *Mediation) Outcome() string {
	if m.Event != nil {
		return m.Event.Outcome
	}
	return m.Agreement.Outcome
}

// Claims are those of the event or agreement, its parts' included.
func (m *Mediation) Claims() []*Claim { return AllClaims(m.Ground()) }

func (m *Mediation) participants() []Participant {
	if m.Event != nil {
		return m.Event.Participants
	}
	return m.Agreement.Parties
}

// MediationFilter chooses mediations; lists follow the rule of all filters.
type MediationFilter struct {
	Mediators []string
	// Between: every one stands on a side of its own.
	Between []string
	// Parties: any of them on any side.
	Parties []string
	Places  []string
	During  *Window
	// IncludeSubordinates and IncludeSubsets as of [TieFilter].
	IncludeSubordinates, IncludeSubsets bool
	// IncludeRequested adds mediations that were only asked for or planned.
	IncludeRequested bool
}

// mediationRealis are the realis of mediations that took place, or are said
// to have.
var mediationRealis = []Realis{Occurred, Ongoing, Alleged}

// Mediations lists who mediated between whom, in the order asked for. Ids in
// the filter that do not exist are CodeNotFound.
func Mediations(ctx context.Context, reader Reader, filter MediationFilter, order Order) ([]*Mediation, error) {
	return MediationPage(ctx, reader, filter, Query{Order: order})
}

// MediationPage lists the part of [Mediations] that a query asks for as
// [Reader.List] does; positions are those of mediations, and the query's own
// filter does not count. What it reads grows with the limit, not with how many
// mediations there are.
func MediationPage(ctx context.Context, reader Reader, filter MediationFilter, part Query) ([]*Mediation, error) {
	question, err := newMediationQuestion(ctx, reader, filter)
	if err != nil || question == nil {
		return nil, err
	}
	return question.list(ctx, reader, nil, part)
}

// MediationsOf lists, for each of the actors, the mediations under a filter
// that it mediates, is a side of, or is refused in.
func MediationsOf(ctx context.Context, reader Reader, actors []string, filter MediationFilter, order Order) (map[string][]*Mediation, error) {
	question, err := newMediationQuestion(ctx, reader, filter)
	if err != nil || question == nil || len(actors) == 0 {
		return nil, err
	}
	found, err := question.list(ctx, reader, []Taking{{Actors: actors, Roles: []Role{Mediator, Party, Rejected}}}, Query{Order: order})
	if err != nil {
		return nil, err
	}
	of := map[string][]*Mediation{}
	for _, mediation := range found {
		counted := map[string]bool{}
		for _, participant := range mediation.participants() {
			id := participant.Actor.ID
			takes := participant.Role == Mediator || participant.Role == Party || participant.Role == Rejected
			if takes && !counted[id] && slices.Contains(actors, id) {
				counted[id] = true
				of[id] = append(of[id], mediation)
			}
		}
	}
	return of, nil
}

// list gathers, of the mediations that meet the question and in which each of
// also takes part, those that part asks for.
func (q *mediationQuestion) list(ctx context.Context, reader Reader, also []Taking, part Query) ([]*Mediation, error) {
	most := part.Limit
	part.After, part.Before = part.After.ofGround(), part.Before.ofGround()
	var listed []*Mediation
	for checked, more := false, true; more; checked = true {
		// More than are asked for, as some may be none; twice as many each time.
		part.Limit *= 2
		candidates, end, err := q.candidates(ctx, reader, also, part)
		if err != nil {
			return nil, err
		}
		if !checked {
			if err := q.mustExist(ctx, reader, candidates); err != nil {
				return nil, err
			}
		}
		found, err := q.admitted(ctx, reader, candidates)
		if err != nil {
			return nil, err
		}
		listed = append(listed, found...)
		if part.Backward {
			part.Before = end
		} else {
			part.After = end
		}
		more = end != nil && len(listed) < most
	}
	if most > 0 && len(listed) > most {
		listed = listed[:most]
	}
	return listed, nil
}

// candidates reads events and agreements, up to part.Limit of each, and returns
// them in one line, as far as nothing of it was left unread; end is where that
// is, nil if it is the end of all.
func (q *mediationQuestion) candidates(ctx context.Context, reader Reader, also []Taking, part Query) (line []*Mediation, end *Position, err error) {
	taking := append(q.taking(), also...)
	events, agreements := part, part
	events.Filter = EventFilter{Taking: taking, Places: q.filter.Places, During: q.filter.During}
	agreements.Filter = AgreementFilter{Taking: taking, Places: q.filter.Places, During: q.filter.During}
	compare := part.Order.Compare
	if part.Backward {
		compare = func(a, b Position) int { return part.Order.Compare(b, a) }
	}
	positionOf := func(m *Mediation) Position { return PositionOf(m.Ground(), part.Order.Field) }
	var counts [2]int
	for row, err := range reader.List(ctx, events, agreements) {
		if err != nil {
			return nil, nil, err
		}
		mediation := &Mediation{}
		switch entity := row.Entity.(type) {
		case *Event:
			mediation.Event = entity
		case *Agreement:
			mediation.Agreement = entity
		}
		line = append(line, mediation)
		if counts[row.Query]++; counts[row.Query] != part.Limit {
			continue
		}
		if last := positionOf(mediation); end == nil || compare(last, *end) < 0 {
			end = &last
		}
	}
	if end != nil {
		line = slices.DeleteFunc(line, func(m *Mediation) bool { return compare(positionOf(m), *end) > 0 })
	}
	slices.SortFunc(line, func(a, b *Mediation) int { return compare(positionOf(a), positionOf(b)) })
	return line, end, nil
}

// admitted fills the candidates and returns those that are mediations and meet
// the filter.
func (q *mediationQuestion) admitted(ctx context.Context, reader Reader, candidates []*Mediation) ([]*Mediation, error) {
	var lone []*Agreement
	for _, candidate := range candidates {
		if candidate.Event == nil {
			lone = append(lone, candidate.Agreement)
		}
	}
	concluded := map[string]bool{}
	if err := markConcluded(ctx, reader, lone, concluded); err != nil {
		return nil, err
	}
	return slices.DeleteFunc(candidates, func(m *Mediation) bool {
		return m.Event == nil && concluded[m.Agreement.ID] || q.admit(m) == nil
	}), nil
}

// MediationByID returns the mediation of that id whatever its realis, nil if
// there is none.
func MediationByID(ctx context.Context, reader Reader, id string) (*Mediation, error) {
	ground, isMediation := strings.CutPrefix(id, mediationPrefix)
	if !isMediation {
		return nil, nil
	}
	found, err := reader.Get(ctx, []string{ground})
	if err != nil {
		return nil, err
	}
	question := &mediationQuestion{filter: MediationFilter{IncludeRequested: true}}
	switch entity := found[0].(type) {
	case *Event:
		return question.admit(&Mediation{Event: entity}), nil
	case *Agreement:
		concluded := map[string]bool{}
		if err := markConcluded(ctx, reader, []*Agreement{entity}, concluded); err != nil || concluded[entity.ID] {
			return nil, err
		}
		return question.admit(&Mediation{Agreement: entity}), nil
	}
	return nil, nil
}

// Position is where the mediation stands in an order.
func (m *Mediation) Position(field OrderField) Position {
	position := PositionOf(m.Ground(), field)
	position.ID = m.EntityID()
	return position
}

// ofGround turns the position of a mediation into that of its event or
// agreement.
func (p *Position) ofGround() *Position {
	if p == nil {
		return nil
	}
	ground := *p
	ground.ID = strings.TrimPrefix(p.ID, mediationPrefix)
	return &ground
}

// markConcluded sets concluded for each agreement that an event with a
// mediator stands for.
func markConcluded(ctx context.Context, reader Reader, agreements []*Agreement, concluded map[string]bool) error {
	if len(agreements) == 0 {
		return nil
	}
	ids := make([]string, len(agreements))
	for i, agreement := range agreements {
		ids[i] = agreement.ID
	}
	filter := EventFilter{LinkedTo: ids, Hows: []LinkHow{LinkConcludes}, Taking: []Taking{{Roles: []Role{Mediator}}}}
	for event, err := range Find[*Event](ctx, reader, Query{Filter: filter}) {
		if err != nil {
			return err
		}
		for i := range event.Links {
			if event.Links[i].How == LinkConcludes {
				concluded[event.Links[i].To.EntityID()] = true
			}
		}
	}
	return nil
}

type mediationQuestion struct {
	filter    MediationFilter
	mediators *Following
	between   *Following
	parties   *Following
}

// newMediationQuestion resolves a filter's actors; nil if an empty list lets
// nothing through.
func newMediationQuestion(ctx context.Context, reader Reader, filter MediationFilter) (*mediationQuestion, error) {
	question := &mediationQuestion{filter: filter}
	below := belongingBy(filter.IncludeSubordinates, filter.IncludeSubsets)
	var err error
	if question.mediators, err = Follow(ctx, reader, filter.Mediators, below...); err != nil {
		return nil, err
	}
	if question.between, err = Follow(ctx, reader, filter.Between, below...); err != nil {
		return nil, err
	}
	if question.parties, err = Follow(ctx, reader, filter.Parties, below...); err != nil {
		return nil, err
	}
	if err := mustExist(ctx, reader, PlaceEntity, filter.Places); err != nil {
		return nil, err
	}
	for _, count := range []int{length(filter.Mediators), length(filter.Between), length(filter.Parties), length(filter.Places)} {
		if count == 0 {
			return nil, question.mustExist(ctx, reader, nil)
		}
	}
	return question, nil
}

// mustExist checks the actors that the filter names, as [tieQuestion.mustExist]
// does.
func (q *mediationQuestion) mustExist(ctx context.Context, reader Reader, met []*Mediation) error {
	seen := map[string]bool{}
	for _, mediation := range met {
		seeAll(seen, mediation.participants())
	}
	return mustExist(ctx, reader, ActorEntity, unseen(seen, q.mediators.Asked(), q.between.Asked(), q.parties.Asked()))
}

func (q *mediationQuestion) taking() []Taking {
	taking := []Taking{{Actors: q.mediators.IDs(), Roles: []Role{Mediator}}}
	if q.parties != nil {
		taking = append(taking, Taking{Actors: q.parties.IDs(), Roles: []Role{Party}})
	}
	if q.between != nil {
		for _, id := range q.between.Asked() {
			only := &Following{asked: []string{id}, up: q.between.up}
			taking = append(taking, Taking{Actors: only.IDs(), Roles: []Role{Party}})
		}
	}
	return taking
}

// admit fills a view and returns it if it meets the filter, else nil.
func (q *mediationQuestion) admit(m *Mediation) *Mediation {
	m.fill()
	if len(m.Mediators) == 0 || m.Realis == DidNotOccur || (!q.filter.IncludeRequested && !slices.Contains(mediationRealis, m.Realis)) {
		return nil
	}
	extent := m.Date().Extent()
	certainty := q.filter.During.Holds(extent)
	certainty = weaker(certainty, q.anyOf(m, q.mediators, m.Mediators, extent))
	if q.parties != nil {
		var everybody []*Actor
		for _, side := range m.Sides {
			everybody = append(everybody, side.Actors...)
		}
		certainty = weaker(certainty, q.anyOf(m, q.parties, everybody, extent))
	}
	if q.between != nil {
		certainty = weaker(certainty, q.apart(m, extent))
	}
	if certainty == "" || (q.filter.During != nil && q.filter.During.Certainty == Certain && certainty != Certain) {
		return nil
	}
	m.Certainty = certainty
	return m
}

// anyOf returns how sure it is that one of the actors is one of those asked
// for, and notes who matched through subordination.
func (q *mediationQuestion) anyOf(m *Mediation, asked *Following, actors []*Actor, at Extent) Certainty {
	if asked == nil {
		return Certain
	}
	best := Certainty("")
	for _, actor := range actors {
		held, direct := asked.Belongs(actor.ID, at)
		best = stronger(best, held)
		if held != "" && !direct {
			m.match(actor)
		}
	}
	return best
}

// match notes actors that met the filter through subordination, by their ids.
func (m *Mediation) match(actors ...*Actor) {
	for _, actor := range actors {
		at, known := slices.BinarySearchFunc(m.Matched, actor.ID, func(a *Actor, id string) int { return cmp.Compare(a.ID, id) })
		if !known {
			m.Matched = slices.Insert(m.Matched, at, actor)
		}
	}
}

// apart returns how sure it is that every one asked for stands on a side of
// its own: the best over all ways of giving them different sides.
func (q *mediationQuestion) apart(m *Mediation, at Extent) Certainty {
	asked := q.between.Asked()
	taken := make([]bool, len(m.Sides))
	var assign func(next int) Certainty
	assign = func(next int) Certainty {
		if next == len(asked) {
			return Certain
		}
		best := Certainty("")
		for i, side := range m.Sides {
			if taken[i] {
				continue
			}
			held := Certainty("")
			var through []*Actor
			for _, actor := range side.Actors {
				belongs := q.between.BelongsTo(asked[next], actor.ID, at)
				held = stronger(held, belongs)
				if belongs != "" && actor.ID != asked[next] {
					through = append(through, actor)
				}
			}
			if held == "" {
				continue
			}
			taken[i] = true
			held = weaker(held, assign(next+1))
			taken[i] = false
			if best = stronger(best, held); held != "" {
				m.match(through...)
			}
		}
		return best
	}
	if len(asked) > len(m.Sides) {
		return ""
	}
	return assign(0)
}

// fill derives the view from its event or agreement.
func (m *Mediation) fill() {
	if m.Event != nil {
		m.Realis = m.Event.Realis
		for i := range m.Event.Links {
			if link := &m.Event.Links[i]; link.How == LinkConcludes && m.Agreement == nil {
				m.Agreement, _ = link.To.(*Agreement)
			}
		}
	} else {
		m.Realis = m.Agreement.Realis
	}
	sides := map[int]*Side{}
	var numbers []int
	for _, participant := range m.participants() {
		switch participant.Role {
		case Mediator:
			m.Mediators = append(m.Mediators, participant.Actor)
		case Party:
			side := sides[participant.Side]
			if side == nil {
				side = &Side{Number: participant.Side}
				sides[participant.Side] = side
				numbers = append(numbers, participant.Side)
			}
			side.Actors = append(side.Actors, participant.Actor)
		case Rejected:
			m.Rejected = append(m.Rejected, participant.Actor)
		case Speaker:
			if m.Realis == Requested {
				m.RequestedBy = append(m.RequestedBy, participant.Actor)
			}
		default:
		}
	}
	slices.Sort(numbers)
	for _, number := range numbers {
		m.Sides = append(m.Sides, *sides[number])
	}
	for number := 1; len(m.Sides) < 2; number++ {
		if sides[number] == nil {
			m.Sides = append(m.Sides, Side{Number: number})
		}
	}
	slices.SortFunc(m.Sides, func(a, b Side) int { return a.Number - b.Number })
}
