package names

import "strconv"

// Keys returns what a store indexes a name by, without repetition, in a fixed
// order: at most 4 keys a word and 2 for the whole, so that most names have
// fewer than 20. Keys are opaque text without spaces. If [Match] accepts a
// query for the name, [QueryKeys] of the query has at least one of them; the
// reverse does not hold, so a store fetches the names that share a key (those
// that share the most first, should it have to stop) and scores them with Match.
func Keys(name string) []string {
	p := newPhrase(name)
	var keys keySet
	for i := range p.words {
		keys.add(p.words[i].key())
		keys.add(p.words[i].pieces()...)
	}
	if p.joined.text != "" {
		keys.add(p.joined.key())
	}
	if p.initials != "" {
		keys.add(initialsKey(p.initials))
	}
	return keys.list
}

// QueryKeys returns the keys of [Keys] that a name matching the query may have,
// without repetition, in a fixed order: at most 26 keys a word and 2 for the whole.
func QueryKeys(query string) []string {
	p := newPhrase(query)
	var keys keySet
	for i := range p.words {
		keys.add(p.words[i].key())
		keys.add(p.words[i].reachable()...)
	}
	if p.joined.text != "" {
		keys.add(p.joined.key())
	}
	if len(p.words) == 1 {
		keys.add(initialsKey(p.words[0].text))
	}
	return keys.list
}

// BegunKeys returns what a name may have, besides the keys of [QueryKeys], that
// [MatchUnfinished] accepts because the query's last word begins one of its
// words: one of keys, or a key that begins with one of prefixes. There are at
// most 2n+4 keys, n the letters of the word, and 2 prefixes; none if the word is
// too short.
func BegunKeys(query string) (keys, prefixes []string) {
	words := newPhrase(query).words
	if len(words) == 0 {
		return nil, nil
	}
	w := &words[len(words)-1]
	length := len(w.letters)
	if length < minBegun || w.number {
		return nil, nil
	}
	for n := length + 1; n <= min(longest(length), maxLetters); n++ {
		head, _ := halves(n)
		if slipsAllowed(n) == 2 {
			head, _ = thirds(n)
		}
		keys = append(keys, headKey(n, w.letters[:head]))
	}
	if sound := w.begunSound(); sound != "" {
		consonant := latinConsonant
		if w.arabic {
			consonant = arabicConsonant
		}
		bones, _ := bonesOf([]rune(sound), consonant)
		prefixes = []string{"=" + sound, "~" + bones}
	}
	return keys, prefixes
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

func initialsKey(initials string) string { return "@" + initials }

// key is shared by all words that are alike without a slip: those have the same
// sound, and so the same skeleton, or the same skeleton.
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
