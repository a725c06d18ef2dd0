package graph

import (
	"bytes"
	"cmp"
	"context"
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"errors"
	"fmt"
	"maps"
	"math/bits"
	"slices"
	"strings"
)

// Changes is a batch made ready for a store: valid, complete, and without what
// is stored already.
type Changes struct {
	// Put is written whole.
	Put []Change
	// Delete is removed.
	Delete []Change
	// Version and Counts describe the graph afterwards.
	Version string
	Counts  map[EntityKind]int
}

// Change is one entity to put or delete. Before is what the store holds under
// its id, nil for nothing; Record is the new record, nil when deleting.
type Change struct {
	Entity Entity
	Record []byte
	Before Entity
}

// Empty reports whether there is nothing to do.
func (c *Changes) Empty() bool { return len(c.Put) == 0 && len(c.Delete) == 0 }

// Prepare makes a batch ready against what a reader reads:
//
//   - references whose kind is open are resolved, and terms found;
//   - claims that have no id get one from what holds them and their locator;
//   - an event that concludes an agreement is given the agreement's
//     participants, if it is its conclusion or names no party itself; stored
//     events that conclude a changed agreement are added to the batch;
//   - everything is validated, all faults together (see [Fault]);
//   - what is stored in the same form already is dropped.
//
// Prepare takes over the batch's entities and changes them. Every store's
// Update begins with it.
func Prepare(ctx context.Context, reader Reader, batch Batch) (*Changes, error) {
	p := preparation{
		reader:   reader,
		incoming: map[string]Entity{}, deleting: map[string]bool{}, records: map[string][]byte{},
	}
	for _, id := range batch.Delete {
		p.deleting[id] = true
	}
	for _, entity := range batch.Entities {
		id := entity.EntityID()
		if _, twice := p.incoming[id]; twice {
			p.fault(entity, "id", "the id stands twice in this batch")
			continue
		}
		if p.deleting[id] {
			p.fault(entity, "id", "it is to be deleted by the same batch")
		}
		p.incoming[id] = entity
		p.order = append(p.order, entity)
	}
	for _, step := range []func(context.Context) error{p.fetch, p.addConclusions, p.resolve, p.validate, p.write, p.checkGone} {
		if err := step(ctx); err != nil {
			return nil, err
		}
	}
	if err := Faulty(p.faults); err != nil {
		return nil, err
	}
	return p.changes(ctx)
}

type preparation struct {
	reader   Reader
	order    []Entity
	incoming map[string]Entity
	deleting map[string]bool
	stored   map[string]Entity // what the store holds of all ids that occur
	records  map[string][]byte // of the incoming entities
	faults   []Fault
}

func (p *preparation) fault(e Entity, field, format string, arguments ...any) {
	p.faults = append(p.faults, Fault{Entity: e.EntityID(), Field: field, Reason: fmt.Sprintf(format, arguments...)})
}

// fetch reads what the store holds of the batch's ids and of all ids that it
// refers to.
func (p *preparation) fetch(ctx context.Context) error {
	wanted := map[string]bool{}
	for id := range p.deleting {
		wanted[id] = true
	}
	for _, entity := range p.order {
		p.want(entity, wanted)
	}
	p.stored = map[string]Entity{}
	return p.load(ctx, wanted)
}

func (p *preparation) want(entity Entity, wanted map[string]bool) {
	wanted[entity.EntityID()] = true
	Walk(entity, Visitor{Reference: func(_ *Path, ref Entity) Entity {
		id := ref.EntityID()
		wanted[id] = true
		if agreement, isTerm := cutTerm(id); isTerm {
			wanted[agreement] = true
		}
		return nil
	}})
}

func (p *preparation) load(ctx context.Context, wanted map[string]bool) error {
	maps.DeleteFunc(wanted, func(id string, _ bool) bool {
		_, known := p.stored[id]
		return known
	})
	return getEach(ctx, p.reader, wanted, func(id string, entity Entity) {
		if entity != nil {
			p.stored[id] = entity
		}
	})
}

// find returns what will stand under an id once the batch is stored.
func (p *preparation) find(id string) Entity {
	if p.deleting[id] {
		return nil
	}
	if entity := p.incoming[id]; entity != nil {
		return entity
	}
	return p.stored[id]
}

