package neo4j

import (
	"slices"
	"strings"

	"github.com/factiongraph/factiongraph/graph"
)

// The labels and relationship types of the database. Statements take them from
// here and from graph's own tables and from nowhere else, so that no text of a
// caller ever becomes Cypher.

// entityLabel is borne by every node that has an id of the graph's, beside the
// label of its kind.
const entityLabel = "Entity"

// labels maps each kind of entity to the label of its nodes.
var labels = map[graph.EntityKind]string{
	graph.ActorEntity:       "Actor",
	graph.PlaceEntity:       "Place",
	graph.SourceEntity:      "Source",
	graph.EventEntity:       "Event",
	graph.AgreementEntity:   "Agreement",
	graph.AffiliationEntity: "Affiliation",
	graph.ClaimEntity:       "Claim",
}

// mediationLabel is borne by events and agreements that have a mediator, beside
// the label of their kind.
const mediationLabel = "Mediation"

// kindOf is labels the other way round.
var kindOf = func() map[string]graph.EntityKind {
	kinds := make(map[string]graph.EntityKind, len(labels))
	for kind, label := range labels {
		kinds[label] = kind
	}
	return kinds
}()

// Labels of nodes that are part of an entity, and of those that describe the
// database.
const (
	termLabel    = "Term"
	nameLabel    = "Name"
	datasetLabel = "Dataset"
	clockLabel   = "Clock"
	schemaLabel  = "Schema"
	fillingLabel = "Filling"
)

// participation maps each role to the relationship type that leads from the
// actor to the event or agreement.
var participation = map[graph.Role]string{
	graph.Party:       "PARTY_TO",
	graph.Initiator:   "INITIATED",
	graph.Target:      "TARGET_OF",
	graph.Affected:    "AFFECTED_BY",
	graph.Recipient:   "RECIPIENT_OF",
	graph.Mediator:    "MEDIATED",
	graph.Facilitator: "FACILITATED",
	graph.Host:        "HOSTED",
	graph.Guarantor:   "GUARANTEED",
	graph.Supervisor:  "SUPERVISED",
	graph.Backer:      "BACKED",
	graph.Bound:       "BOUND_BY",
	graph.Rejecter:    "REJECTED",
	graph.Rejected:    "REJECTED_IN",
	graph.Speaker:     "SPOKE_IN",
	graph.Addressee:   "ADDRESSED_IN",
	graph.Subject:     "SUBJECT_OF",
	graph.Witness:     "WITNESSED",
}

// takesPart maps each kind of entity that has participants to the relationship
// type that leads there from whoever takes part, in whatever roles.
var takesPart = map[graph.EntityKind]string{
	graph.EventEntity:     "IN_EVENT",
	graph.AgreementEntity: "IN_AGREEMENT",
}

// Relationship types that stand for a field of the domain.
const (
	affiliationFrom = "FROM"
	affiliationTo   = "TO"
	placedAt        = "AT"
	placeWithin     = "WITHIN"
	hasTerm         = "HAS_TERM"
	obligedBy       = "OBLIGED_BY"    // actor → term
	benefitsFrom    = "BENEFITS_FROM" // actor → term
	named           = "NAMED"
	restsOn         = "RESTS_ON" // entity → claim
	toldIn          = "IN"       // claim → source
	attributedTo    = "ATTRIBUTED_TO"
	publishedBy     = "PUBLISHED_BY"
)

// Ties between actors, affiliations among them, have their kind as type, and
// links what they say.

func tieType(kind graph.TieKind) string                 { return string(kind) }
func affiliationType(kind graph.AffiliationKind) string { return string(kind) }
func linkType(how graph.LinkHow) string                 { return string(how) }

// participationTypes returns the types for these roles in entities of a kind,
// nil for any role, as a pattern of alternatives.
func participationTypes(kind graph.EntityKind, roles []graph.Role) string {
	if roles == nil {
		return takesPart[kind]
	}
	var types []string
	for _, word := range graph.Roles {
		if slices.Contains(roles, word.Name) {
			types = append(types, participation[word.Name])
		}
	}
	return strings.Join(types, "|")
}

// linkTypes returns the types for these links, all for nil, as a pattern of
// alternatives.
func linkTypes(hows []graph.LinkHow) string {
	var types []string
	for _, word := range graph.LinkHows {
		if hows == nil || slices.Contains(hows, word.Name) {
			types = append(types, linkType(word.Name))
		}
	}
	return strings.Join(types, "|")
}

// countProperty maps each kind of entity to the property of the data set's
// node that counts it.
var countProperty = map[graph.EntityKind]string{
	graph.ActorEntity:       "actors",
	graph.PlaceEntity:       "places",
	graph.SourceEntity:      "sources",
	graph.EventEntity:       "events",
	graph.AgreementEntity:   "agreements",
	graph.AffiliationEntity: "affiliations",
	graph.ClaimEntity:       "claims",
}
