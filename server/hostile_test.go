package server

import (
	"context"
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"testing"
)

// doubling returns a document of n fragments, each of which spreads the next
// one twice: some 80 bytes for every doubling.
func doubling(n int) string {
	var b strings.Builder
	b.WriteString("{actor(id:1){...F0}}")
	for i := range n {
		fmt.Fprintf(&b, " fragment F%d on Actor{peers{...F%d} peers{...F%d}}", i, i+1, i+1)
	}
	fmt.Fprintf(&b, " fragment F%d on Actor{id}", n)
	return b.String()
}

// numbered joins what a format makes of 0 to n-1.
func numbered(n int, format string) string {
	var b strings.Builder
	for i := range n {
		fmt.Fprintf(&b, format, i)
	}
	return b.String()
}

// TestHostileDocuments asks what costs a naive server seconds or its memory.
// Several would not end before the test's own deadline if they were expanded.
func TestHostileDocuments(t *testing.T) {
	again := strings.Repeat
	for name, c := range map[string]struct {
		document, variables string
		code, limit         string // code "" for an answer
	}{
		"22 doubling fragments":            {document: doubling(22), code: "LIMIT_EXCEEDED", limit: "depth"},
		"90 doubling fragments, shallow":   {document: strings.ReplaceAll(doubling(90), "peers", "..."), code: "LIMIT_EXCEEDED", limit: "size"},
		"a field a thousand times":         {document: "{" + again("name ", 999) + "}", code: "LIMIT_EXCEEDED", limit: "overlaps"},
		"nested selections at one place":   {document: "{" + again("actor(id:1){peers{id}}", 150) + "}", code: "LIMIT_EXCEEDED", limit: "overlaps"},
		"one place through aliases":        {document: "{" + numbered(31, "a%d:name ") + "}", code: "LIMIT_EXCEEDED", limit: "aliases"},
		"one root field many times":        {document: "{" + numbered(300, "a%d:find ") + "}", code: "LIMIT_EXCEEDED", limit: "aliases"},
		"conflicting arguments":            {document: "{" + numbered(300, "find(first:%d)") + "}", code: "LIMIT_EXCEEDED", limit: "overlaps"},
		"spreads of nothing":               {document: "{" + numbered(900, "...F%d ") + "}", code: "GRAPHQL_VALIDATION_FAILED"},
		"spreads beside one another":       {document: "{" + numbered(200, "...F%d ") + "}" + numbered(200, "fragment F%d on Query{name}"), code: "LIMIT_EXCEEDED", limit: "overlaps"},
		"unused fragments over one":        {document: "{...T0}" + numbered(120, "fragment T%d on Query{...D ...D}") + "fragment D on Query{" + again("name ", 480) + "}", code: "LIMIT_EXCEEDED", limit: "size"},
		"operations over one fragment":     {document: numbered(100, "query Q%d{...D}") + "fragment D on Query{" + numbered(700, "f%d ") + "}", code: "LIMIT_EXCEEDED", limit: "size"},
		"unused fragments":                 {document: "{...F0}" + numbered(150, "fragment F%d on Query{name}"), code: "GRAPHQL_VALIDATION_FAILED"},
		"a fragment within itself":         {document: "{...A} fragment A on Query{name ...A}", code: "GRAPHQL_VALIDATION_FAILED"},
		"two fragments within each other":  {document: "{...A} fragment A on Query{...B} fragment B on Query{name ...A}", code: "GRAPHQL_VALIDATION_FAILED"},
		"an unused cycle":                  {document: "{name} fragment A on Query{...B} fragment B on Query{...A}", code: "GRAPHQL_VALIDATION_FAILED"},
		"fragments of one name":            {document: "{...A}" + again("fragment A on Query{name}", 200), code: "GRAPHQL_VALIDATION_FAILED"},
		"directives":                       {document: "{name " + again("@skip ", 900) + "}", code: "GRAPHQL_VALIDATION_FAILED"},
		"deferred fragments":               {document: "{... @defer {name}}", code: "GRAPHQL_VALIDATION_FAILED"},
		"a deferred spread":                {document: "{...A @defer} fragment A on Query{name}", code: "GRAPHQL_VALIDATION_FAILED"},
		"deep selections":                  {document: "{actor(id:1)" + again("{peers", 600) + "{id}" + again("}", 601), code: "LIMIT_EXCEEDED", limit: "depth"},
		"deep inline fragments":            {document: again("{...", 600) + "{name}" + again("}", 600)},
		"deep introspection":               {document: "{__schema{types{fields{type{" + again("ofType{", 300) + "name" + again("}", 305), code: "LIMIT_EXCEEDED", limit: "depth"},
		"a deep list":                      {document: "{find(ids:" + again("[", 900) + again("]", 900) + ")}", code: "GRAPHQL_VALIDATION_FAILED"},
		"a list deeper than the parser":    {document: "{find(ids:" + again("[", 1900) + ")}", code: "GRAPHQL_PARSE_FAILED"},
		"a deep object":                    {document: "{find(where:" + again("{and:", 490) + "null" + again("}", 490) + ")}"},
		"a deep list in a variable":        {document: "query($ids:[ID!]){find(ids:$ids)}", variables: again("[", 9000) + again("]", 9000), code: "BAD_USER_INPUT"},
		"a deep list as a variable":        {document: "query($ids:[ID!]){find(ids:$ids)}", variables: `{"ids":` + again("[", 9000) + again("]", 9000) + "}", code: "GRAPHQL_VALIDATION_FAILED"},
		"deeper than JSON may be":          {document: "query($ids:[ID!]){find(ids:$ids)}", variables: `{"ids":` + again("[", 20000) + again("]", 20000) + "}", code: "BAD_USER_INPUT"},
		"a long list as a variable":        {document: "query($ids:[ID!]){find(ids:$ids)}", variables: `{"ids":[` + again("1,", 90000) + "1]}"},
		"an unknown variable of some size": {document: "query($w:Where){find(where:$w)}", variables: `{"w":{"` + again("hunter2", 9000) + `":1}}`, code: "GRAPHQL_VALIDATION_FAILED"},
		"a variable of some size":          {document: "query($k:Kind){find(kind:$k)}", variables: `{"k":"` + again("hunter2", 9000) + `"}`, code: "GRAPHQL_VALIDATION_FAILED"},
		"tokens":                           {document: "{" + again("name ", 2000) + "}", code: "LIMIT_EXCEEDED", limit: "tokens"},
		"comments":                         {document: again("#\n", 9000) + "{name}", code: "LIMIT_EXCEEDED", limit: "tokens"},
		"commas":                           {document: again(",", 30000) + "{name}"},
		"a long name":                      {document: "{" + again("a", 32000) + "}", code: "GRAPHQL_VALIDATION_FAILED"},
		"a longer name":                    {document: "{" + again("a", 33000) + "}", code: "LIMIT_EXCEEDED", limit: "document"},
		"a long enum value":                {document: `{find(kind:"` + again("A", 32000) + `")}`, code: "GRAPHQL_VALIDATION_FAILED"},
		"a long string":                    {document: `{find(ids:"` + again("A", 32000) + `")}`},
		"a block string of quotes":         {document: `{find(ids:"""` + again(`"" `, 10000) + `""")}`},
		"unknown fields":                   {document: "{" + numbered(990, "x%d ") + "}", code: "GRAPHQL_VALIDATION_FAILED"},
		"unknown arguments":                {document: "{find(" + again("firs:1 ", 600) + ")}", code: "GRAPHQL_VALIDATION_FAILED"},
		"unused variables":                 {document: "query(" + numbered(480, "$a%d:Int ") + "){name}", code: "GRAPHQL_VALIDATION_FAILED"},
		"operations without a name":        {document: again("{name}", 300), code: "GRAPHQL_VALIDATION_FAILED"},
		"a costly list":                    {document: "{actor(id:1){peers(first:600){peers(first:600){name}}}}", code: "LIMIT_EXCEEDED", limit: "cost"},
		"a costly variable":                {document: "query($n:Int){actor(id:1){peers(first:$n){name}}}", variables: `{"n":300001}`, code: "LIMIT_EXCEEDED", limit: "cost"},
		"an Int of 33 bits":                {document: "{find(first:4294967296)}", code: "BAD_USER_INPUT"},
		"an Int variable of 33 bits":       {document: "query($n:Int){find(first:$n)}", variables: `{"n":4294967296}`, code: "BAD_USER_INPUT"},
		"an Int of 65 bits":                {document: "{find(first:36893488147419103232)}", code: "GRAPHQL_VALIDATION_FAILED"},
		"an Int variable of 65 bits":       {document: "query($n:Int){find(first:$n)}", variables: `{"n":36893488147419103232}`, code: "GRAPHQL_VALIDATION_FAILED"},
		"an Int variable with a fraction":  {document: "query($n:Int){find(first:$n)}", variables: `{"n":1.5}`, code: "GRAPHQL_VALIDATION_FAILED"},
		"a number beyond a custom scalar":  {document: "{find(day:36893488147419103232)}", code: "BAD_USER_INPUT"},
		"a float beyond a custom scalar":   {document: "{find(day:1e999)}", code: "BAD_USER_INPUT"},
		"a missing variable":               {document: "query($id:ID!){actor(id:$id){id}}", code: "GRAPHQL_VALIDATION_FAILED"},
		"null for what may not be":         {document: "query($id:ID!){actor(id:$id){id}}", variables: `{"id":null}`, code: "BAD_USER_INPUT"},
		"an invalid byte":                  {document: "{name \x00}", code: "GRAPHQL_PARSE_FAILED"},
		"an open string":                   {document: `{find(ids:"hunter2)}`, code: "GRAPHQL_PARSE_FAILED"},
		"nothing":                          {document: " ", code: "GRAPHQL_VALIDATION_FAILED"},
		"only fragments":                   {document: "fragment A on Query{name}", code: "GRAPHQL_VALIDATION_FAILED"},
		"a schema definition":              {document: "type Query{name:String}", code: "GRAPHQL_PARSE_FAILED"},
		"a subscription":                   {document: "subscription{name}", code: "GRAPHQL_VALIDATION_FAILED"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			o, _ := options(newStub())
			got := post(t, start(t, o), request(c.document, c.variables))
			want := http.StatusOK
			if c.code != "" && !executed(c.code, name) {
				want = http.StatusBadRequest
			}
			if got.status != want || got.code() != c.code || got.limit() != c.limit {
				t.Errorf("got %d, code %q, limit %q; want %d, %q, %q: %.300s",
					got.status, got.code(), got.limit(), want, c.code, c.limit, got.body)
			}
			if len(got.body) > 16<<10 || len(c.document) > 10_000 && strings.Contains(got.body, c.document[100:1000]) {
				t.Errorf("the answer repeats too much: %d bytes", len(got.body))
			}
			for _, e := range got.answer.Errors {
				if e.Extensions["code"] == nil {
					t.Errorf("no code: %s", e.Message)
				}
			}
		})
	}
}

