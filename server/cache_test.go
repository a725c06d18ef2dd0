package server

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"net/http"
	"net/http/httptest"
	"net/url"
	"runtime"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"

	"github.com/99designs/gqlgen/graphql"
	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"
)

// data is what a stub answers from.
type data struct {
	mutex   sync.Mutex
	version string
	err     error
}

func (d *data) become(version string, err error) {
	d.mutex.Lock()
	defer d.mutex.Unlock()
	d.version, d.err = version, err
}

func (d *data) name(context.Context) (string, error) {
	d.mutex.Lock()
	defer d.mutex.Unlock()
	return d.version, d.err
}

// caching returns a server that keeps answers, and what it answers from.
func caching(t *testing.T, s *stub) (*Server, *data) {
	t.Helper()
	d := &data{version: "one"}
	o, _ := options(s)
	o.Cache.Version = d.name
	handler, err := New(o)
	if err != nil {
		t.Fatal(err)
	}
	return handler, d
}

// ask sends a request without a network.
func ask(t *testing.T, s *Server, method, target, body string, headers ...string) *httptest.ResponseRecorder {
	t.Helper()
	r := httptest.NewRequestWithContext(t.Context(), method, "http://127.0.0.1:8080"+target, strings.NewReader(body))
	if method == http.MethodPost {
		r.Header.Set("Content-Type", "application/json")
	}
	set(r, headers)
	w := httptest.NewRecorder()
	s.ServeHTTP(w, r)
	return w
}

// asked returns the path that asks a document by GET.
func asked(document string) string { return "/graphql?query=" + url.QueryEscape(document) }

// TestWhatIsOneQuestion asks twice, and looks whether the second request gets
// the answer to the first.
func TestWhatIsOneQuestion(t *testing.T) {
	const document = "query A($n:Int $ids:[ID!]){find(first:$n ids:$ids)} query B{name}"
	body := func(operation, variables, extensions string) string {
		text, _ := json.Marshal(document)
		return fmt.Sprintf(`{"query":%s,"operationName":%q,"variables":%s,"extensions":%s}`, text, operation, variables, extensions)
	}
	first := body("A", `{"n":1,"ids":["x"]}`, "{}")
	older := []string{"Accept", "application/json"}
	compressed := []string{"Accept-Encoding", "gzip"}
	for name, c := range map[string]struct {
		body    string
		headers []string
		want    bool
	}{
		"the same":                  {body: first, want: true},
		"variables in other order":  {body: body("A", `{"ids":["x"],"n":1}`, "{}"), want: true},
		"names in other order":      {body: strings.Replace(first[:len(first)-1], "{", `{"extensions":{},`, 1) + "}", want: true},
		"space between":             {body: strings.Replace(first, `"n":1`, "\"n\" : \n1", 1), want: true},
		"letters written otherwise": {body: strings.Replace(first, `"x"`, `"\u0078"`, 1), want: true},
		"no extensions":             {body: body("A", `{"n":1,"ids":["x"]}`, "null"), want: true},
		"another value":             {body: body("A", `{"n":2,"ids":["x"]}`, "{}")},
		"a number as text":          {body: body("A", `{"n":1,"ids":[1]}`, "{}")},
		"one variable less":         {body: body("A", `{"n":1}`, "{}")},
		"null for a variable":       {body: body("A", `{"n":1,"ids":null}`, "{}")},
		"one more element":          {body: body("A", `{"n":1,"ids":["x","x"]}`, "{}")},
		"another operation":         {body: body("B", `{"n":1,"ids":["x"]}`, "{}")},
		"another document":          {body: strings.Replace(first, "query A", "query  A", 1)},
		"extensions":                {body: body("A", `{"n":1,"ids":["x"]}`, `{"x":1}`)},
		"another media type":        {body: first, headers: older},
		"another encoding":          {body: first, headers: compressed},
		"an encoding refused":       {body: first, headers: []string{"Accept-Encoding", "gzip;q=0, br"}, want: true},
	} {
		t.Run(name, func(t *testing.T) {
			s, _ := caching(t, newStub())
			before := ask(t, s, http.MethodPost, "/graphql", first)
			got := ask(t, s, http.MethodPost, "/graphql", c.body, c.headers...)
			if before.Code != http.StatusOK || got.Code != http.StatusOK {
				t.Fatalf("got %d %s and %d %s", before.Code, before.Body, got.Code, got.Body)
			}
			if hit := s.CacheStats().Hits == 1; hit != c.want {
				t.Errorf("kept: %t", hit)
			}
		})
	}
}

