package names

import (
	"cmp"
	"math"
	"slices"
)

// Entry gives one name to the entity that Key stands for. An entity has as many
// entries as names; its first ones are preferred where names match equally well.
type Entry struct {
	Key  string
	Name string
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
	keys  []string      // distinct entity keys, ascending
	names []indexedName // in the order of the entries
	words []word        // distinct words of all names

	wordsByKey map[string][]int32 // key or piece of a word → words
	namesOf    [][]int32          // word → names that have it, as often as they do; first those it is the rarest word of
	rarest     []int32            // word → how many of these it is the rarest word of
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

	known := make(map[string]int32)
	for _, e := range entries {
		owner, _ := slices.BinarySearch(ix.keys, e.Key)
		ix.add(e.Name, int32(owner), known)
	}
	ix.sortByRarity()
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
		ix.namesOf[wid] = append(ix.namesOf[wid], id)
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

// sortByRarity puts first, among the names that have a word, those of which it
// is the rarest.
func (ix *Index) sortByRarity() {
	ix.rarest = make([]int32, len(ix.words))
	for wid, names := range ix.namesOf {
		first := int32(0)
		for at, id := range names {
			if ix.rarestWord(id) == int32(wid) {
				names[first], names[at] = id, names[first]
				first++
			}
		}
		ix.rarest[wid] = first
	}
}

// rarestWord returns the word of a name that is found in the fewest names.
func (ix *Index) rarestWord(name int32) int32 {
	return slices.MinFunc(ix.names[name].words, func(a, b int32) int {
		return cmp.Or(cmp.Compare(len(ix.namesOf[a]), len(ix.namesOf[b])), cmp.Compare(a, b))
	})
}

// Search returns the entities whose names match the query, one hit each, the
// highest score first and then in ascending order of keys; at most limit, none
// if limit is not positive. Entities whose key a keep function refuses are left
// out; keep is asked once at most for each entity that has a name in question.
//
// What it takes grows with the names that have the query's rarest word, or one
// like it, however common the others are.
func (ix *Index) Search(query string, limit int, keep ...func(key string) bool) []Hit {
	q := newPhrase(query)
	if len(q.words) == 0 || limit <= 0 {
		return nil
	}
	alike := make([]map[int32]float64, len(q.words))
	for i := range q.words {
		alike[i] = ix.wordsLike(&q.words[i])
	}
	found := collector{ix: ix, places: make(map[int32]int32), keep: keep}
	offer := func(id int32) {
		name := &ix.names[id]
		score := compareWords(len(q.words), len(name.words), func(i, j int) float64 { return alike[i][name.words[j]] })
		if score > 0 && found.wants(name.owner) {
			found.offer(id, score)
		}
	}
	// Of as many words as the query or more, a name has one like each of the
	// query's, the rarest too.
	for wid := range ix.rarestOf(alike) {
		for _, id := range ix.namesOf[wid] {
			if len(ix.names[id].words) >= len(q.words) {
				offer(id)
			}
		}
	}
	// Of fewer, each of its own is like one of the query's, its rarest too.
	for i := range alike {
		for wid, degree := range alike[i] {
			if degree < sameSound {
				continue
			}
			for _, id := range ix.namesOf[wid][:ix.rarest[wid]] {
				if len(ix.names[id].words) < len(q.words) {
					offer(id)
				}
			}
		}
	}
	for _, id := range ix.wholeLike(&q) {
		name := &ix.names[id]
		// Of one word in query and name, all is said above.
		if max(len(q.words), len(name.words)) > 1 && found.wants(name.owner) {
			found.offer(id, compare(q, newPhrase(name.text)))
		}
	}
	return found.best(limit)
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
		return cmp.Or(cmp.Compare(b.score, a.score), cmp.Compare(a.owner, b.owner))
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
