package neo4j

import (
	"context"
	"fmt"
	"iter"
	"slices"
	"strings"

	"github.com/factiongraph/factiongraph/graph"
)

// A list is read in pages, each by one statement that returns all its rows at
// once. So most lists cost one round trip, none holds a connection while its
// reader thinks, breaking off leaves nothing behind, and memory is bounded on
// both sides. A page begins behind the last row of the one before.
const (
	firstPage = 1000
	nextPage  = 5000
	// togetherRows bounds the rows, and togetherQueries the queries, that one
	// statement answers.
	togetherRows    = 10000
	togetherQueries = 500
	// togetherShapes bounds the parts of a statement, which takes the database
	// some time to plan.
	togetherShapes = 4
)

// List implements [graph.Reader].
func (r *reader) List(ctx context.Context, queries ...graph.Query) iter.Seq2[graph.Row, error] {
	return func(yield func(graph.Row, error) bool) {
		pages := make([]*page, len(queries))
		idsAlone := r.kept != nil && r.kept.most()
		for i, query := range queries {
			pages[i] = newPage(query, idsAlone)
		}
		for i := range pages {
			first := pages[i:]
			for page := first[0]; page != nil; page = page.next() {
				if err := r.fetch(ctx, page, first); err != nil {
					yield(graph.Row{}, err)
					return
				}
				first[0] = nil // its rows need not outlive their turn
				for _, entity := range page.entities {
					if !yield(graph.Row{Query: i, Entity: entity}, nil) {
						return
					}
				}
			}
		}
	}
}

// page is a part of the list of one query.
type page struct {
	query  graph.Query
	choice *choice
	text   string
	limit  int
	// idsAlone says that no records come with the page, because they are likely
	// to be kept.
	idsAlone bool
	// taken counts the rows of the pages before.
	taken    int
	fetched  bool
	entities []graph.Entity
}

func newPage(query graph.Query, idsAlone bool) *page {
	p := &page{query: query, limit: firstPage, idsAlone: idsAlone && query.Filter.Lists() != graph.ClaimEntity}
	p.prepare()
	return p
}

// prepare makes the Cypher for the page.
func (p *page) prepare() {
	if p.query.Limit > 0 {
		p.limit = min(p.limit, p.query.Limit-p.taken)
	}
	p.choice = chosen(p.query.Filter)
	p.text = p.choice.ordered(p.query, p.idsAlone)
	p.fetched = p.choice.nothing
}

// next returns the page behind this one, nil if there is none.
func (p *page) next() *page {
	taken := p.taken + len(p.entities)
	if len(p.entities) < p.limit || taken == p.query.Limit {
		return nil
	}
	behind := &page{query: p.query, limit: nextPage, taken: taken, idsAlone: p.idsAlone}
	last := graph.PositionOf(p.entities[len(p.entities)-1], p.query.Order.Field)
	if p.query.Backward {
		behind.query.Before = &last
	} else {
		behind.query.After = &last
	}
	behind.prepare()
	return behind
}

