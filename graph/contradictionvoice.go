package graph

import (
	"context"
	"slices"
)

// Voice is who is behind a claim.
type Voice struct {
	// Speaker is nil where the source speaks for itself.
	Speaker *Actor
	// Publisher is [Source.Voice].
	Publisher string
}

func (v Voice) key() string {
	if v.Speaker != nil {
		return v.Speaker.ID + "\x00" + v.Publisher
	}
	return "\x00" + v.Publisher
}

// giveVoices fills the voices of all sides. Sources that the reader did not
// load are read for it.
func giveVoices(ctx context.Context, reader Reader, found []*Contradiction) error {
	err := loadSources(ctx, reader, func(yield func(*Claim) bool) {
		for _, contradiction := range found {
			for i := range contradiction.Sides {
				for _, claim := range contradiction.Sides[i].Claims {
					if !yield(claim) {
						return
					}
				}
			}
		}
	})
	if err != nil {
		return err
	}
	for _, contradiction := range found {
		for i := range contradiction.Sides {
			contradiction.Sides[i].Voices = voicesOf(contradiction.Sides[i].Claims)
		}
	}
	return nil
}

func voicesOf(claims []*Claim) []Voice {
	byKey := map[string]Voice{}
	for _, claim := range claims {
		voice := Voice{claim.Speaker(), claim.Source.Voice()}
		byKey[voice.key()] = voice
	}
	voices := make([]Voice, 0, len(byKey))
	for _, key := range sortedKeys(byKey) {
		voices = append(voices, byKey[key])
	}
	return voices
}

// oneVoice reports whether the same voices tell all sides.
func (c *Contradiction) oneVoice() bool {
	return !slices.ContainsFunc(c.Sides[1:], func(side Account) bool {
		return !slices.EqualFunc(side.Voices, c.Sides[0].Voices, func(a, b Voice) bool { return a.key() == b.key() })
	})
}
