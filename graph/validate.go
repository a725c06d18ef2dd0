package graph

import (
	"context"
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"
)

// entityID is what an id may be: it stands in URLs, in tie keys (so no colon)
// and in claim ids (so no @).
var entityID = regexp.MustCompile(`^[A-Za-z0-9][A-Za-z0-9_.-]{0,119}$`)

const maxText = 4000 // characters in any one text field

// validate faults whatever the model forbids. References have been checked by
// resolve.
func (p *preparation) validate(ctx context.Context) error {
	for _, entity := range p.order {
		v := validator{preparation: p, entity: entity, claimIDs: map[string]bool{}}
		v.common()
		switch e := entity.(type) {
		case *Actor:
			v.actor(e)
		case *Place:
			v.place(e)
		case *Source:
			v.source(e)
		case *Affiliation:
			v.affiliation(e)
		case *Event:
			v.event(e)
		case *Agreement:
			v.agreement(e)
		}
	}
	p.duplicateNames()
	return p.cycles(ctx)
}

type validator struct {
	*preparation
	entity   Entity
	claimIDs map[string]bool
}

func (v *validator) fault(field, format string, arguments ...any) {
	v.preparation.fault(v.entity, field, format, arguments...)
}

func (v *validator) common() {
	if !entityID.MatchString(v.entity.EntityID()) {
		v.fault("id", "%q is no id: letters, digits, _ . and -, at most 120", clip(v.entity.EntityID()))
	}
	Walk(v.entity, Visitor{Claim: func(at *Path, claim *Claim) { v.claim(at.String(), claim) }})
}

func (v *validator) claim(at string, claim *Claim) {
	if !strings.HasPrefix(claim.ID, v.entity.EntityID()+"@") {
		v.fault(at+".id", "the id of a claim is its holder's id, @ and a name: %s@…", clip(v.entity.EntityID()))
	}
	if v.claimIDs[claim.ID] {
		v.fault(at+".id", "the id stands twice")
	}
	v.claimIDs[claim.ID] = true
	v.actors(at+".attributedTo", claim.AttributedTo)
	word(v, at+".stance", claim.Stance, Stances)
	word(v, at+".basis", claim.Basis, Bases)
	v.date(at+".asOf", claim.AsOf)
	if claim.Source == nil {
		v.fault(at+".source", "a claim needs a source")
		return
	}
	v.text(at+".locator", claim.Locator, true)
	v.text(at+".note", claim.Note, false)
	if source, known := v.find(claim.Source.ID).(*Source); known {
		v.locator(at+".locator", claim.Locator, source)
	}
}

// locator faults one that names no paragraph of a source that has some.
func (v *validator) locator(field, locator string, source *Source) {
	if source.Paragraphs == 0 || locator == "" {
		return
	}
	key, paragraph, found := strings.Cut(locator, ":")
	number, err := strconv.Atoi(paragraph)
	if !found || err != nil || key != source.Key || number < 1 || number > source.Paragraphs {
		v.fault(field, "%q is no paragraph of %s: write %s:1 to %s:%d",
			clip(locator), source.ID, source.Key, source.Key, source.Paragraphs)
	}
}

// actors faults gaps in a list of references.
func (v *validator) actors(field string, actors []*Actor) {
	if i := slices.Index(actors, nil); i >= 0 {
		v.fault(fmt.Sprintf("%s[%d]", field, i), "it must name an actor")
	}
}

func (v *validator) text(field, text string, required bool) {
	switch {
	case required && strings.TrimSpace(text) == "":
		v.fault(field, "it must not be empty")
	case len(text) > maxText:
		v.fault(field, "it is longer than %d bytes", maxText)
	}
}

func word[T ~string](v *validator, field string, value T, words []Word[T]) {
	if !slices.ContainsFunc(words, func(w Word[T]) bool { return w.Name == value }) {
		v.fault(field, "%q is not one of %s", clip(string(value)), nameList(words))
	}
}

// optional is word for a field that may be empty.
func optional[T ~string](v *validator, field string, value T, words []Word[T]) {
	if value != "" {
		word(v, field, value, words)
	}
}

