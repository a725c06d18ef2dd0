package graph

import "slices"

// The words of the model. Every list below is the one place where its words
// stand: the GraphQL schema, the Cypher relationship types, the codebook and
// legends follow it, and tests hold them to it.

type (
	// ActorKind is what an actor is, never which side it is on.
	ActorKind string
	// PlaceKind is what a place is.
	PlaceKind string
	// EventKind is what happened.
	EventKind string
	// AgreementKind is what sort of arrangement was made.
	AgreementKind string
	// AffiliationKind is a lasting relation that a source states.
	AffiliationKind string
	// Role is how somebody took part in one event or agreement.
	Role string
	// TieKind is a relation between two actors: an affiliation kind, or one
	// derived from roles.
	TieKind string
	// TieFamily groups tie kinds, for legends and for clients that meet a kind
	// they do not know.
	TieFamily string
	// Realis says whether what is told took place.
	Realis string
	// Stance is how whoever is quoted puts a claim.
	Stance string
	// Basis is on what ground the coder holds a claim.
	Basis string
	// NameType says what sort of name a name is.
	NameType string
	// Origin says whether a source or general knowledge gave a name.
	Origin string
	// PlaceRole is what a place is to an event.
	PlaceRole string
	// Precision is how exactly an event is placed.
	Precision string
	// LinkHow is how one thing bears on another.
	LinkHow string
	// Operator relates a figure to the true number.
	Operator string
	// TermKind is what a term asks for: an event kind that would fulfil it, or
	// one of the five kinds that no event fulfils.
	TermKind string
	// ComplianceStatus is what became of a term by some day.
	ComplianceStatus string
	// SupportType is what a supporter gives.
	SupportType string
	// EntityKind is one of the sorts of things that have an id.
	EntityKind string
)

// Actor kinds.
const (
	State          ActorKind = "STATE"
	StateForce     ActorKind = "STATE_FORCE"
	ArmedGroup     ActorKind = "ARMED_GROUP"
	Coalition      ActorKind = "COALITION"
	NegotiatorBody ActorKind = "NEGOTIATING_BODY"
	Community      ActorKind = "COMMUNITY"
	Umbrella       ActorKind = "UMBRELLA"
	Organization   ActorKind = "ORGANIZATION"
	Media          ActorKind = "MEDIA"
	Person         ActorKind = "PERSON"
	People         ActorKind = "PEOPLE"
	Unidentified   ActorKind = "UNIDENTIFIED"
)

// Roles, the same for events and agreements.
const (
	Party       Role = "PARTY"
	Initiator   Role = "INITIATOR"
	Target      Role = "TARGET"
	Affected    Role = "AFFECTED"
	Recipient   Role = "RECIPIENT"
	Mediator    Role = "MEDIATOR"
	Facilitator Role = "FACILITATOR"
	Host        Role = "HOST"
	Guarantor   Role = "GUARANTOR"
	Supervisor  Role = "SUPERVISOR"
	Backer      Role = "BACKER"
	Bound       Role = "BOUND"
	Rejecter    Role = "REJECTER"
	Rejected    Role = "REJECTED"
	Speaker     Role = "SPEAKER"
	Addressee   Role = "ADDRESSEE"
	Subject     Role = "SUBJECT"
	Witness     Role = "WITNESS"
)

// Event kinds.
const (
	Clash            EventKind = "CLASH"
	Bombardment      EventKind = "BOMBARDMENT"
	Attack           EventKind = "ATTACK"
	Fighting         EventKind = "FIGHTING"
	Siege            EventKind = "SIEGE"
	Capture          EventKind = "CAPTURE"
	Handover         EventKind = "HANDOVER"
	Withdrawal       EventKind = "WITHDRAWAL"
	Deployment       EventKind = "DEPLOYMENT"
	Negotiation      EventKind = "NEGOTIATION"
	Mediating        EventKind = "MEDIATION"
	Agreeing         EventKind = "AGREEMENT"
	Displacement     EventKind = "DISPLACEMENT"
	Return           EventKind = "RETURN"
	Detention        EventKind = "DETENTION"
	Release          EventKind = "RELEASE"
	Searching        EventKind = "SEARCH"
	Blockade         EventKind = "BLOCKADE"
	Disarmament      EventKind = "DISARMAMENT"
	StatusSettlement EventKind = "STATUS_SETTLEMENT"
	SideChange       EventKind = "SIDE_CHANGE"
	Aid              EventKind = "AID"
	Formation        EventKind = "FORMATION"
	Statement        EventKind = "STATEMENT"
	Protest          EventKind = "PROTEST"
	Other            EventKind = "OTHER"
)

