package names

import (
	"math/bits"
	"slices"
	"strconv"
	"strings"
)

// Keys returns what a store indexes a name by, without repetition, in a fixed
// order: at most 4 keys a word and 4 for the whole, so that most names have
// fewer than 20. Keys are opaque text without spaces. [QueryKeys] says which of
// them a name has that matches a query.
func Keys(name string) []string {
	p := newPhrase(name)
	if len(p.words) == 0 {
		return nil
	}
	var keys keySet
	for i := range p.words {
		keys.add(p.words[i].key())
		keys.add(p.words[i].pieces()...)
	}
	sorted := sortedKeys(p.words)
	keys.add(wholeKey(sorted...))
	if len(sorted) > firstWords {
		keys.add(firstKey(sorted[:firstWords]...))
	}
	if p.joined.text != "" {
		keys.add(wholeKey(p.joined.key()))
	}
	if p.initials != "" {
		keys.add(initialsKey(p.initials))
	}
	return keys.list
}

// Wanted says what keys a name has that may match a query: every part of one of
// these alternatives. The reverse does not hold, so a store fetches the names
// that have what is wanted (those that share the most keys first, should it have
// to stop) and scores them with [Match] or [MatchUnfinished]. There are at most
// 850 keys and prefixes in all.
type Wanted [][]Part

// Part is one key at least: one of Keys, or one that begins with one of Prefixes.
type Part struct {
	Keys, Prefixes []string
}

// QueryKeys returns what every name has among its [Keys] that [Match] accepts for
// the query; nothing if there is no such name.
//
// A name of as many words as the query or more has one like each of the query's,
// so that a store need not look at more names than have the rarest of them. A
// name of fewer words, all of them in the query, is asked for as a whole; if the
// query has more than 8 words, by three of its own.
func QueryKeys(query string) Wanted {
	p := newPhrase(query)
	if len(p.words) == 0 {
		return nil
	}
	whole := subsets(sortedKeys(p.words))
	if p.joined.text != "" {
		whole.add(wholeKey(p.joined.key()))
	}
	if len(p.words) == 1 {
		whole.add(initialsKey(p.words[0].text))
	}
	return Wanted{partsOf(p.words), {{Keys: whole.list}}}
}

// BegunKeys returns what every name has among its [Keys] that [MatchUnfinished]
// accepts because the query's last word begins one of its words; nothing if that
// word is too short.
func BegunKeys(query string) Wanted {
	words := newPhrase(query).words
	if len(words) == 0 {
		return nil
	}
	last := len(words) - 1
	begun := words[last].begun()
	if len(begun.Keys) == 0 {
		return nil
	}
	return Wanted{append(partsOf(words[:last]), begun)}
}

// partsOf wants a word like each of these.
func partsOf(words []word) []Part {
	parts := make([]Part, len(words))
	for i := range words {
		var keys keySet
		keys.add(words[i].key())
		keys.add(words[i].reachable()...)
		parts[i].Keys = keys.list
	}
	return parts
}

const (
	// maxSubsets bounds the words of a query of which every subset is asked for;
	// each word doubles them.
	maxSubsets = 8
	// firstWords is how many words of a longer name a longer query asks for.
	firstWords = 3
)

// subsets returns what a name has that is made of some of the words that these
// keys, in ascending order, stand for, and not of all.
func subsets(keys []string) keySet {
	var names keySet
	for subset := 1; subset < 1<<len(keys)-1; subset++ {
		size := bits.OnesCount(uint(subset))
		if len(keys) > maxSubsets && size > firstWords {
			continue
		}
		chosen := make([]string, 0, size)
		for i, k := range keys {
			if subset&(1<<i) != 0 {
				chosen = append(chosen, k)
			}
		}
		names.add(wholeKey(chosen...))
		if len(keys) > maxSubsets && size == firstWords {
			names.add(firstKey(chosen...))
		}
	}
	return names
}

// keySet collects keys in the order of their first mention.
type keySet struct {
	list []string
	seen map[string]bool
}

func (s *keySet) add(keys ...string) {
	if s.seen == nil {
		s.seen = make(map[string]bool)
	}
	for _, k := range keys {
		if !s.seen[k] {
			s.seen[k] = true
			s.list = append(s.list, k)
		}
	}
}