func nameList[T ~string](words []Word[T]) string {
	names := make([]string, len(words))
	for i, word := range words {
		names[i] = string(word.Name)
	}
	return strings.Join(names, ", ")
}

func (v *validator) date(field string, date *FuzzyDate) {
	if date == nil {
		return
	}
	before := len(v.faults)
	if date.Earliest != 0 && date.Latest != 0 && date.Earliest > date.Latest {
		v.fault(field, "it ends before it starts")
	}
	if !slices.IsSorted(date.Candidates) {
		v.fault(field, "its candidates must be in order")
	}
	if n := len(date.Candidates); n > 0 && (date.Candidates[0] != date.Earliest || date.Candidates[n-1] != date.Latest) {
		v.fault(field, "its bounds must be the first and the last candidate")
	}
	if !slices.Contains([]Sense{Within, Throughout, AtLeast}, date.Sense) {
		v.fault(field, "%q is not one of WITHIN, THROUGHOUT, AT_LEAST", clip(string(date.Sense)))
	}
	if len(v.faults) > before {
		return
	}
	// A store keeps the notation, so that must say all.
	written, err := ParseEDTF(date.EDTF())
	if err != nil {
		v.fault(field, "it has no notation: %v", err)
		return
	}
	if written.Earliest != date.Earliest || written.Latest != date.Latest || !slices.Equal(written.Candidates, date.Candidates) ||
		written.LatestStart != date.LatestStart || written.EarliestEnd != date.EarliestEnd || written.Sense != date.Sense || written.Approximate != date.Approximate {
		v.fault(field, "its notation %s says less or other than it", clip(date.EDTF()))
	}
}

func (v *validator) names(names []Name) {
	seen := map[string]int{}
	for i, name := range names {
		at := fmt.Sprintf("names[%d]", i)
		v.text(at+".text", name.Text, true)
		word(v, at+".type", name.Type, NameTypes)
		word(v, at+".origin", name.Origin, Origins)
		if first, twice := seen[name.Text]; twice {
			v.fault(at+".text", "the same name stands at names[%d]", first)
		}
		seen[name.Text] = i
	}
}

func (v *validator) figures(prefix string, figures []Figure) {
	for i := range figures {
		figure, at := &figures[i], fmt.Sprintf("%sfigures[%d]", prefix, i)
		v.text(at+".counted", figure.Counted, true)
		optional(v, at+".operator", figure.Operator, Operators)
		if figure.Low != nil && figure.High != nil && *figure.Low > *figure.High {
			v.fault(at+".low", "it is greater than high")
		}
		if figure.Value == nil && figure.Low == nil && figure.High == nil && figure.Verbatim == "" {
			v.fault(at, "a figure needs a value, a range or the source's words")
		}
	}
}

func (v *validator) links(links []Link) {
	for i := range links {
		at := fmt.Sprintf("links[%d]", i)
		word(v, at+".how", links[i].How, LinkHows)
		v.actors(at+".by", links[i].By)
		if links[i].To == nil {
			v.fault(at+".to", "a link needs what it points to")
			continue
		}
		if links[i].To.EntityID() == v.entity.EntityID() {
			v.fault(at+".to", "it points to itself")
		}
		kind := links[i].To.EntityKind()
		if kind == ClaimEntity {
			v.fault(at+".to", "it leads to a claim: link what holds the claim")
		}
		switch links[i].How {
		case LinkConcludes, LinkBreaks, LinkCarriesOut:
			if kind != AgreementEntity && kind != "" {
				v.fault(at+".to", "%s leads to an agreement or one of its terms", links[i].How)
			}
		case LinkPartOf:
			if kind != v.entity.EntityKind() && kind != "" {
				v.fault(at+".to", "PART_OF leads to a larger %s", lower(string(v.entity.EntityKind())))
			}
		case LinkAbout, LinkInResponseTo, LinkContradicts, LinkPossiblySameAs:
		}
	}
}

