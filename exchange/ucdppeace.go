package exchange

import (
	"io"
	"strings"

	"github.com/factiongraph/factiongraph/graph"
)

// peaceColumns are the columns without which the peace agreement dataset cannot
// be read.
var peaceColumns = []string{"PAID", "DyadName", "actorId", "pa_name", "pa_date", "pa_type", "ended", "cease"}

// provisions are the columns that say with 1 what an agreement provides for,
// and the terms that they become. A column that sums up others is not among
// them, nor one that says that an earlier agreement holds on.
var provisions = []struct {
	column  string
	kind    graph.TermKind
	negated bool
	text    string
}{
	{"cease", "FIGHTING", true, "The fighting stops."},
	{"Intarmy", "INTEGRATION", false, "Rebels join the army."},
	{"DDR", "DISARMAMENT", false, "Fighters are disarmed, demobilised and reintegrated."},
	{"Withd", "WITHDRAWAL", false, "Foreign forces withdraw."},
	{"pp", "GOVERNANCE", false, "The rebels may become a political party."},
	{"Intgov", "GOVERNANCE", false, "Rebels join the government."},
	{"Intciv", "GOVERNANCE", false, "Rebels join the civil service."},
	{"Elections", "GOVERNANCE", false, "Elections are held, or the law on them is changed."},
	{"Interrim", "GOVERNANCE", false, "Rebels join an interim government."}, //nolint:misspell // so the dataset spells it
	{"Natalks", "NEGOTIATION", false, "National talks are held."},
	{"Shagov", "GOVERNANCE", false, "Power in the government is shared."},
	{"Aut", "GOVERNANCE", false, "The disputed region becomes autonomous."},
	{"Fed", "GOVERNANCE", false, "The state becomes a federation."},
	{"Ind", "GOVERNANCE", false, "The disputed region becomes independent."},
	{"Ref", "GOVERNANCE", false, "A referendum decides on the disputed region."},
	{"Shaloc", "GOVERNANCE", false, "Power in the local government is shared."},
	{"Regdev", "AID", false, "The disputed region is developed."},
	{"Cul", "GOVERNANCE", false, "The region has cultural freedoms."},
	{"Demarcation", "GOVERNANCE", false, "The border is demarcated."},
	{"Locgov", "GOVERNANCE", false, "The region has a local government."},
	{"Amn", "AMNESTY", false, "There is an amnesty."},
	{"pris", "RELEASE", false, "Prisoners are released."},
	{"Recon", "OTHER", false, "There is national reconciliation."},
	{"Return", "RETURN", false, "Refugees return."},
	{"Outlin", "NEGOTIATION", false, "The agenda of further negotiations is set out."},
	{"PKO", "DEPLOYMENT", false, "Peacekeepers are deployed."},
	{"Co_impl", "MONITORING", false, "A commission oversees carrying it out."},
}

// peaceKinds are our kinds for pa_type. There is no word of ours for a partial
// agreement, so its label says it.
var peaceKinds = map[string]struct {
	kind  graph.AgreementKind
	label string
}{
	"1": {"PEACE", "full peace agreement"},
	"2": {"PEACE", "partial peace agreement"},
	"3": {"PROCESS", "peace process agreement"},
}

// ucdpPeace reads the UCDP Peace Agreement Dataset.
func (r *reading) ucdpPeace(name string, content io.Reader) {
	t := r.table(name, content, peaceColumns)
	if t == nil {
		return
	}
	p := peaceReading{table: t, actors: map[string]*graph.Actor{}}
	for t.next() && !t.full() {
		p.agreement()
	}
	r.last = append(r.last, p.link)
}

// peaceReading is one file.
type peaceReading struct {
	*table
	actors map[string]*graph.Actor // by id
}

