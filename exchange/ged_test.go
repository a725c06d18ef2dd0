package exchange_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/google/go-cmp/cmp"

	"github.com/factiongraph/factiongraph/exchange"
	"github.com/factiongraph/factiongraph/graph"
	"github.com/factiongraph/factiongraph/graph/storetest"
)

// read reads files that are without fault, also to graph.
func read(t *testing.T, options exchange.Options, paths ...string) *exchange.Input {
	t.Helper()
	input, err := exchange.Read(exchange.Disk, options, paths...)
	if err != nil {
		t.Fatal(faultsOf(err), err)
	}
	if _, err := graph.Prepare(t.Context(), nothing{}, graph.Batch{Entities: input.Entities}); err != nil {
		t.Fatalf("graph refuses it: %v", faultsOf(input.Locate(err)))
	}
	return input
}

// byID returns an entity of an input.
func byID[E graph.Entity](t *testing.T, input *exchange.Input, id string) (found E) {
	t.Helper()
	for _, entity := range input.Entities {
		if entity.EntityID() == id {
			return entity.(E)
		}
	}
	t.Fatalf("there is no %s", id)
	return found
}

// told puts an event in one line: kind, date, places, who took part, figures and
// publishers.
func told(t *testing.T, input *exchange.Input, event *graph.Event) string {
	t.Helper()
	parts := []string{string(event.Kind)}
	if event.Date != nil {
		parts = append(parts, event.Date.EDTF()+" "+string(event.Date.Sense))
	}
	for _, use := range event.Places {
		place := byID[*graph.Place](t, input, use.Place.ID)
		parts = append(parts, fmt.Sprintf("%s %s %s", use.Precision, place.Kind, place.Name))
	}
	for _, participant := range event.Participants {
		parts = append(parts, strings.TrimSuffix(fmt.Sprintf("%s%d %s", participant.Role, participant.Side, byID[*graph.Actor](t, input, participant.Actor.ID).Name), " "))
	}
	for _, figure := range event.Figures {
		text := fmt.Sprint(*figure.Value)
		if figure.Low != nil {
			text = fmt.Sprintf("%g<%g<%g", *figure.Low, *figure.Value, *figure.High)
		}
		if figure.Verbatim != "" {
			text += " [" + figure.Verbatim + "]"
		}
		if figure.Population != nil {
			text += " of " + figure.Population.ID
		}
		parts = append(parts, text)
	}
	var publishers []string
	for _, claim := range event.Claims {
		source := byID[*graph.Source](t, input, claim.Source.ID)
		publishers = append(publishers, source.Publisher+" "+source.Published.EDTF())
		if claim.Locator != "GED "+strings.TrimPrefix(event.ID, "ucdp-ged-") {
			t.Errorf("%s is told at %q", event.ID, claim.Locator)
		}
	}
	return strings.Join(append(parts, strings.Join(publishers, ", ")), "; ")
}

