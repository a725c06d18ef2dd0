package names

import (
	"cmp"
	"maps"
	"math"
	"slices"
	"sort"
	"strings"
)

// Entry gives one name to the entity that Key stands for. An entity has as many
// entries as names; its first ones are preferred where names match equally well.
// Weight puts it before lighter ones whose names match as well; the entries of
// an entity have one weight.
type Entry struct {
	Key    string
	Name   string
	Weight int
}

// Hit is an entity found, with the name that matched best, as the entry gave it,
// and the score that [Match] gives that name.
type Hit struct {
	Key   string
	Name  string
	Score float64
}

// Index finds entities by their names. It never changes after [NewIndex], so
// any number of goroutines may search it at once.
type Index struct {
	keys    []string      // distinct entity keys, ascending
	weights []int         // of the entities
	names   []indexedName // in the order of the entries
	words   []word        // distinct words of all names

	wordsByKey map[string][]int32 // key or piece of a word → words
	byText     []int32            // words in the order of their texts
	bySound    []int32            // words in the order of their sounds
	namesOf    [][]int32          // word → names that have it, the best hit of the word alone first
	rarestIn   [][]int32          // word → names that it is the rarest word of
	whole      map[string][]int32 // key of the joined words or of the initials → names
}

// indexedName is a name in terms of the index's keys and words.
type indexedName struct {
	text  string
	owner int32
	words []int32
}

// NewIndex builds an index over the entries. Entries whose name has neither
// letter nor digit are never found.
func NewIndex(entries []Entry) *Index {
	ix := &Index{
		wordsByKey: make(map[string][]int32),
		whole:      make(map[string][]int32),
		names:      make([]indexedName, 0, len(entries)),
	}
	for _, e := range entries {
		ix.keys = append(ix.keys, e.Key)
	}
	slices.Sort(ix.keys)
	ix.keys = slices.Clip(slices.Compact(ix.keys))
	ix.weights = make([]int, len(ix.keys))

	known := make(map[string]int32)
	for _, e := range entries {
		owner, _ := slices.BinarySearch(ix.keys, e.Key)
		ix.weights[owner] = e.Weight
		ix.add(e.Name, int32(owner), known)
	}
	ix.sortNames()
	ix.sortWords()
	return ix
}

// add indexes one name; known has the words indexed so far.
func (ix *Index) add(text string, owner int32, known map[string]int32) {
	folded := Fold(text)
	id := int32(len(ix.names))
	name := indexedName{text: text, owner: owner, words: make([]int32, len(folded))}
	words := make([]word, len(folded))
	for i, f := range folded {
		wid, ok := known[f]
		if !ok {
			w := newWord(f)
			wid = int32(len(ix.words))
			known[f] = wid
			ix.words = append(ix.words, w)
			ix.namesOf = append(ix.namesOf, nil)
			for _, k := range append(w.pieces(), w.key()) {
				ix.wordsByKey[k] = append(ix.wordsByKey[k], wid)
			}
		}
		name.words[i], words[i] = wid, ix.words[wid]
		if !slices.Contains(name.words[:i], wid) {
			ix.namesOf[wid] = append(ix.namesOf[wid], id)
		}
	}
	p := phraseOf(words)
	if p.joined.text != "" {
		k := p.joined.key()
		ix.whole[k] = append(ix.whole[k], id)
	}
	if p.initials != "" {
		k := initialsKey(p.initials)
		ix.whole[k] = append(ix.whole[k], id)
	}
	ix.names = append(ix.names, name)
}

// sortNames puts first, among the names that have a word, those that a search
// for it alone puts first, and notes of which it is the rarest word.
func (ix *Index) sortNames() {
	ix.rarestIn = make([][]int32, len(ix.words))
	for id := range ix.names {
		if len(ix.names[id].words) > 0 {
			rarest := ix.rarestWord(int32(id))
			ix.rarestIn[rarest] = append(ix.rarestIn[rarest], int32(id))
		}
	}
	for wid, names := range ix.namesOf {
		slices.SortFunc(names, func(a, b int32) int {
			one, other := &ix.names[a], &ix.names[b]
			return cmp.Or(cmp.Compare(other.shareOf(int32(wid)), one.shareOf(int32(wid))),
				cmp.Compare(ix.weights[other.owner], ix.weights[one.owner]), cmp.Compare(one.owner, other.owner), cmp.Compare(a, b))
		})
	}
}

// shareOf is what a score is multiplied by if the query is one word of the name.
func (n *indexedName) shareOf(word int32) float64 {
	if len(n.words) == 1 {
		return 1
	}
	return partOf(1, len(n.words), n.words[0] == word)
}

