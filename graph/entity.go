// Package graph is the domain: actors, events, agreements, claims and the
// ties between actors that follow from them, with the contract that a store
// fulfils. It knows no database, no GraphQL and no HTTP.
//
// An entity is written whole: an [Event] holds its participants, figures and
// claims. Where one entity names another it holds a pointer to it, of which a
// store promises no more than the ID; see [Entity].
package graph

// Entity is anything with an id of its own: *[Actor], *[Place], *[Source],
// *[Event], *[Agreement], *[Affiliation], *[Claim] and the views *[Mediation].
//
// A pointer from one entity to another is a reference: it is never nil where
// the model demands the other, and its ID is always filled. Whether the rest
// is filled depends on the store; Loaded tells. Entities that a store has
// handed out are shared and must not be changed, except that whoever asked may
// fill references that are not loaded.
type Entity interface {
	// EntityID returns the id, which is unique among all entities.
	EntityID() string
	// EntityKind returns the sort of entity.
	EntityKind() EntityKind
	// Loaded reports whether more than the id is known.
	Loaded() bool
}

// Name is one name of an actor or place.
type Name struct {
	Text     string   `json:"text"`
	Language string   `json:"language,omitempty"` // BCP 47
	Script   string   `json:"script,omitempty"`   // ISO 15924
	Type     NameType `json:"type,omitempty"`
	Origin   Origin   `json:"origin,omitempty"`
	// Doubtful names are the coder's own rendering or a guess.
	Doubtful bool    `json:"doubtful,omitempty"`
	Claims   []Claim `json:"claims,omitempty"`
}

// ExternalID is the id that another dataset gives an entity.
type ExternalID struct {
	Scheme string `json:"scheme"`
	Value  string `json:"value"`
}

// Actor is anybody who takes part: a state, a unit, a committee, a clan, a
// person, or somebody seen and not named. It has no side.
type Actor struct {
	ID          string       `json:"id"`
	Kind        ActorKind    `json:"kind"`
	Name        string       `json:"name"`
	Names       []Name       `json:"names,omitempty"`
	Description string       `json:"description,omitempty"`
	Note        string       `json:"note,omitempty"`
	Tags        []string     `json:"tags,omitempty"`
	ExternalIDs []ExternalID `json:"externalIds,omitempty"`
	Figures     []Figure     `json:"figures,omitempty"`
	Links       []Link       `json:"links,omitempty"`
	Claims      []Claim      `json:"claims,omitempty"`
}

// Place is where something was. Within may be nil.
type Place struct {
	ID          string       `json:"id"`
	Kind        PlaceKind    `json:"kind"`
	Name        string       `json:"name"`
	Names       []Name       `json:"names,omitempty"`
	Within      *Place       `json:"within,omitempty"`
	Position    string       `json:"position,omitempty"`
	Latitude    *float64     `json:"latitude,omitempty"`
	Longitude   *float64     `json:"longitude,omitempty"`
	Description string       `json:"description,omitempty"`
	Note        string       `json:"note,omitempty"`
	ExternalIDs []ExternalID `json:"externalIds,omitempty"`
	Claims      []Claim      `json:"claims,omitempty"`
}

// Source is one text. Key is the short form that locators begin with.
type Source struct {
	ID             string     `json:"id"`
	Key            string     `json:"key"`
	Publisher      string     `json:"publisher,omitempty"`
	PublisherActor *Actor     `json:"publisherActor,omitempty"`
	Title          string     `json:"title,omitempty"`
	Author         string     `json:"author,omitempty"`
	Published      *FuzzyDate `json:"published,omitempty"`
	URL            string     `json:"url,omitempty"`
	Language       string     `json:"language,omitempty"`
	// Paragraphs is how many the text has; locators run from 1 to it. Zero
	// where the text is not divided.
	Paragraphs int      `json:"paragraphs,omitempty"`
	Quirks     []string `json:"quirks,omitempty"`
	// NoFact lists the paragraphs that hold no codable fact, with the reason.
	NoFact []NoFact `json:"noFact,omitempty"`
}

// NoFact is a paragraph of a source that holds no codable fact.
type NoFact struct {
	Locator string `json:"locator"`
	Reason  string `json:"reason"`
}

// Voice is the name under which the source counts as an independent
// publisher: its publisher, or itself where that is unknown.
func (s *Source) Voice() string {
	if s.Publisher != "" {
		return s.Publisher
	}
	return s.ID
}

