package names

import (
	"strings"
	"unicode/utf8"
)

// What a likeness or a score is worth; the package comment explains them.
const (
	sameSound     = 0.95
	sameSkeleton  = 0.60
	acrossScripts = 0.50
	slipCost      = 2.4
	maxSlipped    = 0.94

	partBase, partShare, partFirst = 0.60, 0.25, 0.03
	overBase, overShare            = 0.30, 0.30

	reordered   = 0.97
	runTogether = 0.93
	byInitials  = 0.60

	begunBase, begunShare, begunSounds = 0.50, 0.40, 0.80
)

// Unfinished is more than the score of any name that [MatchUnfinished] accepts
// and [Match] does not, and no more than any other.
const Unfinished = 0.24

// Match scores one name against one query. The score lies in (0, 1] and is 0
// if ok is false; the package comment says what it means. It depends on nothing
// but the two texts, and [Index.Search] gives the same.
func Match(query, name string) (score float64, ok bool) {
	q, n := newPhrase(query), newPhrase(name)
	score = compare(q, n)
	return score, score > 0
}

// MatchUnfinished is Match, but the last word of the query may be no more than
// the beginning of a word. A name that matches by that alone scores less than
// any that Match accepts. [Index.SearchUnfinished] gives the same.
func MatchUnfinished(query, name string) (score float64, ok bool) {
	q, n := newPhrase(query), newPhrase(name)
	if score = compare(q, n); score == 0 {
		score = compareBegun(q, n)
	}
	return score, score > 0
}

// phrase is a folded name or query.
type phrase struct {
	words    []word
	joined   word   // the words run together; no text if there is a number among them
	initials string // of three words or more that are no numbers, else ""
}

func newPhrase(text string) phrase {
	folded := Fold(text)
	words := make([]word, len(folded))
	for i, f := range folded {
		words[i] = newWord(f)
	}
	return phraseOf(words)
}

func phraseOf(words []word) phrase {
	p := phrase{words: words}
	var joined, initials strings.Builder
	for i := range words {
		joined.WriteString(words[i].text)
		if !words[i].number {
			initials.WriteRune(words[i].letters[0])
		}
	}
	switch n := utf8.RuneCountInString(initials.String()); {
	case n < len(words): // a number among them
	case n == 1:
		p.joined = words[0]
	case n > 1:
		p.joined = newWord(joined.String())
	}
	if utf8.RuneCountInString(initials.String()) >= 3 {
		p.initials = initials.String()
	}
	return p
}

// compare scores a name against a query by words, run together and by initials.
func compare(query, name phrase) float64 {
	score := compareWords(len(query.words), len(name.words), func(i, j int) float64 {
		return likeness(&query.words[i], &name.words[j])
	})
	if query.joined.text != "" && name.joined.text != "" {
		score = max(score, runTogether*withoutSlip(&query.joined, &name.joined))
	}
	if len(query.words) == 1 && query.words[0].text == name.initials {
		score = max(score, byInitials)
	}
	return score
}

// compareBegun scores a name against a query that breaks off in its last word.
func compareBegun(query, name phrase) float64 {
	last := len(query.words) - 1
	if len(query.words) > len(name.words) {
		return 0
	}
	return Unfinished * compareWords(len(query.words), len(name.words), func(i, j int) float64 {
		if i == last {
			return begins(&query.words[i], &name.words[j])
		}
		return likeness(&query.words[i], &name.words[j])
	})
}

// compareWords scores a name of nn words against a query of nq, at most
// [maxWords] each, where alike(i, j) is the likeness of the query's word i and
// the name's word j.
func compareWords(nq, nn int, alike func(i, j int) float64) float64 {
	var table [maxWords][maxWords]float64
	for i := range nq {
		paired := false
		for j := range nn {
			table[i][j] = alike(i, j)
			paired = paired || table[i][j] > 0
		}
		if !paired && nq <= nn {
			return 0
		}
	}
	// pairOf[i] is one more than the name's word that the query's word i is
	// paired with. Taking the most alike first may miss a pairing that takes in
	// more words; with names that is not worth an assignment algorithm.
	var pairOf, taken [maxWords]int
	pairs, sum, least := 0, 0.0, 1.0
	for range min(nq, nn) {
		best, bi, bj := 0.0, 0, 0
		for i := range nq {
			for j := range nn {
				if pairOf[i] == 0 && taken[j] == 0 && table[i][j] > best {
					best, bi, bj = table[i][j], i, j
				}
			}
		}
		if best == 0 {
			break
		}
		pairOf[bi], taken[bj] = bj+1, 1
		pairs++
		sum += best
		least = best
	}
	if pairs == 0 || pairs < min(nq, nn) || nn < nq && least < sameSound {
		return 0
	}
	score := sum / float64(pairs)
	last := 0
	for _, j := range pairOf[:nq] {
		if j != 0 && j < last {
			score *= reordered
			break
		}
		last = max(last, j)
	}
	switch {
	case nq < nn:
		score *= partOf(nq, nn, taken[0] == 1)
	case nn < nq:
		score *= overBase + overShare*float64(nn)/float64(nq)
	}
	return score
}

// partOf is what a query is worth that is nq of a name's nn words, the first
// among them or not.
func partOf(nq, nn int, first bool) float64 {
	share := partBase + partShare*float64(nq)/float64(nn)
	if first {
		share += partFirst
	}
	return share
}