// Affiliation kinds, each from → to as the table in the model gives it.
const (
	PartOf         AffiliationKind = "PART_OF"
	SubsetOf       AffiliationKind = "SUBSET_OF"
	MemberOf       AffiliationKind = "MEMBER_OF"
	HoldsPost      AffiliationKind = "HOLDS_POST"
	Supports       AffiliationKind = "SUPPORTS"
	AlignedWith    AffiliationKind = "ALIGNED_WITH"
	Represents     AffiliationKind = "REPRESENTS"
	Founded        AffiliationKind = "FOUNDED"
	SplinteredFrom AffiliationKind = "SPLINTERED_FROM"
	MergedInto     AffiliationKind = "MERGED_INTO"
	AbsorbedInto   AffiliationKind = "ABSORBED_INTO"
	Controls       AffiliationKind = "CONTROLS"
	BasedAt        AffiliationKind = "BASED_AT"
	PresentIn      AffiliationKind = "PRESENT_IN"
	KinOf          AffiliationKind = "KIN_OF"
	AlliedWith     AffiliationKind = "ALLIED_WITH"
	Opposes        AffiliationKind = "OPPOSES"
	LinkedTo       AffiliationKind = "LINKED_TO"
	SameAs         AffiliationKind = "SAME_AS"
)

// Tie kinds that are derived from roles. Every affiliation kind between actors
// is a tie kind too.
const (
	Fought         TieKind = "FOUGHT"
	Attacked       TieKind = "ATTACKED"
	Besieged       TieKind = "BESIEGED"
	Harmed         TieKind = "HARMED"
	Detained       TieKind = "DETAINED"
	Expelled       TieKind = "EXPELLED"
	SameSide       TieKind = "SAME_SIDE"
	Mediated       TieKind = "MEDIATED"
	Facilitated    TieKind = "FACILITATED"
	Hosted         TieKind = "HOSTED"
	Guaranteed     TieKind = "GUARANTEED"
	Supervised     TieKind = "SUPERVISED"
	AskedToMediate TieKind = "ASKED_TO_MEDIATE"
	NegotiatedWith TieKind = "NEGOTIATED_WITH"
	AgreedWith     TieKind = "AGREED_WITH"
)

// Tie families.
const (
	Hostile     TieFamily = "HOSTILE"
	Cooperative TieFamily = "COOPERATIVE"
	ThirdParty  TieFamily = "THIRD_PARTY"
	Talks       TieFamily = "TALKS"
	Structure   TieFamily = "STRUCTURE"
	Succession  TieFamily = "SUCCESSION"
	Loose       TieFamily = "LOOSE"
)

// Realis.
const (
	Occurred    Realis = "OCCURRED"
	Ongoing     Realis = "ONGOING"
	Planned     Realis = "PLANNED"
	Requested   Realis = "REQUESTED"
	Threatened  Realis = "THREATENED"
	Foreseen    Realis = "FORESEEN"
	Alleged     Realis = "ALLEGED"
	DidNotOccur Realis = "DID_NOT_OCCUR"
)

// Stances and bases of claims.
const (
	Reported Stance = "REPORTED"
	Claimed  Stance = "CLAIMED"
	Supposed Stance = "SUPPOSED"
	Doubted  Stance = "DOUBTED"
	Denied   Stance = "DENIED"

	Stated    Basis = "STATED"
	Implied   Basis = "IMPLIED"
	Inferred  Basis = "INFERRED"
	Ambiguous Basis = "AMBIGUOUS"
)

// Name types; a LABEL is kept but not searched.
const (
	OfficialName    NameType = "OFFICIAL"
	AliasName       NameType = "ALIAS"
	AcronymName     NameType = "ACRONYM"
	Transliteration NameType = "TRANSLITERATION"
	Exonym          NameType = "EXONYM"
	Label           NameType = "LABEL"

	FromSource    Origin = "SOURCE"
	FromKnowledge Origin = "GENERAL_KNOWLEDGE"
)

