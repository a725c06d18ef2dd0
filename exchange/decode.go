package exchange

import (
	"bufio"
	"fmt"
	"io"
	"unicode/utf8"

	"golang.org/x/text/encoding/charmap"
)

const byteOrderMark = "\xef\xbb\xbf"

// decoding reads text as UTF-8 without its byte-order mark. Text whose first
// letter beyond ASCII is no UTF-8 is taken for Windows-1252, which holds
// Latin-1; text that is UTF-8 at first must remain so.
type decoding struct {
	in   *bufio.Reader
	left int64 // how many more bytes may be read
	out  []byte
	next int // of out, the first byte not handed out
	err  error

	begun, latin, multibyte bool
	given                   int64 // bytes handed out
	line                    int
}

func newDecoding(in io.Reader) *decoding {
	return &decoding{in: bufio.NewReaderSize(in, 64<<10), left: maxStream, line: 1}
}

// textError says what is wrong with a text, and in which line.
type textError struct {
	line   int
	reason string
}

func (e *textError) Error() string { return fmt.Sprintf("line %d: %s", e.line, e.reason) }

func (d *decoding) Read(p []byte) (int, error) {
	for d.next == len(d.out) {
		if d.err != nil {
			return 0, d.err
		}
		d.fill()
	}
	n := copy(p, d.out[d.next:])
	d.next += n
	d.given += int64(n)
	return n, nil
}

// fill decodes the next bytes into out, or sets err.
func (d *decoding) fill() {
	chunk, err := d.in.Peek(32 << 10)
	d.out, d.next = d.out[:0], 0
	if len(chunk) == 0 {
		d.err = err
		return
	}
	at := 0
	if !d.begun {
		d.begun = true
		switch {
		case len(chunk) >= 3 && string(chunk[:3]) == byteOrderMark:
			at, d.multibyte = 3, true
		case len(chunk) >= 2 && (string(chunk[:2]) == "\xff\xfe" || string(chunk[:2]) == "\xfe\xff"):
			d.err = &textError{d.line, "it is UTF-16: save it as UTF-8"}
			return
		}
	}
	for at < len(chunk) && d.err == nil {
		c := chunk[at]
		switch {
		case c == 0:
			d.err = &textError{d.line, "it holds the control character U+0000"}
		case c < utf8.RuneSelf:
			if c == '\n' {
				d.line++
			}
			d.out = append(d.out, c)
			at++
		case d.latin:
			d.out = utf8.AppendRune(d.out, charmap.Windows1252.DecodeByte(c))
			at++
		case !utf8.FullRune(chunk[at:]) && err == nil: // its rest is read with the next bytes
			d.took(at)
			return
		default:
			at += d.letter(chunk[at:])
		}
	}
	d.took(at)
}

// letter decodes one letter beyond ASCII and returns how long it is; 0 if it is
// to be read again, or an error.
func (d *decoding) letter(text []byte) int {
	letter, size := utf8.DecodeRune(text)
	switch {
	case letter != utf8.RuneError || size > 1:
		d.multibyte = true
		d.out = append(d.out, text[:size]...)
		return size
	case d.multibyte:
		d.err = &textError{d.line, "it is not UTF-8, although it is above"}
	default:
		d.latin = true
	}
	return 0
}

// took notes how many bytes were decoded.
func (d *decoding) took(bytes int) {
	if d.left -= int64(bytes); d.left < 0 {
		d.err = &textError{d.line, fmt.Sprintf("it is larger than %d MiB", maxStream>>20)}
	}
	_, _ = d.in.Discard(bytes) // they were peeked at
}