func TestByGETAndByPOSTIsOneQuestion(t *testing.T) {
	s, _ := caching(t, newStub())
	ask(t, s, http.MethodPost, "/graphql", request("{name}", ""))
	ask(t, s, http.MethodGet, asked("{name}"), "")
	ask(t, s, http.MethodHead, asked("{name}"), "")
	if diff := cmp.Diff(CacheStats{Hits: 2, Misses: 1, Answers: 1, Bytes: s.CacheStats().Bytes}, s.CacheStats()); diff != "" {
		t.Error(diff)
	}
}

// TestKeptAnswers counts how often the schema is asked, with answers that
// differ each time.
func TestKeptAnswers(t *testing.T) {
	s := newStub()
	var runs atomic.Int64
	s.resolve["name"] = func(context.Context, map[string]any) (any, error) { return runs.Add(1), nil }
	handler, d := caching(t, s)
	for i, step := range []struct {
		version string
		err     error
		want    int
	}{
		{version: "one", want: 1},
		{version: "one", want: 1},
		{version: "two", want: 2},
		{version: "two", want: 2},
		{version: "one", want: 3},
		{err: errors.New(secret), want: 4},
		{version: "one", want: 3},
		{version: "", want: 5}, // nobody can tell from what
		{version: "", want: 6},
	} {
		d.become(step.version, step.err)
		got := ask(t, handler, http.MethodPost, "/graphql", request("{name}", ""))
		if want := fmt.Sprintf(`{"data":{"name":%d}}`, step.want); got.Body.String() != want {
			t.Errorf("step %d: %s", i, got.Body)
		}
	}
}

// TestWhatIsNotKept asks twice what must be answered anew each time.
func TestWhatIsNotKept(t *testing.T) {
	for name, body := range map[string]string{
		"a mutation":             request("mutation{change}", ""),
		"an error":               request("{refused}", ""),
		"an error beside data":   request("{name broken}", ""),
		"null for all":           request("{needed}", ""),
		"a panic":                request("{panics}", ""),
		"an unknown field":       request("{nam}", ""),
		"no document":            request("{", ""),
		"a variable that is not": request("query($n:Int!){find(first:$n)}", ""),
		"no request":             "{",
		"a batch":                "[" + request("{name}", "") + "]",
	} {
		t.Run(name, func(t *testing.T) {
			handler, _ := caching(t, newStub())
			for range 2 {
				ask(t, handler, http.MethodPost, "/graphql", body)
			}
			if stats := handler.CacheStats(); stats.Hits != 0 || stats.Answers != 0 || stats.Bytes != 0 {
				t.Errorf("got %+v", stats)
			}
		})
	}
}

// TestCancelledRequestKeepsNothing ends a request while it is answered. It
// fails alone: who asks the same meanwhile, and afterwards, is answered.
func TestCancelledRequestKeepsNothing(t *testing.T) {
	s := newStub()
	entered := make(chan struct{})
	s.resolve["name"] = func(ctx context.Context, _ map[string]any) (any, error) {
		if entered == nil {
			return "ok", nil
		}
		close(entered)
		<-ctx.Done()
		return nil, ctx.Err()
	}
	handler, _ := caching(t, s)
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	ended := make(chan *httptest.ResponseRecorder)
	go func() {
		r := httptest.NewRequestWithContext(ctx, http.MethodPost, "http://127.0.0.1:8080/graphql", strings.NewReader(request("{name}", "")))
		r.Header.Set("Content-Type", "application/json")
		w := httptest.NewRecorder()
		handler.ServeHTTP(w, r)
		ended <- w
	}()
	<-entered
	entered = nil
	if got := ask(t, handler, http.MethodPost, "/graphql", request("{name}", "")); got.Body.String() != `{"data":{"name":"ok"}}` {
		t.Errorf("meanwhile: %s", got.Body)
	}
	cancel()
	if got := <-ended; !strings.Contains(got.Body.String(), `"errors"`) {
		t.Errorf("cancelled: %s", got.Body)
	}
	if got := ask(t, handler, http.MethodPost, "/graphql", request("{name}", "")); got.Body.String() != `{"data":{"name":"ok"}}` {
		t.Errorf("afterwards: %s", got.Body)
	}
	if hits := handler.CacheStats().Hits; hits != 1 {
		t.Errorf("%d hits", hits)
	}
}