// sortedKeys returns the key of each word, in ascending order.
func sortedKeys(words []word) []string {
	keys := make([]string, len(words))
	for i := range words {
		keys[i] = words[i].key()
	}
	slices.Sort(keys)
	return keys
}

// wholeKey is shared by names of nothing but words with these keys, which
// ascend, in any order.
func wholeKey(keys ...string) string { return "#" + strings.Join(keys, "") }

// firstKey is shared by longer names whose first keys, ascending, are these:
// those of numbers before others.
func firstKey(keys ...string) string { return "%" + strings.Join(keys, "") }

func initialsKey(initials string) string { return "@" + initials }

// key is shared by all words that are alike without a slip: those have the same
// sound and skeleton, or the same skeleton.
func (w *word) key() string {
	if w.skeleton != "" {
		return "~" + w.skeleton
	}
	return "=" + w.sound
}

// pieces are what a slip leaves of a word. One slip touches letters that stand
// together: of two pieces with a letter between them it spares one, and two slips
// spare one of three. The number of letters is part of a piece.
func (w *word) pieces() []string {
	n := len(w.letters)
	if w.number {
		return nil
	}
	switch slipsAllowed(n) {
	case 1:
		head, tail := halves(n)
		return []string{headKey(n, w.letters[:head]), tailKey(n, w.letters[n-tail:])}
	case 2:
		side, middle := thirds(n)
		return []string{
			headKey(n, w.letters[:side]),
			middleKey(n, w.letters[side+1:side+1+middle]),
			tailKey(n, w.letters[n-side:]),
		}
	}
	return nil
}

// reachable are the pieces of all words that w may be a slip of. Head and tail
// stay where they are; the middle is the only piece spared if one slip lies
// before it and one behind, and then it has moved by one letter at most.
func (w *word) reachable() []string {
	if w.number {
		return nil
	}
	var keys []string
	letters, length := w.letters, len(w.letters)
	reach := slipsAllowed(length)
	for n := length - reach; n <= length+reach; n++ {
		switch slipsAllowed(n) {
		case 1:
			head, tail := halves(n)
			keys = append(keys, headKey(n, letters[:head]), tailKey(n, letters[length-tail:]))
		case 2:
			side, middle := thirds(n)
			keys = append(keys, headKey(n, letters[:side]), tailKey(n, letters[length-side:]))
			for start := side; start <= side+2; start++ {
				if start+middle <= length {
					keys = append(keys, middleKey(n, letters[start:start+middle]))
				}
			}
		}
	}
	return keys
}

// begun is what a name has with a word that w is the beginning of: the first
// piece of a word so much longer, or what its sound begins with. It has no keys
// if w is too short.
func (w *word) begun() Part {
	var part Part
	length := len(w.letters)
	if length < minBegun || w.number {
		return part
	}
	for n := length + 1; n <= min(longest(length), maxLetters); n++ {
		head, _ := halves(n)
		if slipsAllowed(n) == 2 {
			head, _ = thirds(n)
		}
		part.Keys = append(part.Keys, headKey(n, w.letters[:head]))
	}
	if sound := w.begunSound(); sound != "" {
		consonant := latinConsonant
		if w.arabic {
			consonant = arabicConsonant
		}
		bones, _ := bonesOf([]rune(sound), consonant)
		part.Prefixes = []string{"=" + sound, "~" + bones}
	}
	return part
}

// halves returns the lengths of the two pieces of a word of n letters.
func halves(n int) (head, tail int) {
	head = (n - 1) / 2
	return head, n - 1 - head
}

// thirds returns the lengths of the outer and the middle pieces.
func thirds(n int) (side, middle int) {
	side = (n - 2) / 3
	return side, n - 2 - 2*side
}

func headKey(n int, piece []rune) string   { return strconv.Itoa(n) + "<" + string(piece) }
func middleKey(n int, piece []rune) string { return strconv.Itoa(n) + "|" + string(piece) }
func tailKey(n int, piece []rune) string   { return strconv.Itoa(n) + ">" + string(piece) }