// How things are linked.
const (
	LinkPartOf         LinkHow = "PART_OF"
	LinkConcludes      LinkHow = "CONCLUDES"
	LinkCarriesOut     LinkHow = "CARRIES_OUT"
	LinkBreaks         LinkHow = "BREAKS"
	LinkAbout          LinkHow = "ABOUT"
	LinkInResponseTo   LinkHow = "IN_RESPONSE_TO"
	LinkContradicts    LinkHow = "CONTRADICTS"
	LinkPossiblySameAs LinkHow = "POSSIBLY_SAME_AS"
)

// Entity kinds.
const (
	ActorEntity       EntityKind = "ACTOR"
	PlaceEntity       EntityKind = "PLACE"
	SourceEntity      EntityKind = "SOURCE"
	EventEntity       EntityKind = "EVENT"
	AgreementEntity   EntityKind = "AGREEMENT"
	AffiliationEntity EntityKind = "AFFILIATION"
	ClaimEntity       EntityKind = "CLAIM"
)

// Word is a vocabulary entry that needs no more than its meaning.
type Word[T ~string] struct {
	Name    T
	Meaning string
}

// EventWord describes an event kind.
type EventWord struct {
	Name    EventKind
	Meaning string
	// Armed kinds derive fights.
	Armed bool
	// Roles are those that this kind gives a meaning to, beside [AnyEventRole].
	Roles []Role
	// The crosswalks are many-to-many; an empty list is an explicit "none".
	ACLED, CAMEO, UCDP []string
}

// AffiliationWord describes an affiliation kind.
type AffiliationWord struct {
	Name    AffiliationKind
	Meaning string
	Family  TieFamily
	// From and To name the ends, so that direction cannot be misread.
	From, To string
	// ToPlace is set where the affiliation ends at a place; it is then no tie.
	ToPlace bool
	// Mutual affiliations have no direction.
	Mutual bool
	// Inverse is the phrase that reads the affiliation from its end.
	Inverse string
}

// TieWord describes a tie kind.
type TieWord struct {
	Name     TieKind
	Family   TieFamily
	Directed bool
	// Rule says from what the tie is derived.
	Rule string
	// Inverse is the phrase that reads the tie from its end.
	Inverse string
	// OptIn kinds are in no answer unless they are named.
	OptIn bool
}

// AnyEventRole lists the roles that every event kind may have.
var AnyEventRole = []Role{Affected, Backer, Supervisor, Guarantor, Facilitator, Host, Speaker, Addressee, Subject, Witness}

var (
	strikes   = []Role{Initiator, Target}
	transfers = []Role{Initiator, Recipient}
	talks     = []Role{Party, Mediator, Initiator, Bound, Rejecter, Rejected}
)

