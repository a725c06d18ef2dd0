package graph

import (
	"cmp"
	"context"
	"slices"
)

// maxAdjacencies bounds the pieces of evidence that one network question looks
// at.
const maxAdjacencies = 5_000_000

// bond is a tie as far as walking and choosing need it.
type bond struct {
	kind     TieKind
	from, to string
	// evidence is the number of pieces.
	evidence int
	// Either pieces are known in their lightest form, or tie is computed.
	pieces []Piece
	tie    *Tie
}

type bondKey struct {
	kind     TieKind
	from, to string
}

func (b *bond) key() bondKey { return bondKey{b.kind, b.from, b.to} }

// web gives the ties under a filter around some actors, without reading what
// they rest on where the filter can be decided without.
type web struct {
	reader   Reader
	question *tieQuestion
	// light filters are decided by [Reader.Adjacent] alone.
	light bool
	looks int // pieces of evidence looked at so far
	// rolled are the bonds of a rolled-up network by the actors at their ends,
	// nil where nothing is rolled up.
	rolled map[string][]*bond
}

func newWeb(ctx context.Context, reader Reader, filter TieFilter) (*web, error) {
	question, err := newTieQuestion(ctx, reader, filter)
	if err != nil {
		return nil, err
	}
	light := filter.Places == nil && filter.Publishers == nil && filter.ExcludePublishers == nil && filter.Stances == nil &&
		filter.Contested == nil && filter.MinPublishers <= 0 && !slices.Contains(question.kinds, SameSide)
	if filter.Actors != nil || filter.Counterparts != nil {
		light = light && !filter.IncludeSubordinates && !filter.IncludeSubsets
		if err := question.mustExist(ctx, reader); err != nil {
			return nil, err
		}
	}
	return &web{reader: reader, question: question, light: light}, nil
}

// around returns the bonds at these actors in no particular order. Each has all
// its evidence.
func (w *web) around(ctx context.Context, actors []string) ([]*bond, error) {
	if len(actors) == 0 {
		return nil, nil
	}
	return w.bonds(ctx, actors, nil)
}

// between returns the bonds that have one of some actors at one end and one of
// the others at the other.
func (w *web) between(ctx context.Context, actors, others []string) ([]*bond, error) {
	if len(actors) == 0 || len(others) == 0 {
		return nil, nil
	}
	return w.bonds(ctx, actors, others)
}

func (w *web) bonds(ctx context.Context, actors, others []string) ([]*bond, error) {
	switch {
	case w.question.empty:
		return nil, nil
	case w.rolled != nil:
		return w.aroundRolled(actors, others), nil
	case w.light:
		return w.lightly(ctx, actors, others)
	}
	return w.exactly(ctx, actors, others)
}

// all returns every bond under the filter.
func (w *web) all(ctx context.Context) ([]*bond, error) {
	switch {
	case w.question.empty:
		return nil, nil
	case w.rolled != nil:
		return w.aroundRolled(sortedKeys(w.rolled), nil), nil
	case !w.light:
		return w.exactly(ctx, nil, nil)
	}
	return w.lightly(ctx, w.question.actors.Asked(), w.question.counterparts.Asked())
}

// lightly asks for the bonds between these actors and those others, nil for
// all.
func (w *web) lightly(ctx context.Context, actors, others []string) ([]*bond, error) {
	q := w.question
	query := AdjacencyQuery{Actors: actors, Others: others, Kinds: q.kinds, Realis: q.realis, During: q.filter.During}
	var bonds []*bond
	var block []bond // made many at a time
	for tie, err := range w.reader.Adjacent(ctx, query) {
		if err != nil {
			return nil, err
		}
		if w.looks += len(tie.Pieces); w.looks > maxAdjacencies {
			return nil, tooMuchEvidence()
		}
		if q.admitsIDs(tie.From, tie.To) {
			if len(block) == 0 {
				block = make([]bond, min(16+len(bonds), 1024))
			}
			b := &block[0]
			block = block[1:]
			*b = bond{kind: tie.Kind, from: tie.From, to: tie.To, evidence: len(tie.Pieces), pieces: tie.Pieces}
			bonds = append(bonds, b)
		}
	}
	return bonds, nil
}

// exactly weighs the evidence between these actors and those others itself, nil
// for all.
func (w *web) exactly(ctx context.Context, actors, others []string) ([]*bond, error) {
	q := *w.question
	q.sums = map[string]*tieSum{}
	if actors != nil {
		q.around = setOf(actors)
	}
	if others != nil {
		q.towards = setOf(others)
	}
	if err := q.gather(ctx, w.reader, &q); err != nil {
		return nil, err
	}
	ties, err := q.ties(ctx, w.reader)
	if err != nil {
		return nil, err
	}
	var bonds []*bond
	for _, tie := range ties {
		if w.looks += len(tie.Evidence); w.looks > maxAdjacencies {
			return nil, tooMuchEvidence()
		}
		bonds = append(bonds, &bond{kind: tie.Kind, from: tie.From.ID, to: tie.To.ID, evidence: len(tie.Evidence), tie: tie})
	}
	return bonds, nil
}

func (w *web) aroundRolled(actors, others []string) []*bond {
	asked, towards := setOf(actors), setOf(others)
	joins := func(one, other string) bool { return asked[one] && (others == nil || towards[other]) }
	var bonds []*bond
	for id := range asked {
		for _, b := range w.rolled[id] {
			if id == b.from && joins(b.from, b.to) || id == b.to && joins(b.to, b.from) && !joins(b.from, b.to) {
				bonds = append(bonds, b) // at one end only
			}
		}
	}
	return bonds
}

