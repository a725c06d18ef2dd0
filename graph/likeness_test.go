package graph_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"github.com/factiongraph/factiongraph/graph"
)

// called makes an actor with a claim of a source of its own dataset: the part
// of the id before the first dot.
func called(id string, kind graph.ActorKind, names ...string) *graph.Actor {
	dataset, _, _ := strings.Cut(id, ".")
	actor := &graph.Actor{ID: id, Kind: kind, Name: names[0], Claims: told("src-" + dataset)}
	for _, name := range names[1:] {
		actor.Names = append(actor.Names, graph.Name{Text: name, Type: graph.AliasName, Origin: graph.FromKnowledge})
	}
	return actor
}

// ours are actors as the corpus has them, theirs as another dataset would.
func ours() []graph.Entity {
	return []graph.Entity{
		called("our.regime", graph.State, "Syrian regime", "Assad's government", "Syrian government", "النظام السوري"),
		called("our.russia", graph.State, "Russia", "روسيا"),
		called("our.israel", graph.State, "Israel", "إسرائيل"),
		called("our.hts", graph.ArmedGroup, "Hay'at Tahrir al-Sham", "هيئة تحرير الشام", "HTS"),
		called("our.fsa", graph.Coalition, "Free Syrian Army", "FSA", "الجيش السوري الحر"),
		called("our.4div", graph.StateForce, "Fourth Division", "4th Division", "الفرقة الرابعة"),
		called("our.8bde", graph.StateForce, "8th Brigade", "اللواء الثامن"),
		called("our.dcc", graph.NegotiatorBody, "Daraa Central Committee", "لجنة درعا المركزية"),
		called("our.awda", graph.Person, "Ahmed al-Awda", "أحمد العودة"),
		called("our.islam", graph.ArmedGroup, "Jaysh al-Islam"),
	}
}

func theirs() []graph.Entity {
	return []graph.Entity{
		called("their.1", graph.State, "Government of Syria"),
		called("their.2", graph.State, "Government of Russia"),
		called("their.3", graph.State, "Government of Israel"),
		called("their.4", graph.ArmedGroup, "Forces of Haiat Tahrir ash-Sham"),
		called("their.5", graph.Umbrella, "Free Syrian Army (FSA)"),
		called("their.6", graph.StateForce, "5th Division"),
		called("their.7", graph.StateForce, "الفرقة الرابعة"),
		called("their.8", graph.NegotiatorBody, "Quneitra Reconciliation Committee"),
		called("their.9", graph.Person, "Ahmad Odeh"),
		called("their.10", graph.ArmedGroup, "جيش الإسلام"),
		called("their.11", graph.State, "Government of Iran"),
		called("their.12", graph.StateForce, "Eighth Brigade"),
		called("their.13", graph.Unidentified, "8th Brigade"),
	}
}

// likenesses asks a store that holds these entities.
func likenesses(t *testing.T, store graph.Store, filter graph.LikenessFilter) []*graph.Likeness {
	t.Helper()
	var found []*graph.Likeness
	reading(t, store, func(reader graph.Reader) {
		var err error
		if found, err = graph.Likenesses(t.Context(), reader, filter); err != nil {
			t.Fatal(err)
		}
	})
	return found
}

// holdingSources is holding with the sources of datasets.
func holdingSources(t *testing.T, entities ...graph.Entity) graph.Store {
	t.Helper()
	for _, dataset := range []string{"our", "their", "more", "a", "b", "c"} {
		entities = append(entities, source("src-"+dataset, dataset))
	}
	return holding(t, entities...)
}

func keysOf(found []*graph.Likeness) []string {
	keys := []string{}
	for _, l := range found {
		keys = append(keys, l.Key())
	}
	return keys
}