func TestGED(t *testing.T) {
	input := read(t, exchange.Options{}, "testdata/real/ged.csv")
	syria, insurgents := "ucdp-actor-118", "ucdp-actor-4456"
	for number, want := range map[string]string{
		// One day, one place, one text.
		"214797": "FIGHTING; 2016-01-01 WITHIN; EXACT SETTLEMENT Teir Maaleh village; PARTY1 Government of Syria; PARTY2 Syrian insurgents; " +
			"4; 2 of " + syria + "; 2 of " + insurgents + "; 0; SOHR 2015-01-01",
		// Two texts of one publisher on two days; no more than one of a day.
		"216048": "FIGHTING; 2016-01-04 WITHIN; NEAR SETTLEMENT Ein Issa town; PARTY1 IS; PARTY2 SDF; 9; 7 of ucdp-actor-234; 2 of ucdp-actor-6288; 0; SOHR 2016-01-03, SOHR 2016-01-04",
		"223555": "FIGHTING; 2016-01-23 WITHIN; NEAR SETTLEMENT Sarmada town; PARTY1 Government of Syria; PARTY2 Syrian insurgents; 28; 0 of " + syria + "; 22 of " + insurgents + "; 6; SOHR 2016-01-23",
		// Days that differ bound when it was. The name is a district's.
		"219264": "FIGHTING; [2016-01-01..2016-04-01] WITHIN; ADMIN2 DISTRICT Al Qamishli district; PARTY1 IS; PARTY2 SDF; 16; 0 of ucdp-actor-234; 16 of ucdp-actor-6288; 0; SOHR 2016-05-05",
		"233200": "FIGHTING; 2016 WITHIN; COUNTRY COUNTRY Syria; PARTY1 Government of Syria; PARTY2 Syrian insurgents; 8179; 5325 of " + syria + "; 2854 of " + insurgents + "; 0; SOHR 2016-12-31",
		"216112": "FIGHTING; 2016-01-03 WITHIN; ADMIN1 PROVINCE Hamah Governorate; PARTY1 Government of Syria; PARTY2 Syrian insurgents; 4; 4 of " + syria + "; 0 of " + insurgents + "; 0; SOHR 2016-01-03",
		// A part of a province, and a line.
		"216056": "FIGHTING; 2016-01-02 WITHIN; ADMIN1 AREA Northern Hamah Governorate; PARTY1 Government of Syria; PARTY2 Syrian insurgents; 1; 1 of " + syria + "; 0 of " + insurgents + "; 0; SOHR 2016-01-03",
		"313675": "FIGHTING; 2016-03-24 WITHIN; LINE BORDER Al Hasakah/Deir ez Zor border; PARTY1 Government of Iraq; PARTY2 IS; 16; 0 of ucdp-actor-116; 16 of ucdp-actor-234; 0; SOHR 2016-03-24",
		// Civilians are struck and fight nobody, and the deaths of the sides are zero by definition.
		"215936": "ATTACK; 2016-01-02 WITHIN; EXACT SETTLEMENT Al Bab town; INITIATOR0 IS; AFFECTED0 Civilians in Syria; 2; 2 of ucdp-civilians-652; SOHR 2016-01-02",
		// Several parties on a side: nobody knows whose the dead were.
		"303816": "FIGHTING; [2016-04-28..2016-05-05] WITHIN; NEAR SITE Eastern Ghouta; PARTY1 Jabhat Fateh al-Sham; PARTY1 Rahman Corps; PARTY2 Jaysh al-Islam; " +
			"120<145<170; 0; 0 of ucdp-actor-6377; 0; 145; Orient News 2016-05-05",
		"243263": "FIGHTING; 2017-06-11 WITHIN; EXACT SETTLEMENT Al Bab town; PARTY1 Hamza Division; PARTY1 Liwa al-Sultan Murad; PARTY2 First Regiment; 4; 2; 2 of ucdp-actor-6421; 0; SOHR 2017-06-12",
		// Bounds that do not hold the best estimate are kept as they are written.
		"236249": "FIGHTING; 2016-08-28 WITHIN; EXACT SETTLEMENT Amarinah village; PARTY1 Government of Turkey; PARTY2 IS; " +
			"15 [low 8, best 15, high 7]; 0 of ucdp-actor-115; 0 of ucdp-actor-234; 15; Agence France Presse 2016-08-28",
		"216370": "ATTACK; 2016-02-06 WITHIN; EXACT SETTLEMENT Latakia town; INITIATOR0 Government of Syria; AFFECTED0 Civilians in Syria; " +
			"0<1<1; 1 of ucdp-civilians-652; SOHR 2016-02-06",
	} {
		if got := told(t, input, byID[*graph.Event](t, input, "ucdp-ged-"+number)); got != want {
			t.Errorf("GED %s (-want +got):\n%s", number, cmp.Diff(want, got))
		}
	}
	event := byID[*graph.Event](t, input, "ucdp-ged-219264")
	if event.Date.Reasoning == "" || event.Title != "IS - SDF: Al Qamishli district" {
		t.Errorf("%q, %q", event.Date.Reasoning, event.Title)
	}
	want := []graph.ExternalID{{Scheme: "ucdp-ged", Value: "214797"}, {Scheme: "ucdp-conflict", Value: "299"}, {Scheme: "ucdp-dyad", Value: "11973"}}
	if diff := cmp.Diff(want, byID[*graph.Event](t, input, "ucdp-ged-214797").ExternalIDs); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	town := byID[*graph.Place](t, input, byID[*graph.Event](t, input, "ucdp-ged-214797").Places[0].Place.ID)
	district := byID[*graph.Place](t, input, town.Within.ID)
	if province := byID[*graph.Place](t, input, district.Within.ID); *town.Latitude != 34.802462 || district.Latitude != nil || district.Kind != "DISTRICT" || province.Name != "Homs Governorate" {
		t.Errorf("%v in %v in %v", town, district, province)
	}
	for id, kind := range map[string]graph.ActorKind{
		syria: graph.State, insurgents: graph.Umbrella, "ucdp-actor-234": graph.ArmedGroup, "ucdp-actor-7390": graph.Community, "ucdp-civilians-652": graph.People,
	} {
		if actor := byID[*graph.Actor](t, input, id); actor.Kind != kind {
			t.Errorf("%s is a %s, not a %s", actor.Name, actor.Kind, kind)
		}
	}
}

// TestGEDNamesNoIncompatibility holds that what a conflict is about, "Syria:
// Government", backs and is nobody.
func TestGEDNamesNoIncompatibility(t *testing.T) {
	for _, entity := range read(t, exchange.Options{}, "testdata/real/ged.csv").Entities {
		if affiliation, is := entity.(*graph.Affiliation); is {
			t.Errorf("%s says %s", affiliation.ID, affiliation.Kind)
		}
		if actor, is := entity.(*graph.Actor); is && strings.Contains(actor.Name, ":") {
			t.Errorf("%s is an actor", actor.Name)
		}
	}
}

