// Package docs_test holds the codebook to the code: its tables are those of
// package graph, its examples are those of the corpus, and what it teaches to
// write loads.
package docs_test

import (
	"errors"
	"maps"
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/google/go-cmp/cmp"

	"github.com/factiongraph/factiongraph/exchange"
	"github.com/factiongraph/factiongraph/graph"
	"github.com/factiongraph/factiongraph/graph/storetest"
	"github.com/factiongraph/factiongraph/seeds"
)

// TestTables compares the columns that repeat what package graph says. The
// columns behind them (what a word is not, an example) are the codebook's own.
func TestTables(t *testing.T) {
	written := tables(codebook(t))
	for heading, want := range vocabulary() {
		var got [][]string
		for i, row := range written[heading] {
			columns := len(row)
			if i < len(want) {
				columns = min(columns, len(want[i]))
			}
			got = append(got, row[:columns])
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("%s (-code +codebook):\n%s", heading, diff)
		}
	}
}

func TestDates(t *testing.T) {
	rows := tables(codebook(t))["Date notation"]
	if len(rows) == 0 {
		t.Fatal("there is no table of dates")
	}
	for _, row := range rows {
		notation := strings.Trim(row[0], "`")
		date, err := graph.ParseEDTF(notation)
		if err != nil {
			t.Errorf("%s: %v", notation, err)
			continue
		}
		if string(date.Sense) != row[1] {
			t.Errorf("%s is %s, not %s", notation, date.Sense, row[1])
		}
	}
}

// TestExamples looks for the ids and ties that the codebook names in the corpus
// and in the worked example.
func TestExamples(t *testing.T) {
	text := codebook(t)
	corpus, err := seeds.Read()
	succeed(t, err)
	everything := slices.Concat(corpus.Entities, worked(t, text))
	known := map[string]bool{}
	for _, entity := range everything {
		known[entity.EntityID()] = true
		if agreement, is := entity.(*graph.Agreement); is {
			for _, term := range agreement.Terms {
				known[term.ID] = true
			}
		}
	}
	for _, tie := range ties(t, everything, graph.TieFilter{Kinds: allTies()}) {
		known[tie] = true
	}
	named := regexp.MustCompile(`[A-Z_]+:act_\w+:act_\w+|\b(?:act|pl|src|ev|ag|rel)_\w+(?:\.t\d+)?`)
	for _, name := range named.FindAllString(text, -1) {
		if !known[name] {
			t.Errorf("there is no %s", name)
		}
	}
}

func TestWorkedExample(t *testing.T) {
	text := codebook(t)
	want := strings.Fields(block(t, text, "text"))
	if diff := cmp.Diff(want, ties(t, worked(t, text), graph.TieFilter{})); diff != "" {
		t.Errorf("ties (-codebook +code):\n%s", diff)
	}
}

func codebook(t *testing.T) string {
	t.Helper()
	text, err := os.ReadFile("codebook.md")
	succeed(t, err)
	return string(text)
}

// tables returns the rows of each table by the heading above it.
func tables(text string) map[string][][]string {
	found := map[string][][]string{}
	heading := ""
	for line := range strings.Lines(text) {
		line = strings.TrimSpace(line)
		if strings.HasPrefix(line, "#") {
			heading = strings.TrimLeft(line, "# ")
		}
		if strings.HasPrefix(line, "| `") {
			found[heading] = append(found[heading], strings.Split(strings.Trim(line, "| "), " | "))
		}
	}
	return found
}

