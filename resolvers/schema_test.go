package resolvers_test

import (
	"context"
	"fmt"
	"maps"
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/vektah/gqlparser/v2/ast"

	"github.com/factiongraph/factiongraph/graph"
	"github.com/factiongraph/factiongraph/resolvers"
)

func schema() *ast.Schema { return resolvers.New(nil).Schema() }

// TestContract holds the schema to the names, types and defaults that clients
// rely on.
func TestContract(t *testing.T) {
	content, err := os.ReadFile("testdata/contract.txt")
	if err != nil {
		t.Fatal(err)
	}
	line := regexp.MustCompile(`^(\w+)\.(\w+)(?:\(([^)]*)\))?(?:: ([^ ]+))?(?: = (\S+))?$`)
	checked := 0
	for number, text := range strings.Split(string(content), "\n") {
		if text = strings.TrimSpace(text); text == "" || strings.HasPrefix(text, "#") {
			continue
		}
		parts := line.FindStringSubmatch(text)
		if parts == nil {
			t.Fatalf("line %d is not of the form of the others: %s", number+1, text)
		}
		checked++
		definition := schema().Types[parts[1]]
		if definition == nil {
			t.Errorf("there is no type %s", parts[1])
			continue
		}
		if definition.Kind == ast.Enum {
			if definition.EnumValues.ForName(parts[2]) == nil {
				t.Errorf("%s has no %s", parts[1], parts[2])
			}
			continue
		}
		field := definition.Fields.ForName(parts[2])
		if field == nil {
			t.Errorf("%s has no field %s", parts[1], parts[2])
			continue
		}
		where := parts[1] + "." + parts[2]
		sameType(t, where, field.Type, field.DefaultValue, parts[4], parts[5])
		for _, argument := range strings.Split(parts[3], ", ") {
			name, typeAndDefault, _ := strings.Cut(argument, ": ")
			typeText, defaultText, _ := strings.Cut(typeAndDefault, " = ")
			if name == "" {
				continue
			}
			if given := field.Arguments.ForName(name); given == nil {
				t.Errorf("%s takes no %s", where, name)
			} else {
				sameType(t, where+"("+name+")", given.Type, given.DefaultValue, typeText, defaultText)
			}
		}
	}
	if checked < 200 {
		t.Errorf("only %d names were checked", checked)
	}
}

// sameType compares a type and its default with what is fixed of them.
func sameType(t *testing.T, where string, given *ast.Type, standard *ast.Value, wantType, wantDefault string) {
	t.Helper()
	if wantType == "" {
		return
	}
	if given.String() != wantType {
		t.Errorf("%s is a %s, not a %s", where, given, wantType)
	}
	found := ""
	if standard != nil {
		found = standard.String()
	}
	if found != wantDefault {
		t.Errorf("%s has the default %q, not %q", where, found, wantDefault)
	}
}

