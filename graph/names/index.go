package names

import (
	"cmp"
	"slices"
	"sync"
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
	namesOf    [][]int32          // word → names that have it, as often as they do
	whole      map[string][]int32 // key of the joined words or of the initials → names

	scratch sync.Pool // *scratch, cleared
}

// indexedName is a name in terms of the index's keys and words.
type indexedName struct {
	text  string
	owner int32
	words []int32
}

// scratch is what one search keeps per name and per entity.
type scratch struct {
	asked []int32 // name → one more than the last word of the query that reached it
	count []int32 // name → words of the query that reached it
	found []int32 // entity → one more than its place among the candidates, or rejected
}

const rejected = -1

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
	ix.scratch.New = func() any {
		return &scratch{
			asked: make([]int32, len(ix.names)),
			count: make([]int32, len(ix.names)),
			found: make([]int32, len(ix.keys)),
		}
	}
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

// Search returns the entities whose names match the query, one hit each, the
// highest score first and then in ascending order of keys; at most limit, none
// if limit is not positive. Entities whose key a keep function refuses are left
// out; keep is asked once at most for each entity that has a name in question.
func (ix *Index) Search(query string, limit int, keep ...func(key string) bool) []Hit {
	q := newPhrase(query)
	if len(q.words) == 0 || limit <= 0 {
		return nil
	}
	s := ix.scratch.Get().(*scratch)
	var (
		alike   [maxWords]map[int32]float64
		reached []int32
	)
	for i := range q.words {
		alike[i] = ix.wordsLike(&q.words[i])
		for wid := range alike[i] {
			for _, name := range ix.namesOf[wid] {
				if s.asked[name] == int32(i+1) {
					continue
				}
				if s.count[name] == 0 {
					reached = append(reached, name)
				}
				s.asked[name] = int32(i + 1)
				s.count[name]++
			}
		}
	}

	found := collector{ix: ix, places: s.found, keep: keep}
	for _, id := range reached {
		name := &ix.names[id]
		if int(s.count[id]) >= min(len(q.words), len(name.words)) && found.wants(name.owner) {
			score := compareWords(len(q.words), len(name.words), func(i, j int) float64 {
				return alike[i][name.words[j]]
			})
			found.offer(id, score)
		}
		s.asked[id], s.count[id] = 0, 0
	}
	for _, id := range ix.wholeLike(&q) {
		name := &ix.names[id]
		// Of one word in query and name, all is said above.
		if max(len(q.words), len(name.words)) > 1 && found.wants(name.owner) {
			found.offer(id, compare(q, newPhrase(name.text)))
		}
	}
	hits := found.best(limit)
	clear(s.found)
	ix.scratch.Put(s)
	return hits
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

// collector keeps the best name of each entity.
type collector struct {
	ix         *Index
	places     []int32 // see scratch.found
	keep       []func(key string) bool
	candidates []candidate
}

type candidate struct {
	owner, name int32
	score       float64
}

// wants reports whether hits of an entity are kept.
func (c *collector) wants(owner int32) bool {
	if c.places[owner] != 0 {
		return c.places[owner] != rejected
	}
	for _, keep := range c.keep {
		if !keep(c.ix.keys[owner]) {
			c.places[owner] = rejected
			return false
		}
	}
	c.candidates = append(c.candidates, candidate{owner: owner})
	c.places[owner] = int32(len(c.candidates))
	return true
}

// offer puts a name forward for its entity, which is wanted.
func (c *collector) offer(name int32, score float64) {
	best := &c.candidates[c.places[c.ix.names[name].owner]-1]
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