func TestLikenessesAcrossSources(t *testing.T) {
	store := holdingSources(t, slices.Concat(ours(), theirs())...)
	got := keysOf(likenesses(t, store, graph.LikenessFilter{Prefix: "their.", MinScore: 0.5}))
	want := []string{
		"our.regime:their.1", "our.russia:their.2", "our.israel:their.3", "our.hts:their.4", "our.fsa:their.5", "our.4div:their.7",
		"our.awda:their.9", "our.islam:their.10", "our.8bde:their.12",
	}
	slices.Sort(want)
	slices.Sort(got)
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

// TestNamesOfLikenesses shows how much which names are alike.
func TestNamesOfLikenesses(t *testing.T) {
	tests := []struct {
		one, other string
		manner     graph.NameManner // none if they are no candidates
		least      float64          // of the likeness, that is, of bits/16 + 0.6
		most       float64
	}{
		{"Fourth Division", "Division 4", graph.SameWords, 1, 1},
		{"Government of Syria", "the Syrian Government", graph.OtherSpell, 0.88, 0.97},
		{"Jaysh al-Islam", "Jaish Islam", graph.OtherSpell, 0.95, 0.99},
		{"Jaysh al-Islam", "جيش الإسلام", graph.OtherScript, 0.8, 0.81},
		{"Quneitra", "القنيطرة", graph.OtherScript, 0.5, 0.5},
		{"Hizb Allah", "Hezbollah", graph.OtherSpell, 0.55, 0.56},
		{"Jund Abu Bakr", "Jund Abubakr", graph.OtherSpell, 0.92, 0.94},
		{"FSA", "Free Syrian Army", graph.AsAcronym, 0.6, 0.6},
		{"PKK", "P.K.K.", graph.AsAcronym, 0.8, 0.8},
		{"PKK", "PKKA", "", 0, 0},
		{"AIS", "IS", "", 0, 0},
		{"AIS", "Ayas", "", 0, 0},
		{"Government of Russia (Soviet Union)", "Government of Russia", graph.SameWords, 1, 1},
		{"Lions (Free Syrian Army)", "Free Syrian Army", graph.PartOfName, 0.8, 0.95},
		{"Russia", "Government of Russia", graph.PartOfName, 0.95, 1},
		{"Russia", "Forces of Russia", graph.PartOfName, 0.6, 0.8},
		{"الاستخبارات التركية", "Government of Turkey", "", 0, 0},
		{"4th Division", "5th Division", "", 0, 0},
		{"4th Division", "4th Brigade", "", 0, 0},
		{"Daraa Central Committee", "Quneitra Reconciliation Committee", "", 0, 0},
		{"Government of Iran", "Government of Iraq", "", 0, 0},
	}
	for _, test := range tests {
		t.Run(test.one+" | "+test.other, func(t *testing.T) {
			store := holdingSources(t, called("a.1", graph.ArmedGroup, test.one), called("b.1", graph.ArmedGroup, test.other))
			found := likenesses(t, store, graph.LikenessFilter{})
			if test.manner == "" {
				if len(found) > 0 {
					t.Errorf("they are alike by %v", found[0].Reasons)
				}
				return
			}
			if len(found) != 1 || found[0].Reasons[0].Kind != graph.AlikeName {
				t.Fatalf("found %d", len(found))
			}
			reason := found[0].Reasons[0]
			if diff := cmp.Diff([]string{test.one, test.other}, reason.Names); diff != "" {
				t.Errorf("names (-want +got):\n%s", diff)
			}
			if likeness := reason.Bits/16 + 0.6; reason.Manner != test.manner || likeness < test.least-1e-9 || likeness > test.most+1e-9 {
				t.Errorf("%s, %.3f", reason.Manner, likeness)
			}
		})
	}
}

// reasonsOf lists the reasons of a pair as "KIND bits".
func reasonsOf(l *graph.Likeness) []string {
	var reasons []string
	for i := range l.Reasons {
		reasons = append(reasons, fmt.Sprintf("%s %g", l.Reasons[i].Kind, l.Reasons[i].Bits))
	}
	return reasons
}

func TestReasonsOfLikenesses(t *testing.T) {
	town, district, country := place("town", "district"), place("district", "country"), place("country", "")
	country.Kind = "COUNTRY"
	named := place("their-town", "")
	named.Name = "TOWN village"
	at := func(e *graph.Event, date string, places ...string) *graph.Event {
		e.Date = when(date)
		for _, id := range places {
			e.Places = append(e.Places, graph.PlaceUse{Place: &graph.Place{ID: id}})
		}
		return e
	}
	from := func(dataset string, e *graph.Event) *graph.Event {
		e.Claims = told("src-" + dataset)
		return e
	}
	a, b := called("a", graph.ArmedGroup, "Lions of Hawran"), called("b", graph.ArmedGroup, "Lions of Hawran!")
	withIDs := func(actor *graph.Actor, ids ...graph.ExternalID) *graph.Actor {
		with := *actor
		with.ExternalIDs = ids
		return &with
	}
	ofKind := func(actor *graph.Actor, kind graph.ActorKind) *graph.Actor {
		with := *actor
		with.Kind = kind
		return &with
	}
	supposing := *a
	supposing.Links = []graph.Link{link(graph.LinkPossiblySameAs, "b")}
	same, different := affiliation("s", "x", graph.SameAs, "y"), affiliation("s", "x", graph.SameAs, "y")
	different.Claims[0].Stance = graph.Denied
	places := []graph.Entity{town, district, country, named}
	tests := []struct {
		name  string
		holds []graph.Entity
		want  []string
	}{
		{"names alone", []graph.Entity{a, b}, []string{"NAME 6.4", "KIND 1"}},
		{"loosely other kinds", []graph.Entity{a, ofKind(b, graph.Coalition)}, []string{"NAME 6.4", "DIFFERENT_KIND -1"}},
		{"other kinds", []graph.Entity{a, ofKind(b, graph.Person)}, []string{"NAME 6.4", "DIFFERENT_KIND -5"}},
		{
			"one id",
			[]graph.Entity{withIDs(a, graph.ExternalID{Scheme: "u", Value: "1"}), withIDs(b, graph.ExternalID{Scheme: "u", Value: "2"}, graph.ExternalID{Scheme: "u", Value: "1"})},
			[]string{"NAME 6.4", "KIND 1", "EXTERNAL_ID 8"},
		},
		{
			"other ids",
			[]graph.Entity{withIDs(a, graph.ExternalID{Scheme: "u", Value: "1"}), withIDs(b, graph.ExternalID{Scheme: "u", Value: "2"})},
			[]string{"NAME 6.4", "KIND 1", "DIFFERENT_EXTERNAL_ID -4"},
		},
		{
			"ids of other schemes",
			[]graph.Entity{withIDs(a, graph.ExternalID{Scheme: "u", Value: "1"}), withIDs(b, graph.ExternalID{Scheme: "v", Value: "1"})},
			[]string{"NAME 6.4", "KIND 1"},
		},
		{"supposed", []graph.Entity{&supposing, b}, []string{"NAME 6.4", "KIND 1", "POSSIBLY_SAME_AS 3"}},
		{
			"time and place", append(places, a, b, from("a", at(event("e", graph.Clash, "a PARTY 1", "x PARTY 2"), "2018", "town")), from("b", at(event("f", graph.Clash, "b PARTY 1", "y PARTY 2"), "2018-03/2020", "district"))),
			[]string{"NAME 6.4", "KIND 1", "TIME 0.5", "PLACE 1"},
		},
		{
			"a place of the same name", append(places, a, b, from("a", at(event("e", graph.Protest, "a AFFECTED"), "", "town")), from("b", at(event("f", graph.Protest, "b AFFECTED"), "2018", "their-town"))),
			[]string{"NAME 6.4", "KIND 1", "PLACE 1"},
		},
		{
			"a country is no place in common", append(places, a, b, from("a", at(event("e", graph.Clash, "a PARTY 1", "x PARTY 2"), "2018", "town")), from("b", at(event("f", graph.Clash, "b PARTY 1", "y PARTY 2"), "2019", "country"))),
			[]string{"NAME 6.4", "KIND 1", "DISJOINT_TIME -1"},
		},
		{
			"what did not occur counts nothing",
			[]graph.Entity{a, b, from("a", denied(event("e", graph.Clash, "a PARTY 1", "b PARTY 2")))},
			[]string{"NAME 6.4", "KIND 1"},
		},
		{"enemies", []graph.Entity{a, b, event("e", graph.Clash, "a PARTY 1", "b PARTY 2")}, []string{"NAME 6.4", "KIND 1", "FOUGHT_EACH_OTHER -5", "TOLD_APART -2"}},
		{"part of", []graph.Entity{a, b, partOf("a", "b", "", "")}, []string{"NAME 6.4", "KIND 1", "TIED_TO_EACH_OTHER -4", "TOLD_APART -2"}},
		{"told by one", []graph.Entity{a, b, event("e", graph.Protest, "a AFFECTED", "b AFFECTED")}, []string{"NAME 6.4", "KIND 1", "TOLD_APART -2"}},
		{
			"one enemy",
			[]graph.Entity{a, b, from("a", event("e", graph.Clash, "a PARTY 1", "x PARTY 2")), from("b", event("f", graph.Clash, "b PARTY 1", "x PARTY 2"))},
			[]string{"NAME 6.4", "KIND 1", "COUNTERPARTS 0.5"},
		},
		{
			"enemies that are one",
			[]graph.Entity{a, b, same, from("a", event("e", graph.Clash, "a PARTY 1", "x PARTY 2")), from("b", event("f", graph.Clash, "b PARTY 1", "y PARTY 2"))},
			[]string{"NAME 6.4", "KIND 1", "COUNTERPARTS 0.5"},
		},
		{
			"enemies that are two",
			[]graph.Entity{a, b, different, from("a", event("e", graph.Clash, "a PARTY 1", "x PARTY 2")), from("b", event("f", graph.Clash, "b PARTY 1", "y PARTY 2"))},
			[]string{"NAME 6.4", "KIND 1"},
		},
		{
			"an enemy and a friend",
			[]graph.Entity{a, b, from("a", event("e", graph.Clash, "a PARTY 1", "x PARTY 2")), from("b", event("f", graph.Negotiation, "b PARTY 1", "x PARTY 2"))},
			[]string{"NAME 6.4", "KIND 1"},
		},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			found := likenesses(t, holdingSources(t, test.holds...), graph.LikenessFilter{Actors: []string{"a"}})
			if len(found) != 1 {
				t.Fatalf("found %v", keysOf(found))
			}
			if diff := cmp.Diff(test.want, reasonsOf(found[0])); diff != "" {
				t.Errorf("reasons (-want +got):\n%s", diff)
			}
		})
	}
}

