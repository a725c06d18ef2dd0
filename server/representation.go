package server

import (
	"bytes"
	"compress/gzip"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"net/http"
	"strconv"
	"strings"
	"sync"

	"github.com/99designs/gqlgen/graphql"
	"github.com/vektah/gqlparser/v2/gqlerror"
)

// The media types of an answer.
const (
	graphqlJSON = "application/graphql-response+json"
	legacyJSON  = "application/json"
)

// representation is an answer in the form in which callers of a kind take it.
// It does not change once it is sent.
type representation struct {
	media    string
	encoding string // of the content, "" for none
	body     []byte
	tag      string // entity tag; "" for an answer that need not be the same next time
}

// compressFrom is the size from which a body is compressed, in bytes: a
// smaller one fits into a packet as it is.
const compressFrom = 1 << 10

// represent puts an answer into the form that a caller takes.
func represent(body []byte, to caller) *representation {
	r := &representation{media: to.media, body: body}
	if to.gzip && len(body) >= compressFrom {
		r.body, r.encoding = compress(body), "gzip"
	}
	return r
}

// addTag gives the representation an entity tag, which tells it from every
// other one by its media type and its bytes, encoded as they are.
func (a *representation) addTag() {
	hash := sha256.New()
	hash.Write([]byte(a.media + "\n"))
	hash.Write(a.body)
	a.tag = `"` + base64.RawURLEncoding.EncodeToString(hash.Sum(nil)[:16]) + `"`
}

// send answers a request. A tagged answer to GET may be stored by the caller,
// who asks each time whether it still holds, and is not sent again if it does.
func (a *representation) send(w http.ResponseWriter, r *http.Request, status int) {
	h := w.Header()
	if a.tag != "" && r.Method != http.MethodPost {
		h.Set("Cache-Control", "no-cache")
		h.Set("ETag", a.tag)
		if names(r.Header.Values("If-None-Match"), a.tag) {
			w.WriteHeader(http.StatusNotModified)
			return
		}
	}
	h.Set("Content-Type", a.media+"; charset=utf-8")
	if a.encoding != "" {
		h.Set("Content-Encoding", a.encoding)
	}
	h.Set("Content-Length", strconv.Itoa(len(a.body)))
	w.WriteHeader(status)
	if r.Method != http.MethodHead {
		// A failed write means that the caller is gone; the log shows the bytes.
		_, _ = w.Write(a.body)
	}
}

// names reports whether an If-None-Match header has the tag, or any (RFC 9110,
// section 13.1.2).
func names(header []string, tag string) bool {
	for _, line := range header {
		for part := range strings.SplitSeq(line, ",") {
			if part = strings.TrimSpace(part); part == "*" || strings.TrimPrefix(part, "W/") == tag {
				return true
			}
		}
	}
	return false
}

// compressors holds [gzip.Writer]s, each of which has a megabyte of tables.
var compressors = sync.Pool{New: func() any {
	w, err := gzip.NewWriterLevel(nil, gzip.BestSpeed)
	if err != nil {
		panic(err) // there is that level
	}
	return w
}}

// compress returns text as gzip.
func compress(text []byte) []byte {
	w := compressors.Get().(*gzip.Writer)
	defer compressors.Put(w)
	var compressed bytes.Buffer
	w.Reset(&compressed)
	_, _ = w.Write(text) // memory takes what it is given
	_ = w.Close()
	return bytes.Clone(compressed.Bytes())
}

// answer is a response as it is sent: an operation that never ran has no data,
// which differs from data that is null.
type answer struct {
	Errors     gqlerror.List   `json:"errors,omitempty"`
	Data       json.RawMessage `json:"data,omitempty"`
	Extensions map[string]any  `json:"extensions,omitempty"`
}

// encode writes a response as JSON, with <, > and & as they are: no browser
// takes it for HTML, because of its media type and of nosniff.
func encode(response *graphql.Response) []byte {
	// Most answers are but data, which need not be copied letter by letter.
	if len(response.Errors) == 0 && len(response.Extensions) == 0 && json.Valid(response.Data) {
		const before, after = `{"data":`, `}`
		body := make([]byte, 0, len(before)+len(response.Data)+len(after))
		return append(append(append(body, before...), response.Data...), after...)
	}
	var body bytes.Buffer
	encoder := json.NewEncoder(&body)
	encoder.SetEscapeHTML(false)
	if err := encoder.Encode(answer{response.Errors, response.Data, response.Extensions}); err != nil {
		panic(err) // caught and logged by observe: a resolver wrote invalid JSON
	}
	return bytes.TrimSuffix(body.Bytes(), []byte("\n"))
}

// write answers a request that was refused.
func write(w http.ResponseWriter, media string, status int, response *graphql.Response) {
	w.Header().Set("Content-Type", media+"; charset=utf-8")
	w.WriteHeader(status)
	_, _ = w.Write(encode(response)) //nolint:gosec // it is no HTML: see encode; and for the error, send
}

// writeError refuses a request outside of GraphQL in the shape that its
// clients can read.
func writeError(w http.ResponseWriter, status int, err *gqlerror.Error) {
	write(w, legacyJSON, status, &graphql.Response{Errors: gqlerror.List{err}})
}