// TestGEDParties holds that the parties of a side are the actors of these names
// wherever they stand by themselves: in the file, in the list of actors beside
// it, or in the store.
func TestGEDParties(t *testing.T) {
	parties := func(input *exchange.Input, number string) (ids []string) {
		for _, participant := range byID[*graph.Event](t, input, "ucdp-ged-"+number).Participants {
			ids = append(ids, participant.Actor.ID)
		}
		return ids
	}
	alone := read(t, exchange.Options{}, "testdata/real/ged.csv")
	if diff := cmp.Diff([]string{"ucdp-actor-6563", "ucdp-group-liwa-al-sultan-murad-512134d7", "ucdp-actor-6421"}, parties(alone, "243263")); diff != "" {
		t.Errorf("the file alone (-want +got):\n%s", diff)
	}
	list := read(t, exchange.Options{}, "testdata/real/actors.csv")
	stored := exchange.Options{Actors: func() (actors []*graph.Actor, err error) {
		for _, entity := range list.Entities {
			if actor, is := entity.(*graph.Actor); is {
				actors = append(actors, actor)
			}
		}
		return actors, nil
	}}
	beside := exchange.Options{}
	for name, input := range map[string]*exchange.Input{
		"after the list":  read(t, beside, "testdata/real/actors.csv", "testdata/real/ged.csv"),
		"before the list": read(t, beside, "testdata/real/ged.csv", "testdata/real/actors.csv"),
	} {
		if diff := cmp.Diff([]string{"ucdp-actor-6563", "ucdp-actor-6422", "ucdp-actor-6421"}, parties(input, "243263")); diff != "" {
			t.Errorf("%s (-want +got):\n%s", name, diff)
		}
		// The list says more of them than the events do.
		if syria := byID[*graph.Actor](t, input, "ucdp-actor-118"); len(syria.Claims) != 1 {
			t.Errorf("%s: %v", name, syria)
		}
	}
	input, err := exchange.Read(exchange.Disk, stored, "testdata/real/ged.csv")
	if err != nil {
		t.Fatal(faultsOf(err))
	}
	if diff := cmp.Diff([]string{"ucdp-actor-6563", "ucdp-actor-6422", "ucdp-actor-6421"}, parties(input, "243263")); diff != "" {
		t.Errorf("a stored list (-want +got):\n%s", diff)
	}
	if slices.ContainsFunc(input.Entities, func(entity graph.Entity) bool { return entity.EntityID() == "ucdp-actor-118" }) {
		t.Error("what is stored would be written over")
	}
}

// TestPartiesByOtherNames holds that a party that the list of actors has under
// another of its names is that actor, when it is read first and when it is
// stored.
func TestPartiesByOtherNames(t *testing.T) {
	list, _, _ := strings.Cut(string(content(t, "real/actors.csv")), "\n")
	row := make([]string, strings.Count(list, ",")+1)
	for i, column := range strings.Split(strings.TrimSpace(list), ",") {
		row[i] = map[string]string{"NameData": "Alpha", "NameOrigFull": "A", "Org": "1", "Version": "22.1"}[column]
	}
	row[0] = "21"
	files := fstest.MapFS{
		"actors.csv": {Data: []byte(list + "\n" + strings.Join(row, ",") + "\n")},
		"ged.csv":    {Data: []byte(ged(map[string]string{"side_a": `"A, C"`}))},
	}
	store := storetest.Model()
	var versions [2]string
	for i := range versions {
		input, err := exchange.Read(files, exchange.Options{Actors: func() ([]*graph.Actor, error) { return actorsIn(t, store), nil }}, "actors.csv", "ged.csv")
		if err != nil {
			t.Fatal(faultsOf(err))
		}
		if first := byID[*graph.Event](t, input, "ucdp-ged-1").Participants[0].Actor.ID; first != "ucdp-actor-21" {
			t.Errorf("A is %s", first)
		}
		dataset, err := store.Update(t.Context(), graph.Batch{Entities: input.Entities})
		if err != nil {
			t.Fatal(faultsOf(err))
		}
		versions[i] = dataset.Version
	}
	if versions[0] != versions[1] {
		t.Errorf("loaded again, version %s became %s", versions[0], versions[1])
	}
}

func actorsIn(t *testing.T, store graph.Store) (actors []*graph.Actor) {
	t.Helper()
	err := store.View(t.Context(), func(reader graph.Reader) (err error) {
		actors, err = graph.Collect(graph.Find[*graph.Actor](t.Context(), reader, graph.Query{Filter: graph.ActorFilter{}}))
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return actors
}