// sortWords makes the lists in which the words stand that begin alike.
func (ix *Index) sortWords() {
	in := func(of func(wid int32) string) []int32 {
		order := make([]int32, len(ix.words))
		for i := range order {
			order[i] = int32(i)
		}
		slices.SortFunc(order, func(a, b int32) int { return cmp.Compare(of(a), of(b)) })
		return order
	}
	ix.byText, ix.bySound = in(ix.textOf), in(ix.soundOf)
}

func (ix *Index) textOf(wid int32) string  { return ix.words[wid].text }
func (ix *Index) soundOf(wid int32) string { return ix.words[wid].sound }

// rarestWord returns the word of a name that is found in the fewest names.
func (ix *Index) rarestWord(name int32) int32 {
	return slices.MinFunc(ix.names[name].words, func(a, b int32) int {
		return cmp.Or(cmp.Compare(len(ix.namesOf[a]), len(ix.namesOf[b])), cmp.Compare(a, b))
	})
}

// Search returns the entities whose names match the query, one hit each, the
// highest score first, then the heaviest, then in ascending order of keys; at
// most limit, none if limit is not positive. Entities whose key a keep function
// refuses are left out; keep is asked once at most for each entity that has a
// name in question.
//
// What it takes grows with the names that have the query's rarest word, or one
// like it, however common the others are. Of one word alone it looks at no more
// bearers than it takes to fill the limit.
func (ix *Index) Search(query string, limit int, keep ...func(key string) bool) []Hit {
	q := newPhrase(query)
	if len(q.words) == 0 || limit <= 0 {
		return nil
	}
	found := ix.collect(keep)
	ix.searchWhole(&q, limit, found)
	return found.best(limit)
}

// SearchUnfinished returns what Search does and, if that is less than the
// limit, the entities of which [MatchUnfinished] accepts a name, in the same
// order. Of very many words that begin like the query's last one, those are
// looked at that it is most of.
func (ix *Index) SearchUnfinished(query string, limit int, keep ...func(key string) bool) []Hit {
	q := newPhrase(query)
	if len(q.words) == 0 || limit <= 0 {
		return nil
	}
	found := ix.collect(keep)
	ix.searchWhole(&q, limit, found)
	if found.hits() < limit {
		ix.searchBegun(&q, limit, found)
	}
	return found.best(limit)
}

func (ix *Index) searchWhole(q *phrase, limit int, found *collector) {
	alike := make([]map[int32]float64, len(q.words))
	for i := range q.words {
		alike[i] = ix.wordsLike(&q.words[i])
	}
	offer := found.offers(alike, 1)
	ix.offerLonger(alike, limit, offer)
	// Of fewer words than the query, each of a name is like one of the query's,
	// its rarest too.
	for i := range alike {
		for wid, degree := range alike[i] {
			if degree < sameSound {
				continue
			}
			for _, id := range ix.rarestIn[wid] {
				if len(ix.names[id].words) < len(q.words) {
					offer(id)
				}
			}
		}
	}
	for _, id := range ix.wholeLike(q) {
		name := &ix.names[id]
		// Of one word in query and name, all is said above.
		if max(len(q.words), len(name.words)) > 1 && found.wants(name.owner) {
			found.offer(id, compare(*q, newPhrase(name.text)))
		}
	}
}

func (ix *Index) searchBegun(q *phrase, limit int, found *collector) {
	last := len(q.words) - 1
	alike := make([]map[int32]float64, len(q.words))
	for i := range q.words[:last] {
		alike[i] = ix.wordsLike(&q.words[i])
	}
	alike[last] = ix.wordsBegunBy(&q.words[last])
	ix.offerLonger(alike, limit, found.offers(alike, Unfinished))
}

// offerLonger offers the names of as many words as the query or more. Such a
// name has one like each of the query's, the rarest too. Of a single word's
// names it offers the best, of as many entities as the limit says.
func (ix *Index) offerLonger(alike []map[int32]float64, limit int, offer func(id int32) bool) {
	for wid := range ix.rarestOf(alike) {
		taken := map[int32]bool{}
		for _, id := range ix.namesOf[wid] {
			if len(ix.names[id].words) < len(alike) || !offer(id) || len(alike) > 1 {
				continue
			}
			if taken[ix.names[id].owner] = true; len(taken) == limit {
				break
			}
		}
	}
}

// rarestOf returns, of the words like each word of a query, those that the
// fewest names have.
func (ix *Index) rarestOf(alike []map[int32]float64) map[int32]float64 {
	var rarest map[int32]float64
	fewest := math.MaxInt
	for _, words := range alike {
		names := 0
		for wid := range words {
			names += len(ix.namesOf[wid])
		}
		if names < fewest {
			rarest, fewest = words, names
		}
	}
	return rarest
}

