package graph

import (
	"cmp"
	"context"
	"math"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/factiongraph/factiongraph/graph/names"
)

// NameManner says how two names are alike.
type NameManner string

// The manners.
const (
	SameWords   NameManner = "SAME_WORDS"
	OtherSpell  NameManner = "SPELLING"
	OtherScript NameManner = "SCRIPT"
	PartOfName  NameManner = "PART"
	AsAcronym   NameManner = "ACRONYM"
)

// NameManners is the table of manners.
//
// The likeness of two names is that of Cohen, Ravikumar and Fienberg, "A
// Comparison of String Distance Metrics for Name-Matching Tasks" (IIWeb 2003),
// SoftTFIDF: the words of both are paired, the most alike first, and the cosine
// of the two is taken, in which a word weighs ln(1 + actors / actors that bear
// it), fewer than 1000 actors counting as so many and words such as government
// weighing 1 at most, and a pair counts as far as its words are alike. That is for package names to say, except that a word with
// an ending of nationality or number (Syria, Syrian; force, forces) is like it by
// 0.9, and that two or more words which all are alike across scripts are so by
// 0.8. Names that are alike run together, or as initials, have the score of
// package names; equal acronyms, of which there are not many to go round, 0.8.
var NameManners = []Word[NameManner]{
	{SameWords, "The same words, up to case, article, order and small words."},
	{OtherSpell, "The same words in another spelling or form."},
	{OtherScript, "The same words in Latin and in Arabic script."},
	{PartOfName, "All words of one are in the other, which has more."},
	{AsAcronym, "The same acronym, or the initials of the other."},
}

// MaxNamesakes is how many actors are looked at for one name of another.
const MaxNamesakes = 30

const (
	likeForm      = 0.9 // Syria, Syrian
	likeInScripts = 0.8
	likeAcronym   = 0.8
	leastWord     = 0.5  // below this words are not paired
	leastName     = 0.45 // below this names are no candidates
	maxAcronym    = 5
	fewActors     = 1000
	weightOfState = 1
)

// stateWords are those that say of a state no more than that it is one, folded.
var stateWords = func() map[string]bool {
	folded := map[string]bool{}
	for word := range strings.FieldsSeq("government state republic federation kingdom حكومة دولة جمهورية مملكة") {
		folded[names.Fold(word)[0]] = true
	}
	return folded
}()

// namesakes are the two names of a pair that are most alike; likeness is 0 if
// none are.
type namesakes struct {
	one, other string
	likeness   float64
	manner     NameManner
}

// bearer is an actor's names with their folded words.
type bearer struct{ names []bornName }

// bornName is a name, or what stands before a remark in brackets, which is then
// the text; whole is what the actor is called, and telling what is searched for:
// see [nameBook.tell].
type bornName struct {
	text, whole, telling string
	words                []string
	norm                 float64
}

// nameBook knows the names of all and what their words weigh.
type nameBook struct {
	bearers []bearer
	weights map[string]float64
	alike   map[[2]string]float64 // words that were compared
}

func newNameBook(actors []*Actor) *nameBook {
	book := &nameBook{bearers: make([]bearer, len(actors)), weights: map[string]float64{}, alike: map[[2]string]float64{}}
	for i, actor := range actors {
		book.bearers[i] = bearerOf(actor)
		seen := map[string]bool{}
		for _, name := range book.bearers[i].names {
			for _, word := range name.words {
				if !seen[word] {
					seen[word] = true
					book.weights[word]++
				}
			}
		}
	}
	for word, bearers := range book.weights {
		book.weights[word] = math.Log1p(float64(max(len(actors), fewActors)) / bearers)
		if stateWords[word] {
			book.weights[word] = min(book.weights[word], weightOfState)
		}
	}
	for i := range book.bearers {
		for j := range book.bearers[i].names {
			name := &book.bearers[i].names[j]
			for _, word := range name.words {
				name.norm = math.Hypot(name.norm, book.weights[word])
			}
			name.telling = book.tell(name)
		}
	}
	return book
}

// tell returns the words of a name without the lightest ones, by which alone it
// is so little like another name that this is no candidate: to look for "Army"
// would find a tenth of a large dataset.
func (b *nameBook) tell(name *bornName) string {
	byWeight := slices.Clone(name.words)
	slices.SortFunc(byWeight, func(one, other string) int {
		return cmp.Or(cmp.Compare(b.weights[one], b.weights[other]), cmp.Compare(one, other))
	})
	light, norm := map[string]bool{}, 0.0
	for _, word := range byWeight {
		if norm = math.Hypot(norm, b.weights[word]); norm >= leastName*name.norm {
			break
		}
		light[word] = true
	}
	if len(light) == 0 {
		return name.text
	}
	telling := slices.DeleteFunc(slices.Clone(name.words), func(word string) bool { return light[word] })
	return strings.Join(telling, " ")
}

