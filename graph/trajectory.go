package graph

import (
	"cmp"
	"context"
	"slices"
	"strconv"
)

// StepKind says what sort of step a trajectory takes.
type StepKind string

// The kinds of steps. The last four are families of derived ties.
const (
	SuccessionStep  StepKind = "SUCCESSION"
	SideChangeStep  StepKind = "SIDE_CHANGE"
	SettlementStep  StepKind = "SETTLEMENT"
	FormationStep   StepKind = "FORMATION"
	AffiliationStep StepKind = "AFFILIATION"
	HostileStep     StepKind = "HOSTILE"
	CooperativeStep StepKind = "COOPERATIVE"
	ThirdPartyStep  StepKind = "THIRD_PARTY"
	TalksStep       StepKind = "TALKS"
)

// StepKinds is the table of kinds of steps, in the order of those of one date:
// what turned first.
var StepKinds = []Word[StepKind]{
	{SuccessionStep, "It came out of another, or went into one."},
	{SideChangeStep, "Somebody left one force for another."},
	{SettlementStep, "Status was regularised or arms were handed in."},
	{FormationStep, "A group was formed, renamed or dissolved."},
	{AffiliationStep, "It belonged, was loyal, gave or had support, held a post or was led."},
	{HostileStep, "It fought, struck, held or expelled somebody, or was."},
	{CooperativeStep, "It stood on one side with somebody."},
	{ThirdPartyStep, "It mediated, hosted, vouched or supervised, or had it done."},
	{TalksStep, "It negotiated or agreed with somebody."},
}

// Trajectory is the way of an actor from side to side.
type Trajectory struct {
	Actor *Actor
	// Steps are in the order in which they began, undated ones last.
	Steps []Step
}

// Step is one affiliation, event or tie on the way of an actor.
type Step struct {
	Kind StepKind
	// Of is who took the step: the actor, or one that it succeeded or that
	// succeeded it. Generation counts how far that lies from the actor, before
	// it below zero and after it above.
	Of         *Actor
	Generation int
	// Roles are those of Of, where the step is an event.
	Roles []Role
	// Others are whom it concerns beside Of, each once: the other end, or who
	// else takes part.
	Others []*Actor
	// First and Last are the event's date, the start and the end of the
	// affiliation, or the earliest and the latest dates of the tie's evidence;
	// nil where unknown.
	First, Last *FuzzyDate
	// Extent is when it was; a tie reaches over all its evidence.
	Extent Extent
	// Certainty is how sure it falls in the window asked for and, for
	// predecessors and successors, in the time before or after the succession.
	Certainty Certainty
	// Window is that time, nil for all.
	Window *Window
	// Ordered says that the step before this one certainly began earlier: the
	// days on which the two can have begun do not meet.
	Ordered bool
	// Exactly one of these is the ground. The tie holds only evidence of the
	// time that counts.
	Event       *Event
	Affiliation *Affiliation
	Tie         *Tie
}

// Claims are what the step rests on.
func (s *Step) Claims() []*Claim {
	switch {
	case s.Event != nil:
		return AllClaims(s.Event)
	case s.Affiliation != nil:
		return pointers(s.Affiliation.Claims)
	}
	return s.Tie.Claims()
}

// turningPoints are the events that are steps by themselves.
var turningPoints = map[EventKind]StepKind{
	SideChange: SideChangeStep, StatusSettlement: SettlementStep, Disarmament: SettlementStep, Formation: FormationStep,
}

// turning are the roles of those whom a turning point turns.
var turning = []Role{Initiator, Recipient, Affected, Subject, Party}

// upward are the affiliations that say nothing of their upper end: who belongs
// to an actor shares its side.
var upward = []AffiliationKind{PartOf, SubsetOf}