// TestEnumsAreTheDomainsWords holds every enum to the domain's table of it:
// the same words in the same order, with the same meanings.
func TestEnumsAreTheDomainsWords(t *testing.T) {
	var events, affiliations, ties []graph.Word[string]
	for _, word := range graph.EventKinds {
		events = append(events, graph.Word[string]{Name: string(word.Name), Meaning: word.Meaning})
	}
	for _, word := range graph.Affiliations {
		affiliations = append(affiliations, graph.Word[string]{Name: string(word.Name)})
	}
	for _, word := range graph.TieKinds {
		ties = append(ties, graph.Word[string]{Name: string(word.Name)})
	}
	tables := map[string][]graph.Word[string]{
		"ActorKind": plain(graph.ActorKinds), "PlaceKind": plain(graph.PlaceKinds), "Role": plain(graph.Roles), "EventKind": events,
		"AgreementKind": plain(graph.AgreementKinds), "TermKind": plain(graph.TermKinds), "ComplianceStatus": plain(graph.ComplianceStatuses),
		"AffiliationKind": affiliations, "TieKind": ties, "TieFamily": plain(graph.TieFamilies), "Realis": plain(graph.RealisWords),
		"Stance": plain(graph.Stances), "Basis": plain(graph.Bases), "NameType": plain(graph.NameTypes), "NameOrigin": plain(graph.Origins),
		"PlaceRole": plain(graph.PlaceRoles), "PlacePrecision": plain(graph.Precisions), "LinkKind": plain(graph.LinkHows),
		"FigureOperator": plain(graph.Operators), "SupportType": plain(graph.SupportTypes), "EntityKind": plain(graph.EntityKinds),
		"DateSense": named(graph.Within, graph.Throughout, graph.AtLeast), "Certainty": named(graph.Certain, graph.Possible),
		"RollUp":   named(graph.RollUpNone, graph.RollUpState, graph.RollUpCorps, graph.RollUpKind),
		"TimeUnit": plain(graph.TimeUnits), "StepKind": plain(graph.StepKinds), "ContradictionKind": plain(graph.ContradictionKinds),
		"LikenessReasonKind": plain(graph.LikenessReasonKinds), "NameManner": plain(graph.NameManners),
		"PathStatus": named(graph.PathFound, graph.PathNone, graph.PathLimitReached, graph.PathFilteredOut), "Grouping": plain(graph.Groupings),
		"Sign": named(graph.SignHostile, graph.SignCooperative, graph.SignMixed, graph.SignNeutral),
	}
	own := map[string]bool{"OrderDirection": true, "Direction": true}
	for _, definition := range ownTypes(schema()) {
		if definition.Kind != ast.Enum || own[definition.Name] || strings.HasSuffix(definition.Name, "OrderField") {
			continue
		}
		t.Run(definition.Name, func(t *testing.T) {
			table, known := tables[definition.Name]
			if !known {
				t.Fatal("the domain has no table of it here")
			}
			delete(tables, definition.Name)
			var want, got []string
			for _, word := range table {
				want = append(want, word.Name)
			}
			for i, value := range definition.EnumValues {
				got = append(got, value.Name)
				if i < len(table) && table[i].Meaning != "" && table[i].Meaning != value.Description {
					t.Errorf("%s means %q here and %q there", value.Name, value.Description, table[i].Meaning)
				}
			}
			if diff := cmp.Diff(want, got); diff != "" {
				t.Errorf("(-domain +schema):\n%s", diff)
			}
		})
	}
	for name := range tables {
		t.Errorf("the schema has no enum %s", name)
	}
}

func plain[T ~string](words []graph.Word[T]) []graph.Word[string] {
	list := make([]graph.Word[string], len(words))
	for i, word := range words {
		list[i] = graph.Word[string]{Name: string(word.Name), Meaning: word.Meaning}
	}
	return list
}

func named[T ~string](words ...T) []graph.Word[string] {
	list := make([]graph.Word[string], len(words))
	for i, word := range words {
		list[i] = graph.Word[string]{Name: string(word)}
	}
	return list
}

// TestEverythingIsDescribed: every type, field, argument, input and value is
// told in a sentence.
func TestEverythingIsDescribed(t *testing.T) {
	described := func(where, description string) {
		if len(description) < 4 || !strings.HasSuffix(description, ".") || strings.TrimSpace(description) != description {
			t.Errorf("%s is described as %q", where, description)
		}
	}
	for _, definition := range ownTypes(schema()) {
		if definition.Name != "Query" {
			described(definition.Name, definition.Description)
		}
		for _, field := range definition.Fields {
			if strings.HasPrefix(field.Name, "__") {
				continue
			}
			described(definition.Name+"."+field.Name, field.Description)
			for _, argument := range field.Arguments {
				described(definition.Name+"."+field.Name+"("+argument.Name+")", argument.Description)
			}
		}
		for _, value := range definition.EnumValues {
			described(definition.Name+"."+value.Name, value.Description)
		}
	}
}

// leads reports which types lead to entities, through any number of fields.
// What is below the others needs no loading.
func leads(s *ast.Schema) map[string]bool {
	to := map[string]bool{"Node": true}
	for _, node := range s.PossibleTypes["Node"] {
		to[node.Name] = true
	}
	for grown := true; grown; {
		grown = false
		for _, definition := range ownTypes(s) {
			for _, field := range definition.Fields {
				if definition.Kind == ast.Object && !to[definition.Name] && to[field.Type.Name()] {
					to[definition.Name], grown = true, true
				}
			}
		}
	}
	return to
}

