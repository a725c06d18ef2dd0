package server

import (
	"cmp"
	"context"
	"crypto/sha256"
	"encoding/binary"
	"encoding/json"
	"fmt"
	"math"
	"net/http"
	"strconv"
	"strings"
	"sync"

	"github.com/99designs/gqlgen/graphql"
	lru "github.com/hashicorp/golang-lru/v2"
	"github.com/hashicorp/golang-lru/v2/simplelru"
)

// Cache says how answers are kept, so that a question that was asked before is
// answered without asking the schema. Only whole answers to queries are kept,
// never one with an error.
type Cache struct {
	// Version names a state of the data: within an operation the one that it is
	// answered from, else the current one. A kept answer is given only while
	// its state is the current one. Apart from the request (but not its
	// headers), answers must depend on nothing else. Nil keeps no answers.
	Version func(context.Context) (string, error)
	// Bytes is how much memory kept answers may take; what was not asked for
	// the longest goes first. One answer may take a sixteenth of it. Default
	// 64 MiB.
	Bytes int64
}

// CacheStats is what a cache has done, and what it holds.
type CacheStats struct {
	Hits, Misses int64 // requests
	Answers      int
	Bytes        int64
}

// cache keeps answers by the digests of their questions. It is safe for
// concurrent use.
type cache struct {
	version func(context.Context) (string, error)
	most    int64 // bytes of answers

	// meanings holds what requests ask by their wording, which saves reading
	// the JSON of one that has come before.
	meanings *lru.Cache[digest, digest]

	mutex   sync.Mutex
	answers *simplelru.LRU[digest, *keptAnswer]
	stats   CacheStats
}

// keptAnswer is an answer and the state of the data that it was read from. It
// does not change.
type keptAnswer struct {
	*representation
	version   string
	operation string // its name
}

// The memory that an answer and a meaning take beside their text, in bytes:
// keys, pointers, headers and room to grow.
const (
	aroundAnswer  = 512
	aroundMeaning = 256
)

// newCache returns a cache, nil if there shall be none.
func newCache(options Cache) (*cache, error) {
	if options.Bytes < 0 {
		return nil, fmt.Errorf("server: the cache's Bytes (%d) must not be negative", options.Bytes)
	}
	if options.Version == nil {
		return nil, nil
	}
	all := cmp.Or(options.Bytes, 64<<20)
	forMeanings := all / 64
	meanings, err := lru.New[digest, digest](int(max(1, forMeanings/aroundMeaning)))
	if err != nil {
		return nil, err
	}
	answers, err := simplelru.NewLRU[digest, *keptAnswer](math.MaxInt, nil) // bounded by bytes instead
	return &cache{version: options.Version, most: all - forMeanings, meanings: meanings, answers: answers}, err
}

// find returns the answer to a question from the current state of the data,
// nil if it is not kept; then the context is the one to execute the operation
// and [cache.keep] its answer with. Asked for the first time, a question pays
// for no look at the state.
func (c *cache) find(ctx context.Context, key digest) (context.Context, *keptAnswer) {
	c.mutex.Lock()
	answer, known := c.answers.Get(key)
	c.mutex.Unlock()
	if known {
		// If this fails, so will the operation, which says why.
		version, err := c.version(ctx)
		known = err == nil && version == answer.version
	}

	c.mutex.Lock()
	defer c.mutex.Unlock()
	if known {
		c.stats.Hits++
		return ctx, answer
	}
	c.stats.Misses++
	return context.WithValue(ctx, originKey{}, &origin{key: key}), nil
}

// keep keeps the answer to an operation of that name, in place of one from
// another state of the data. It does so if there is a cache, and if it is
// known what the answer was read from.
func (c *cache) keep(ctx context.Context, a *representation, operation string) {
	from, wanted := ctx.Value(originKey{}).(*origin)
	if !wanted {
		return
	}
	version := from.get()
	if version == "" {
		return
	}
	// The name is a part of the document, which it would hold on to.
	c.add(from.key, &keptAnswer{representation: a, version: version, operation: strings.Clone(clip(operation))})
}

