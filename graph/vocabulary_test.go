package graph_test

import (
	"go/ast"
	"go/parser"
	"go/token"
	"maps"
	"slices"
	"strconv"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/factiongraph/factiongraph/graph"
)

// constants are the typed string constants of a file, by type.
func constants(t *testing.T, file string) map[string][]string {
	t.Helper()
	parsed, err := parser.ParseFile(token.NewFileSet(), file, nil, 0)
	if err != nil {
		t.Fatal(err)
	}
	all := map[string][]string{}
	for _, declaration := range parsed.Decls {
		group, is := declaration.(*ast.GenDecl)
		if !is || group.Tok != token.CONST {
			continue
		}
		for _, spec := range group.Specs {
			value := spec.(*ast.ValueSpec)
			kind, typed := value.Type.(*ast.Ident)
			if !typed {
				continue
			}
			for _, expression := range value.Values {
				text, err := strconv.Unquote(expression.(*ast.BasicLit).Value)
				if err != nil {
					t.Fatal(err)
				}
				all[kind.Name] = append(all[kind.Name], text)
			}
		}
	}
	return all
}

func texts[T ~string, W any](words []W, name func(W) T) []string {
	list := make([]string, len(words))
	for i, word := range words {
		list[i] = string(name(word))
	}
	return list
}

func namesOf[T ~string](words []graph.Word[T]) []string {
	return texts(words, func(w graph.Word[T]) T { return w.Name })
}

// Every word that has a constant stands in its table, and the other way round.
func TestVocabularyTables(t *testing.T) {
	tables := map[string][]string{
		"ActorKind": namesOf(graph.ActorKinds), "Role": namesOf(graph.Roles), "Realis": namesOf(graph.RealisWords), "Stance": namesOf(graph.Stances),
		"Basis": namesOf(graph.Bases), "NameType": namesOf(graph.NameTypes), "Origin": namesOf(graph.Origins), "LinkHow": namesOf(graph.LinkHows),
		"EntityKind": namesOf(graph.EntityKinds), "TieFamily": namesOf(graph.TieFamilies),
		"EventKind":       texts(graph.EventKinds, func(w graph.EventWord) graph.EventKind { return w.Name }),
		"AffiliationKind": texts(graph.Affiliations, func(w graph.AffiliationWord) graph.AffiliationKind { return w.Name }),
		"TieKind":         derivedTies(),
	}
	declared := constants(t, "vocabulary.go")
	for kind, words := range declared {
		table := tables[kind]
		slices.Sort(words)
		slices.Sort(table)
		if diff := cmp.Diff(words, table); diff != "" {
			t.Errorf("%s (-constants +table):\n%s", kind, diff)
		}
	}
	for kind := range tables {
		if declared[kind] == nil {
			t.Errorf("%s has a table and no constants", kind)
		}
	}
}

func derivedTies() []string {
	var list []string
	for _, word := range graph.TieKinds {
		if _, affiliation := graph.AffiliationKind(word.Name).Word(); !affiliation {
			list = append(list, string(word.Name))
		}
	}
	return list
}

// Names stand once in a table, are words that GraphQL and Cypher take, and have
// a meaning.
func TestVocabularyWords(t *testing.T) {
	check := func(table string, names, meanings []string) {
		seen := map[string]bool{}
		for i, name := range names {
			if seen[name] || name == "" || meanings[i] == "" {
				t.Errorf("%s: %q stands twice, or has no meaning", table, name)
			}
			seen[name] = true
			for at, letter := range name {
				if (letter < 'A' || letter > 'Z') && (at == 0 || (letter != '_' && (letter < '0' || letter > '9'))) {
					t.Errorf("%s: %q is no name of an enum value", table, name)
					break
				}
			}
		}
	}
	words(check, "actor kinds", graph.ActorKinds)
	words(check, "place kinds", graph.PlaceKinds)
	words(check, "roles", graph.Roles)
	words(check, "agreement kinds", graph.AgreementKinds)
	words(check, "realis", graph.RealisWords)
	words(check, "stances", graph.Stances)
	words(check, "bases", graph.Bases)
	words(check, "name types", graph.NameTypes)
	words(check, "origins", graph.Origins)
	words(check, "place roles", graph.PlaceRoles)
	words(check, "precisions", graph.Precisions)
	words(check, "links", graph.LinkHows)
	words(check, "operators", graph.Operators)
	words(check, "support types", graph.SupportTypes)
	words(check, "statuses", graph.ComplianceStatuses)
	words(check, "term kinds", graph.TermKinds)
	words(check, "families", graph.TieFamilies)
	words(check, "entity kinds", graph.EntityKinds)
	check("event kinds", texts(graph.EventKinds, func(w graph.EventWord) graph.EventKind { return w.Name }), texts(graph.EventKinds, func(w graph.EventWord) string { return w.Meaning }))
	check("affiliations", texts(graph.Affiliations, func(w graph.AffiliationWord) graph.AffiliationKind { return w.Name }), texts(graph.Affiliations, func(w graph.AffiliationWord) string { return w.Meaning }))
	check("ties", texts(graph.TieKinds, func(w graph.TieWord) graph.TieKind { return w.Name }), texts(graph.TieKinds, func(w graph.TieWord) string { return w.Rule }))
}