// bearerOf returns the names of an actor that can be searched, each once.
func bearerOf(actor *Actor) bearer {
	var b bearer
	add := func(whole string) {
		for _, text := range []string{whole, withoutRemark(whole)} {
			known := slices.ContainsFunc(b.names, func(name bornName) bool { return name.text == text })
			if words := names.Fold(text); len(words) > 0 && !known {
				b.names = append(b.names, bornName{text: text, whole: whole, words: words})
			}
		}
	}
	add(actor.Name)
	for _, name := range actor.Names {
		if name.Type != Label {
			add(name.Text)
		}
	}
	return b
}

// withoutRemark returns a name up to the remark in brackets at its end: Russia
// of Russia (Soviet Union).
func withoutRemark(name string) string {
	if at := strings.LastIndex(name, " ("); at > 0 && strings.HasSuffix(name, ")") {
		return name[:at]
	}
	return name
}

// called returns the name that was indexed by a text.
func (b *bearer) called(text string) *bornName {
	return &b.names[slices.IndexFunc(b.names, func(name bornName) bool { return name.text == text || name.telling == text })]
}

// pair finds the candidates: by names, external ids and links.
func (q *likenessQuestion) pair(ctx context.Context) error {
	q.pairs = map[couple]*namesakes{}
	book := newNameBook(q.actors)
	var left, rest []int32
	for i, actor := range q.actors {
		if q.left(actor.ID) {
			left = append(left, int32(i))
		} else {
			rest = append(rest, int32(i))
		}
	}
	// A name is part of a longer one in either direction, and the index does
	// not find as much in both.
	if err := q.search(ctx, book, left, slices.Concat(left, rest)); err != nil {
		return err
	}
	if err := q.search(ctx, book, rest, left); err != nil {
		return err
	}
	byExternal := map[ExternalID][]int32{}
	for i, actor := range q.actors {
		for _, id := range actor.ExternalIDs {
			byExternal[id] = append(byExternal[id], int32(i))
		}
		for j := range actor.Links {
			if to, known := q.ordinal[actor.Links[j].To.EntityID()]; known && actor.Links[j].How == LinkPossiblySameAs {
				q.candidate(int32(i), to)
			}
		}
	}
	for _, bearers := range byExternal {
		for i, one := range bearers {
			for _, other := range bearers[i+1 : min(len(bearers), i+1+MaxNamesakes)] {
				q.candidate(one, other)
			}
		}
	}
	return nil
}

// candidate adds a pair, if the filter lets it through, and returns it.
func (q *likenessQuestion) candidate(a, b int32) *namesakes {
	if !q.admits(q.actors[a].ID, q.actors[b].ID) {
		return nil
	}
	at := coupleOf(a, b)
	if q.pairs[at] == nil {
		q.pairs[at] = &namesakes{}
	}
	return q.pairs[at]
}

// search looks for the names of some actors among those of others.
func (q *likenessQuestion) search(ctx context.Context, book *nameBook, these, among []int32) error {
	if len(these) == 0 || len(among) == 0 {
		return nil
	}
	var entries []names.Entry
	for _, i := range among {
		for _, name := range book.bearers[i].names {
			entries = append(entries, names.Entry{Key: q.actors[i].ID, Name: name.text})
			if name.telling != name.text {
				entries = append(entries, names.Entry{Key: q.actors[i].ID, Name: name.telling})
			}
		}
	}
	index := names.NewIndex(entries)
	for _, i := range these {
		if ctx.Err() != nil {
			return Errorf(CodeTimeout, "the names were not compared in time").Because(ctx.Err())
		}
		admits := func(id string) bool { return q.admits(q.actors[i].ID, id) }
		for n := range book.bearers[i].names {
			name := &book.bearers[i].names[n]
			for _, hit := range index.Search(name.telling, MaxNamesakes, admits) {
				j := q.ordinal[hit.Key]
				its := book.bearers[j].called(hit.Name)
				likeness, manner := book.compare(name, its, hit.Score)
				if likeness < leastName {
					continue
				}
				found := namesakes{name.whole, its.whole, likeness, manner}
				if j < i {
					found.one, found.other = found.other, found.one
				}
				if best := q.candidate(i, j); found.before(best) {
					*best = found
				}
			}
		}
	}
	return nil
}

// before reports whether these names are more alike, or as much and first by
// the alphabet, so that the order of finding does not matter.
func (n *namesakes) before(best *namesakes) bool {
	if n.likeness != best.likeness {
		return n.likeness > best.likeness
	}
	return n.one < best.one || n.one == best.one && n.other < best.other
}