func (v *validator) places(places []PlaceUse) {
	for i := range places {
		at := fmt.Sprintf("places[%d]", i)
		if places[i].Place == nil {
			v.fault(at+".place", "it must name a place")
		}
		optional(v, at+".role", places[i].Role, PlaceRoles)
		optional(v, at+".precision", places[i].Precision, Precisions)
	}
}

func (v *validator) participants(field string, participants []Participant, allows func(Role) bool, sided bool, kind string) {
	parties := map[int]bool{}
	for _, participant := range participants {
		if participant.Role == Party {
			parties[participant.Side] = true
		}
	}
	type part struct {
		actor string
		role  Role
		side  int
	}
	seen := map[part]bool{}
	for i := range participants {
		participant, at := &participants[i], fmt.Sprintf("%s[%d]", field, i)
		if participant.Actor == nil {
			v.fault(at+".actor", "it must name an actor")
			continue
		}
		word(v, at+".role", participant.Role, Roles)
		if participant.Role != "" && !allows(participant.Role) {
			v.fault(at+".role", "%s cannot have the role %s", kind, participant.Role)
		}
		switch {
		case participant.Side < 0 || participant.Side > 9:
			v.fault(at+".side", "sides are numbered from 1 to 9")
		case participant.Role == Party && sided && participant.Side == 0:
			v.fault(at+".side", "a party of %s needs a side", kind)
		case participant.Role != Party && participant.Side > 0 && !parties[participant.Side]:
			v.fault(at+".side", "side %d has no party", participant.Side)
		}
		this := part{participant.Actor.ID, participant.Role, participant.Side}
		if seen[this] {
			v.fault(at, "%s has the role %s twice", participant.Actor.ID, participant.Role)
		}
		seen[this] = true
	}
}

func (v *validator) actor(a *Actor) {
	word(v, "kind", a.Kind, ActorKinds)
	v.text("name", a.Name, true)
	v.text("description", a.Description, false)
	v.names(a.Names)
	v.figures("", a.Figures)
	v.links(a.Links)
}

func (v *validator) place(p *Place) {
	word(v, "kind", p.Kind, PlaceKinds)
	v.text("name", p.Name, true)
	v.names(p.Names)
	switch {
	case p.Latitude == nil && p.Longitude != nil:
		v.fault("latitude", "latitude and longitude come together")
	case p.Latitude != nil && p.Longitude == nil:
		v.fault("longitude", "latitude and longitude come together")
	}
	if p.Latitude != nil && (*p.Latitude < -90 || *p.Latitude > 90) {
		v.fault("latitude", "it is not between -90 and 90")
	}
	if p.Longitude != nil && (*p.Longitude < -180 || *p.Longitude > 180) {
		v.fault("longitude", "it is not between -180 and 180")
	}
}

func (v *validator) source(s *Source) {
	v.text("key", s.Key, true)
	v.date("published", s.Published)
	if s.Paragraphs < 0 {
		v.fault("paragraphs", "it is negative")
	}
	for i, paragraph := range s.NoFact {
		at := fmt.Sprintf("noFact[%d]", i)
		v.text(at+".locator", paragraph.Locator, true)
		v.text(at+".reason", paragraph.Reason, true)
		v.locator(at+".locator", paragraph.Locator, s)
	}
}

func (v *validator) needsClaims(claims []Claim) {
	if len(claims) == 0 {
		v.fault("claims", "every fact rests on a claim: say which source tells it, and where")
	}
}