// TestKeptAnswersAreProtected sends what is refused, for an answer that is
// kept.
func TestKeptAnswersAreProtected(t *testing.T) {
	s, _ := caching(t, newStub())
	body := request("query Named{name}", "")
	ask(t, s, http.MethodPost, "/graphql", body)
	for name, c := range map[string]struct {
		body    string
		headers []string
		status  int
	}{
		"another host":        {body, []string{"Host", "evil.example"}, http.StatusMisdirectedRequest},
		"another origin":      {body, []string{"Origin", "https://evil.example"}, http.StatusForbidden},
		"a page of elsewhere": {body, []string{"Sec-Fetch-Site", "cross-site"}, http.StatusForbidden},
		"a form":              {body, []string{"Content-Type", "text/plain"}, http.StatusUnsupportedMediaType},
		"HTML":                {body, []string{"Accept", "text/html"}, http.StatusNotAcceptable},
		"a large body":        {body + strings.Repeat(" ", 256<<10), nil, http.StatusRequestEntityTooLarge},
		"nothing wrong":       {body, nil, http.StatusOK},
	} {
		got := ask(t, s, http.MethodPost, "/graphql", c.body, c.headers...)
		if got.Code != c.status || got.Header().Get("X-Content-Type-Options") != "nosniff" || got.Header().Get("X-Request-Id") == "" {
			t.Errorf("%s: %d %v", name, got.Code, got.Header())
		}
	}
	if stats := s.CacheStats(); stats.Hits != 1 || stats.Misses != 1 {
		t.Errorf("got %+v", stats)
	}
}

// TestKeptAnswersAreLogged looks for the operation's name, which is not parsed
// again.
func TestKeptAnswersAreLogged(t *testing.T) {
	o, log := options(newStub())
	o.Cache.Version = (&data{version: "one"}).name
	s, err := New(o)
	if err != nil {
		t.Fatal(err)
	}
	for range 2 {
		ask(t, s, http.MethodPost, "/graphql", request("query Named{name}", ""))
	}
	var got []any
	for _, record := range log.records(t, "request") {
		got = append(got, record["operation"], record["kept"])
	}
	if diff := cmp.Diff([]any{"Named", false, "Named", true}, got); diff != "" {
		t.Error(diff)
	}
}

// TestAnotherAttempt resolves an operation twice, as a store may ask for,
// between which the data changes: the answer is one from the later state.
func TestAnotherAttempt(t *testing.T) {
	for name, c := range map[string]struct {
		later string
		err   error
		kept  int
	}{
		"from another state":      {later: "two", kept: 1},
		"from the same":           {later: "one", kept: 1},
		"from one that is hidden": {err: errors.New(secret)},
	} {
		t.Run(name, func(t *testing.T) {
			s, d := newStub(), &data{version: "one"}
			o, _ := options(s)
			o.Schema = &attempting{stub: s, between: func() { d.become(c.later, c.err) }}
			o.Cache.Version = d.name
			handler, err := New(o)
			if err != nil {
				t.Fatal(err)
			}
			for range 2 {
				if got := ask(t, handler, http.MethodPost, "/graphql", request("{name works}", "")); got.Body.String() != `{"data":{"name":"ok","works":"ok"}}` {
					t.Error(got.Body)
				}
			}
			if stats := handler.CacheStats(); stats.Answers != c.kept || int(stats.Hits) != c.kept {
				t.Errorf("got %+v", stats)
			}
		})
	}
}

// attempting is a schema that answers in two attempts.
type attempting struct {
	*stub
	between func()
}