// addConclusions adds the stored events that conclude an agreement of the
// batch, so that they show its participants as they are now.
func (p *preparation) addConclusions(ctx context.Context) error {
	var agreements []string
	for _, entity := range p.order {
		if entity.EntityKind() == AgreementEntity && p.stored[entity.EntityID()] != nil {
			agreements = append(agreements, entity.EntityID())
		}
	}
	if agreements == nil {
		return nil
	}
	wanted := map[string]bool{}
	filter := EventFilter{LinkedTo: agreements, Hows: []LinkHow{LinkConcludes}}
	for event, err := range Find[*Event](ctx, p.reader, Query{Filter: filter}) {
		if err != nil {
			return err
		}
		if p.incoming[event.ID] != nil || p.deleting[event.ID] {
			continue
		}
		copied, err := Clone(event)
		if err != nil {
			return err
		}
		p.stored[event.ID] = event
		p.incoming[event.ID] = copied
		p.order = append(p.order, copied)
		p.want(copied, wanted)
	}
	return p.load(ctx, wanted)
}

// Clone returns a copy of e that shares nothing with it and whose references
// are not loaded.
func Clone(e Entity) (Entity, error) {
	record, err := Record(e)
	if err != nil {
		return nil, err
	}
	return FromRecord(e.EntityKind(), record)
}

// cutTerm returns the id of the agreement that a term's id begins with.
func cutTerm(id string) (agreement string, isTerm bool) {
	dot := strings.LastIndexByte(id, '.')
	if dot <= 0 {
		return "", false
	}
	return id[:dot], true
}

// resolve finds the kinds of open references, faults dangling ones, completes
// conclusions and numbers claims.
func (p *preparation) resolve(context.Context) error {
	for _, entity := range p.order {
		p.resolveLinks(entity, LinksOf(entity))
		Walk(entity, Visitor{Reference: func(at *Path, ref Entity) Entity { return p.resolved(entity, at, ref) }})
	}
	for _, entity := range p.order {
		if event, isEvent := entity.(*Event); isEvent {
			p.complete(event)
		}
		numberClaims(entity)
	}
	return nil
}

func (p *preparation) resolveLinks(holder Entity, links []Link) {
	for i := range links {
		link := &links[i]
		if link.To == nil {
			continue
		}
		if link.TermID == "" && p.find(link.To.EntityID()) == nil {
			agreementID, isTerm := cutTerm(link.To.EntityID())
			if _, isAgreement := p.find(agreementID).(*Agreement); isTerm && isAgreement {
				link.TermID, link.To = link.To.EntityID(), &Agreement{ID: agreementID}
			}
		}
		if link.TermID == "" {
			continue
		}
		if agreement, is := p.find(link.To.EntityID()).(*Agreement); !is || agreement.Term(link.TermID) == nil {
			p.fault(holder, fmt.Sprintf("links[%d].to", i), "%s has no term %q", link.To.EntityID(), clip(link.TermID))
		}
	}
}

func (p *preparation) resolved(holder Entity, at *Path, ref Entity) Entity {
	found := p.find(ref.EntityID())
	if found == nil {
		p.faults = append(p.faults, Fault{
			Entity: holder.EntityID(), Field: at.String(), Missing: ref.EntityID(),
			Reason: fmt.Sprintf("there is nothing with the id %q", clip(ref.EntityID())),
		})
		return nil
	}
	if kind := ref.EntityKind(); kind != "" && kind != found.EntityKind() {
		p.fault(holder, at.String(), "%q is of kind %s, and %s is asked for", clip(ref.EntityID()), found.EntityKind(), kind)
		return nil
	}
	return Reference(found.EntityKind(), ref.EntityID())
}

// complete gives an event the participants of the agreement that it concludes.
func (p *preparation) complete(event *Event) {
	event.Participants = slices.DeleteFunc(event.Participants, func(participant Participant) bool { return participant.FromAgreement })
	agreement, concludes := p.find(event.linked(LinkConcludes)).(*Agreement)
	if !concludes {
		return
	}
	takes := func(actor *Actor, role Role) bool {
		return slices.ContainsFunc(event.Participants, func(participant Participant) bool {
			return participant.Actor != nil && participant.Actor.ID == actor.ID && participant.Role == role
		})
	}
	namesParties := slices.ContainsFunc(event.Participants, func(participant Participant) bool { return participant.Role == Party })
	if event.Kind != Agreeing && (namesParties || (event.Kind != Mediating && event.Kind != Negotiation)) {
		return
	}
	for _, party := range agreement.Parties {
		if party.Actor == nil || !event.Kind.Allows(party.Role) ||
			takes(party.Actor, party.Role) || (party.Role == Party && takes(party.Actor, Mediator)) {
			continue
		}
		party.FromAgreement = true
		party.Claims = slices.Clone(party.Claims)
		for i := range party.Claims {
			claim := &party.Claims[i]
			claim.ID, claim.AttributedTo = "", slices.Clone(claim.AttributedTo)
		}
		event.Participants = append(event.Participants, party)
	}
	// Whoever stood with a party that the event shows in another way stands
	// with nobody.
	for i := range event.Participants {
		shown := &event.Participants[i]
		if shown.FromAgreement && shown.Role != Party && !slices.ContainsFunc(event.Participants, func(other Participant) bool {
			return other.Role == Party && other.Side == shown.Side
		}) {
			shown.Side = 0
		}
	}
}