// executed says which hostile documents fail in a resolver, beside data.
func executed(code, name string) bool {
	return code == "BAD_USER_INPUT" && strings.HasSuffix(name, "33 bits")
}

// TestHostileRequests asks what is not GraphQL over HTTP at all.
func TestHostileRequests(t *testing.T) {
	o, log := options(newStub())
	o.AllowedHosts = []string{"graph.example.org", "other.example.org:9000"}
	at := start(t, o)
	port := at[strings.LastIndex(at, ":")+1:]
	long := strings.Repeat("hunter2", 50_000)
	type headers = []string

	for name, c := range map[string]struct {
		method, path, body string
		headers            headers
		status             int
		code, limit        string
	}{
		"malformed JSON":           {body: `{"query": hunter2`, status: 400, code: "BAD_USER_INPUT"},
		"two values":               {body: `{"query":"{name}"} "hunter2"`, status: 400, code: "BAD_USER_INPUT"},
		"no value":                 {body: "", status: 400, code: "BAD_USER_INPUT"},
		"null":                     {body: "null", status: 400, code: "BAD_USER_INPUT"},
		"a string":                 {body: `"hunter2"`, status: 400, code: "BAD_USER_INPUT"},
		"a batch":                  {body: ` [{"query":"{name}"},{"query":"{hunter2}"}]`, status: 400, code: "BAD_USER_INPUT"},
		"no query":                 {body: `{"operationName":"hunter2"}`, status: 400, code: "BAD_USER_INPUT"},
		"a query that is a number": {body: `{"query":4}`, status: 400, code: "BAD_USER_INPUT"},
		"a name that is a list":    {body: `{"query":"{name}","operationName":["hunter2"]}`, status: 400, code: "BAD_USER_INPUT"},
		"variables in a list":      {body: `{"query":"{name}","variables":["hunter2"]}`, status: 400, code: "BAD_USER_INPUT"},
		"extensions as text":       {body: `{"query":"{name}","extensions":"hunter2"}`, status: 400, code: "BAD_USER_INPUT"},
		"a large body":             {body: `{"query":"` + long + `"}`, status: 413, code: "LIMIT_EXCEEDED", limit: "body"},
		"a large body, old client": {body: `{"query":"` + long + `"}`, headers: headers{"Accept", "application/json"}, status: 413, code: "LIMIT_EXCEEDED", limit: "body"},

		"no content type":     {body: `{"query":"{name}"}`, headers: headers{"Content-Type", ""}, status: 415, code: "BAD_USER_INPUT"},
		"text":                {body: `{"query":"{name}"}`, headers: headers{"Content-Type", "text/plain"}, status: 415, code: "BAD_USER_INPUT"},
		"a form":              {body: "query={name}", headers: headers{"Content-Type", "application/x-www-form-urlencoded"}, status: 415, code: "BAD_USER_INPUT"},
		"a form with files":   {body: "hunter2", headers: headers{"Content-Type", "multipart/form-data; boundary=x"}, status: 415, code: "BAD_USER_INPUT"},
		"a document":          {body: "{name}", headers: headers{"Content-Type", "application/graphql"}, status: 415, code: "BAD_USER_INPUT"},
		"another charset":     {body: `{"query":"{name}"}`, headers: headers{"Content-Type", "application/json; charset=utf-16"}, status: 415, code: "BAD_USER_INPUT"},
		"nothing to accept":   {body: `{"query":"{name}"}`, headers: headers{"Accept", "text/html"}, status: 406, code: "BAD_USER_INPUT"},
		"a page of elsewhere": {body: `{"query":"{name}"}`, headers: headers{"Sec-Fetch-Site", "cross-site"}, status: 403, code: "FORBIDDEN"},
		"an origin elsewhere": {body: `{"query":"{name}"}`, headers: headers{"Origin", "https://evil.example"}, status: 403, code: "FORBIDDEN"},
		"our origin":          {body: `{"query":"{name}"}`, headers: headers{"Origin", at, "Sec-Fetch-Site", "same-origin"}, status: 200},

		"a rebound name":       {body: `{"query":"{name}"}`, headers: headers{"Host", "evil.example:" + port}, status: 421, code: "FORBIDDEN"},
		"a rebound page":       {method: "GET", path: "/", headers: headers{"Host", "evil.example"}, status: 421, code: "FORBIDDEN"},
		"another port":         {body: `{"query":"{name}"}`, headers: headers{"Host", "localhost:1"}, status: 421, code: "FORBIDDEN"},
		"no port":              {body: `{"query":"{name}"}`, headers: headers{"Host", "localhost"}, status: 421, code: "FORBIDDEN"},
		"localhost":            {body: `{"query":"{name}"}`, headers: headers{"Host", "LocalHost:" + port}, status: 200},
		"loopback of 128 bits": {body: `{"query":"{name}"}`, headers: headers{"Host", "[::1]:" + port}, status: 200},
		"an allowed name":      {body: `{"query":"{name}"}`, headers: headers{"Host", "graph.example.org."}, status: 200},
		"an allowed port":      {body: `{"query":"{name}"}`, headers: headers{"Host", "other.example.org:9000"}, status: 200},
		"a port not allowed":   {body: `{"query":"{name}"}`, headers: headers{"Host", "other.example.org:9001"}, status: 421, code: "FORBIDDEN"},
		"a probe by address":   {method: "GET", path: "/livez", headers: headers{"Host", "10.0.0.7:8080"}, status: 200},

		"a mutation by GET":       {method: "GET", path: "/graphql?query=mutation{change}", status: 405, code: "BAD_USER_INPUT"},
		"variables that are none": {method: "GET", path: "/graphql?query={name}&variables=hunter2", status: 400, code: "BAD_USER_INPUT"},
		"variables in a GET list": {method: "GET", path: "/graphql?query={name}&variables=[1]", status: 400, code: "BAD_USER_INPUT"},
		"a GET without a query":   {method: "GET", path: "/graphql", status: 400, code: "BAD_USER_INPUT"},
		"a bad escape":            {method: "GET", path: "/graphql?query=%25zz;hunter2", status: 400, code: "BAD_USER_INPUT"},
		"a long URL":              {method: "GET", path: "/graphql?query={name}&x=" + strings.Repeat("x", 262144), status: 414, code: "LIMIT_EXCEEDED", limit: "url"},
		"a mutation by HEAD":      {method: "HEAD", path: "/graphql?query=mutation{change}", status: 405},
		"PUT":                     {method: "PUT", path: "/graphql", status: 405, code: "BAD_USER_INPUT"},
		"DELETE of a probe":       {method: "DELETE", path: "/readyz", status: 405, code: "BAD_USER_INPUT"},
		"an unknown path":         {method: "GET", path: "/graphql/", status: 404},
		"a debugger":              {method: "GET", path: "/debug/pprof/", status: 404},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			var got *reply
			if c.method == "" {
				got = post(t, at, c.body, c.headers...)
			} else {
				got = get(t, c.method, at+c.path, c.headers...)
			}
			if got.status != c.status || got.code() != c.code || got.limit() != c.limit {
				t.Errorf("got %d, code %q, limit %q; want %d, %q, %q: %.300s",
					got.status, got.code(), got.limit(), c.status, c.code, c.limit, got.body)
			}
			if strings.Contains(got.body, "hunter2") {
				t.Errorf("repeats the request: %.300s", got.body)
			}
			if got.status == http.StatusMethodNotAllowed && got.header.Get("Allow") == "" {
				t.Error("no Allow")
			}
			if got.header.Get("X-Request-Id") == "" || got.header.Get("X-Content-Type-Options") != "nosniff" {
				t.Errorf("headers are missing: %v", got.header)
			}
		})
	}
	t.Cleanup(func() {
		if strings.Contains(log.text.String(), "hunter2") {
			t.Error("the log repeats a request")
		}
	})
}