func tooMuchEvidence() error {
	err := Errorf(CodeLimit, "the question would look at more than %d pieces of evidence: narrow the filter", maxAdjacencies)
	err.Limit = "evidence"
	return err
}

// ties computes the ties of bonds, in the order of their keys. Bare ones get
// no more than their ends and their event count, so that nothing need be read
// for those that are light.
func (w *web) ties(ctx context.Context, bonds []*bond, bare bool) ([]*Tie, error) {
	var light []*bond
	var ties []*Tie
	for _, b := range bonds {
		switch {
		case b.tie == nil:
			light = append(light, b)
		case bare:
			ties = append(ties, &Tie{Kind: b.kind, From: b.tie.From, To: b.tie.To, EventCount: b.tie.EventCount})
		default:
			ties = append(ties, b.tie)
		}
	}
	compute := w.computed
	if bare {
		compute = w.bare
	}
	computed, err := compute(ctx, light)
	if err != nil {
		return nil, err
	}
	return inOrderOfKeys(append(ties, computed...)), nil
}

// inOrderOfKeys sorts ties by their keys, each of which it makes but once.
func inOrderOfKeys(ties []*Tie) []*Tie {
	type keyed struct {
		key string
		tie *Tie
	}
	all := make([]keyed, len(ties))
	for i, tie := range ties {
		all[i] = keyed{tie.Key(), tie}
	}
	slices.SortFunc(all, func(a, b keyed) int { return cmp.Compare(a.key, b.key) })
	for i := range all {
		ties[i] = all[i].tie
	}
	return ties
}

// computed reads the evidence of light bonds.
func (w *web) computed(ctx context.Context, bonds []*bond) ([]*Tie, error) {
	if len(bonds) == 0 {
		return nil, nil
	}
	grounds, keys := map[string]bool{}, map[string]bool{}
	for _, b := range bonds {
		keys[TieKey(b.kind, b.from, b.to)] = true
		for i := range b.pieces {
			grounds[b.pieces[i].Ground] = true
		}
	}
	q := *w.question
	q.sums = map[string]*tieSum{}
	for ids := range slices.Chunk(sortedKeys(grounds), getTogether) {
		found, err := w.reader.Get(ctx, ids)
		if err != nil {
			return nil, err
		}
		var evidence []Evidence
		for _, entity := range found {
			evidence = append(evidence, EvidenceOf(entity)...)
		}
		evidence = slices.DeleteFunc(evidence, func(e Evidence) bool { return !keys[TieKey(e.Kind, e.From.ID, e.To.ID)] })
		if err := loadSources(ctx, w.reader, claimsBehind(evidence)); err != nil {
			return nil, err
		}
		q.weigh(evidence)
	}
	return q.ties(ctx, w.reader)
}

// bare returns ties without evidence.
func (w *web) bare(ctx context.Context, bonds []*bond) ([]*Tie, error) {
	wholes := map[string]string{}
	for _, b := range bonds {
		for i := range b.pieces {
			if piece := &b.pieces[i]; piece.Whole != "" {
				wholes[piece.Ground] = piece.Whole
			}
		}
	}
	if err := addWholes(ctx, w.reader, wholes); err != nil {
		return nil, err
	}
	actors := map[string]*Actor{}
	actor := func(id string) *Actor {
		if actors[id] == nil {
			actors[id] = &Actor{ID: id}
		}
		return actors[id]
	}
	ties := make([]*Tie, len(bonds))
	for i, b := range bonds {
		ties[i] = &Tie{Kind: b.kind, From: actor(b.from), To: actor(b.to), EventCount: countPieces(b.pieces, wholes)}
	}
	return ties, nil
}

// countPieces counts the units of the pieces; see [countUnits].
func countPieces(pieces []Piece, wholes map[string]string) int {
	grounds, plain := 0, true
	for i := range pieces {
		if i == 0 || pieces[i].Ground != pieces[i-1].Ground {
			grounds++
		}
		plain = plain && pieces[i].Unit == pieces[i].Ground && pieces[i].Whole == ""
	}
	if plain { // as nearly all are
		return grounds
	}
	unitOf := make(map[string]string, len(pieces))
	for i := range pieces {
		unitOf[pieces[i].Ground] = pieces[i].Unit
	}
	return countUnits(unitOf, wholes)
}

// rollUp makes the web one of gathered actors. It looks at all evidence under
// the filter.
func (w *web) rollUp(ctx context.Context, to RollUp) (*rollUp, error) {
	rolling, err := newRollUp(ctx, w.reader, to)
	if err != nil || rolling == nil {
		return nil, err
	}
	w.question.rollUp = rolling
	if w.question.empty {
		w.rolled = map[string][]*bond{}
		return rolling, nil
	}
	bonds, err := w.exactly(ctx, nil, nil)
	if err != nil {
		return nil, err
	}
	w.rolled = map[string][]*bond{}
	for _, b := range bonds {
		w.rolled[b.from] = append(w.rolled[b.from], b)
		w.rolled[b.to] = append(w.rolled[b.to], b)
		for i := range b.tie.Evidence {
			rolling.show(&b.tie.Evidence[i])
		}
	}
	return rolling, nil
}

// admitsIDs is endsAdmit where nobody's subordinates count.
func (q *tieQuestion) admitsIDs(from, to string) bool {
	actor := func(id string) bool { return q.actors == nil || slices.Contains(q.actors.asked, id) }
	counterpart := func(id string) bool { return q.counterparts == nil || slices.Contains(q.counterparts.asked, id) }
	return actor(from) && counterpart(to) || actor(to) && counterpart(from)
}

func setOf(ids []string) map[string]bool {
	set := make(map[string]bool, len(ids))
	for _, id := range ids {
		set[id] = true
	}
	return set
}