// add keeps an answer unless it is too large, and drops others to make room.
func (c *cache) add(key digest, answer *keptAnswer) {
	size := answer.size()
	if size > c.most/16 {
		return
	}
	c.mutex.Lock()
	defer c.mutex.Unlock()
	if before, is := c.answers.Peek(key); is {
		c.stats.Bytes -= before.size()
	}
	c.answers.Add(key, answer)
	c.stats.Bytes += size
	for c.stats.Bytes > c.most {
		_, oldest, _ := c.answers.RemoveOldest()
		c.stats.Bytes -= oldest.size()
	}
}

// size is the memory that the answer takes, in bytes: a body takes up to an
// eighth more than its length.
func (a *keptAnswer) size() int64 {
	return int64(aroundAnswer + cap(a.body) + cap(a.body)/8 + len(a.tag) + len(a.version) + len(a.operation))
}

func (c *cache) read() CacheStats {
	if c == nil {
		return CacheStats{}
	}
	c.mutex.Lock()
	defer c.mutex.Unlock()
	stats := c.stats
	stats.Answers = c.answers.Len()
	return stats
}

// digest stands for a text. To find two texts of one digest is to break
// SHA-256.
type digest [sha256.Size]byte

// appendPart appends a part such that different lists of parts give different
// texts.
func appendPart[T string | []byte](text []byte, part T) []byte {
	return append(binary.BigEndian.AppendUint64(text, uint64(len(part))), part...)
}

// everyone names the rights of a caller: to see all, since callers are not told
// apart. Once they are, those who see the same share a name.
const everyone = "everyone"

// caller is what an answer depends on beside the question and the data.
type caller struct {
	rights string
	media  string
	gzip   bool // whether the answer may be compressed
}

func (c caller) append(text []byte) []byte {
	text = appendPart(text, c.rights)
	text = appendPart(text, c.media)
	return appendPart(text, strconv.FormatBool(c.gzip))
}

// usualText is room for the text of most questions, in bytes.
const usualText = 2 << 10

// wording returns the digest of a request as it is written.
func wording(by caller, method string, written []byte) digest {
	text := by.append(make([]byte, 0, usualText))
	text = appendPart(text, strconv.FormatBool(method == http.MethodPost))
	return sha256.Sum256(appendPart(text, written))
}

// meaning returns the digest of a question. The document counts as it is
// written, but variables may stand in any order.
func meaning(by caller, params *graphql.RawParams) digest {
	text := by.append(make([]byte, 0, usualText))
	text = appendPart(text, params.Query)
	text = appendPart(text, params.OperationName)
	for _, object := range []map[string]any{params.Variables, params.Extensions} {
		var sorted []byte
		if len(object) > 0 {
			var err error
			if sorted, err = json.Marshal(object); err != nil {
				panic(err) // it was read from JSON
			}
		}
		text = appendPart(text, sorted)
	}
	return sha256.Sum256(text)
}

// origin is where the answer to a question comes from.
type origin struct {
	key digest

	mutex   sync.Mutex
	field   string // the root field that asks for the version
	version string // of the data; "" while it is not known
}

type originKey struct{}

var _ interface {
	graphql.HandlerExtension
	graphql.RootFieldInterceptor
} = (*cache)(nil)

// ExtensionName names the extension to gqlgen.
func (c *cache) ExtensionName() string { return "Cache" }

// Validate is asked by gqlgen when the extension is installed.
func (c *cache) Validate(graphql.ExecutableSchema) error { return nil }

// InterceptRootField notes what the operation is answered from. One field
// asks for all, since they have the same origin, but it asks again whenever it
// is resolved again: that is another attempt, perhaps from another state.
func (c *cache) InterceptRootField(ctx context.Context, next graphql.RootResolver) graphql.Marshaler {
	from, wanted := ctx.Value(originKey{}).(*origin)
	if wanted && from.asks(graphql.GetRootFieldContext(ctx).Field.Alias) {
		version, err := c.version(ctx)
		if err != nil {
			version = "" // the answer may do without, but is not kept
		}
		from.set(version)
	}
	return next(ctx)
}

// asks reports whether this root field is the one that asks for the version.
func (o *origin) asks(field string) bool {
	o.mutex.Lock()
	defer o.mutex.Unlock()
	o.field = cmp.Or(o.field, field)
	return o.field == field
}

func (o *origin) set(version string) {
	o.mutex.Lock()
	defer o.mutex.Unlock()
	o.version = version
}

func (o *origin) get() string {
	o.mutex.Lock()
	defer o.mutex.Unlock()
	return o.version
}