// denied is the event as one that did not occur.
func denied(e *graph.Event) *graph.Event {
	e.Realis = graph.DidNotOccur
	return e
}

func TestScoreOfLikeness(t *testing.T) {
	found := likenesses(t, holdingSources(t, called("a", graph.ArmedGroup, "PKK"), called("b", graph.Coalition, "PKK")), graph.LikenessFilter{})
	// -3 for any two, 16 × (0.8 - 0.6) = 3.2 for the acronym, -1 for the kinds.
	if got := found[0].Score; fmt.Sprintf("%.6f", got) != "0.364817" {
		t.Errorf("2^-0.8 / (1 + 2^-0.8) came out as %f", got)
	}
}

func TestLikenessFilter(t *testing.T) {
	same := affiliation("s1", "our.hts", graph.SameAs, "their.4")
	different := affiliation("s2", "their.2", graph.SameAs, "our.russia")
	different.Claims[0].Stance = graph.Denied
	store := holdingSources(t, append(slices.Concat(ours(), theirs()), same, different, called("more.1", graph.ArmedGroup, "Hayat Tahrir Sham"))...)
	tests := []struct {
		name   string
		filter graph.LikenessFilter
		want   []string
	}{
		{"one actor", graph.LikenessFilter{Actors: []string{"our.4div"}, MinScore: 0.5}, []string{"our.4div:their.7"}},
		{"one actor of that prefix", graph.LikenessFilter{Actors: []string{"our.hts"}, Prefix: "our.", MinScore: 0.5}, []string{"more.1:our.hts"}},
		{"two of that prefix", graph.LikenessFilter{Actors: []string{"our.hts", "our.dcc"}, Prefix: "their.", MinScore: 0.5}, nil},
		{"no actors", graph.LikenessFilter{Actors: []string{}}, nil},
		{"no kinds", graph.LikenessFilter{Kinds: []graph.ActorKind{}}, nil},
		{"persons", graph.LikenessFilter{Kinds: []graph.ActorKind{graph.Person}}, []string{"our.awda:their.9"}},
		{"accepted ones too", graph.LikenessFilter{Actors: []string{"our.hts", "their.4"}, Reviewed: true, MinScore: 0.5}, []string{"more.1:our.hts", "more.1:their.4", "our.hts:their.4"}},
		{"denied ones too", graph.LikenessFilter{Actors: []string{"our.russia"}, Reviewed: true, MinScore: 0.5}, []string{"our.russia:their.2"}},
		{"without denied ones", graph.LikenessFilter{Actors: []string{"our.russia"}, MinScore: 0.5}, nil},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			found := likenesses(t, store, test.filter)
			got := keysOf(found)
			slices.Sort(got)
			if diff := cmp.Diff(append([]string{}, test.want...), got); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
			for _, l := range found {
				reviewed := l.Key() == "our.hts:their.4" || l.Key() == "our.russia:their.2"
				if (l.Review != nil) != reviewed {
					t.Errorf("%s is reviewed: %v", l.Key(), l.Review != nil)
				}
			}
		})
	}
	reading(t, store, func(reader graph.Reader) {
		_, err := graph.Likenesses(t.Context(), reader, graph.LikenessFilter{Actors: []string{"our.hts", "nobody"}})
		if graph.CodeOf(err) != graph.CodeNotFound {
			t.Errorf("nobody is %v", err)
		}
	})
}