// TestEveryObjectIsReached walks the schema: preloading must know each field
// below which something may have to be loaded, and no field that is not there.
func TestEveryObjectIsReached(t *testing.T) {
	s := schema()
	leading := leads(s)
	if leading["FuzzyDate"] || leading["PageInfo"] || !leading["TieConnection"] || !leading["Figure"] {
		t.Fatalf("what leads to entities is %q", slices.Sorted(maps.Keys(leading)))
	}
	reached := resolvers.Reached()
	stale := resolvers.Reached()
	for _, definition := range ownTypes(s) {
		if definition.Kind != ast.Object || definition.Name == "Query" {
			continue
		}
		name := definition.Name
		for _, generic := range []string{"Connection", "Edge"} {
			if strings.HasSuffix(name, generic) {
				name = generic // of whatever
			}
		}
		for _, field := range definition.Fields {
			delete(stale[name], field.Name)
			if leading[field.Type.Name()] && !reached[name][field.Name] {
				t.Errorf("preloading does not know %s.%s, which holds a %s", definition.Name, field.Name, field.Type.Name())
			}
		}
	}
	for name, fields := range stale {
		for field := range fields {
			t.Errorf("preloading knows %s.%s, which is not there", name, field)
		}
	}
}

// TestListsCost: a field that gives many objects costs what is below it more
// than once. What stands on a page is counted by the field that has the page.
func TestListsCost(t *testing.T) {
	executable := resolvers.New(nil)
	const child = 1000
	for _, definition := range ownTypes(schema()) {
		if definition.Kind != ast.Object || strings.HasSuffix(definition.Name, "Connection") {
			continue
		}
		for _, field := range definition.Fields {
			of := schema().Types[field.Type.Name()]
			isConnection := strings.HasSuffix(of.Name, "Connection")
			isList := field.Type.Elem != nil && (of.Kind == ast.Object || of.Kind == ast.Interface)
			if strings.HasPrefix(field.Name, "__") || (!isConnection && !isList) {
				continue
			}
			name := definition.Name + "." + field.Name
			arguments := (&ast.Field{Definition: field}).ArgumentMap(nil)
			for _, argument := range field.Arguments {
				if _, given := arguments[argument.Name]; !given && argument.Type.NonNull {
					arguments[argument.Name] = "text"
				}
			}
			cost, known := executable.Complexity(context.Background(), definition.Name, field.Name, child, arguments)
			if least := 2 * child; !known || cost < least {
				t.Errorf("%s costs %d (known: %t), not even twice what is below it", name, cost, known)
			}
			if field.Arguments.ForName("first") == nil {
				continue
			}
			of10 := maps.Clone(arguments)
			of10["first"] = int64(10)
			if cost, _ := executable.Complexity(context.Background(), definition.Name, field.Name, child, of10); cost < 10*child || cost > 11*child {
				t.Errorf("%s of 10 costs %d", name, cost)
			}
			if field.Arguments.ForName("last") == nil {
				continue
			}
			of10["first"], of10["last"] = nil, int64(500)
			if cost, _ := executable.Complexity(context.Background(), definition.Name, field.Name, child, of10); cost < 500*child {
				t.Errorf("the last 500 of %s cost %d", name, cost)
			}
		}
	}
}

