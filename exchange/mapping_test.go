package exchange_test

import (
	"fmt"
	"os"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/google/go-cmp/cmp"

	"github.com/factiongraph/factiongraph/exchange"
	"github.com/factiongraph/factiongraph/graph"
)

const examples = "../docs/examples/"

// TestMappedCSV reads the worked example of the documentation.
func TestMappedCSV(t *testing.T) {
	input := read(t, exchange.Options{Mapping: examples + "acled.yaml"}, examples+"acled-events.csv", examples+"acled-actors.csv", examples+"acled-ties.csv")
	var got []string
	for _, entity := range input.Entities {
		switch e := entity.(type) {
		case *graph.Event:
			line := []string{string(e.Kind), e.Title, e.Date.EDTF()}
			for _, participant := range e.Participants {
				actor := byID[*graph.Actor](t, input, participant.Actor.ID)
				line = append(line, fmt.Sprintf("%s%d %s (%s)", participant.Role, participant.Side, actor.Name, actor.Kind))
			}
			for at := byID[*graph.Place](t, input, e.Places[0].Place.ID); ; at = byID[*graph.Place](t, input, at.Within.ID) {
				line = append(line, string(at.Kind)+" "+at.Name)
				if at.Within == nil {
					break
				}
			}
			line = append(line, string(e.Places[0].Precision))
			for _, figure := range e.Figures {
				line = append(line, fmt.Sprint(figure.Counted, " ", *figure.Value))
			}
			for _, claim := range e.Claims {
				line = append(line, byID[*graph.Source](t, input, claim.Source.ID).Publisher+" @ "+claim.Locator)
			}
			got = append(got, strings.Join(line, "; "))
		case *graph.Affiliation:
			got = append(got, fmt.Sprintf("%s %s %s %v %q %s", byID[*graph.Actor](t, input, e.From.ID).Name, e.Kind, byID[*graph.Actor](t, input, e.To.EntityID()).Name, e.SupportTypes, e.Verbatim, e.Interval))
		}
	}
	want := []string{
		"CLASH; Armed clash: Amber Brigade - Military Forces of Examplia (2028-), Marjan; 2031-03-05; PARTY1 Amber Brigade (ARMED_GROUP); PARTY1 Reed Company (ARMED_GROUP); " +
			"PARTY2 Military Forces of Examplia (2028-) (STATE_FORCE); SETTLEMENT Marjan; DISTRICT Marjan; PROVINCE Delta; COUNTRY Examplia; EXACT; killed 3; " +
			"River Gazette @ event XAM1; Radio Delta @ event XAM1",
		"BOMBARDMENT; Shelling/artillery/missile attack: Military Forces of Examplia (2028-) - Amber Brigade, North of Marjan; [2031-02-28..2031-03-12]; " +
			"INITIATOR0 Military Forces of Examplia (2028-) (STATE_FORCE); TARGET0 Amber Brigade (ARMED_GROUP); " +
			"SETTLEMENT North of Marjan; DISTRICT Marjan; PROVINCE Delta; COUNTRY Examplia; NEAR; killed 0; Radio Delta @ event XAM2",
		"ATTACK; Attack: Amber Brigade - Civilians (Examplia), Marjan; 2031-03; INITIATOR0 Amber Brigade (ARMED_GROUP); AFFECTED0 Civilians (Examplia) (PEOPLE); " +
			"SETTLEMENT Marjan; DISTRICT Marjan; PROVINCE Delta; COUNTRY Examplia; ADMIN1; ACLED @ event XAM3",
		`Upper Examplia SUPPORTS Amber Brigade [WEAPONS] "sends it arms" 2030-04-01/..`,
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	brigade := byID[*graph.Actor](t, input, "acled-actor-amber-brigade-"+lastPart(t, input, "Amber Brigade"))
	if len(brigade.Names) != 2 {
		t.Errorf("the list of actors said more: %v", brigade)
	}
}

func lastPart(t *testing.T, input *exchange.Input, name string) string {
	t.Helper()
	for _, entity := range input.Entities {
		if actor, is := entity.(*graph.Actor); is && actor.Name == name {
			return actor.ID[strings.LastIndexByte(actor.ID, '-')+1:]
		}
	}
	return ""
}

func TestMappingFaults(t *testing.T) {
	const table = "event,who,whom,kind,since\n"
	mapping := func(change ...string) string {
		content := "origin: own\ntables:\n- rows: ties\n  from: who\n  to: whom\n  kind: {column: kind, words: {backs: SUPPORTS}}\n  start: {column: since}\n"
		return strings.NewReplacer(change...).Replace(content)
	}
	tests := map[string]struct {
		mapping, rows string
		want          []string
	}{
		"an incompatibility is nobody": {mapping(), "1,Russia,Syria: Government,backs,2015-09-30\n2,Iran,Government of Syria,backs,2012\n", []string{
			`f.csv:2:10: whom: "Syria: Government" names what a conflict is about, and nobody who acts: who is at that end of the tie?`,
			`f.csv:3:34: own-tie-iran-supports-government-of-syria-5537be0d interval.start: since: a day like 2006-01-02 is asked for, and this is "2012"`,
		}},
		"an unlisted word": {mapping(), "1,A,B,loves,\n", []string{`f.csv:2:7: kind: m.yaml has no word for "loves"`}},
		"an empty end":     {mapping(), "1,,B,backs,\n", []string{"f.csv:2:3: who: it is empty"}},
		"no such column":   {mapping("from: who", "from: woh"), "1,A,B,backs,\n", []string{`f.csv:1:1: it has no column "woh"`}},
		"no word of ours":  {mapping("SUPPORTS", "LOVES"), "", []string{`m.yaml:6:39: "LOVES" is not one of PART_OF, `}},
		"no such key":      {mapping("from:", "form:"), "", []string{"m.yaml:4: field form not found"}},
		"no origin":        {mapping("own", "Own Data"), "", []string{`m.yaml:1:9: origin: a short word`}},
		"no such rows":     {mapping("ties", "facts"), "", []string{`m.yaml:3:9: rows: actors, events or ties`}},
		"not YAML":         {"a: b: c", "", []string{"m.yaml:1: it is not YAML"}},
		"a bomb":           {"origin: &a [x,x,x,x,x,x,x,x,x]\nsource: &b [*a,*a,*a,*a,*a,*a,*a,*a,*a]\ntables: [" + strings.Repeat("*b,", 10_000) + "]", "", []string{"m.yaml:1: "}},
		"for no such file": {mapping("- rows", "- file: g.csv\n  rows"), "", []string{"f.csv: no table of m.yaml is for a file of this name"}},
		"an empty mapping": {"", "", []string{"m.yaml:1: it is not YAML: EOF"}},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			files := fstest.MapFS{"f.csv": {Data: []byte(table + test.rows)}, "m.yaml": {Data: []byte(test.mapping)}}
			_, err := exchange.Read(files, exchange.Options{Mapping: "m.yaml"}, "f.csv")
			faults := faultsOf(err)
			for i, want := range test.want {
				if i >= len(faults) || !strings.HasPrefix(faults[i].String(), want) {
					t.Errorf("the faults are %v, and not %s", faults, want)
				}
			}
			if name == "an incompatibility is nobody" && len(faults) != len(test.want) {
				t.Errorf("%d faults: %v", len(faults), faults)
			}
		})
	}
	_, err := exchange.Read(fstest.MapFS{"f.csv": {Data: []byte(table)}}, exchange.Options{}, "f.csv")
	if faults := faultsOf(err); len(faults) != 1 || !strings.Contains(faults[0].Reason, "give a mapping file") {
		t.Errorf("without a mapping: %v", faults)
	}
}

// TestMappedExampleIsInvented keeps what is no data of ACLED's out of doubt.
func TestMappedExampleIsInvented(t *testing.T) {
	content, err := os.ReadFile(examples + "acled-events.csv")
	if err != nil {
		t.Fatal(err)
	}
	for i, line := range strings.Split(strings.TrimSpace(string(content)), "\n")[1:] {
		if !strings.Contains(line, "Invented") {
			t.Errorf("row %d does not say that it is invented", i+1)
		}
	}
}
