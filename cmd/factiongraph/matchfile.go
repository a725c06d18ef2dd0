package main

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"path/filepath"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/factiongraph/factiongraph/graph"
)

// matchFile returns the file for review: YAML that load takes at any time, in
// which nothing counts until somebody takes the # off a line. Names that
// datasets brought stand in comments and in quotes, and can be no part of it.
func matchFile(asked matchQuestion, found *matches) string {
	name := filepath.Base(asked.file)
	key := reviewKey(name)
	var text strings.Builder
	fmt.Fprintf(&text, matchHead, asked.heading(found), found.Version, oneLine(name), key, key, quoted("Review of likely matches, "+name))
	for i := range found.Pairs {
		pair := &found.Pairs[i]
		fmt.Fprintf(&text, "\n# %.3f  %s\n#        %s\n", pair.Score, end(&pair.One), end(&pair.Other))
		if verdict := pair.verdict(); verdict != "" {
			fmt.Fprintf(&text, "#   %s before\n", verdict)
		}
		reasons := make([]string, len(pair.Reasons))
		for j := range pair.Reasons {
			reasons[j] = oneLine(pair.Reasons[j].String())
			fmt.Fprintf(&text, "#   %+.1f  %s\n", pair.Reasons[j].Bits, reasons[j])
		}
		note := quoted(clipped(fmt.Sprintf("Score %.3f by %s", pair.Score, strings.Join(reasons, "; "))))
		for _, stance := range []graph.Stance{graph.Reported, graph.Denied} {
			fmt.Fprintf(&text, "#- {id: %s, kind: SAME_AS, from: %s, to: %s, claims: [{at: %q, stance: %s, basis: INFERRED, note: %s}]}\n",
				reviewID(pair.Key), pair.One.ID, pair.Other.ID, fmt.Sprintf("%s:%d", key, i+1), stance, note)
		}
	}
	return text.String()
}

// matchHead takes the heading, the version, the file, the source's id and key,
// and its title.
const matchHead = `# Actors that may be one, for review: %s,
# the likeliest first, in version %s of the dataset.
#
# Each pair has two lines that begin with #- and stand for a decision. Take off
# the # of the first one (REPORTED) if the two are one actor, or of the second one
# (DENIED) if they are not; leave both where you cannot tell. You may put your own
# reason in the note. Then
#
#   factiongraph load %s
#
# Nothing is merged: both actors keep their ties, and a SAME_AS affiliation joins
# them. What is accepted or denied is not listed again.

sources:
# The decisions are claims of this source: say who made them.
- id: %s
  key: %s
  title: %s
  # publisher: ""

affiliations:
`

func end(actor *seen) string {
	return oneLine(fmt.Sprintf("%s (%s, %s)", actor.Name, actor.ID, words(string(actor.Kind))))
}

// reviewID is the id of the decision about a pair, so that a later decision takes
// the place of an earlier one.
func reviewID(key string) string {
	sum := sha256.Sum256([]byte(key))
	return "same-" + hex.EncodeToString(sum[:8])
}

// reviewKey returns the id of the source that a file is, and the key of its
// locators.
func reviewKey(file string) string {
	const most = 60
	kept := strings.Map(func(r rune) rune {
		if r == '_' || r == '-' || r < utf8.RuneSelf && (unicode.IsLetter(r) || unicode.IsDigit(r)) {
			return r
		}
		return '-'
	}, strings.TrimSuffix(file, filepath.Ext(file)))
	return "review-" + kept[:min(len(kept), most)]
}

// oneLine keeps text on its line of a file: what is not seen in print, line breaks
// of all sorts included, becomes a space.
func oneLine(text string) string {
	return strings.Map(func(r rune) rune {
		if !unicode.IsPrint(r) {
			return ' '
		}
		return r
	}, text)
}

// quoted returns text in quotes that YAML and JSON read alike.
func quoted(text string) string {
	var written strings.Builder
	encoder := json.NewEncoder(&written)
	encoder.SetEscapeHTML(false)
	_ = encoder.Encode(oneLine(text)) // text can be written
	return strings.TrimSuffix(written.String(), "\n")
}

// clipped shortens a note to what one may hold.
func clipped(note string) string {
	const most = 2000
	if len(note) <= most {
		return note
	}
	return strings.ToValidUTF8(note[:most], "") + "…"
}
