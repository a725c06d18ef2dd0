package neo4j

import (
	"maps"
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/factiongraph/factiongraph/graph"
)

// typeTables are the relationship types by what they stand for.
func typeTables() map[string][]string {
	tables := map[string][]string{
		"fields": {
			affiliationFrom, affiliationTo, placedAt, placeWithin, hasTerm, obligedBy, benefitsFrom,
			named, restsOn, toldIn, attributedTo, publishedBy,
		},
		"roles":     slices.Collect(maps.Values(participation)),
		"takesPart": slices.Collect(maps.Values(takesPart)),
	}
	for _, word := range graph.TieKinds {
		tables["ties"] = append(tables["ties"], tieType(word.Name))
	}
	for _, word := range graph.Affiliations {
		tables["affiliations"] = append(tables["affiliations"], affiliationType(word.Name))
	}
	for _, word := range graph.LinkHows {
		tables["links"] = append(tables["links"], linkType(word.Name))
	}
	return tables
}

func TestTypesFollowTheVocabulary(t *testing.T) {
	var roles []graph.Role
	for _, word := range graph.Roles {
		roles = append(roles, word.Name)
	}
	slices.Sort(roles)
	if diff := cmp.Diff(roles, slices.Sorted(maps.Keys(participation))); diff != "" {
		t.Errorf("roles (-vocabulary +table):\n%s", diff)
	}
	var kinds []graph.EntityKind
	for _, word := range graph.EntityKinds {
		kinds = append(kinds, word.Name)
	}
	slices.Sort(kinds)
	if diff := cmp.Diff(kinds, slices.Sorted(maps.Keys(labels))); diff != "" {
		t.Errorf("labels (-vocabulary +table):\n%s", diff)
	}
	if diff := cmp.Diff(kinds, slices.Sorted(maps.Keys(countProperty))); diff != "" {
		t.Errorf("counts (-vocabulary +table):\n%s", diff)
	}
}

// TestTypesArePlain: types become part of Cypher as they are.
func TestTypesArePlain(t *testing.T) {
	plain := regexp.MustCompile(`^[A-Z]+(_[A-Z]+)*$`)
	for table, types := range typeTables() {
		for _, name := range types {
			if !plain.MatchString(name) {
				t.Errorf("%s: %q would need quotes", table, name)
			}
		}
	}
	label := regexp.MustCompile(`^[A-Z][a-z]+$`)
	for _, name := range append(slices.Collect(maps.Values(labels)), entityLabel, termLabel, nameLabel, datasetLabel, clockLabel, schemaLabel) {
		if !label.MatchString(name) {
			t.Errorf("label %q would need quotes", name)
		}
	}
}

// TestTypesAreDistinct: where two tables share a type, the ends or a property
// must tell the two apart, and queries rely on how.
func TestTypesAreDistinct(t *testing.T) {
	shared := map[string][]string{}
	for table, types := range typeTables() {
		for _, name := range types {
			shared[name] = append(shared[name], table)
		}
	}
	for name, tables := range shared {
		slices.Sort(tables)
		switch strings.Join(tables, " ") {
		case "fields", "roles", "takesPart", "ties", "affiliations", "links":
		case "affiliations ties": // the affiliation is the tie
		case "roles ties":
			// From an actor to an event or agreement, and to an actor.
		case "affiliations links ties":
			if name != linkType(graph.LinkPartOf) {
				t.Errorf("%s is both a link and an affiliation: a filter by links of actors tells PART_OF apart, by the property affiliation", name)
			}
		default:
			t.Errorf("%s stands for %v", name, tables)
		}
	}
}

func TestDocumentationKnowsEveryType(t *testing.T) {
	text, err := os.ReadFile("../../docs/cypher.md")
	if err != nil {
		t.Fatal(err)
	}
	written := map[string]bool{}
	for _, word := range regexp.MustCompile(`[A-Z][A-Za-z_]+`).FindAllString(string(text), -1) {
		written[word] = true
	}
	for table, types := range typeTables() {
		for _, name := range types {
			if !written[name] {
				t.Errorf("docs/cypher.md does not mention %s (%s)", name, table)
			}
		}
	}
	for _, name := range append(slices.Collect(maps.Values(labels)), entityLabel, termLabel, nameLabel, datasetLabel, clockLabel, schemaLabel) {
		if !written[name] {
			t.Errorf("docs/cypher.md does not mention the label %s", name)
		}
	}
}