// EventKinds is the table of event kinds.
var EventKinds = []EventWord{
	{Clash, "Two or more sides fight each other.", true, []Role{Party}, []string{"Armed clash"}, []string{"190", "193"}, []string{"GED 1", "GED 2"}},
	{Bombardment, "Shelling, air strikes, missiles: fire from a distance.", true, strikes, []string{"Shelling/artillery/missile attack", "Air/drone strike"}, []string{"194", "195"}, []string{"GED 1", "GED 2", "GED 3"}},
	{Attack, "One side strikes another: raid, bomb, assassination, assault.", true, strikes, []string{"Attack", "Remote explosive/landmine/IED", "Suicide bomb"}, []string{"18"}, []string{"GED 1", "GED 2", "GED 3"}},
	{Fighting, "A campaign, or fighting whose form is not said.", true, []Role{Party, Initiator, Target}, nil, []string{"190"}, []string{"GED 1", "GED 2"}},
	{Siege, "A place or force is surrounded by armed force.", true, strikes, nil, []string{"191"}, []string{"GED 1", "GED 2", "GED 3"}},
	{Capture, "A place is taken by force.", true, strikes, []string{"Government regains territory", "Non-state actor overtakes territory"}, []string{"192"}, []string{"GED 1", "GED 2", "GED 3"}},
	{Handover, "A place or thing passes without a fight.", false, transfers, []string{"Non-violent transfer of territory"}, []string{"0874"}, nil},
	{Withdrawal, "A force leaves.", false, transfers, nil, []string{"0874"}, nil},
	{Deployment, "A force enters or takes position.", false, transfers, []string{"Headquarters or base established"}, []string{"154"}, nil},
	{Negotiation, "Sides talk; nobody is said to mediate.", false, talks, nil, []string{"046"}, []string{"MILC"}},
	{Mediating, "Somebody mediates between sides, or is asked to.", false, talks, nil, []string{"045", "108"}, []string{"MILC"}},
	{Agreeing, "The conclusion of an agreement; its parties stand in the agreement.", false, talks, []string{"Agreement"}, []string{"057", "0871"}, []string{"PA", "CF"}},
	{Displacement, "Flight, expulsion or evacuation.", false, []Role{Initiator, Recipient}, nil, []string{"174"}, nil},
	{Return, "The displaced go home.", false, []Role{Initiator}, nil, nil, nil},
	{Detention, "Arrest, abduction or hold-up.", false, []Role{Initiator}, []string{"Arrests", "Abduction/forced disappearance"}, []string{"173", "181"}, []string{"PA provisions"}},
	{Release, "The detained are let go.", false, transfers, []string{"Other"}, []string{"0841"}, []string{"PA provisions"}},
	{Searching, "Houses, farms or people are searched.", false, []Role{Initiator, Target}, nil, nil, []string{"PA provisions"}},
	{Blockade, "Movement of people or goods is stopped.", false, []Role{Initiator, Target}, nil, []string{"191"}, []string{"PA provisions"}},
	{Disarmament, "Arms are handed in or taken.", false, transfers, []string{"Disrupted weapons use"}, []string{"0873"}, []string{"PA provisions"}},
	{StatusSettlement, "Wanted persons or evaders have their status regularised.", false, transfers, []string{"Change to group/activity"}, nil, []string{"PA provisions"}},
	{SideChange, "Somebody leaves one force and joins another.", false, transfers, []string{"Change to group/activity"}, nil, []string{"PA provisions"}},
	{Aid, "Help is given.", false, transfers, nil, []string{"07"}, nil},
	{Formation, "A group or body is formed, renamed or dissolved.", false, transfers, []string{"Change to group/activity"}, nil, nil},
	{Statement, "Words: a claim, judgement, threat, forecast or a silence.", false, []Role{Initiator}, nil, []string{"01"}, nil},
	{Protest, "People demonstrate, strike or refuse.", false, []Role{Initiator, Target}, []string{"Peaceful protest"}, []string{"141"}, nil},
	{Other, "Anything else that happened.", false, []Role{Initiator, Target, Recipient, Party}, []string{"Other"}, nil, nil},
}

// AgreementRoles lists the roles that an agreement may have.
var AgreementRoles = []Role{Party, Mediator, Facilitator, Host, Guarantor, Supervisor, Backer, Bound, Rejecter, Rejected, Affected, Recipient, Witness, Addressee, Initiator}

// Affiliations is the table of affiliation kinds.
var Affiliations = []AffiliationWord{
	{PartOf, "Command or administrative belonging; what roll-up follows.", Structure, "child", "parent", false, false, "has part"},
	{SubsetOf, "Some of a group: fighters of, soldiers of.", Structure, "some", "group", false, false, "includes"},
	{MemberOf, "Member of a coalition or body, keeping its own identity.", Structure, "member", "body", false, false, "has member"},
	{HoldsPost, "A person holds a post: commander, spokesman, head of state.", Structure, "holder", "actor", false, false, "has as post holder"},
	{Supports, "Help from outside: troops, arms, money, words.", Cooperative, "supporter", "recipient", false, false, "is supported by"},
	{AlignedWith, "Loyal to or linked with a patron: less than PART_OF.", Cooperative, "client", "patron", false, false, "is patron of"},
	{Represents, "Speaks or negotiates for.", Structure, "representative", "represented", false, false, "is represented by"},
	{Founded, "Brought into being.", Structure, "founder", "founded", false, false, "was founded by"},
	{SplinteredFrom, "Broke away; both live on.", Succession, "splinter", "origin", false, false, "lost splinter"},
	{MergedInto, "Several became a new one.", Succession, "old", "new", false, false, "was merged from"},
	{AbsorbedInto, "One was taken into another that lived on.", Succession, "absorbed", "absorber", false, false, "absorbed"},
	{Controls, "Holds a place.", Structure, "holder", "place", true, false, "is held by"},
	{BasedAt, "Has its seat at a place.", Structure, "actor", "place", true, false, "is the base of"},
	{PresentIn, "Was there.", Structure, "actor", "place", true, false, "saw"},
	{KinOf, "Family or clan kinship.", Loose, "kin", "kin", false, true, "is kin of"},
	{AlliedWith, "Allies, so called by a source.", Cooperative, "ally", "ally", false, true, "is allied with"},
	{Opposes, "Opponents, so called by a source.", Hostile, "opponent", "opponent", false, true, "is opposed by"},
	{LinkedTo, "The source says no more than that they are linked.", Loose, "one", "other", false, true, "is linked to"},
	{SameAs, "Two ids of one actor, or, denied, of two; never merged.", Loose, "one", "other", false, true, "is the same as"},
}