func (a *attempting) Exec(ctx context.Context) graphql.ResponseHandler {
	operation := graphql.GetOperationContext(ctx)
	return func(ctx context.Context) *graphql.Response {
		a.run(ctx, operation)
		a.between()
		return a.run(ctx, operation)
	}
}

// drawQuestion draws a question out of few, so that two are often the same.
func drawQuestion(t *rapid.T, label string) (caller, *graphql.RawParams) {
	part := rapid.SampledFrom([]string{"", "a", "b", "aa", "\x00", "\x00\x00\x00\x00\x00\x00\x00\x01", `{"a":"b"}`})
	object := rapid.MapOfN(part, rapid.OneOf(part.AsAny(), rapid.Just[any](nil), rapid.Just[any](json.Number("1")), rapid.Just[any]([]any{"a"})), 0, 2)
	by := caller{part.Draw(t, label+" rights"), part.Draw(t, label+" media"), rapid.Bool().Draw(t, label+" gzip")}
	return by, &graphql.RawParams{
		Query:         part.Draw(t, label+" document"),
		OperationName: part.Draw(t, label+" operation"),
		Variables:     object.Draw(t, label+" variables"),
		Extensions:    object.Draw(t, label+" extensions"),
	}
}

// TestDigestsTellQuestionsApart draws pairs of questions: their digests are
// the same just if they are.
func TestDigestsTellQuestionsApart(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		by, one := drawQuestion(t, "one")
		byOther, other := drawQuestion(t, "other")
		switch rapid.IntRange(0, 2).Draw(t, "alike but for") {
		case 0: // all
		case 1: // extensions
			byOther, other.Query, other.OperationName, other.Variables = by, one.Query, one.OperationName, maps.Clone(one.Variables)
		case 2: // the caller
			other = one
		}
		same := by == byOther && cmp.Equal(one, other)
		if got := meaning(by, one) == meaning(byOther, other); got != same {
			t.Errorf("%t for %+v by %v and %+v by %v", got, one, by, other, byOther)
		}
		same = by == byOther && one.Query == other.Query
		if got := wording(by, "POST", []byte(one.Query)) == wording(byOther, "POST", []byte(other.Query)); got != same {
			t.Errorf("%t for %q by %v and %q by %v", got, one.Query, by, other.Query, byOther)
		}
		if wording(by, "POST", []byte(one.Query)) == wording(by, "GET", []byte(one.Query)) {
			t.Error("the query of a URL is taken for a body")
		}
	})
}

// TestBordersBetweenParts moves text from one part of a question to the next,
// also such that it looks like the border between them.
func TestBordersBetweenParts(t *testing.T) {
	object := func(name string) map[string]any { return map[string]any{name: "b"} }
	border := func(length byte) string { return string([]byte{0, 0, 0, 0, 0, 0, 0, length}) }
	seen := map[digest]string{}
	for name, q := range map[string]struct {
		by     caller
		params graphql.RawParams
	}{
		"rights":              {caller{rights: "ab"}, graphql.RawParams{}},
		"rights and media":    {caller{rights: "a", media: "b"}, graphql.RawParams{}},
		"media":               {caller{media: "ab"}, graphql.RawParams{}},
		"media like gzip":     {caller{media: "abtrue"}, graphql.RawParams{}},
		"gzip":                {caller{media: "ab", gzip: true}, graphql.RawParams{}},
		"document":            {caller{}, graphql.RawParams{Query: "ab"}},
		"document, operation": {caller{}, graphql.RawParams{Query: "a", OperationName: "b"}},
		"operation":           {caller{}, graphql.RawParams{OperationName: "ab"}},
		"a border":            {caller{}, graphql.RawParams{Query: "a" + border(1) + "b"}},
		"variables":           {caller{}, graphql.RawParams{Variables: object("a")}},
		"like variables":      {caller{}, graphql.RawParams{OperationName: `{"a":"b"}`}},
		"extensions":          {caller{}, graphql.RawParams{Extensions: object("a")}},
		"both":                {caller{}, graphql.RawParams{Variables: object("a"), Extensions: object("a")}},
		"like both":           {caller{}, graphql.RawParams{Variables: object("a\":\"b\"}{\"a")}},
	} {
		key := meaning(q.by, &q.params)
		if other, known := seen[key]; known {
			t.Errorf("%s is taken for %s", name, other)
		}
		seen[key] = name
	}
	if wording(caller{media: "a"}, "POST", []byte("b")) == wording(caller{}, "POST", []byte("ab")) {
		t.Error("a part of the text is taken for the media type")
	}
}