// numberClaims gives claims that have no id one made of the holder's id and
// the locator, numbered where that repeats. An event's own come before those of
// participants that its agreement names, so that their ids stay the same
// whatever becomes of the agreement.
func numberClaims(entity Entity) {
	taken, inherited := map[string]bool{}, map[*Claim]bool{}
	if event, is := entity.(*Event); is {
		for _, participant := range event.Participants {
			for i := range participant.Claims {
				inherited[&participant.Claims[i]] = participant.FromAgreement
			}
		}
	}
	claims := AllClaims(entity)
	for _, claim := range claims {
		if claim.ID != "" {
			taken[claim.ID] = true
		}
	}
	slices.SortStableFunc(claims, func(a, b *Claim) int { return compareBool(inherited[a], inherited[b]) })
	for _, claim := range claims {
		claim.About = entity
		if claim.ID != "" {
			continue
		}
		stem := entity.EntityID() + "@" + claim.Locator
		id := stem
		for n := 2; taken[id]; n++ {
			id = fmt.Sprintf("%s#%d", stem, n)
		}
		taken[id] = true
		claim.ID = id
	}
}

// write makes the records of the batch's entities, and faults what JSON cannot
// hold: it would not be read back as it was.
func (p *preparation) write(context.Context) error {
	for _, entity := range p.order {
		record, err := Record(entity)
		if err != nil {
			p.fault(entity, "", "it cannot be stored: %v", cmp.Or(errors.Unwrap(err), err))
			continue
		}
		// What is not UTF-8 is written as this escape, which is read as U+FFFD.
		if bytes.Contains(record, []byte(`\ufffd`)) {
			if again, err := FromRecord(entity.EntityKind(), record); err != nil || !sameRecord(again, record) {
				p.fault(entity, "", "a text in it is not UTF-8")
			}
		}
		p.records[entity.EntityID()] = record
	}
	return nil
}

func sameRecord(e Entity, record []byte) bool {
	own, err := Record(e)
	return err == nil && bytes.Equal(own, record)
}

// checkGone faults ids to delete that are unknown, and what the batch takes
// away although stored entities refer to it: an entity, its kind, or a term.
func (p *preparation) checkGone(ctx context.Context) error {
	gone := map[string]Fault{} // reference → fault, to which its holder is added
	for _, id := range sortedKeys(p.deleting) {
		switch p.stored[id].(type) {
		case nil:
			p.faults = append(p.faults, Fault{Entity: id, Reason: "there is nothing with this id to delete"})
		case *Claim:
			p.faults = append(p.faults, Fault{Entity: id, Reason: "a claim cannot be deleted without what holds it"})
		default:
			gone[id] = Fault{Entity: id, Reason: "it cannot be deleted"}
		}
	}
	for _, entity := range p.order {
		before := p.stored[entity.EntityID()]
		if before != nil && before.EntityKind() != entity.EntityKind() {
			gone[entity.EntityID()] = Fault{Entity: entity.EntityID(), Reason: "it cannot become another kind of entity"}
		}
		stored, was := before.(*Agreement)
		agreement, is := entity.(*Agreement)
		for i := 0; was && is && i < len(stored.Terms); i++ {
			if id := stored.Terms[i].ID; agreement.Term(id) == nil {
				gone[id] = Fault{Entity: entity.EntityID(), Field: "terms", Reason: fmt.Sprintf("%q cannot be left out", id)}
			}
		}
	}
	if len(gone) == 0 {
		return nil
	}
	return p.checkReferences(ctx, gone)
}