// derivedTies is the table of ties that follow from roles.
var derivedTies = []TieWord{
	{Fought, Hostile, false, "parties on different sides of an armed event", "fought", false},
	{Attacked, Hostile, true, "initiator to target of an armed event other than a siege", "was attacked by", false},
	{Besieged, Hostile, true, "initiator to target of a siege", "was besieged by", false},
	{Harmed, Hostile, true, "initiator to affected of an armed event", "was harmed by", false},
	{Detained, Hostile, true, "initiator to affected of a detention", "was detained by", false},
	{Expelled, Hostile, true, "initiator to affected of a displacement", "was expelled by", false},
	{SameSide, Cooperative, false, "same side of an armed event; no alliance, and never a unit and its parent", "was on one side with", true},
	{Mediated, ThirdParty, true, "mediator to each party; the mediation itself joins the mediator with all sides", "had as mediator", false},
	{Facilitated, ThirdParty, true, "facilitator to each party", "had as facilitator", false},
	{Hosted, ThirdParty, true, "host to each party", "was hosted by", false},
	{Guaranteed, ThirdParty, true, "guarantor to each party", "had as guarantor", false},
	{Supervised, ThirdParty, true, "supervisor to each party, or to whoever acts where there are none", "was supervised by", false},
	{AskedToMediate, ThirdParty, true, "speaker of a requested mediation to whom it asks; never a mediation", "was asked to mediate by", false},
	{NegotiatedWith, Talks, false, "parties on different sides of a negotiation or mediation", "negotiated with", false},
	{AgreedWith, Talks, false, "parties on different sides of a concluded agreement", "agreed with", false},
}

// TieKinds is the table of tie kinds: the derived ones, then every
// affiliation kind between actors.
var TieKinds = func() []TieWord {
	words := slices.Clone(derivedTies)
	for _, word := range Affiliations {
		if !word.ToPlace {
			words = append(words, TieWord{
				Name: TieKind(word.Name), Family: word.Family, Directed: !word.Mutual,
				Rule: "as a source states it: " + word.From + " to " + word.To, Inverse: word.Inverse,
				OptIn: word.Name == LinkedTo || word.Name == SameAs,
			})
		}
	}
	return words
}()

// DefaultTieKinds are those an answer holds when the caller names none: all
// but the opt-in ones.
var DefaultTieKinds = func() []TieKind {
	var kinds []TieKind
	for _, word := range TieKinds {
		if !word.OptIn {
			kinds = append(kinds, word.Name)
		}
	}
	return kinds
}()

// FightKinds are the ties that answer "who fought whom".
var FightKinds = []TieKind{Fought, Attacked, Besieged}

// DefaultRealis is what ties rest on unless the caller says otherwise.
var DefaultRealis = []Realis{Occurred, Ongoing}