// TestUsualDocumentsAreAdmitted: what a reader of the whole corpus asks at once
// stays within the server's limits.
func TestUsualDocumentsAreAdmitted(t *testing.T) {
	c := embeddedClient(t)
	for _, document := range []string{
		`{ mediations { nodes { mediators { id name } sides { actors { id name } } event { id title claims { locator source { title } } } agreement { id title terms { text compliance { status claims { locator } } } } places { place { name } } claims { locator source { publisher title } attributedTo { name } } } } }`,
		`{ fights { edges { matched { id } node { kind from { id name } to { id name } firstSeen { edtf } events { nodes { id title date { edtf } claims { locator source { publisher } } } } claims { locator source { publisher } } } } } }`,
		`{ events(first: 500) { nodes { id claims { locator source { id publisher } attributedTo { id name } } participants { actor { id name } claims { locator } } } } }`,
		`{ actors { nodes { id events { totalCount nodes { id title participants { actor { id } role } } } } } }`,
		`{ actors(first: 500) { nodes { id name names { text } affiliations { kind to { id } from { id } } } } }`,
		`{ ties(first: 500) { nodes { key from { id name } to { id name } events { nodes { id } } } } }`,
		`{ claims(first: 500) { nodes { id locator stance attributedTo { id name } source { id title publisher } about { id } } } }`,
		`{ agreements { nodes { id title parties { actor { id name } role } terms { id text figures { value } compliance { status asOf { edtf } claims { locator } } } violations { by { id } allegedBy { id } deniedBy { id } claims { locator } } } } }`,
		`{ network { nodes { actor { id kind name } degree betweenness pageRank community side x y } edges { key kind from { id } to { id } eventCount } truncated { nodesOmitted tiesOmitted limit } measures { nodes ties density modularity balance { frustration } } } }`,
		`{ neighborhood(ids: ["act_russia"], depth: 2) { nodes { actor { id kind name tags } distance degree } edges { id key kind family directed from { id } to { id } eventCount publisherCount contested certainty firstSeen { edtf } lastSeen { edtf } claims(first: 3) { locator source { key publisher } } } } }`,
		`{ paths(from: "act_russia", to: "act_ghayth") { status complete paths { length actors { id name } steps { from { id name } to { id name } ties { key kind eventCount claims { locator stance source { key publisher title } } } } } } }`,
		`{ compareNetworks(before: {during: {to: "2019"}}, after: {during: {from: "2020"}}) { appeared { key kind from { id name } to { id name } eventCount } vanished { key kind from { id name } to { id name } eventCount } changed { before { eventCount contested } after { key eventCount contested } } turned { from { id name } to { id name } before after } actorsAppeared { id name } actorsVanished { id name } } }`,
		`{ timeline(filter: {actors: ["act_russia"]}) { buckets { from to family certain possible } undated } }`,
		`{ trajectory(actor: "act_8th_brigade") { actor { id name } steps { kind of { id name } generation others { id name } first { edtf } last { edtf } certainty ordered event { id title } affiliation { id kind post } tie { key kind eventCount } claims { locator stance source { key publisher } } } } }`,
		`{ contradictions { nodes { key kind entity { id } sides { part denies voices { publisher speaker { id name } } claims { locator stance source { key publisher title } attributedTo { id name } } } } } }`,
		`{ actor(id: "act_russia") { ties { nodes { kind to { id name ties { nodes { kind to { id name } } } } } } } }`,
	} {
		c.data(t, document, nil)
	}
}

// TestVocabularyIsTheDomains asks for the words and compares them.
func TestVocabularyIsTheDomains(t *testing.T) {
	got := serve(t, openEmbedded(t)).data(t, `{ vocabulary {
		roles { name } tieKinds { name family directed optIn } eventKinds { name armed } affiliationKinds { name family mutual toPlace }
	} }`, nil)
	var want []string
	for _, word := range graph.Roles {
		want = append(want, string(word.Name))
	}
	for _, word := range graph.TieKinds {
		want = append(want, fmt.Sprintf("%s %s %t %t", word.Name, word.Family, word.Directed, word.OptIn))
	}
	for _, word := range graph.EventKinds {
		want = append(want, fmt.Sprintf("%s %t", word.Name, word.Armed))
	}
	for _, word := range graph.Affiliations {
		want = append(want, fmt.Sprintf("%s %s %t %t", word.Name, word.Family, word.Mutual, word.ToPlace))
	}
	var found []string
	for _, list := range []struct {
		name   string
		fields []string
	}{
		{"roles", []string{"name"}},
		{"tieKinds", []string{"name", "family", "directed", "optIn"}},
		{"eventKinds", []string{"name", "armed"}},
		{"affiliationKinds", []string{"name", "family", "mutual", "toPlace"}},
	} {
		for i := range got.at("vocabulary." + list.name) {
			var words []string
			for _, field := range list.fields {
				words = append(words, got.at("vocabulary." + list.name + "." + field)[i])
			}
			found = append(found, strings.Join(words, " "))
		}
	}
	if diff := cmp.Diff(want, found); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

func TestDataset(t *testing.T) {
	const document = `{ dataset { version loadedAt counts { kind count } } }`
	empty := serve(t, openEmbedded(t)).data(t, document, nil)
	if version, loaded := empty.at("dataset.version")[0], empty.at("dataset.loadedAt")[0]; version != "null" || loaded != "null" {
		t.Errorf("an empty store: %s", empty.body)
	}
	full := serve(t, loadedStore(t)).data(t, document, nil)
	if _, err := time.Parse(time.RFC3339, full.at("dataset.loadedAt")[0]); err != nil {
		t.Error(err)
	}
	for i, word := range graph.EntityKinds {
		if kind := full.at("dataset.counts.kind")[i]; kind != string(word.Name) || full.at("dataset.counts.count")[i] == "0" {
			t.Errorf("%s %s", kind, full.at("dataset.counts.count")[i])
		}
	}
	if set(empty.at("dataset.counts.count"))[0] != "0" {
		t.Errorf("an empty store: %s", empty.body)
	}
}
