package main

import (
	"bytes"
	"context"
	"encoding/json"
	"io"
	"net"
	"net/http"
	"regexp"
	"strings"
	"sync"
	"testing"

	"github.com/factiongraph/factiongraph/graph"
	"github.com/factiongraph/factiongraph/web"
)

// serving is a server that runs in a test.
type serving struct {
	url    string
	client *http.Client
	stop   context.CancelFunc
	code   chan int
	said   func() string
}

// console is a stderr that can be read while it is written.
type console struct {
	mutex sync.Mutex
	text  bytes.Buffer
	lines chan string // what has ended a line
}

// Write takes what is said.
func (c *console) Write(part []byte) (int, error) {
	c.mutex.Lock()
	c.text.Write(part)
	c.mutex.Unlock()
	c.lines <- string(part)
	return len(part), nil
}

func (c *console) String() string {
	c.mutex.Lock()
	defer c.mutex.Unlock()
	return c.text.String()
}

var link = regexp.MustCompile(`http://\S+?/`)

// serve runs serve until it has said where.
func (c command) serve(t *testing.T, args ...string) *serving {
	t.Helper()
	const manyLines = 1000 // more than any test says
	stderr := &console{lines: make(chan string, manyLines)}
	ctx, stop := context.WithCancel(t.Context())
	t.Cleanup(stop)
	s := &serving{stop: stop, code: make(chan int, 1), said: stderr.String}
	p := c.program(t, io.Discard, stderr)
	ended := make(chan struct{})
	go func() {
		defer close(ended)
		s.code <- p.run(ctx, append([]string{"serve", "--addr", "127.0.0.1:0"}, args...))
	}()
	for s.url == "" {
		select {
		case line := <-stderr.lines:
			s.url = link.FindString(line)
		case <-ended:
			t.Fatalf("ended: %s", stderr)
		}
	}
	transport := &http.Transport{}
	s.client = &http.Client{Transport: transport}
	t.Cleanup(func() {
		transport.CloseIdleConnections()
		stop()
		<-ended
	})
	return s
}

func (s *serving) get(t *testing.T, path string) (status int, body string) {
	t.Helper()
	request, err := http.NewRequestWithContext(t.Context(), http.MethodGet, s.url+path, http.NoBody)
	if err != nil {
		t.Fatal(err)
	}
	return s.do(t, request)
}

func (s *serving) do(t *testing.T, request *http.Request) (status int, body string) {
	t.Helper()
	response, err := s.client.Do(request)
	if err != nil {
		t.Fatal(err)
	}
	defer response.Body.Close()
	text, err := io.ReadAll(response.Body)
	if err != nil {
		t.Fatal(err)
	}
	return response.StatusCode, string(text)
}