// The remaining lists.
var (
	ActorKinds = []Word[ActorKind]{
		{State, "A state or its government."},
		{StateForce, "An army, division, corps, brigade, intelligence branch or police of a state."},
		{ArmedGroup, "An organised armed group that is no state's force."},
		{Coalition, "A coalition of groups, operations rooms included."},
		{NegotiatorBody, "A committee or delegation that negotiates."},
		{Community, "A clan, tribe or town acting as one."},
		{Umbrella, "A label that covers several actors."},
		{Organization, "An international organisation, party or firm."},
		{Media, "An outlet or agency."},
		{Person, "A named person."},
		{People, "A group of persons: residents, deportees, the displaced."},
		{Unidentified, "Seen or heard, not named."},
	}
	PlaceKinds = []Word[PlaceKind]{
		{"COUNTRY", "A state's territory."},
		{"PROVINCE", "First-level division."},
		{"DISTRICT", "Second-level division."},
		{"SETTLEMENT", "City, town or village."},
		{"NEIGHBOURHOOD", "Part of a settlement."},
		{"CROSSING", "Border or internal crossing."},
		{"CHECKPOINT", "A manned control point."},
		{"SITE", "Base, hill, building or other spot."},
		{"ROAD", "A road or route."},
		{"BORDER", "A border or a strip along it."},
		{"AREA", "A region without administrative bounds."},
	}
	Roles = []Word[Role]{
		{Party, "Fights, negotiates or signs, as the kind says; with a side."},
		{Initiator, "Does it."},
		{Target, "Is struck or meant to be."},
		{Affected, "Is harmed, moved or held; no opponent."},
		{Recipient, "Receives ground, arms, people or help."},
		{Mediator, "Mediates between the sides."},
		{Facilitator, "Lends good offices or auspices."},
		{Host, "Gives the place."},
		{Guarantor, "Vouches for the deal."},
		{Supervisor, "Watches over carrying it out."},
		{Backer, "Stands behind a side without taking part."},
		{Bound, "Is bound by a deal it did not sign."},
		{Rejecter, "Refuses it."},
		{Rejected, "Is refused, as a mediator or counterpart."},
		{Speaker, "Says it."},
		{Addressee, "Is spoken to."},
		{Subject, "Is spoken of, or changes."},
		{Witness, "Saw it."},
	}
	AgreementKinds = []Word[AgreementKind]{
		{"CEASEFIRE", "Fighting stops."},
		{"SETTLEMENT", "A local arrangement, often a surrender."},
		{"PEACE", "A comprehensive peace."},
		{"PROCESS", "Rules for further talks."},
		{"UNDERSTANDING", "Unwritten, alleged or one-sided terms."},
	}
	RealisWords = []Word[Realis]{
		{Occurred, "It took place."},
		{Ongoing, "It was still going on when told."},
		{Planned, "It was to take place."},
		{Requested, "It was asked for."},
		{Threatened, "It was threatened."},
		{Foreseen, "It was expected."},
		{Alleged, "Somebody says so, and the source does not vouch."},
		{DidNotOccur, "It is told that it did not take place."},
	}
	Stances = []Word[Stance]{
		{Reported, "Told as fact."},
		{Claimed, "Asserted by somebody quoted."},
		{Supposed, "Put as likely."},
		{Doubted, "Put in doubt."},
		{Denied, "Denied."},
	}
	Bases = []Word[Basis]{
		{Stated, "The text says so."},
		{Implied, "Grammar or context says so."},
		{Inferred, "The coder concludes it."},
		{Ambiguous, "The text can be read otherwise."},
	}
	NameTypes = []Word[NameType]{
		{OfficialName, "The name it bears."},
		{AliasName, "Another name."},
		{AcronymName, "Initials."},
		{Transliteration, "Another spelling of one name."},
		{Exonym, "A name given by others or in another language."},
		{Label, "A phrase that stands for it in one text; not searched."},
	}
	Origins    = []Word[Origin]{{FromSource, "A source uses it."}, {FromKnowledge, "General knowledge, no source."}}
	PlaceRoles = []Word[PlaceRole]{
		{"SITE", "Where it was."}, {"ORIGIN", "Whence."}, {"DESTINATION", "Whither."},
	}
	Precisions = []Word[Precision]{
		{"EXACT", "At that place."},
		{"NEAR", "Near it."},
		{"ADMIN2", "Somewhere in the district."},
		{"ADMIN1", "Somewhere in the province or region."},
		{"LINE", "Along a line."},
		{"COUNTRY", "Somewhere in the country."},
	}
	LinkHows = []Word[LinkHow]{
		{LinkPartOf, "Is part of a larger event."},
		{LinkConcludes, "Concludes the agreement."},
		{LinkCarriesOut, "Carries out the agreement or term."},
		{LinkBreaks, "Breaks the agreement or term, or is said to."},
		{LinkAbout, "Is about it."},
		{LinkInResponseTo, "Answers it."},
		{LinkContradicts, "Tells it otherwise."},
		{LinkPossiblySameAs, "May be the same; not merged."},
	}
	Operators = []Word[Operator]{
		{"EXACTLY", "That number (=)."},
		{"AT_LEAST", "That number or more (≥)."},
		{"MORE_THAN", "More than that (>)."},
		{"AT_MOST", "That number or fewer (≤)."},
		{"FEWER_THAN", "Fewer than that (<)."},
		{"ABOUT", "About that (≈), or a word such as \"hundreds\"."},
	}
	SupportTypes = []Word[SupportType]{
		{"TROOPS", "Troops."},
		{"AIR_POWER", "Air power."},
		{"TERRITORY", "Use of territory."},
		{"WEAPONS", "Weapons."},
		{"TRAINING", "Training."},
		{"FUNDING", "Money."},
		{"INTELLIGENCE", "Intelligence."},
		{"POLITICAL", "Political backing."},
		{"UNSPECIFIED", "The source does not say what."},
	}
	ComplianceStatuses = []Word[ComplianceStatus]{
		{"PENDING", "Not yet due or done."},
		{"COMPLIED", "Carried out."},
		{"PARTIAL", "Carried out in part."},
		{"NOT_COMPLIED", "Not carried out."},
		{"BROKEN", "Broken."},
		{"DISPUTED", "Sources disagree."},
	}
	// OtherTermKinds are the term kinds that no event kind fulfils.
	OtherTermKinds = []Word[TermKind]{
		{"AMNESTY", "No prosecution."},
		{"MONITORING", "Watching over the deal."},
		{"INTEGRATION", "Fighters join a force."},
		{"GOVERNANCE", "Who governs or holds what."},
		{"DURATION", "How long it lasts."},
	}
	TieFamilies = []Word[TieFamily]{
		{Hostile, "Against each other."},
		{Cooperative, "For each other."},
		{ThirdParty, "Between others."},
		{Talks, "With each other at a table."},
		{Structure, "Belonging, command and speaking for."},
		{Succession, "One out of the other."},
		{Loose, "Kinship, identity and unexplained links."},
	}
	EntityKinds = []Word[EntityKind]{
		{ActorEntity, "Who acts."},
		{PlaceEntity, "Where."},
		{SourceEntity, "A text."},
		{EventEntity, "What happened."},
		{AgreementEntity, "What was agreed."},
		{AffiliationEntity, "A lasting relation."},
		{ClaimEntity, "What a source says of a fact."},
	}
)