// Claim is what one voice says of a fact, and where. Every fact rests on
// claims; denials stand beside assertions.
type Claim struct {
	ID     string     `json:"id,omitempty"`
	Stance Stance     `json:"stance"`
	Basis  Basis      `json:"basis"`
	AsOf   *FuzzyDate `json:"asOf,omitempty"`
	// AttributedTo is the chain of voices from the outlet to who said it; it
	// is empty where the source speaks for itself. Parallel voices are two
	// claims.
	AttributedTo []*Actor `json:"attributedTo,omitempty"`
	Source       *Source  `json:"source"`
	Locator      string   `json:"locator"`
	Note         string   `json:"note,omitempty"`
	// About is the entity that holds the claim. It is set by [Prepare].
	About Entity `json:"-"`
}

// Speaker returns the last of the chain, or nil where the source speaks.
func (c *Claim) Speaker() *Actor {
	if len(c.AttributedTo) == 0 {
		return nil
	}
	return c.AttributedTo[len(c.AttributedTo)-1]
}

// Affiliation is a lasting relation that a source states, from one end to the
// other as its kind says. To is a *Actor, or a *Place for the kinds that end
// at places.
type Affiliation struct {
	ID           string          `json:"id"`
	Kind         AffiliationKind `json:"kind"`
	From         *Actor          `json:"from"`
	To           Entity          `json:"-"`
	Post         string          `json:"post,omitempty"`
	SupportTypes []SupportType   `json:"supportTypes,omitempty"`
	Verbatim     string          `json:"verbatim,omitempty"`
	Interval     *Interval       `json:"interval,omitempty"`
	Note         string          `json:"note,omitempty"`
	Links        []Link          `json:"links,omitempty"`
	Claims       []Claim         `json:"claims"`
}

// Participant is one actor's part in an event or agreement. Side is counted
// from 1; 0 where there are no sides.
type Participant struct {
	Actor      *Actor  `json:"actor"`
	Role       Role    `json:"role"`
	Side       int     `json:"side,omitempty"`
	OnBehalfOf *Actor  `json:"onBehalfOf,omitempty"`
	Verbatim   string  `json:"verbatim,omitempty"`
	Note       string  `json:"note,omitempty"`
	Claims     []Claim `json:"claims,omitempty"`
	// FromAgreement is set on participants that an event shows because the
	// agreement it concludes names them. See [Prepare].
	FromAgreement bool `json:"fromAgreement,omitempty"`
}

// PlaceUse is one place's part in an event or agreement.
type PlaceUse struct {
	Place     *Place    `json:"place"`
	Role      PlaceRole `json:"role,omitempty"`
	Precision Precision `json:"precision,omitempty"`
	Claims    []Claim   `json:"claims,omitempty"`
}

// Figure is a number as far as it is known. Zero and unknown differ: an
// unknown Value is nil.
type Figure struct {
	Counted    string   `json:"counted"`
	Operator   Operator `json:"operator,omitempty"`
	Value      *float64 `json:"value,omitempty"`
	Low        *float64 `json:"low,omitempty"`
	High       *float64 `json:"high,omitempty"`
	Unit       string   `json:"unit,omitempty"`
	Population *Actor   `json:"population,omitempty"`
	Verbatim   string   `json:"verbatim,omitempty"`
	Note       string   `json:"note,omitempty"`
	Claims     []Claim  `json:"claims,omitempty"`
}

// Link says how what holds it bears on another entity, or on one term of an
// agreement.
type Link struct {
	How LinkHow `json:"how"`
	To  Entity  `json:"-"`
	// TermID is the term of the agreement To that is meant, if one is.
	TermID string `json:"-"`
	// By names who broke the agreement, where that is not the event's
	// initiators.
	By     []*Actor `json:"by,omitempty"`
	Note   string   `json:"note,omitempty"`
	Claims []Claim  `json:"claims,omitempty"`

	// target is what a reversed link points to, see [Backlink]; nil elsewhere.
	target Entity
}

// Event is something that happened, or was planned, asked, threatened,
// foreseen or denied: Realis says which.
type Event struct {
	ID           string        `json:"id"`
	Kind         EventKind     `json:"kind"`
	Title        string        `json:"title"`
	Date         *FuzzyDate    `json:"date,omitempty"`
	Places       []PlaceUse    `json:"places,omitempty"`
	Participants []Participant `json:"participants,omitempty"`
	Figures      []Figure      `json:"figures,omitempty"`
	Outcome      string        `json:"outcome,omitempty"`
	Realis       Realis        `json:"realis"`
	Verbatim     string        `json:"verbatim,omitempty"`
	Note         string        `json:"note,omitempty"`
	ExternalIDs  []ExternalID  `json:"externalIds,omitempty"`
	Links        []Link        `json:"links,omitempty"`
	Claims       []Claim       `json:"claims"`

	// evidence is derived once by whoever links a snapshot; nil elsewhere.
	evidence []Evidence
}