// fetch reads a page, if that was not done, and with it, if it is the first of
// its query, the first pages of later queries.
func (r *reader) fetch(ctx context.Context, p *page, first []*page) error {
	if p.fetched {
		return publicError(ctx, "list", ctx.Err())
	}
	together := []*page{p}
	if p == first[0] {
		together = p.together(first)
	}
	questions := make([]question, len(together))
	for i, page := range together {
		questions[i] = question{page.text, page.choice.params}
	}
	answers, err := r.askTogether(ctx, "list "+labels[p.choice.kind], questions, p.limit)
	if err != nil {
		return err
	}
	var ids []string
	for i, page := range together {
		if page.idsAlone {
			ids = append(ids, textsIn(answers[i])...)
		}
	}
	records, err := r.records(ctx, ids)
	if err != nil {
		return err
	}
	for i, page := range together {
		page.fetched = true
		if page.idsAlone {
			page.entities, err = entitiesOf(textsIn(answers[i]), records)
		} else {
			page.entities, err = r.entities(page.choice.kind, answers[i])
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// together returns the pages that are fetched together with p, itself first.
func (p *page) together(pages []*page) []*page {
	var group []*page
	shapes := map[string]bool{}
	most := min(max(togetherRows/p.limit, 1), togetherQueries)
	for _, page := range pages {
		if len(group) == most || page.fetched || page.limit != p.limit {
			continue
		}
		if !shapes[page.text] && len(shapes) == togetherShapes {
			continue
		}
		shapes[page.text] = true
		group = append(group, page)
	}
	return group
}

// entities decodes the rows of a page, and keeps what was read along.
func (r *reader) entities(kind graph.EntityKind, found any) ([]graph.Entity, error) {
	page := listOf(found)
	rows := listOf(page[0])
	if kind == graph.ClaimEntity {
		return claimsOf(rows, listOf(page[1]))
	}
	along := recordsIn(listOf(page[1]))
	r.expect(along)
	entities := make([]graph.Entity, len(rows))
	for i, row := range rows {
		var err error
		text := textOf(row)
		if entities[i], err = decode(kind, text); err != nil {
			return nil, err
		}
		along[entities[i].EntityID()] = &record{kind: kind, text: text}
	}
	r.keep(along)
	return entities, nil
}

// entitiesOf decodes the records of a page of ids.
func entitiesOf(ids []string, records map[string]*record) ([]graph.Entity, error) {
	entities := make([]graph.Entity, len(ids))
	for i, id := range ids {
		record, is := records[id]
		if !is {
			return nil, graph.Errorf(graph.CodeInternal, "%q is listed and missing", id)
		}
		var err error
		if entities[i], err = record.read(); err != nil {
			return nil, err
		}
	}
	return entities, nil
}

// claimsOf finds the claims with these ids among those of their holders.
func claimsOf(ids, holders []any) ([]graph.Entity, error) {
	claims := map[any]graph.Entity{}
	for _, row := range holders {
		values := listOf(row)
		holder, err := decode(entityKind(values[0]), textOf(values[1]))
		if err != nil {
			return nil, err
		}
		for _, claim := range graph.AllClaims(holder) {
			claims[claim.ID] = claim
		}
	}
	entities := make([]graph.Entity, len(ids))
	for i, id := range ids {
		if entities[i] = claims[id]; entities[i] == nil {
			return nil, graph.Errorf(graph.CodeInternal, "the claim %q is not where the database says", id)
		}
	}
	return entities, nil
}

// The Cypher that returns the chosen entities as a page.
const (
	pageOfIDs     = "RETURN collect(e.id) AS answer"
	pageOfRecords = "RETURN [collect(e.record), []] AS answer"
	pageOfClaims  = "WITH collect(e.id) AS ids, collect(DISTINCT e.holder) AS holders\n" +
		"CALL (holders) { MATCH (holder:" + entityLabel + ") WHERE holder.id IN holders RETURN collect([labels(holder), holder.record]) AS held }\n" +
		"RETURN [ids, held] AS answer"
)

// waysAlong lead to what is read along with a page of events or agreements.
var waysAlong = map[graph.EntityKind]string{
	graph.ActorEntity: "<-[:" + takesPart[graph.EventEntity] + "|" + takesPart[graph.AgreementEntity] + "]-",
	graph.PlaceEntity: "-[:" + placedAt + "]->",
}

// pageWith is a page of events or agreements with the entities that these ways
// lead to. That is, unless the page is long, what whoever asks wants next.
func pageWith(ways []string) string {
	text := "WITH collect(e) AS page\n"
	var along []string
	for i, way := range ways {
		along = append(along, fmt.Sprintf("along%d", i))
		text += fmt.Sprintf("CALL (page) { UNWIND CASE WHEN size(page) <= %d THEN page ELSE [] END AS e\n"+
			"MATCH (e)%s(x) WITH DISTINCT x RETURN collect([x.id, labels(x), x.record]) AS %s }\n", shortList, way, along[i])
	}
	return text + "RETURN [[e IN page | e.record], " + strings.Join(along, " + ") + "] AS answer"
}

const shortList = 100

// page returns the Cypher that returns the chosen entities, and along with
// events and agreements those whose kinds are given. Whoever asks what
// somebody took part in asks next with whom.
func (c *choice) page(with []graph.EntityKind) string {
	var ways []string
	switch c.kind {
	case graph.ClaimEntity:
		return pageOfClaims
	case graph.EventEntity, graph.AgreementEntity:
		for _, kind := range []graph.EntityKind{graph.ActorEntity, graph.PlaceEntity} {
			if slices.Contains(with, kind) || (c.taken && kind == graph.ActorEntity) {
				ways = append(ways, waysAlong[kind])
			}
		}
	default:
	}
	if ways == nil {
		return pageOfRecords
	}
	return pageWith(ways)
}

// ordered returns the Cypher that chooses the entities of a query's page, in
// their order.
func (c *choice) ordered(query graph.Query, idsAlone bool) string {
	sorted := sortedBy(c.kind, query.Order)
	direction := ""
	if query.Order.Descending != query.Backward {
		direction = " DESC"
	}
	page := pageOfIDs
	if !idsAlone {
		page = c.page(query.With)
	}
	return c.candidates(query, sorted, direction) + "\nORDER BY e." + sorted.property + direction + " LIMIT $limit\n" + page
}

// candidates returns the Cypher that binds e to the entities of a query's page
// among others.
func (c *choice) candidates(query graph.Query, sorted sorting, direction string) string {
	best := c.best()
	if w := c.walk(best); w != nil && query.Order.Field == graph.ByDate {
		c.params["tiers"] = c.tiers(query)
		return c.walked(w, best, direction)
	}
	bounds := []string{c.beyond(sorted, query.Order, 1, query.After), c.beyond(sorted, query.Order, -1, query.Before)}
	if best < 0 {
		// Said so that an index can give the order.
		bounds = append(bounds, "e."+sorted.property+" IS NOT NULL")
	}
	return c.text(bounds...)
}

// sorting is the property that a list is sorted by, and what it is at a
// position.
type sorting struct {
	property string
	key      func(graph.Position) string
	// all, if set, is where every entity of the kind stands before its id
	// decides, for want of what the order asks for.
	all *graph.Position
}

func sortedBy(kind graph.EntityKind, order graph.Order) sorting {
	byID := sorting{property: "id", key: func(at graph.Position) string { return at.ID }}
	if kind == graph.ClaimEntity {
		byID = sorting{property: "sortId", key: func(at graph.Position) string { return plainKey(at.ID) }}
	}
	switch order.Field {
	case graph.ByName:
		if kind != graph.AffiliationEntity && kind != graph.ClaimEntity {
			return sorting{property: "sortName", key: nameKey}
		}
		byID.all = &graph.Position{}
	case graph.ByDate:
		if kind != graph.ActorEntity && kind != graph.PlaceEntity {
			byDate := sorting{property: "sortDate", key: func(at graph.Position) string { return dateKey(at, order.Descending) }}
			if order.Descending {
				byDate.property = "sortDateDown"
			}
			return byDate
		}
		byID.all = &graph.Position{Undated: true}
	case graph.ByID:
	}
	return byID
}

// beyond is the condition that entities lie beyond a position, if one is
// given: after it in the order asked for if side is 1, before it if -1.
func (c *choice) beyond(sorted sorting, order graph.Order, side int, at *graph.Position) string {
	if at == nil {
		return ""
	}
	if sorted.all != nil {
		every := *sorted.all
		every.ID = at.ID
		switch order.Compare(every, *at) {
		case side:
			return ""
		case -side:
			c.nothing = true
			return ""
		}
	}
	comparison := ">"
	if (side < 0) != order.Descending {
		comparison = "<"
	}
	return fmt.Sprintf("e.%s %s %s", sorted.property, comparison, c.param(sorted.key(*at)))
}

// Count implements [graph.Reader].
func (r *reader) Count(ctx context.Context, filters ...graph.Filter) ([]int, error) {
	counts := make([]int, len(filters))
	var questions []question
	var asked []int // the filters that the questions are about
	for i, filter := range filters {
		c := chosen(filter)
		text := c.text() + "\nRETURN count(e) AS answer"
		if !c.nothing {
			questions = append(questions, question{text, c.params})
			asked = append(asked, i)
		}
	}
	answers, err := r.askTogether(ctx, "count", questions, 0)
	if err != nil {
		return nil, err
	}
	for i, answer := range answers {
		counts[asked[i]] = intOf(answer)
	}
	return counts, nil
}