// compare returns how much two names are alike, and in which manner. whole is
// how much package names finds them alike.
func (b *nameBook) compare(one, other *bornName, whole float64) (likeness float64, manner NameManner) {
	short, otherShort := isAcronym(one.text), isAcronym(other.text)
	switch {
	case short && otherShort && slices.Equal(one.words, other.words):
		return likeAcronym, AsAcronym
	case short && otherShort || (short || otherShort) && len(one.words) == 1 && len(other.words) == 1 && one.words[0] != other.words[0]:
		return 0, "" // of so few letters, each tells
	}
	pairs := b.pairWords(one.words, other.words)
	if pairs == nil {
		return compareWhole(one, other, whole)
	}
	complete := len(one.words) == len(other.words)
	manner = SameWords
	across := 0
	for _, pair := range pairs {
		switch {
		case pair.acrossScripts():
			across++
		case pair.likeness < 1:
			manner = OtherSpell
		}
	}
	for _, pair := range pairs {
		if across > 1 && complete && pair.acrossScripts() {
			pair.likeness = likeInScripts
		}
		likeness += pair.likeness * b.weights[pair.one] * b.weights[pair.other]
	}
	switch {
	case !complete:
		manner = PartOfName
	case across > 0:
		manner = OtherScript
	}
	return min(1, likeness/(one.norm*other.norm)), manner
}

// compareWhole is compare for names of which some words are not alike: they may
// be run together, or initials.
func compareWhole(one, other *bornName, whole float64) (likeness float64, manner NameManner) {
	if isAcronym(one.text) || isAcronym(other.text) {
		return whole, AsAcronym
	}
	run, otherRun := strings.Join(one.words, ""), strings.Join(other.words, "")
	_, together := names.Match(run, otherRun)
	switch {
	case !together:
	case arabicWord(run) != arabicWord(otherRun) && min(len(one.words), len(other.words)) > 1:
		return likeInScripts, OtherScript
	case len(one.words) != len(other.words):
		return whole, OtherSpell
	}
	return 0, ""
}

type wordPair struct {
	one, other string
	likeness   float64
}

func (p *wordPair) acrossScripts() bool { return arabicWord(p.one) != arabicWord(p.other) }

func arabicWord(word string) bool {
	first, _ := utf8.DecodeRuneInString(word)
	return unicode.Is(unicode.Arabic, first)
}

// pairWords pairs each word of the name that has fewer with one of the other, the
// most alike first; nil if that leaves a word over.
func (b *nameBook) pairWords(one, other []string) []wordPair {
	if len(one) > len(other) {
		one, other = other, one
	}
	table := make([][]float64, len(one))
	for i, word := range one {
		table[i] = make([]float64, len(other))
		for j, its := range other {
			table[i][j] = b.alikeWords(word, its)
		}
		if slices.Max(table[i]) < leastWord {
			return nil
		}
	}
	var pairs []wordPair
	for range one {
		best, at, with := 0.0, 0, 0
		for i := range table {
			for j, likeness := range table[i] {
				if likeness > best {
					best, at, with = likeness, i, j
				}
			}
		}
		if best < leastWord {
			return nil
		}
		pairs = append(pairs, wordPair{one[at], other[with], best})
		clear(table[at])
		for i := range table {
			table[i][with] = 0
		}
	}
	return pairs
}

// maxAlike is how many pairs of words are remembered.
const maxAlike = 1 << 20

// alikeWords returns how much two words are alike, and remembers it.
func (b *nameBook) alikeWords(one, other string) float64 {
	if one == other {
		return 1
	}
	pair := [2]string{min(one, other), max(one, other)}
	likeness, known := b.alike[pair]
	switch {
	case known:
		return likeness
	case sameStem(pair[1], pair[0]):
		likeness = likeForm
	default:
		likeness, _ = names.Match(pair[0], pair[1])
	}
	if len(b.alike) >= maxAlike {
		clear(b.alike)
	}
	b.alike[pair] = likeness
	return likeness
}

// endings make a country's name one of nationality, or one of many.
var endings = []string{"n", "an", "ian", "i", "ese", "ish", "s"}

// sameStem reports whether the longer word is the shorter one with an ending.
func sameStem(longer, shorter string) bool {
	ending, begins := strings.CutPrefix(longer, shorter)
	return begins && len(shorter) >= 4 && slices.Contains(endings, ending)
}

// isAcronym reports whether a name is a few capitals.
func isAcronym(text string) bool {
	letters := 0
	for _, r := range text {
		switch {
		case unicode.IsUpper(r):
			letters++
		case unicode.IsLetter(r) || unicode.IsSpace(r):
			return false
		}
	}
	return 0 < letters && letters <= maxAcronym
}