// A third id of what is accepted as one actor is joined to it through the
// second, so it is no open question any more.
func TestLikenessThroughAnother(t *testing.T) {
	store := holdingSources(t, called("a", graph.State, "Russia"), called("b", graph.State, "Russia (state)"), called("c", graph.State, "The Russia"),
		affiliation("s", "a", graph.SameAs, "b"), affiliation("r", "c", graph.SameAs, "b"))
	if found := likenesses(t, store, graph.LikenessFilter{}); len(found) > 0 {
		t.Errorf("%v are open", keysOf(found))
	}
}

// SAME_AS keeps the ties of both apart, and stands in no answer that does not
// name it.
func TestSameAsMergesNothing(t *testing.T) {
	store := holdingSources(t, affiliation("s", "a", graph.SameAs, "b"), event("e", graph.Clash, "a PARTY 1", "x PARTY 2"), event("f", graph.Clash, "b PARTY 1", "x PARTY 2"))
	wantTies(t, store, graph.TieFilter{}, "FOUGHT:a:x 1/1", "FOUGHT:b:x 1/1")
	wantTies(t, store, graph.TieFilter{Actors: []string{"a"}}, "FOUGHT:a:x 1/1")
	wantTies(t, store, graph.TieFilter{Kinds: []graph.TieKind{"SAME_AS"}}, "SAME_AS:a:b 1/1")
}