// ask puts a question over HTTP and returns its data, without which, or with
// errors, the test ends.
func (s *serving) ask(t *testing.T, query string, variables map[string]any) map[string]any {
	t.Helper()
	body, err := json.Marshal(map[string]any{"query": query, "variables": variables})
	if err != nil {
		t.Fatal(err)
	}
	request, err := http.NewRequestWithContext(t.Context(), http.MethodPost, s.url+"graphql", bytes.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	request.Header.Set("Content-Type", "application/json")
	status, text := s.do(t, request)
	answer := decode[struct {
		Errors []any
		Data   map[string]any
	}](t, text)
	if status != http.StatusOK || len(answer.Errors) > 0 || answer.Data == nil {
		t.Fatalf("%d %s", status, text)
	}
	return answer.Data
}

func TestServe(t *testing.T) {
	s := command{}.serve(t)
	mustSay(t, s.said(), "The store was empty: loaded the built-in corpus (124 actors", "Serving ", "graph.db at http://127.0.0.1:", "GraphQL at ", "Ctrl-C stops")
	for path, says := range map[string]string{"": "<!doctype html", "livez": "alive", "readyz": "ready"} {
		status, body := s.get(t, path)
		if status != http.StatusOK || !strings.Contains(strings.ToLower(body), says) {
			t.Errorf("/%s: %d %s", path, status, body)
		}
	}
	if status, body := s.get(t, "absent"); status != http.StatusNotFound {
		t.Errorf("/absent: %d %s", status, body)
	}
	data := s.ask(t, `query ($id: ID!) { actor(id: $id) { name } }`, map[string]any{"id": "act_russia"})
	if actor, is := data["actor"].(map[string]any); !is || actor["name"] != "Russia" {
		t.Errorf("%v", data)
	}
	s.stop()
	if code := <-s.code; code != exitFine {
		t.Errorf("exit code %d: %s", code, s.said())
	}
}

// TestServeOther serves a store that holds something, at an address from the
// environment.
func TestServeStored(t *testing.T) {
	c := corpus(t)
	s := c.serve(t, "--log-level", "info", "--log-format", "json", "--allow-host", "graph.example")
	if said := s.said(); strings.Contains(said, "was empty") {
		t.Error(said)
	}
	for host, want := range map[string]int{"graph.example": http.StatusOK, "other.example": http.StatusMisdirectedRequest} {
		request, err := http.NewRequestWithContext(t.Context(), http.MethodGet, s.url, http.NoBody)
		if err != nil {
			t.Fatal(err)
		}
		request.Host = host
		if status, body := s.do(t, request); status != want {
			t.Errorf("%s: %d %s", host, status, body)
		}
	}
	mustSay(t, s.said(), `"url":"http://127.0.0.1:`, `"msg":"request"`)
}

func TestServeTakenPort(t *testing.T) {
	listener, err := (&net.ListenConfig{}).Listen(t.Context(), "tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer listener.Close()
	taken := listener.Addr().String()
	c := command{env: map[string]string{"FACTIONGRAPH_ADDR": taken}}
	c.run(t, "serve").fail(t, exitUsage, taken+" is taken", "--addr 127.0.0.1:0")
}

// TestServeStoppedEarly holds that a server that is told to stop before it
// serves does so quietly.
func TestServeStoppedEarly(t *testing.T) {
	var stderr bytes.Buffer
	ctx, stop := context.WithCancel(t.Context())
	stop()
	code := command{}.program(t, io.Discard, &stderr).run(ctx, []string{"serve", "--addr", "127.0.0.1:0"})
	if code != exitFine || stderr.Len() > 0 {
		t.Errorf("exit code %d: %s", code, &stderr)
	}
}

// TestExamples holds that each question that the explorer offers has an answer
// in the built-in corpus.
func TestExamples(t *testing.T) {
	examples, err := web.Examples()
	if err != nil {
		t.Fatal(err)
	}
	s := corpus(t).serve(t)
	for _, example := range examples {
		t.Run(example.Title, func(t *testing.T) {
			for field, value := range s.ask(t, example.Query, example.Variables) {
				if isEmpty(value) {
					t.Errorf("%s is empty: %v", field, value)
				}
			}
		})
	}
}

// isEmpty reports whether an answer says nothing: it is null or an empty list,
// or such a list stands directly in it.
func isEmpty(value any) bool {
	switch value := value.(type) {
	case nil:
		return true
	case []any:
		return len(value) == 0
	case map[string]any:
		for _, field := range value {
			if list, is := field.([]any); is && len(list) == 0 {
				return true
			}
		}
	}
	return false
}

// TestLargestNetwork holds that the limits of a server let through what draws
// the largest network that there is.
func TestLargestNetwork(t *testing.T) {
	answer := corpus(t).serve(t).ask(t, `query ($limit: Int!) {
		network(limit: $limit) {
			nodes { actor { id name kind } degree community x y }
			edges { id key kind family directed from { id } to { id } eventCount certainty contested firstSeen { edtf } lastSeen { edtf } }
			truncated { nodesOmitted }
		}
	}`, map[string]any{"limit": graph.MaxNetworkActors})
	if isEmpty(answer["network"]) {
		t.Errorf("got %v", answer)
	}
}

func TestLinkTo(t *testing.T) {
	for addr, want := range map[string]string{
		"127.0.0.1:80": "http://127.0.0.1:80/", "0.0.0.0:81": "http://localhost:81/", "[::]:82": "http://localhost:82/", "[::1]:83": "http://[::1]:83/",
	} {
		tcp, err := net.ResolveTCPAddr("tcp", addr)
		if err != nil {
			t.Fatal(err)
		}
		if got := linkTo(tcp); got != want {
			t.Errorf("%s: %s", addr, got)
		}
	}
}
