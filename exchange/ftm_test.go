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
)

func TestFTMTies(t *testing.T) {
	input := read(t, exchange.Options{}, "testdata/ties.ijson")
	var got []string
	for _, entity := range input.Entities {
		if tie, is := entity.(*graph.Affiliation); is {
			got = append(got, strings.TrimSpace(fmt.Sprintf("%s: %s %s %s [%s] %q %s", tie.ID, tie.From.ID, tie.Kind, tie.To.EntityID(), tie.Post, tie.Verbatim, tie.Interval)))
		}
	}
	slices.Sort(got)
	want := []string{
		`ftm-corp-at-4ea14058: ftm-corp BASED_AT ftm-home [] ""`,
		`ftm-t-dir: ftm-bo HOLDS_POST ftm-corp [chair] "chair" [2016-01-01..2017-06-30]/..`,
		`ftm-t-fam: ftm-ana KIN_OF ftm-bo [] "sister"`,
		`ftm-t-job: ftm-ana HOLDS_POST ftm-body [employee] "" [..2018-05-04]/[2018-05-04..]`,
		`ftm-t-mem: ftm-corp MEMBER_OF ftm-body [] ""`,
		`ftm-t-own-c584423e-2-1: ftm-bo HOLDS_POST ftm-corp [owner] "40%" 2015-03/2019-12-31`,
		`ftm-t-own-c584423e: ftm-ana HOLDS_POST ftm-corp [owner] "40%" 2015-03/2019-12-31`,
		`ftm-t-rep: ftm-corp REPRESENTS ftm-body [] "counsel"`,
		`ftm-t-suc: ftm-corp MERGED_INTO ftm-corp-2 [] ""`,
		`ftm-t-unk: ftm-corp LINKED_TO ftm-corp-2 [] "formerly"`,
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	// Two datasets are two sources; two firms of one name are two actors.
	corp := byID[*graph.Actor](t, input, "ftm-corp")
	if len(corp.Claims) != 2 || corp.Name != "Corp (FollowTheMoney corp)" {
		t.Errorf("%q: %v", corp.Name, corp.Claims)
	}
	if diff := cmp.Diff([]string{"testdata/ties.ijson: 1 line of schema Vessel left out: no actors, ties or payments"}, input.Notes); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

func TestFTMPayments(t *testing.T) {
	input := read(t, exchange.Options{}, "testdata/real/donations.ijson")
	event := byID[*graph.Event](t, input, "ftm-2216b422a31242fe204654ce194864661f515921")
	got := []string{string(event.Kind), event.Title, event.Date.EDTF(), fmt.Sprint(*event.Figures[0].Value, " ", event.Figures[0].Unit)}
	for _, participant := range event.Participants {
		got = append(got, string(participant.Role)+" "+byID[*graph.Actor](t, input, participant.Actor.ID).Name)
	}
	want := []string{"OTHER", "Payment: Frau Lina Dachner, MLPD", "2011-12-29", "100000 EUR", "INITIATOR Frau Lina Dachner", "RECIPIENT MLPD"}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

func TestFTMFaults(t *testing.T) {
	const lines = `{"id": "a", "schema": "Person", "properties": {"name": ["A"]}}
{"id": "b", "schema": "Person", "properties": {"name": "B"}}
{"id": "c", "schema": "Person", "properties": {"name": ["C"]
{"schema": "Person", "properties": {}}
{"id": "a", "schema": "Person", "properties": {"name": ["A"]}}
{"id": "o", "schema": "Ownership", "properties": {"owner": ["a"], "asset": ["z"], "startDate": ["soon"]}}
{"id": "p", "schema": "Payment", "properties": {"payer": ["a"], "beneficiary": [], "amount": ["much"]}}
{"id": "q", "schema": "Person", "properties": {"name": [true]}}
`
	_, err := exchange.Read(fstest.MapFS{"f.ijson": {Data: []byte(lines)}}, exchange.Options{}, "f.ijson")
	var got []string
	for _, fault := range faultsOf(err) {
		got = append(got, fault.String())
	}
	want := []string{
		`f.ijson:2:58: properties is a string, and that is not asked for`,
		`f.ijson:3:60: it is not JSON: unexpected end of JSON input`,
		`f.ijson:4:1: an entity has an id and a schema`,
		`f.ijson:5:1: the id "ftm-a" stands already at f.ijson:1`,
		`f.ijson:6:67: ftm-o asset: there is nothing in this file that could stand there: "z"`,
		`f.ijson:6:83: ftm-o startDate: "soon" is not a date: write YYYY-MM-DD, YYYY-MM or YYYY`,
		`f.ijson:7:65: ftm-p beneficiary: a Payment needs its beneficiary`,
		`f.ijson:7:84: ftm-p amount: a number is asked for, and this is "much"`,
		`f.ijson:8:48: ftm-q name holds a value that is neither text nor an entity`,
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}