// TestLikenessRelations holds answers of random data to each other.
func TestLikenessRelations(t *testing.T) {
	words := []string{"Army", "of", "Islam", "Free", "Syrian", "4th", "5th", "Division", "Daraa", "درعا", "FSA", "Jaysh", "جيش"}
	kinds := []graph.ActorKind{graph.State, graph.ArmedGroup, graph.Coalition, graph.Person}
	rapid.Check(t, func(rt *rapid.T) {
		var entities []graph.Entity
		for i := range rapid.IntRange(2, 8).Draw(rt, "actors") {
			var names []string
			for range rapid.IntRange(1, 2).Draw(rt, "names") {
				names = append(names, strings.Join(rapid.SliceOfN(rapid.SampledFrom(words), 1, 3).Draw(rt, "words"), " "))
			}
			names = append(names[:1:1], slices.DeleteFunc(names[1:], func(name string) bool { return name == names[0] })...)
			names[0] += fmt.Sprint(" ", 10+i) // no two may bear one name
			actor := called(fmt.Sprintf("%c.%d", 'a'+i%2, i), rapid.SampledFrom(kinds).Draw(rt, "kind"), names...)
			entities = append(entities, actor)
		}
		store := holdingSources(t, entities...)
		all := likenesses(t, store, graph.LikenessFilter{})
		slices.Reverse(entities)
		if diff := cmp.Diff(all, likenesses(t, holdingSources(t, entities...), graph.LikenessFilter{})); diff != "" {
			rt.Fatalf("the order of loading matters:\n%s", diff)
		}
		if !slices.IsSortedFunc(all, func(a, b *graph.Likeness) int {
			if a.Score != b.Score {
				return map[bool]int{true: -1, false: 1}[a.Score > b.Score]
			}
			return strings.Compare(a.Key(), b.Key())
		}) {
			rt.Fatal("they are not in order")
		}
		var across, likely []string
		for _, l := range all {
			if l.One.ID >= l.Other.ID || l.Score <= 0 || l.Score >= 1 {
				rt.Fatalf("%s has %v", l.Key(), l.Score)
			}
			if l.One.ID[0] != l.Other.ID[0] {
				across = append(across, l.Key())
			}
			if l.Score >= 0.5 {
				likely = append(likely, l.Key())
			}
		}
		for _, prefix := range []string{"a.", "b."} {
			if diff := cmp.Diff(append([]string{}, across...), keysOf(likenesses(t, store, graph.LikenessFilter{Prefix: prefix}))); diff != "" {
				rt.Fatalf("across by %s (-want +got):\n%s", prefix, diff)
			}
		}
		if diff := cmp.Diff(append([]string{}, likely...), keysOf(likenesses(t, store, graph.LikenessFilter{MinScore: 0.5}))); diff != "" {
			rt.Fatalf("likely ones (-want +got):\n%s", diff)
		}
		for _, entity := range entities {
			id := entity.EntityID()
			var his []string
			for _, l := range all {
				if l.One.ID == id || l.Other.ID == id {
					his = append(his, l.Key())
				}
			}
			if diff := cmp.Diff(append([]string{}, his...), keysOf(likenesses(t, store, graph.LikenessFilter{Actors: []string{id}}))); diff != "" {
				rt.Fatalf("of %s (-want +got):\n%s", id, diff)
			}
		}
	})
}