func (v *validator) affiliation(a *Affiliation) {
	v.needsClaims(a.Claims)
	v.links(a.Links)
	kind, known := a.Kind.Word()
	if !known {
		v.fault("kind", "%q is no kind of affiliation", clip(string(a.Kind)))
	}
	for i, support := range a.SupportTypes {
		word(v, fmt.Sprintf("supportTypes[%d]", i), support, SupportTypes)
	}
	if a.From == nil {
		v.fault("from", "it must name an actor")
	}
	if a.To == nil {
		v.fault("to", "it must name the other end")
		return
	}
	end := ActorEntity
	if kind.ToPlace {
		end = PlaceEntity
	}
	if found := v.find(a.To.EntityID()); known && found != nil && found.EntityKind() != end {
		v.fault("to", "%s leads to %s, and %q is of kind %s", a.Kind, lower(string(end)), clip(a.To.EntityID()), found.EntityKind())
	}
	if a.From != nil && a.From.ID == a.To.EntityID() {
		v.fault("to", "both ends are the same")
	}
	if a.Interval != nil {
		v.date("interval.start", a.Interval.Start)
		v.date("interval.end", a.Interval.End)
		start, last := a.Interval.Start.Extent(), a.Interval.End.Extent()
		if start.PossibleFrom > last.PossibleTo {
			v.fault("interval", "it ends before it starts")
		}
	}
}

func (v *validator) event(e *Event) {
	v.needsClaims(e.Claims)
	allows := e.Kind.Allows
	if _, known := eventWords[e.Kind]; !known {
		v.fault("kind", "%q is no kind of event", clip(string(e.Kind)))
		allows = func(Role) bool { return true } // nobody knows what it allows
	}
	v.text("title", e.Title, true)
	v.text("outcome", e.Outcome, false)
	word(v, "realis", e.Realis, RealisWords)
	v.date("date", e.Date)
	v.places(e.Places)
	sided := e.Kind.Armed() || e.Kind == Negotiation || e.Kind == Mediating
	v.participants("participants", e.Participants, allows, sided, string(e.Kind))
	v.figures("", e.Figures)
	v.links(e.Links)
}

func (v *validator) agreement(a *Agreement) {
	v.needsClaims(a.Claims)
	word(v, "kind", a.Kind, AgreementKinds)
	v.text("title", a.Title, true)
	word(v, "realis", a.Realis, RealisWords)
	v.date("date", a.Date)
	v.places(a.Places)
	v.participants("parties", a.Parties, func(role Role) bool { return slices.Contains(AgreementRoles, role) }, true, "an agreement")
	v.links(a.Links)
	seen := map[string]bool{}
	for i := range a.Terms {
		term, at := &a.Terms[i], fmt.Sprintf("terms[%d]", i)
		if owner, isTerm := cutTerm(term.ID); !isTerm || owner != a.ID || !entityID.MatchString(term.ID) {
			v.fault(at+".id", "the id of a term is its agreement's id, a dot and a name: %s.t%d", a.ID, i+1)
		}
		if seen[term.ID] {
			v.fault(at+".id", "the id stands twice")
		}
		seen[term.ID] = true
		word(v, at+".kind", term.Kind, TermKinds)
		v.text(at+".text", term.Text, true)
		v.actors(at+".obligors", term.Obligors)
		v.actors(at+".beneficiaries", term.Beneficiaries)
		v.figures(at+".", term.Figures)
		for j := range term.Compliance {
			entry := fmt.Sprintf("%s.compliance[%d]", at, j)
			word(v, entry+".status", term.Compliance[j].Status, ComplianceStatuses)
			v.date(entry+".asOf", term.Compliance[j].AsOf)
		}
	}
}

// duplicateNames faults two actors, or two places, of one kind under one name
// in a batch, unless one is linked to the other as possibly the same, or an
// external id tells one of them apart: it comes from a catalogue whose names are
// its own. Places may share a name if they lie in different places.
func (p *preparation) duplicateNames() {
	first := map[string]Entity{}
	for _, entity := range p.order {
		var key string
		switch e := entity.(type) {
		case *Actor:
			key = "actor\x00" + string(e.Kind) + "\x00" + lower(e.Name)
		case *Place:
			key = "place\x00" + string(e.Kind) + "\x00" + lower(e.Name)
			if e.Within != nil {
				key += "\x00" + e.Within.ID
			}
		case *Source:
			key = "source\x00" + e.Key
		default:
			continue
		}
		other, twice := first[key]
		if !twice {
			first[key] = entity
			continue
		}
		if linkedAsSame(entity, other) || linkedAsSame(other, entity) || catalogued(entity) || catalogued(other) {
			continue
		}
		field := "name"
		if entity.EntityKind() == SourceEntity {
			field = "key"
		}
		p.fault(entity, field, "%s bears the same %s: merge them, or link them as POSSIBLY_SAME_AS", other.EntityID(), field)
	}
}

