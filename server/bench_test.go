package server_test

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"testing"

	"github.com/factiongraph/factiongraph/graph"
	"github.com/factiongraph/factiongraph/graph/embedded"
	"github.com/factiongraph/factiongraph/resolvers"
	"github.com/factiongraph/factiongraph/seeds"
	"github.com/factiongraph/factiongraph/server"
	"github.com/factiongraph/factiongraph/web"
)

// BenchmarkAnswer compares, over connections that stay open, an answer that is
// kept with the same bytes from a handler that does nothing else, and with
// one that is computed each time. The client is as lean as can be, so that the
// server is what is measured.
func BenchmarkAnswer(b *testing.B) {
	store := openStore(b, corpus(b)...)
	body := firstExample(b)
	computed := serveStore(b, store, server.Cache{})
	kept := serveStore(b, store, server.Cache{Version: resolvers.Version(store)})
	answer := postTo(b, kept, body)
	plain := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if _, err := io.Copy(io.Discard, r.Body); err != nil {
			return
		}
		w.Header().Set("Content-Type", "application/json")
		w.Header().Set("Content-Length", strconv.Itoa(len(answer)))
		_, _ = w.Write(answer)
	}))
	b.Cleanup(plain.Close)

	for _, way := range []struct{ name, url string }{{"plain", plain.URL}, {"kept", kept}, {"computed", computed}} {
		b.Run(way.name, func(b *testing.B) {
			b.ReportAllocs()
			b.RunParallel(func(pb *testing.PB) {
				c := connect(b, way.url)
				for pb.Next() {
					if n, err := c.ask(body); err != nil || n != len(answer) {
						b.Errorf("%d bytes, %v", n, err)
						return
					}
				}
			})
			b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "answers/s")
		})
	}
}

// connection is a client that knows only what it needs of HTTP.
type connection struct {
	conn   net.Conn
	reader *bufio.Reader
	host   string
}

func connect(b *testing.B, url string) *connection {
	host := strings.TrimPrefix(url, "http://")
	conn, err := (&net.Dialer{}).DialContext(b.Context(), "tcp", host)
	if err != nil {
		b.Error(err)
		return nil
	}
	b.Cleanup(func() { conn.Close() })
	return &connection{conn, bufio.NewReader(conn), host}
}

// ask returns the length of the answer.
func (c *connection) ask(body string) (int, error) {
	if _, err := fmt.Fprintf(c.conn, "POST /graphql HTTP/1.1\r\nHost: %s\r\nContent-Type: application/json\r\nAccept: application/json\r\nContent-Length: %d\r\n\r\n%s", c.host, len(body), body); err != nil {
		return 0, err
	}
	status, err := c.reader.ReadSlice('\n')
	if err != nil || !bytes.Contains(status, []byte(" 200 ")) {
		return 0, fmt.Errorf("%s %w", status, err)
	}
	length := 0
	for {
		line, err := c.reader.ReadSlice('\n')
		if err != nil || len(line) == 2 {
			break
		}
		if value, is := bytes.CutPrefix(line, []byte("Content-Length: ")); is {
			if length, err = strconv.Atoi(string(bytes.TrimSpace(value))); err != nil {
				return 0, err
			}
		}
	}
	return c.reader.Discard(length)
}

// firstExample returns the body that asks the explorer's first example.
func firstExample(tb testing.TB) string {
	tb.Helper()
	examples, err := web.Examples()
	if err != nil {
		tb.Fatal(err)
	}
	body, err := json.Marshal(map[string]any{"query": examples[0].Query, "variables": examples[0].Variables})
	if err != nil {
		tb.Fatal(err)
	}
	return string(body)
}

// openStore returns a store of entities.
func openStore(tb testing.TB, entities ...graph.Entity) graph.Store {
	tb.Helper()
	store, err := embedded.Open(tb.Context(), filepath.Join(tb.TempDir(), "graph.db"))
	if err != nil {
		tb.Fatal(err)
	}
	tb.Cleanup(func() {
		if err := store.Close(context.WithoutCancel(tb.Context())); err != nil {
			tb.Error(err)
		}
	})
	if _, err := store.Update(tb.Context(), graph.Batch{Entities: entities}); err != nil {
		tb.Fatal(err)
	}
	return store
}

var readCorpus = sync.OnceValues(seeds.Read)

// corpus returns copies of the corpus's entities.
func corpus(tb testing.TB) []graph.Entity {
	tb.Helper()
	read, err := readCorpus()
	if err != nil {
		tb.Fatal(err)
	}
	copies := make([]graph.Entity, len(read.Entities))
	for i, entity := range read.Entities {
		if copies[i], err = graph.Clone(entity); err != nil {
			tb.Fatal(err)
		}
	}
	return copies
}

// serveStore serves the API from a store, over HTTP, and returns the URL.
func serveStore(tb testing.TB, store graph.Store, cache server.Cache) string {
	tb.Helper()
	web := httptest.NewUnstartedServer(nil)
	s, err := server.New(server.Options{
		Schema: resolvers.New(store), PresentError: resolvers.Present, Addr: web.Listener.Addr().String(), Cache: cache,
	})
	if err != nil {
		tb.Fatal(err)
	}
	web.Config.Handler = s
	web.Start()
	tb.Cleanup(web.Close)
	return web.URL
}

// postTo asks the API and returns the body of the answer, uncompressed.
func postTo(tb testing.TB, url, body string) []byte {
	tb.Helper()
	request, err := http.NewRequestWithContext(tb.Context(), http.MethodPost, url+"/graphql", strings.NewReader(body))
	if err != nil {
		tb.Fatal(err)
	}
	request.Header.Set("Content-Type", "application/json")
	response, err := (&http.Transport{DisableKeepAlives: true, DisableCompression: true}).RoundTrip(request)
	if err != nil {
		tb.Fatal(err)
	}
	defer response.Body.Close()
	answer, err := io.ReadAll(response.Body)
	if err != nil || response.StatusCode != http.StatusOK {
		tb.Fatalf("%d %s: %v", response.StatusCode, answer, err)
	}
	return answer
}