// Compliance is an entry in the log of what became of a term.
type Compliance struct {
	Status ComplianceStatus `json:"status"`
	AsOf   *FuzzyDate       `json:"asOf,omitempty"`
	Note   string           `json:"note,omitempty"`
	Claims []Claim          `json:"claims,omitempty"`
}

// Term is one provision of an agreement. Kind is the event kind that would
// fulfil it; a negated term forbids that.
type Term struct {
	ID            string       `json:"id"`
	Kind          TermKind     `json:"kind"`
	Negated       bool         `json:"negated,omitempty"`
	Condition     string       `json:"condition,omitempty"`
	Text          string       `json:"text"`
	Obligors      []*Actor     `json:"obligors,omitempty"`
	Beneficiaries []*Actor     `json:"beneficiaries,omitempty"`
	Figures       []Figure     `json:"figures,omitempty"`
	Compliance    []Compliance `json:"compliance,omitempty"`
	Note          string       `json:"note,omitempty"`
	Claims        []Claim      `json:"claims,omitempty"`
}

// Agreement is what sides agreed, or are said to have. Its parties are typed
// here once; the event that concludes it shows them.
type Agreement struct {
	ID      string        `json:"id"`
	Kind    AgreementKind `json:"kind"`
	Title   string        `json:"title"`
	Date    *FuzzyDate    `json:"date,omitempty"`
	Realis  Realis        `json:"realis"`
	Places  []PlaceUse    `json:"places,omitempty"`
	Parties []Participant `json:"parties,omitempty"`
	Terms   []Term        `json:"terms,omitempty"`
	// Labels are what the sources call it.
	Labels  []string `json:"labels,omitempty"`
	Outcome string   `json:"outcome,omitempty"`
	Note    string   `json:"note,omitempty"`
	Links   []Link   `json:"links,omitempty"`
	Claims  []Claim  `json:"claims"`

	evidence []Evidence
}

// Term returns the term of that id, or nil.
func (a *Agreement) Term(id string) *Term {
	for i := range a.Terms {
		if a.Terms[i].ID == id {
			return &a.Terms[i]
		}
	}
	return nil
}

func (a *Actor) EntityID() string       { return a.ID }
func (p *Place) EntityID() string       { return p.ID }
func (s *Source) EntityID() string      { return s.ID }
func (e *Event) EntityID() string       { return e.ID }
func (a *Agreement) EntityID() string   { return a.ID }
func (a *Affiliation) EntityID() string { return a.ID }
func (c *Claim) EntityID() string       { return c.ID }

func (a *Actor) EntityKind() EntityKind       { return ActorEntity }
func (p *Place) EntityKind() EntityKind       { return PlaceEntity }
func (s *Source) EntityKind() EntityKind      { return SourceEntity }
func (e *Event) EntityKind() EntityKind       { return EventEntity }
func (a *Agreement) EntityKind() EntityKind   { return AgreementEntity }
func (a *Affiliation) EntityKind() EntityKind { return AffiliationEntity }
func (c *Claim) EntityKind() EntityKind       { return ClaimEntity }

func (a *Actor) Loaded() bool       { return a.Kind != "" }
func (p *Place) Loaded() bool       { return p.Kind != "" }
func (s *Source) Loaded() bool      { return s.Key != "" }
func (e *Event) Loaded() bool       { return e.Kind != "" }
func (a *Agreement) Loaded() bool   { return a.Kind != "" }
func (a *Affiliation) Loaded() bool { return a.Kind != "" }
func (c *Claim) Loaded() bool       { return c.Stance != "" }

// SideNumber returns the side, nil where there are no sides.
func (p *Participant) SideNumber() *int {
	if p.Side == 0 {
		return nil
	}
	return &p.Side
}

// Target returns what the link points to, from whichever end it is seen.
func (l *Link) Target() Entity {
	if l.target != nil {
		return l.target
	}
	return l.To
}

// Term returns the term that the link points to, nil if it points to none or
// its agreement is not loaded.
func (l *Link) Term() *Term {
	agreement, is := l.Target().(*Agreement)
	if !is || l.TermID == "" {
		return nil
	}
	return agreement.Term(l.TermID)
}
