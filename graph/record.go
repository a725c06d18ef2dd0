package graph

import (
	"bytes"
	"encoding/json"

	// What is to become encoding/json/v2. It reads a record in half the time,
	// and reading records is most of opening a file and a part of every answer
	// from Neo4j.
	fastjson "github.com/go-json-experiment/json"
)

// The written form of an entity, its record, is JSON in which an entity inside
// another is its id. Stores keep records; files are read into them. Field
// order and spelling are those of the Go types, so equal entities have equal
// records.

type (
	actorRecord     Actor
	placeRecord     Place
	sourceRecord    Source
	eventRecord     Event
	agreementRecord Agreement

	affiliationRecord struct {
		*plainAffiliation
		To     string     `json:"to"`
		ToKind EntityKind `json:"toKind"`
	}
	plainAffiliation Affiliation

	linkRecord struct {
		*plainLink
		To     string     `json:"to"`
		ToKind EntityKind `json:"toKind,omitempty"`
		TermID string     `json:"term,omitempty"`
	}
	plainLink Link
)

// Record returns the record of e. Claims and views have none of their own.
func Record(e Entity) ([]byte, error) {
	var record any
	switch e := e.(type) {
	case *Actor:
		record = (*actorRecord)(e)
	case *Place:
		record = (*placeRecord)(e)
	case *Source:
		record = (*sourceRecord)(e)
	case *Event:
		record = (*eventRecord)(e)
	case *Agreement:
		record = (*agreementRecord)(e)
	case *Affiliation:
		written := affiliationRecord{plainAffiliation: (*plainAffiliation)(e)}
		if e.To != nil {
			written.To, written.ToKind = e.To.EntityID(), e.To.EntityKind()
		}
		record = written
	default:
		return nil, Errorf(CodeInternal, "a %T has no record", e)
	}
	var buffer bytes.Buffer
	encoder := json.NewEncoder(&buffer)
	encoder.SetEscapeHTML(false)
	if err := encoder.Encode(record); err != nil {
		return nil, Errorf(CodeInternal, "%s cannot be written", e.EntityID()).Because(err)
	}
	return bytes.TrimSuffix(buffer.Bytes(), []byte("\n")), nil
}

// FromRecord reads what [Record] wrote. Its references are not loaded, and
// each claim is told which entity holds it.
func FromRecord(kind EntityKind, record []byte) (Entity, error) {
	var entity Entity
	var target any
	switch kind {
	case ActorEntity:
		actor := new(Actor)
		entity, target = actor, (*actorRecord)(actor)
	case PlaceEntity:
		place := new(Place)
		entity, target = place, (*placeRecord)(place)
	case SourceEntity:
		source := new(Source)
		entity, target = source, (*sourceRecord)(source)
	case EventEntity:
		event := new(Event)
		entity, target = event, (*eventRecord)(event)
	case AgreementEntity:
		agreement := new(Agreement)
		entity, target = agreement, (*agreementRecord)(agreement)
	case AffiliationEntity:
		affiliation := new(Affiliation)
		written := affiliationRecord{plainAffiliation: (*plainAffiliation)(affiliation)}
		if err := json.Unmarshal(record, &written); err != nil {
			return nil, unreadable(kind, err)
		}
		affiliation.To = Reference(written.ToKind, written.To)
		bindClaims(affiliation)
		return affiliation, nil
	default:
		return nil, Errorf(CodeInternal, "there are no records of kind %q", kind)
	}
	if err := fastjson.Unmarshal(record, target); err != nil {
		return nil, unreadable(kind, err)
	}
	bindClaims(entity)
	return entity, nil
}

func unreadable(kind EntityKind, cause error) error {
	return Errorf(CodeInternal, "a stored %s cannot be read", kind).Because(cause)
}

// Reference returns an entity of that kind of which only the id is known. An
// empty kind gives a reference whose kind is still to be found by [Prepare].
func Reference(kind EntityKind, id string) Entity {
	switch kind {
	case ActorEntity:
		return &Actor{ID: id}
	case PlaceEntity:
		return &Place{ID: id}
	case SourceEntity:
		return &Source{ID: id}
	case EventEntity:
		return &Event{ID: id}
	case AgreementEntity:
		return &Agreement{ID: id}
	case AffiliationEntity:
		return &Affiliation{ID: id}
	case ClaimEntity:
		return &Claim{ID: id}
	}
	return unresolved(id)
}

// unresolved is a reference to an id whose kind is not known yet.
type unresolved string

func (u unresolved) EntityID() string       { return string(u) }
func (u unresolved) EntityKind() EntityKind { return "" }
func (u unresolved) Loaded() bool           { return false }

// MarshalJSON writes the link with the ids of what it points to.
func (l Link) MarshalJSON() ([]byte, error) {
	written := linkRecord{plainLink: (*plainLink)(&l), TermID: l.TermID}
	if l.To != nil {
		written.To, written.ToKind = l.To.EntityID(), l.To.EntityKind()
	}
	return json.Marshal(written)
}

// UnmarshalJSON reads what MarshalJSON writes; toKind may be left out.
func (l *Link) UnmarshalJSON(data []byte) error {
	written := linkRecord{plainLink: (*plainLink)(l)}
	if err := json.Unmarshal(data, &written); err != nil {
		return err
	}
	l.To, l.TermID = Reference(written.ToKind, written.To), written.TermID
	return nil
}

// An entity inside another is written as its id.

func (a *Actor) MarshalJSON() ([]byte, error)     { return json.Marshal(a.ID) }
func (p *Place) MarshalJSON() ([]byte, error)     { return json.Marshal(p.ID) }
func (s *Source) MarshalJSON() ([]byte, error)    { return json.Marshal(s.ID) }
func (e *Event) MarshalJSON() ([]byte, error)     { return json.Marshal(e.ID) }
func (a *Agreement) MarshalJSON() ([]byte, error) { return json.Marshal(a.ID) }

// Read as texts, which [json.Unmarshal] does by itself: most of a record's
// parts are ids, and a nested call for each takes longer than all the rest.

// UnmarshalText reads an id.
func (a *Actor) UnmarshalText(id []byte) error {
	a.ID = string(id)
	return nil
}

// UnmarshalText reads an id.
func (p *Place) UnmarshalText(id []byte) error {
	p.ID = string(id)
	return nil
}

// UnmarshalText reads an id.
func (s *Source) UnmarshalText(id []byte) error {
	s.ID = string(id)
	return nil
}

// UnmarshalText reads an id.
func (e *Event) UnmarshalText(id []byte) error {
	e.ID = string(id)
	return nil
}

// UnmarshalText reads an id.
func (a *Agreement) UnmarshalText(id []byte) error {
	a.ID = string(id)
	return nil
}