// wordsLike returns the indexed words that are like w, and how much.
func (ix *Index) wordsLike(w *word) map[int32]float64 {
	alike := make(map[int32]float64)
	for _, k := range append(w.reachable(), w.key()) {
		for _, wid := range ix.wordsByKey[k] {
			if _, ok := alike[wid]; ok {
				continue
			}
			if l := likeness(w, &ix.words[wid]); l > 0 {
				alike[wid] = l
			}
		}
	}
	return alike
}

// maxBegun bounds the words that a search takes one for the beginning of.
const maxBegun = 1000

// wordsBegunBy returns the indexed words that w may be the beginning of, and how
// much of them it is.
func (ix *Index) wordsBegunBy(w *word) map[int32]float64 {
	begun := make(map[int32]float64)
	take := func(order []int32, of func(wid int32) string, prefix string) {
		from := sort.Search(len(order), func(i int) bool { return of(order[i]) >= prefix })
		for _, wid := range order[from:] {
			if !strings.HasPrefix(of(wid), prefix) {
				break
			}
			if degree := begins(w, &ix.words[wid]); degree > 0 {
				begun[wid] = degree
			}
		}
	}
	if len(w.letters) < minBegun {
		return nil
	}
	take(ix.byText, ix.textOf, w.text)
	if sound := w.begunSound(); sound != "" {
		take(ix.bySound, ix.soundOf, sound)
	}
	if len(begun) > maxBegun {
		order := slices.SortedFunc(maps.Keys(begun), func(a, b int32) int { return cmp.Or(cmp.Compare(begun[b], begun[a]), cmp.Compare(a, b)) })
		for _, wid := range order[maxBegun:] {
			delete(begun, wid)
		}
	}
	return begun
}

// wholeLike returns the names that may match as a whole, run together or by
// their initials; a name may come twice.
func (ix *Index) wholeLike(q *phrase) []int32 {
	var ids []int32
	if q.joined.text != "" {
		ids = append(ids, ix.whole[q.joined.key()]...)
	}
	if len(q.words) == 1 {
		ids = append(ids, ix.whole[initialsKey(q.words[0].text)]...)
	}
	return ids
}

const rejected = -1

// collector keeps the best name of each entity.
type collector struct {
	ix         *Index
	places     map[int32]int32 // entity → its place among the candidates, or rejected
	keep       []func(key string) bool
	candidates []candidate
}

type candidate struct {
	owner, name int32
	score       float64
}

func (ix *Index) collect(keep []func(key string) bool) *collector {
	return &collector{ix: ix, places: make(map[int32]int32), keep: keep}
}

// offers returns what puts a name forward by the likeness of its words to those
// of a query, and reports whether its entity became or was a hit.
func (c *collector) offers(alike []map[int32]float64, worth float64) func(id int32) bool {
	return func(id int32) bool {
		name := &c.ix.names[id]
		score := worth * compareWords(len(alike), len(name.words), func(i, j int) float64 { return alike[i][name.words[j]] })
		if score == 0 || !c.wants(name.owner) {
			return false
		}
		c.offer(id, score)
		return true
	}
}

// hits counts the entities of which a name matches.
func (c *collector) hits() int {
	hits := 0
	for i := range c.candidates {
		if c.candidates[i].score > 0 {
			hits++
		}
	}
	return hits
}

// wants reports whether hits of an entity are kept.
func (c *collector) wants(owner int32) bool {
	if place, known := c.places[owner]; known {
		return place != rejected
	}
	for _, keep := range c.keep {
		if !keep(c.ix.keys[owner]) {
			c.places[owner] = rejected
			return false
		}
	}
	c.places[owner] = int32(len(c.candidates))
	c.candidates = append(c.candidates, candidate{owner: owner})
	return true
}

// offer puts a name forward for its entity, which is wanted.
func (c *collector) offer(name int32, score float64) {
	best := &c.candidates[c.places[c.ix.names[name].owner]]
	if score > best.score || score == best.score && score > 0 && name < best.name {
		best.name, best.score = name, score
	}
}

// best returns the hits in their order.
func (c *collector) best(limit int) []Hit {
	scored := slices.DeleteFunc(c.candidates, func(c candidate) bool { return c.score == 0 })
	slices.SortFunc(scored, func(a, b candidate) int {
		return cmp.Or(cmp.Compare(b.score, a.score), cmp.Compare(c.ix.weights[b.owner], c.ix.weights[a.owner]), cmp.Compare(a.owner, b.owner))
	})
	if len(scored) == 0 {
		return nil
	}
	scored = scored[:min(limit, len(scored))]
	hits := make([]Hit, 0, len(scored))
	for _, h := range scored {
		hits = append(hits, Hit{Key: c.ix.keys[h.owner], Name: c.ix.names[h.name].text, Score: h.score})
	}
	return hits
}