// TrajectoryOf tells the changes of side of an actor during a window: its
// affiliations with other actors, but for the loose ones and those who belong
// to it; what it came out of or went into; the changes of side, settlements and
// formations that it had a part in; and whom it fought, talked with, mediated
// between or stood beside, one step per tie.
//
// The same is told of its predecessors, as far as it may have been before they
// were succeeded, and of its successors, as far as it may have been after:
// what it splintered from, was merged from or absorbed, and what it was
// absorbed or merged into or lost as a splinter, over at most [MaxDepth]
// generations.
//
// An unknown id is CodeNotFound.
func TrajectoryOf(ctx context.Context, reader Reader, actor string, during *Window) (*Trajectory, error) {
	found, err := reader.Get(ctx, []string{actor})
	if err != nil {
		return nil, err
	}
	self, is := found[0].(*Actor)
	if !is {
		return nil, Errorf(CodeNotFound, "there is no actor with the id %q", clip(actor))
	}
	question := &trajectoryQuestion{during: during}
	if err := question.trace(ctx, reader, self); err != nil {
		return nil, err
	}
	if err := question.lookUp(ctx, reader); err != nil {
		return nil, err
	}
	if err := question.tie(ctx, reader); err != nil {
		return nil, err
	}
	return &Trajectory{Actor: self, Steps: question.inOrder()}, nil
}

type trajectoryQuestion struct {
	during *Window
	// line is the actor, then who is nearest to it.
	line  []*forebear
	steps []Step
}

// forebear is somebody in the line of succession and the window of its time
// that counts. Who was split from and joined again is in it twice.
type forebear struct {
	actor      *Actor
	generation int
	window     *Window
}

// forward are the successions that lead from the earlier one to the later;
// SPLINTERED_FROM leads back.
var forward = []AffiliationKind{MergedInto, AbsorbedInto}

// trace follows the succession both ways, generation by generation.
func (q *trajectoryQuestion) trace(ctx context.Context, reader Reader, self *Actor) error {
	q.line = []*forebear{{self, 0, q.during}}
	frontier := q.line
	for range MaxDepth {
		young, old := []string{}, []string{} // whose predecessors and whose successors are looked for
		for _, at := range frontier {
			if at.generation <= 0 {
				young = append(young, at.actor.ID)
			}
			if at.generation >= 0 {
				old = append(old, at.actor.ID)
			}
		}
		if len(young)+len(old) == 0 {
			break
		}
		next := map[*forebear]bool{}
		for row, err := range reader.List(ctx,
			Query{Filter: AffiliationFilter{Kinds: []AffiliationKind{SplinteredFrom}, From: young}},
			Query{Filter: AffiliationFilter{Kinds: forward, To: young}},
			Query{Filter: AffiliationFilter{Kinds: []AffiliationKind{SplinteredFrom}, To: old}},
			Query{Filter: AffiliationFilter{Kinds: forward, From: old}},
		) {
			if err != nil {
				return err
			}
			succession, is := row.Entity.(*Affiliation)
			if !is || !asserted(succession.Claims) {
				continue
			}
			for _, at := range frontier {
				if found := q.follow(at, succession, row.Query < 2); found != nil {
					next[found] = true
				}
			}
		}
		frontier = slices.DeleteFunc(slices.Clone(q.line), func(f *forebear) bool { return !next[f] })
	}
	slices.SortStableFunc(q.line, func(a, b *forebear) int {
		return cmp.Or(cmp.Compare(max(a.generation, -a.generation), max(b.generation, -b.generation)),
			cmp.Compare(a.generation, b.generation), cmp.Compare(a.actor.ID, b.actor.ID))
	})
	return nil
}

// follow adds whoever a succession leads to from somebody in the line and
// returns it; nil if it leads to nobody, or to nothing that was not known.
func (q *trajectoryQuestion) follow(at *forebear, succession *Affiliation, back bool) *forebear {
	earlier, later := succession.From, actorAt(succession.To)
	if succession.Kind == SplinteredFrom {
		earlier, later = later, earlier
	}
	from, to := at.window.bounds()
	begun, latest := beginning(succession.Interval.Extent())
	other, generation := later, at.generation+1
	if back {
		if later.ID != at.actor.ID || at.generation > 0 || begun > to {
			return nil
		}
		other, generation, to = earlier, at.generation-1, min(to, latest)
	} else {
		if earlier.ID != at.actor.ID || at.generation < 0 || latest < from {
			return nil
		}
		from = max(from, begun)
	}
	if other.ID == q.line[0].actor.ID || from > to {
		return nil
	}
	for _, known := range q.line {
		if known.actor.ID != other.ID || (known.generation < 0) != back {
			continue
		}
		first, last := known.window.bounds()
		if first <= from && to <= last {
			return nil
		}
		known.window = q.between(min(first, from), max(last, to))
		return known
	}
	found := &forebear{other, generation, q.between(from, to)}
	q.line = append(q.line, found)
	return found
}