func words[T ~string](check func(string, []string, []string), table string, list []graph.Word[T]) {
	check(table, namesOf(list), texts(list, func(w graph.Word[T]) string { return w.Meaning }))
}

// Every affiliation between actors is a tie of the same family and direction;
// one that ends at a place is none.
func TestTieKindsFollowAffiliations(t *testing.T) {
	families := namesOf(graph.TieFamilies)
	for _, word := range graph.Affiliations {
		tie, is := graph.TieKind(word.Name).Word()
		if is == word.ToPlace {
			t.Errorf("%s ends at a place: %v, is a tie: %v", word.Name, word.ToPlace, is)
		}
		if is && (tie.Family != word.Family || tie.Directed == word.Mutual || tie.Inverse != word.Inverse || tie.OptIn != slices.Contains([]graph.AffiliationKind{graph.LinkedTo, graph.SameAs}, word.Name)) {
			t.Errorf("%+v became %+v", word, tie)
		}
		if word.Inverse == "" || word.From == "" || word.To == "" || word.Mutual && word.ToPlace {
			t.Errorf("%s: its ends and its inverse must be named", word.Name)
		}
	}
	used := map[string]bool{}
	for _, word := range graph.TieKinds {
		used[string(word.Family)] = true
		if !slices.Contains(families, string(word.Family)) || word.Inverse == "" {
			t.Errorf("%s is of the family %q, its inverse %q", word.Name, word.Family, word.Inverse)
		}
		if word.Name.Family() != word.Family || word.Name.Directed() != word.Directed {
			t.Errorf("%s is not what its table says", word.Name)
		}
		if word.OptIn == slices.Contains(graph.DefaultTieKinds, word.Name) {
			t.Errorf("%s is opt-in: %v, and in the default: %v", word.Name, word.OptIn, !word.OptIn)
		}
	}
	slices.Sort(families)
	if diff := cmp.Diff(families, slices.Sorted(maps.Keys(used))); diff != "" {
		t.Errorf("families (-listed +used):\n%s", diff)
	}
	if len(graph.DefaultTieKinds)+3 != len(graph.TieKinds) {
		t.Errorf("%d of %d kinds are in no answer unless they are named; that should be SAME_SIDE, LINKED_TO and SAME_AS", len(graph.TieKinds)-len(graph.DefaultTieKinds), len(graph.TieKinds))
	}
}

func TestEventKinds(t *testing.T) {
	roles := namesOf(graph.Roles)
	for _, word := range graph.EventKinds {
		for _, role := range slices.Concat(word.Roles, graph.AnyEventRole) {
			if !slices.Contains(roles, string(role)) || !word.Name.Allows(role) {
				t.Errorf("%s and the role %q", word.Name, role)
			}
		}
		if word.Name.Armed() != word.Armed || (word.Armed && (word.Name.Allows(graph.Mediator) || !word.Name.Allows(graph.Affected))) {
			t.Errorf("%s is armed: %v", word.Name, word.Armed)
		}
		if !slices.ContainsFunc(graph.TermKinds, func(w graph.Word[graph.TermKind]) bool { return string(w.Name) == string(word.Name) }) {
			t.Errorf("no term can ask for a %s", word.Name)
		}
	}
	if graph.EventKind("PICNIC").Armed() || graph.EventKind("PICNIC").Allows(graph.Party) {
		t.Error("an unknown kind is armed, or has parties")
	}
	for _, role := range graph.AgreementRoles {
		if !slices.Contains(roles, string(role)) {
			t.Errorf("an agreement may have the role %q", role)
		}
	}
	for _, kinds := range [][]graph.TieKind{graph.FightKinds, graph.DefaultTieKinds} {
		for _, kind := range kinds {
			if _, known := kind.Word(); !known {
				t.Errorf("%q is no tie", kind)
			}
		}
	}
}