// agreement reads one row.
func (p *peaceReading) agreement() {
	number := p.cell("PAID")
	if !isNumber(number) {
		p.fault("PAID", "", "a number is asked for, and this is %q", clip(number))
		return
	}
	id := "ucdp-pa-" + number
	p.known = id
	kind, known := peaceKinds[p.cell("pa_type")]
	if !known {
		p.fault("pa_type", "kind", "1, 2 or 3 is asked for, and this is %q", clip(p.cell("pa_type")))
	}
	agreement := &graph.Agreement{
		ID: id, Kind: kind.kind, Title: p.cell("pa_name"), Realis: graph.Occurred, Labels: []string{kind.label},
	}
	place := p.place("title", "pa_name", "kind", "pa_type", "date", "pa_date", "parties", "actorId", "claims", "PAID")
	if day := p.day("pa_date", "date"); day != 0 {
		agreement.Date = &graph.FuzzyDate{Earliest: day, Latest: day, Sense: graph.Within}
	}
	p.parties(agreement, &place)
	for _, provision := range provisions {
		switch p.cell(provision.column) {
		case "1":
			p.item(&place, "terms", len(agreement.Terms), provision.column)
			agreement.Terms = append(agreement.Terms, graph.Term{
				ID: id + "." + strings.ToLower(provision.column), Kind: provision.kind, Negated: provision.negated, Text: provision.text,
			})
		case "", "0", "4", "-99": // 4 is said of an outline that is uncertain
		default:
			p.fault(provision.column, "terms", "0 or 1 is asked for, and this is %q", clip(p.cell(provision.column)))
		}
	}
	agreement.Outcome = p.outcome()
	var notes []string
	if third := p.cell("pa_3rd"); third != "" {
		notes = append(notes, "Third parties, whose part UCDP does not code: "+oneLine(third)+".")
	}
	if signed := p.cell("pa_sign"); signed != "" {
		notes = append(notes, "Signed, as UCDP has it, by: "+oneLine(signed))
	}
	agreement.Note = cut(strings.Join(notes, " "))
	source := &graph.Source{ID: "ucdp-peace", Key: "ucdp-peace", Publisher: ucdpPublisher, Title: "UCDP Peace Agreement Dataset"}
	p.r.share(source, p.place("publisher", "PAID"))
	claim := graph.Claim{Stance: graph.Reported, Basis: graph.Stated, Source: &graph.Source{ID: source.ID}, Locator: "PAID " + number}
	if link := p.cell("Link to fulltext agreement"); link != "" {
		claim.Note = cut("Full text: " + link)
	}
	agreement.Claims = []graph.Claim{claim}
	p.r.add(agreement, place)
}

// outcome says whether UCDP counts the agreement as ended, and since when as far
// as it gives that.
func (p *peaceReading) outcome() string {
	switch p.cell("ended") {
	case "1":
		since, _, _ := strings.Cut(p.cell("Duration"), " ")
		if since = strings.TrimSuffix(since, "-"); since == "" {
			return "UCDP counts it as ended."
		}
		return "UCDP counts it as ended since " + since + "."
	case "0", "":
		return ""
	}
	p.fault("ended", "outcome", "0 or 1 is asked for, and this is %q", clip(p.cell("ended")))
	return ""
}

// parties fills in the sides: who stands first in the dyads is one, all others
// stand on the other. Each dyad names its government anew. The numbers in actorId
// do not always stand in the order of the names, and count otherwise than those
// of the newer datasets, so the names say who it is.
func (p *peaceReading) parties(agreement *graph.Agreement, place *origin) {
	dyads := []string{p.cell("DyadName")}
	if len(splitList(p.cell("actorId"))) > 2 {
		dyads = splitSide(dyads[0])
	}
	var government string
	for _, dyad := range dyads {
		first, second, divided := strings.Cut(dyad, " - ")
		first, second = strings.TrimSpace(first), strings.TrimSpace(second)
		switch {
		case !divided || first == "" || second == "":
			p.fault("DyadName", "parties", "two names with a dash between them are asked for, and this is %q", clip(dyad))
			return
		case government != "" && first != government:
			p.fault("DyadName", "parties", "%q is not the first party of all dyads, which is %q", clip(first), clip(government))
			return
		case government == "":
			government = first
			p.party(agreement, place, first, government, 1)
		}
		p.party(agreement, place, second, government, 2)
	}
}

func (p *peaceReading) party(agreement *graph.Agreement, place *origin, name, government string, side int) {
	// One short name may be that of groups in two countries.
	country := strings.TrimPrefix(government, "Government of ")
	id := "ucdp-peace-" + slug(name, country)
	if ucdpKind(name, "") == graph.State {
		id, country = "ucdp-peace-"+slug(name), "in peace agreements"
	}
	if p.actors[id] == nil {
		p.actors[id] = &graph.Actor{ID: id, Kind: ucdpKind(name, ""), Name: name}
		p.r.putAside(p.actors[id], p.place("name", "DyadName"))
		p.r.distinguish(id, country)
	}
	p.item(place, "parties", len(agreement.Parties), "DyadName")
	agreement.Parties = append(agreement.Parties, graph.Participant{Actor: &graph.Actor{ID: id}, Role: graph.Party, Side: side})
}

// link links the file's actors to those of the newer datasets that alone bear
// the same name, as possibly the same.
func (p *peaceReading) link() {
	bearers := p.r.ucdp().bearers()
	for _, id := range sortedKeys(p.actors) {
		if same := sortedKeys(bearers[p.actors[id].Name]); len(same) == 1 {
			p.actors[id].Links = []graph.Link{{How: graph.LinkPossiblySameAs, To: &graph.Actor{ID: same[0]}, Note: "UCDP gives both the same name."}}
		}
	}
}

// oneLine returns a text without line breaks.
func oneLine(text string) string { return strings.Join(strings.Fields(text), " ") }

// cut shortens a text to what a field may hold.
func cut(text string) string {
	const most = 3_900
	if len(text) <= most {
		return text
	}
	return strings.ToValidUTF8(text[:most], "") + "…"
}
