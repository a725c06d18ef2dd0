package graph

// Filters are data. In every one of them a nil list is no constraint, an empty
// list matches nothing, the values of one list are alternatives, and fields
// combine by "and". Ids that do not exist match nothing.
//
// Text fields match when every folded word of the text (see [SearchText]) is
// part of the entity's folded title or name.

// Filter is one of the filters below, which choose what [Reader.List] lists.
type Filter interface {
	// Lists returns the sort of entity that the filter chooses from.
	Lists() EntityKind
}

// ActorFilter chooses actors.
type ActorFilter struct {
	IDs   []string
	Kinds []ActorKind
	// Tags: any of them.
	Tags []string
	Text string
	// LinkedTo: an actor that holds a link to one of these.
	LinkedTo []string
}

// PlaceFilter chooses places.
type PlaceFilter struct {
	IDs   []string
	Kinds []PlaceKind
	// Within: places that lie in one of these, at any depth, or are it.
	Within []string
	Text   string
}

// SourceFilter chooses sources.
type SourceFilter struct {
	IDs        []string
	Keys       []string
	Publishers []string
	Text       string
}

// Taking is met by a participant who is one of Actors (any, if nil) in one of
// Roles (any, if nil).
type Taking struct {
	Actors []string
	Roles  []Role
}

// EventFilter chooses events.
type EventFilter struct {
	IDs   []string
	Kinds []EventKind
	// Taking: every element is met by some participant.
	Taking []Taking
	// Places counts any role and what lies within.
	Places []string
	Text   string
	During *Window
	Realis []Realis
	// LinkedTo: an event that holds a link to one of these entities (or to one
	// of their terms), by one of Hows if that is not nil.
	LinkedTo []string
	Hows     []LinkHow
}

// AgreementFilter chooses agreements.
type AgreementFilter struct {
	IDs    []string
	Kinds  []AgreementKind
	Taking []Taking
	Places []string
	Text   string
	During *Window
	// Compliance: some term whose log has an entry of one of these.
	Compliance []ComplianceStatus
	TermKinds  []TermKind
	LinkedTo   []string
	Hows       []LinkHow
}

// AffiliationFilter chooses affiliations.
type AffiliationFilter struct {
	IDs   []string
	Kinds []AffiliationKind
	// From and To: the ends. Either: at one end or the other.
	From, To, Either []string
	During           *Window
}

// ClaimFilter chooses claims.
type ClaimFilter struct {
	IDs []string
	// AttributedTo: anywhere in the chain.
	AttributedTo []string
	Sources      []string
	Publishers   []string
	Stances      []Stance
	Bases        []Basis
	// About: claims held by one of these entities.
	About []string
}

func (ActorFilter) Lists() EntityKind       { return ActorEntity }
func (PlaceFilter) Lists() EntityKind       { return PlaceEntity }
func (SourceFilter) Lists() EntityKind      { return SourceEntity }
func (EventFilter) Lists() EntityKind       { return EventEntity }
func (AgreementFilter) Lists() EntityKind   { return AgreementEntity }
func (AffiliationFilter) Lists() EntityKind { return AffiliationEntity }
func (ClaimFilter) Lists() EntityKind       { return ClaimEntity }

// OrderField is by what a list is sorted. The id breaks every tie.
type OrderField string

// The order fields. BY_NAME is the lower-cased title or name, or nothing for
// what has none; BY_DATE is the earliest day (the latest where that is open),
// then the latest (the end of time where that is open), undated last in
// either direction.
const (
	ByID   OrderField = "ID"
	ByName OrderField = "NAME"
	ByDate OrderField = "DATE"
)

// Order is how a list is sorted. The zero Order is by id.
type Order struct {
	Field      OrderField
	Descending bool
}

// Position is where an entity stands in an order: what a cursor holds. Only
// the fields that the order uses are filled.
type Position struct {
	Undated          bool   `json:"u,omitempty"`
	Earliest, Latest Date   `json:",omitempty"`
	Name             string `json:"n,omitempty"`
	ID               string `json:"i"`
}

// Query asks for one list.
type Query struct {
	Filter Filter
	Order  Order
	// After and Before are exclusive ends, in the order asked for; nil is
	// open. They need not be positions of entities that still exist.
	After, Before *Position
	// Limit is the most entities to give; 0 is no limit.
	Limit int
	// Backward gives the last ones of the list instead of the first, the very
	// last first.
	Backward bool
	// With says of which kinds the participants or places of the listed
	// entities will be asked for next, by [Reader.Get], so that a store can
	// read them along. The answer is the same without it.
	With []EntityKind
}

// Row is one entity of a list: Query says of which query of the call.
type Row struct {
	Query  int
	Entity Entity
}
