package server

import (
	"mime"
	"strconv"
	"strings"
)

// negotiate returns the media type of the answer for the values of Accept,
// false if the caller takes neither. The one with the higher quality wins,
// then the one that is named more exactly, then the newer one, which is also
// the answer to a request without Accept.
func negotiate(accept []string) (media string, ok bool) {
	header := strings.Join(accept, ",")
	if strings.TrimSpace(header) == "" {
		return graphqlJSON, true
	}
	newer, older := preferenceFor(graphqlJSON, header), preferenceFor(legacyJSON, header)
	switch {
	case newer.quality == 0 && older.quality == 0:
		return "", false
	case older.over(newer):
		return legacyJSON, true
	default:
		return graphqlJSON, true
	}
}

// preference is how much a caller wants a media type.
type preference struct {
	quality float64 // 0 refuses
	exact   int     // 3 for the type itself, 2 for its family, 1 for anything
}

func (p preference) over(other preference) bool {
	if p.quality != other.quality {
		return p.quality > other.quality
	}
	return p.exact > other.exact
}

// preferenceFor returns what the most exact range of an Accept header that
// matches media says of it (RFC 9110, section 12.5.1).
func preferenceFor(media, header string) preference {
	var best preference
	for part := range strings.SplitSeq(header, ",") {
		wanted, parameters, err := mime.ParseMediaType(part)
		if err != nil {
			continue
		}
		var exact int
		switch wanted {
		case media:
			exact = 3
		case "application/*":
			exact = 2
		case "*/*":
			exact = 1
		}
		if exact <= best.exact {
			continue
		}
		quality := 1.0
		if text, given := parameters["q"]; given {
			if quality, err = strconv.ParseFloat(text, 64); err != nil || !(quality >= 0 && quality <= 1) {
				continue
			}
		}
		best = preference{quality, exact}
	}
	return best
}

// takesGzip reports whether the values of Accept-Encoding name gzip. A "*" is
// not enough: its senders seldom mean it.
func takesGzip(accept []string) bool {
	for _, line := range accept {
		for part := range strings.SplitSeq(line, ",") {
			coding, weight, weighed := strings.Cut(part, ";")
			if strings.EqualFold(strings.TrimSpace(coding), "gzip") {
				_, text, _ := strings.Cut(weight, "=")
				quality, err := strconv.ParseFloat(strings.TrimSpace(text), 64)
				return !weighed || err == nil && quality > 0
			}
		}
	}
	return false
}