// TestMutationByGETIsNotRun pins that the refusal comes before the execution.
func TestMutationByGETIsNotRun(t *testing.T) {
	s := newStub()
	ran := make(chan struct{}, 1)
	change := s.resolve["change"]
	s.resolve["change"] = func(ctx context.Context, args map[string]any) (any, error) {
		ran <- struct{}{}
		return change(ctx, args)
	}
	o, _ := options(s)
	at := start(t, o)
	if got := get(t, http.MethodGet, at+"/graphql?query="+url.QueryEscape("mutation{change}")); got.status != http.StatusMethodNotAllowed {
		t.Errorf("status %d", got.status)
	}
	if len(ran) != 0 {
		t.Error("the mutation ran")
	}
	if got := post(t, at, request("mutation{change}", "")); got.status != http.StatusOK || len(ran) != 1 {
		t.Errorf("by POST: status %d, ran %d times", got.status, len(ran))
	}
}

// TestCostIsBounded counts how often the cost functions are asked: never for a
// document that is refused, and no more than it has selections for the others.
func TestCostIsBounded(t *testing.T) {
	for doublings, want := range map[int]string{5: "cost", 22: "depth"} {
		s := newStub()
		o, _ := options(s)
		got := post(t, start(t, o), request(doubling(doublings), ""))
		if got.limit() != want {
			t.Errorf("%d doublings: %d %s", doublings, got.status, got.body)
		}
		if asked := s.costCalls > 0; asked != (want == "cost") || s.costCalls > 1000 {
			t.Errorf("%d doublings: the cost functions were asked %d times", doublings, s.costCalls)
		}
	}
}