// checkReferences faults what is gone although an entity that stays refers to
// it. No filter finds every kind of reference, so it looks through all.
func (p *preparation) checkReferences(ctx context.Context, gone map[string]Fault) error {
	everything := []Query{
		{Filter: SourceFilter{}},
		{Filter: PlaceFilter{}},
		{Filter: ActorFilter{}},
		{Filter: AffiliationFilter{}},
		{Filter: AgreementFilter{}},
		{Filter: EventFilter{}},
	}
	for row, err := range p.reader.List(ctx, everything...) {
		if err != nil {
			return err
		}
		holder := row.Entity.EntityID()
		if p.deleting[holder] || p.incoming[holder] != nil {
			continue
		}
		note := func(id string) {
			if fault, is := gone[id]; is {
				fault.Reason += ": " + holder + " refers to it"
				p.faults = append(p.faults, fault)
				delete(gone, id)
			}
		}
		Walk(row.Entity, Visitor{Reference: func(_ *Path, ref Entity) Entity {
			note(ref.EntityID())
			return nil
		}})
		for _, link := range LinksOf(row.Entity) {
			note(link.TermID)
		}
	}
	return nil
}

func (p *preparation) changes(ctx context.Context) (*Changes, error) {
	before, err := p.reader.Dataset(ctx)
	if err != nil {
		return nil, err
	}
	changes := &Changes{Counts: map[EntityKind]int{}}
	for kind, count := range before.Counts {
		changes.Counts[kind] = count
	}
	sum, err := parseDigest(before.Version)
	if err != nil {
		return nil, err
	}
	for _, entity := range p.order {
		record := p.records[entity.EntityID()]
		change := Change{Entity: entity, Record: record, Before: p.stored[entity.EntityID()]}
		if change.Before != nil {
			old, err := Record(change.Before)
			if err != nil {
				return nil, err
			}
			if change.Before.EntityKind() == entity.EntityKind() && bytes.Equal(old, record) {
				continue
			}
			sum = sum.minus(digestOf(change.Before.EntityKind(), old))
			changes.count(change.Before, -1)
		}
		sum = sum.plus(digestOf(entity.EntityKind(), record))
		changes.count(entity, 1)
		changes.Put = append(changes.Put, change)
	}
	for _, id := range sortedKeys(p.deleting) {
		entity := p.stored[id]
		old, err := Record(entity)
		if err != nil {
			return nil, err
		}
		sum = sum.minus(digestOf(entity.EntityKind(), old))
		changes.count(entity, -1)
		changes.Delete = append(changes.Delete, Change{Entity: entity, Before: entity})
	}
	maps.DeleteFunc(changes.Counts, func(_ EntityKind, count int) bool { return count == 0 })
	changes.Version = sum.String()
	return changes, nil
}

func (c *Changes) count(e Entity, by int) {
	c.Counts[e.EntityKind()] += by
	c.Counts[ClaimEntity] += by * len(AllClaims(e))
}

// digest is the sum of the digests of all records modulo 2^128, so that it
// does not depend on their order and can be kept up change by change.
type digest struct{ high, low uint64 }

func digestOf(kind EntityKind, record []byte) digest {
	hash := sha256.New()
	hash.Write([]byte(kind))
	hash.Write([]byte{0})
	hash.Write(record)
	sum := hash.Sum(nil)
	return digest{binary.BigEndian.Uint64(sum), binary.BigEndian.Uint64(sum[8:])}
}

func (d digest) plus(other digest) digest {
	low, carry := bits.Add64(d.low, other.low, 0)
	high, _ := bits.Add64(d.high, other.high, carry)
	return digest{high, low}
}

func (d digest) minus(other digest) digest {
	low, borrow := bits.Sub64(d.low, other.low, 0)
	high, _ := bits.Sub64(d.high, other.high, borrow)
	return digest{high, low}
}

// String is the version of a graph: 32 hexadecimal digits, or nothing for the
// empty graph.
func (d digest) String() string {
	if d == (digest{}) {
		return ""
	}
	var sum [16]byte
	binary.BigEndian.PutUint64(sum[:8], d.high)
	binary.BigEndian.PutUint64(sum[8:], d.low)
	return hex.EncodeToString(sum[:])
}

func parseDigest(version string) (digest, error) {
	if version == "" {
		return digest{}, nil
	}
	sum, err := hex.DecodeString(version)
	if err != nil || len(sum) != 16 {
		return digest{}, Errorf(CodeInternal, "the store's version %q is damaged", clip(version)).Because(err)
	}
	return digest{binary.BigEndian.Uint64(sum[:8]), binary.BigEndian.Uint64(sum[8:])}, nil
}