// between is the window with these bounds that asks what the question asks.
func (q *trajectoryQuestion) between(from, to Date) *Window {
	window := &Window{}
	if q.during != nil {
		window.Certainty = q.during.Certainty
	}
	if from != Beginning {
		window.From = from
	}
	if to != End {
		window.To = to
	}
	return window
}

// bounds is Bounds for a window that may be nil.
func (w *Window) bounds() (from, to Date) {
	if w == nil {
		return Beginning, End
	}
	return w.Bounds()
}

// beginning returns the first and the last day on which something of that
// extent can have begun.
func beginning(extent Extent) (from, to Date) {
	if extent.Lasting {
		return extent.PossibleFrom, extent.CertainFrom
	}
	return extent.PossibleFrom, extent.PossibleTo
}

// actorAt is the end of an affiliation of a kind that ends at actors.
func actorAt(e Entity) *Actor {
	actor, _ := e.(*Actor)
	return actor
}

// asserted reports whether somebody does more than deny it.
func asserted(claims []Claim) bool {
	return slices.ContainsFunc(claims, func(claim Claim) bool { return claim.Stance != Denied })
}

func (q *trajectoryQuestion) ids() []string {
	var ids []string
	for _, one := range q.line {
		ids = append(ids, one.actor.ID)
	}
	slices.Sort(ids)
	return slices.Compact(ids)
}

// lookUp adds the steps that are affiliations and events. Each is a step of
// the nearest in the line alone.
func (q *trajectoryQuestion) lookUp(ctx context.Context, reader Reader) error {
	var affiliations []AffiliationKind
	for _, word := range Affiliations {
		if !word.ToPlace && word.Family != Loose {
			affiliations = append(affiliations, word.Name)
		}
	}
	var events []EventKind
	for _, word := range EventKinds {
		if turningPoints[word.Name] != "" {
			events = append(events, word.Name)
		}
	}
	ids := q.ids()
	for row, err := range reader.List(ctx,
		Query{Filter: AffiliationFilter{Kinds: affiliations, Either: ids, During: q.during}},
		Query{Filter: EventFilter{Kinds: events, Taking: []Taking{{Actors: ids, Roles: turning}}, Realis: DefaultRealis, During: q.during}},
	) {
		if err != nil {
			return err
		}
		for _, of := range q.line {
			var step *Step
			switch e := row.Entity.(type) {
			case *Affiliation:
				step = of.affiliated(e)
			case *Event:
				step = of.turned(e)
			}
			if step != nil && of.window.Admits(step.Extent) {
				step.Of, step.Generation, step.Window, step.Certainty = of.actor, of.generation, of.window, of.window.Holds(step.Extent)
				q.steps = append(q.steps, *step)
				break
			}
		}
	}
	return nil
}

// affiliated returns the step that an affiliation is for f, nil if it is none.
func (f *forebear) affiliated(a *Affiliation) *Step {
	step := &Step{Kind: AffiliationStep, Affiliation: a, Extent: a.Interval.Extent()}
	if TieKind(a.Kind).Family() == Succession {
		step.Kind = SuccessionStep
	}
	if a.Interval != nil {
		step.First, step.Last = a.Interval.Start, a.Interval.End
	}
	switch to := actorAt(a.To); {
	case !asserted(a.Claims):
		return nil
	case a.From.ID == f.actor.ID:
		step.Others = []*Actor{to}
	case to.ID == f.actor.ID && !slices.Contains(upward, a.Kind):
		step.Others = []*Actor{a.From}
	default:
		return nil
	}
	return step
}

// turned returns the step that an event is for f, nil if it is none.
func (f *forebear) turned(e *Event) *Step {
	step := &Step{Kind: turningPoints[e.Kind], Event: e, First: e.Date, Last: e.Date, Extent: e.Date.Extent()}
	for i := range e.Participants {
		participant := &e.Participants[i]
		switch {
		case !slices.Contains(turning, participant.Role):
		case participant.Actor.ID == f.actor.ID:
			step.Roles = append(step.Roles, participant.Role)
		case !slices.ContainsFunc(step.Others, func(known *Actor) bool { return known.ID == participant.Actor.ID }):
			step.Others = append(step.Others, participant.Actor)
		}
	}
	if len(step.Roles) == 0 || !asserted(e.Claims) {
		return nil
	}
	return step
}