// TermKinds are all kinds of terms: a cessation of fire is a negated FIGHTING.
var TermKinds = func() []Word[TermKind] {
	words := make([]Word[TermKind], 0, len(EventKinds)+len(OtherTermKinds))
	for _, word := range EventKinds {
		words = append(words, Word[TermKind]{TermKind(word.Name), word.Meaning})
	}
	return append(words, OtherTermKinds...)
}()

var (
	eventWords       = index(EventKinds, func(w EventWord) EventKind { return w.Name })
	affiliationWords = index(Affiliations, func(w AffiliationWord) AffiliationKind { return w.Name })
	tieWords         = index(TieKinds, func(w TieWord) TieKind { return w.Name })
)

func index[K comparable, W any](words []W, key func(W) K) map[K]W {
	table := make(map[K]W, len(words))
	for _, word := range words {
		table[key(word)] = word
	}
	return table
}

// Armed reports whether events of that kind derive fights.
func (k EventKind) Armed() bool { return eventWords[k].Armed }

// Allows reports whether an event of that kind can have that role.
func (k EventKind) Allows(role Role) bool {
	return slices.Contains(AnyEventRole, role) || slices.Contains(eventWords[k].Roles, role)
}

// Word returns the table's entry for that kind, and whether there is one.
func (k AffiliationKind) Word() (AffiliationWord, bool) {
	word, found := affiliationWords[k]
	return word, found
}

// Word returns the table's entry for that kind, and whether there is one.
func (k TieKind) Word() (TieWord, bool) {
	word, found := tieWords[k]
	return word, found
}

// Family returns the family of that kind.
func (k TieKind) Family() TieFamily { return tieWords[k].Family }

// Directed reports whether ties of that kind have a direction.
func (k TieKind) Directed() bool { return tieWords[k].Directed }