// TestCacheIsBounded keeps answers of any size: what is held is what was
// added, the last first, up to the bound, and its bytes are counted right.
func TestCacheIsBounded(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		c, err := newCache(Cache{Version: (&data{}).name, Bytes: rapid.Int64Range(1, 100_000).Draw(t, "bytes")})
		if err != nil {
			t.Fatal(err)
		}
		var recent []digest // the last one last
		sizes := map[digest]int64{}
		for range rapid.IntRange(0, 60).Draw(t, "answers") {
			key := digest{rapid.Byte().Draw(t, "key") % 40}
			answer := &keptAnswer{representation: &representation{body: make([]byte, rapid.IntRange(0, 5_000).Draw(t, "length"))}}
			c.add(key, answer)
			if answer.size() > c.most/16 {
				continue
			}
			recent = append(slices.DeleteFunc(recent, func(k digest) bool { return k == key }), key)
			sizes[key] = answer.size()
		}
		var want int64
		held := 0
		for _, key := range slices.Backward(recent) {
			if want+sizes[key] > c.most {
				break
			}
			want += sizes[key]
			held++
		}
		// Room may have been made for one that was dropped since.
		stats := c.read()
		if stats.Bytes > c.most || stats.Answers > held {
			t.Errorf("%d answers of %d bytes, at most %d of %d", stats.Answers, stats.Bytes, held, c.most)
		}
		var counted int64
		for _, key := range c.answers.Keys() {
			counted += sizes[key]
		}
		if counted != stats.Bytes {
			t.Errorf("%d bytes are counted as %d", counted, stats.Bytes)
		}
		if diff := cmp.Diff(recent[len(recent)-stats.Answers:], c.answers.Keys()); stats.Answers > 0 && diff != "" {
			t.Errorf("not the last ones: %s", diff)
		}
	})
}

// TestFloodStaysWithinBounds asks more different questions than there is room
// for, of the smallest answers and of larger ones, and measures the memory.
func TestFloodStaysWithinBounds(t *testing.T) {
	const bound = 4 << 20
	for name, length := range map[string]int{"small": 10, "large": 5_000} {
		t.Run(name, func(t *testing.T) {
			before := heap()
			d := &data{version: "one"}
			c, err := newCache(Cache{Version: d.name, Bytes: bound})
			if err != nil {
				t.Fatal(err)
			}
			for i := range 20_000 {
				params := &graphql.RawParams{Query: fmt.Sprintf("query Q%d{name}%s", i, strings.Repeat(" ", 1000))}
				key := meaning(caller{}, params)
				c.meanings.Add(wording(caller{}, http.MethodPost, []byte(params.Query)), key)
				ctx, _ := c.find(t.Context(), key)
				ctx.Value(originKey{}).(*origin).set("one")
				a := represent(make([]byte, length), caller{media: graphqlJSON})
				a.addTag()
				c.keep(ctx, a, params.Query[6:12])
			}
			grown := heap() - before
			t.Logf("%d answers take %d bytes, counted as %d", c.read().Answers, grown, c.read().Bytes)
			if grown > bound || c.read().Bytes < bound/2 {
				t.Error("that is too much, or less than there is room for")
			}
		})
	}
}

// heap returns the bytes of memory in use.
func heap() int64 {
	runtime.GC()
	runtime.GC() // what finalizers and pools have let go of
	var stats runtime.MemStats
	runtime.ReadMemStats(&stats)
	return int64(stats.HeapAlloc)
}

func TestWithoutCache(t *testing.T) {
	o, _ := options(newStub())
	s, err := New(o)
	if err != nil {
		t.Fatal(err)
	}
	for range 2 {
		if got := ask(t, s, http.MethodPost, "/graphql", request("{name}", "")); got.Code != http.StatusOK {
			t.Errorf("got %d", got.Code)
		}
	}
	if stats := s.CacheStats(); stats != (CacheStats{}) {
		t.Errorf("got %+v", stats)
	}
}
