package exchange

import (
	"io"
	"slices"
	"strings"

	"github.com/factiongraph/factiongraph/graph"
)

// ucdpActorColumns are the columns without which the actor dataset cannot be
// read.
var ucdpActorColumns = []string{
	"ActorId", "NameData", "NameOrigFullEng", "Org", "ActorIdPrev", "ActorIdSplitTemp", "ActorIdAlliance", "ActorIdGroup",
}

// ucdpSuccessions are the columns that name other actors. What the dataset
// calls an alliance is several actors that became one.
var ucdpSuccessions = []struct {
	ids, names string
	kind       graph.AffiliationKind
	note       string
}{
	{"ActorIdPrev", "NamePrev", graph.SplinteredFrom, ""},
	{"ActorIdSplitTemp", "NameSplitTemp", graph.SplinteredFrom, "For a time, as UCDP codes it."},
	{"ActorIdAlliance", "NameAlliance", graph.MergedInto, "UCDP calls it an alliance."},
	{"ActorIdGroup", "GroupName", graph.AbsorbedInto, ""},
}

// ucdpActors reads the UCDP Actor Dataset.
func (r *reading) ucdpActors(name string, content io.Reader) {
	t := r.table(name, content, ucdpActorColumns)
	if t == nil {
		return
	}
	for t.next() && !t.full() {
		t.ucdpActor()
	}
}

// ucdpActor reads one row.
func (t *table) ucdpActor() {
	number, name := t.cell("ActorId"), t.cell("NameData")
	if !isNumber(number) {
		t.fault("ActorId", "", "a number is asked for, and this is %q", clip(number))
		return
	}
	id := ucdpActorPrefix + number
	t.known = id
	organization := t.cell("Org")
	if !slices.Contains([]string{"1", "2", "3", "4"}, organization) {
		t.fault("Org", "kind", "a code from 1 to 4 is asked for, and this is %q", clip(organization))
	}
	claims := func() []graph.Claim {
		return []graph.Claim{{Stance: graph.Reported, Basis: graph.Stated, Source: t.ucdpActorSource(), Locator: "ActorId " + number}}
	}
	actor := &graph.Actor{
		ID: id, Kind: ucdpKind(name, organization), Name: name,
		ExternalIDs: []graph.ExternalID{{Scheme: ucdpActorScheme, Value: number}}, Claims: claims(),
	}
	if location := t.cell("Location"); location != "" {
		actor.Description = "Active in " + location + ", as UCDP lists it."
	}
	for _, other := range [...]struct {
		column string
		kind   graph.NameType
	}{
		{"NameOrig", graph.AliasName},
		{"NameOrigFull", graph.OfficialName},
		{"NameOrigFullEng", graph.AliasName},
		{"NewName", graph.AliasName},
		{"NewNameFullMotherTongue", graph.OfficialName},
		{"NewNameFullEng", graph.AliasName},
	} {
		if text := t.cell(other.column); !strings.EqualFold(text, "n/a") {
			alsoCalled(actor, text, other.kind)
		}
	}
	t.r.distinguish(id, "UCDP "+number)
	t.r.add(actor, t.place("id", "ActorId", "name", "NameData", "kind", "Org"))
	for _, succession := range ucdpSuccessions {
		others, names := splitList(t.cell(succession.ids)), splitList(t.cell(succession.names))
		for i, other := range others {
			if !isNumber(other) {
				t.fault(succession.ids, "", "numbers with commas between them are asked for, and this is %q", clip(t.cell(succession.ids)))
				continue
			}
			if other == number {
				continue
			}
			// Not every actor that is named has a row of its own.
			named := "UCDP actor " + other
			if len(names) == len(others) {
				named = names[i]
			}
			t.r.putAside(&graph.Actor{
				ID: ucdpActorPrefix + other, Kind: ucdpKind(named, ""), Name: named,
				ExternalIDs: []graph.ExternalID{{Scheme: ucdpActorScheme, Value: other}},
			}, t.place("name", succession.names))
			t.r.distinguish(ucdpActorPrefix+other, "UCDP "+other)
			affiliation := &graph.Affiliation{
				ID:   strings.ToLower(strings.ReplaceAll(id+"-"+string(succession.kind)+"-"+other, "_", "-")),
				Kind: succession.kind, From: &graph.Actor{ID: id}, To: &graph.Actor{ID: ucdpActorPrefix + other}, Note: succession.note, Claims: claims(),
			}
			t.r.share(affiliation, t.place("to", succession.ids, "kind", succession.ids))
		}
	}
}

// splitList returns the parts of a cell that commas join.
func splitList(cell string) []string {
	var parts []string
	for part := range strings.SplitSeq(cell, ",") {
		if part = strings.TrimSpace(part); part != "" {
			parts = append(parts, part)
		}
	}
	return parts
}

func (t *table) ucdpActorSource() *graph.Source {
	source := &graph.Source{ID: "ucdp-actors", Key: "ucdp-actors", Publisher: ucdpPublisher, Title: "UCDP Actor Dataset"}
	t.r.share(source, t.place("publisher", "Version"))
	return &graph.Source{ID: source.ID}
}