// vocabulary returns what the tables must say, by their headings.
func vocabulary() map[string][][]string {
	var events, crosswalk, affiliations, roles, derived, families [][]string
	for _, w := range graph.EventKinds {
		events = append(events, []string{code(w.Name), w.Meaning, either(w.Armed, "yes", "no"), join(w.Roles, ", ")})
		crosswalk = append(crosswalk, []string{code(w.Name), codes(w.ACLED), codes(w.CAMEO), codes(w.UCDP)})
	}
	for _, w := range graph.Affiliations {
		arrow := w.From + either(w.Mutual, ", ", " → ") + w.To
		affiliations = append(affiliations, []string{code(w.Name), arrow, w.Meaning, string(w.Family)})
	}
	for _, w := range graph.Roles {
		roles = append(roles, []string{
			code(w.Name), w.Meaning,
			either(slices.Contains(graph.AnyEventRole, w.Name), "any", "as the kind says"),
			either(slices.Contains(graph.AgreementRoles, w.Name), "yes", "no"),
		})
	}
	inFamily := map[graph.TieFamily][]graph.TieKind{}
	for _, w := range graph.TieKinds {
		inFamily[w.Family] = append(inFamily[w.Family], w.Name)
		if _, typed := graph.AffiliationKind(w.Name).Word(); !typed {
			derived = append(derived, []string{code(w.Name), string(w.Family), either(w.Directed, "yes", "none"), w.Rule, w.Inverse})
		}
	}
	for _, w := range graph.TieFamilies {
		families = append(families, []string{code(w.Name), w.Meaning, join(inFamily[w.Name], ", ")})
	}
	return map[string][][]string{
		"Entities": words(graph.EntityKinds), "Stances": words(graph.Stances), "Bases": words(graph.Bases),
		"Actor kinds": words(graph.ActorKinds), "Name types": words(graph.NameTypes), "Name origins": words(graph.Origins),
		"Affiliation kinds": affiliations, "Support types": words(graph.SupportTypes),
		"Event kinds": events, "Roles": roles, "Realis": words(graph.RealisWords),
		"Agreement kinds": words(graph.AgreementKinds), "Term kinds": words(graph.OtherTermKinds),
		"Compliance statuses": words(graph.ComplianceStatuses),
		"Link kinds":          words(graph.LinkHows), "Operators": words(graph.Operators),
		"Place kinds": words(graph.PlaceKinds), "Place roles": words(graph.PlaceRoles), "Precisions": words(graph.Precisions),
		"Derived ties": derived, "Tie families": families, "Crosswalk of event kinds": crosswalk,
	}
}

func words[T ~string](list []graph.Word[T]) [][]string {
	var rows [][]string
	for _, w := range list {
		rows = append(rows, []string{code(w.Name), w.Meaning})
	}
	return rows
}

func code[T ~string](word T) string { return "`" + string(word) + "`" }

func codes(list []string) string {
	if len(list) == 0 {
		return "none"
	}
	return join(list, "; ")
}

func join[T ~string](list []T, between string) string {
	var texts []string
	for _, word := range list {
		texts = append(texts, string(word))
	}
	return strings.Join(texts, between)
}

func either(condition bool, yes, no string) string {
	if condition {
		return yes
	}
	return no
}

// block returns the one fenced block of a language in the worked example.
func block(t *testing.T, text, language string) string {
	t.Helper()
	_, section, _ := strings.Cut(text, "\n## A worked example\n")
	_, rest, opened := strings.Cut(section, "\n```"+language+"\n")
	content, _, closed := strings.Cut(rest, "\n```\n")
	if !opened || !closed {
		t.Fatalf("the worked example has no block of %s", language)
	}
	return content
}

func worked(t *testing.T, text string) []graph.Entity {
	t.Helper()
	files := fstest.MapFS{"worked.yaml": {Data: []byte(block(t, text, "yaml"))}}
	input, err := exchange.ReadYAML(files, exchange.YAMLOptions{}, "worked.yaml")
	succeed(t, err)
	return input.Entities
}

// ties returns the keys of the ties between these entities.
func ties(t *testing.T, entities []graph.Entity, filter graph.TieFilter) []string {
	t.Helper()
	store := storetest.Model()
	_, err := store.Update(t.Context(), graph.Batch{Entities: entities})
	succeed(t, err)
	keys := map[string]bool{}
	err = store.View(t.Context(), func(reader graph.Reader) error {
		found, err := graph.Ties(t.Context(), reader, filter)
		for _, tie := range found {
			keys[tie.Key()] = true
		}
		return err
	})
	succeed(t, err)
	return slices.Sorted(maps.Keys(keys))
}

// succeed ends the test with err and the faults that it holds, if any.
func succeed(t *testing.T, err error) {
	t.Helper()
	if refused, is := errors.AsType[*graph.Error](err); is {
		for _, fault := range refused.Faults {
			t.Error(fault)
		}
	}
	if err != nil {
		t.Fatal(err)
	}
}

func allTies() []graph.TieKind {
	var kinds []graph.TieKind
	for _, w := range graph.TieKinds {
		kinds = append(kinds, w.Name)
	}
	return kinds
}