func catalogued(entity Entity) bool {
	switch e := entity.(type) {
	case *Actor:
		return len(e.ExternalIDs) > 0
	case *Place:
		return len(e.ExternalIDs) > 0
	default:
		return false
	}
}

func linkedAsSame(from, to Entity) bool {
	actor, isActor := from.(*Actor)
	return isActor && slices.ContainsFunc(actor.Links, func(link Link) bool {
		return link.How == LinkPossiblySameAs && link.To != nil && link.To.EntityID() == to.EntityID()
	})
}

// cycles faults what would come to belong to itself: actors by PART_OF, places
// by within, events by PART_OF links. Every cycle that the batch could close
// runs through an entity of the batch, so the search starts there.
func (p *preparation) cycles(ctx context.Context) error {
	actorsUp := map[string][]string{}
	anyPartOf := false
	for _, entity := range p.order {
		if affiliation, is := entity.(*Affiliation); is && affiliation.Kind == PartOf {
			anyPartOf = true
			if affiliation.From != nil && affiliation.To != nil {
				actorsUp[affiliation.From.ID] = append(actorsUp[affiliation.From.ID], affiliation.To.EntityID())
			}
		}
	}
	if anyPartOf {
		stored := Query{Filter: AffiliationFilter{Kinds: []AffiliationKind{PartOf}}}
		for affiliation, err := range Find[*Affiliation](ctx, p.reader, stored) {
			if err != nil {
				return err
			}
			if p.incoming[affiliation.ID] == nil && !p.deleting[affiliation.ID] {
				actorsUp[affiliation.From.ID] = append(actorsUp[affiliation.From.ID], affiliation.To.EntityID())
			}
		}
	}
	for _, entity := range p.order {
		switch e := entity.(type) {
		case *Affiliation:
			if e.Kind == PartOf && e.From != nil && e.To != nil && reaches(actorsUp, e.To.EntityID(), e.From.ID) {
				p.fault(e, "to", "it closes a circle: %s is already part of %s", e.To.EntityID(), e.From.ID)
			}
		case *Place:
			if err := p.climb(ctx, e, "within", func(up Entity) Entity {
				if place, is := up.(*Place); is && place.Within != nil {
					return place.Within
				}
				return nil
			}); err != nil {
				return err
			}
		case *Event:
			if err := p.climb(ctx, e, "links", func(up Entity) Entity {
				if event, is := up.(*Event); is && event.linked(LinkPartOf) != "" {
					return &Event{ID: event.linked(LinkPartOf)}
				}
				return nil
			}); err != nil {
				return err
			}
		}
	}
	return nil
}

// climb follows one parent at a time and faults a chain that comes back or is
// longer than MaxDepth.
func (p *preparation) climb(ctx context.Context, from Entity, field string, parent func(Entity) Entity) error {
	at := parent(from)
	for range MaxDepth {
		if at == nil {
			return nil
		}
		id := at.EntityID()
		if id == from.EntityID() {
			p.fault(from, field, "it lies within itself")
			return nil
		}
		found := p.find(id)
		if found == nil {
			if err := p.load(ctx, map[string]bool{id: true}); err != nil {
				return err
			}
			if found = p.find(id); found == nil {
				return nil
			}
		}
		at = parent(found)
	}
	if at != nil {
		p.fault(from, field, "it lies within itself, or more than %d levels deep", MaxDepth)
	}
	return nil
}

func reaches(up map[string][]string, from, to string) bool {
	seen := map[string]bool{}
	stack := []string{from}
	for len(stack) > 0 {
		id := stack[len(stack)-1]
		stack = stack[:len(stack)-1]
		if id == to {
			return true
		}
		if !seen[id] {
			seen[id] = true
			stack = append(stack, up[id]...)
		}
	}
	return false
}