// tie adds the steps that are derived ties. One between two of the line is a
// step of the nearer one.
func (q *trajectoryQuestion) tie(ctx context.Context, reader Reader) error {
	filter := TieFilter{Actors: q.ids(), During: q.during}
	for _, word := range derivedTies {
		filter.Kinds = append(filter.Kinds, word.Name)
	}
	all, err := newTieQuestion(ctx, reader, filter)
	if err != nil {
		return err
	}
	questions := make([]*tieQuestion, len(q.line))
	for i, of := range q.line {
		all.seen[of.actor.ID] = true // affiliations led to it, so it exists
		one := *all
		one.actors, one.filter.During, one.sums = &Following{asked: []string{of.actor.ID}}, of.window, map[string]*tieSum{}
		questions[i] = &one
	}
	if err := all.gather(ctx, reader, questions...); err != nil {
		return err
	}
	owner := map[string]string{}
	for i, of := range q.line {
		for key, sum := range questions[i].sums {
			if owner[key] == "" || owner[key] == of.actor.ID {
				owner[key] = of.actor.ID
				all.sums[strconv.Itoa(i)+" "+key] = sum
			}
		}
	}
	if err := all.dropUnitsAndParents(ctx, reader); err != nil {
		return err
	}
	wholes, err := all.wholes(ctx, reader)
	if err != nil {
		return err
	}
	for i, of := range q.line {
		for _, key := range sortedKeys(questions[i].sums) {
			if sum := all.sums[strconv.Itoa(i)+" "+key]; sum != nil {
				sum.finish(wholes)
				q.steps = append(q.steps, of.tied(sum.tie))
			}
		}
	}
	return nil
}

func (f *forebear) tied(tie *Tie) Step {
	other := tie.From
	if other.ID == f.actor.ID {
		other = tie.To
	}
	step := Step{
		Kind: StepKind(tie.Kind.Family()), Of: f.actor, Generation: f.generation, Others: []*Actor{other}, Tie: tie,
		First: tie.FirstSeen, Last: tie.LastSeen, Certainty: tie.Certainty, Window: f.window, Extent: tie.Evidence[0].Extent(),
	}
	for i := range tie.Evidence[1:] {
		step.Extent = step.Extent.reaching(tie.Evidence[i+1].Extent())
	}
	return step
}

// reaching returns the extent of something that began with the earlier of the
// two and ended with the later.
func (e Extent) reaching(other Extent) Extent {
	begun, latest := beginning(e)
	otherBegun, otherLatest := beginning(other)
	ended := func(extent Extent) Date { // the first day on which it can have ended
		if extent.Lasting {
			return extent.CertainTo
		}
		return extent.PossibleFrom
	}
	return Extent{
		PossibleFrom: min(begun, otherBegun), PossibleTo: max(e.PossibleTo, other.PossibleTo),
		CertainFrom: min(latest, otherLatest), CertainTo: max(ended(e), ended(other)),
		Lasting: true, Undated: e.Undated && other.Undated,
	}
}

// inOrder sorts the steps and says where the order is sure.
func (q *trajectoryQuestion) inOrder() []Step {
	slices.SortFunc(q.steps, func(a, b Step) int {
		return cmp.Or(CompareDates(a.date(), b.date()), cmp.Compare(a.rank(), b.rank()), cmp.Compare(a.ground(), b.ground()),
			cmp.Compare(a.Generation, b.Generation))
	})
	for i := 1; i < len(q.steps); i++ {
		_, before := beginning(q.steps[i-1].Extent)
		after, _ := beginning(q.steps[i].Extent)
		q.steps[i].Ordered = before < after
	}
	return q.steps
}

// date is what the step is sorted by.
func (s *Step) date() *FuzzyDate {
	if s.Affiliation != nil {
		return s.Affiliation.Span()
	}
	return s.First
}

func (s *Step) rank() int {
	return slices.IndexFunc(StepKinds, func(word Word[StepKind]) bool { return word.Name == s.Kind })
}

func (s *Step) ground() string {
	switch {
	case s.Event != nil:
		return s.Event.ID
	case s.Affiliation != nil:
		return s.Affiliation.ID
	}
	return s.Tie.Key()
}
