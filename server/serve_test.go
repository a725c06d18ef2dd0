package server

import (
	"context"
	"errors"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"
)

// serving is a server on a listener of its own.
type serving struct {
	*Server
	url   string
	stop  context.CancelFunc
	ended chan error
}

func serve(t *testing.T, o Options) *serving {
	t.Helper()
	listener, err := (&net.ListenConfig{}).Listen(t.Context(), "tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	o.Addr = listener.Addr().String()
	s, err := New(o)
	if err != nil {
		t.Fatal(err)
	}
	ctx, stop := context.WithCancel(t.Context())
	t.Cleanup(stop)
	running := &serving{s, "http://" + o.Addr, stop, make(chan error, 1)}
	go func() { running.ended <- s.Serve(ctx, listener) }()
	return running
}

func (s *serving) readiness() int {
	w := httptest.NewRecorder()
	s.ServeHTTP(w, httptest.NewRequest(http.MethodGet, "/readyz", nil))
	return w.Code
}

// TestServeFinishesRequests stops a server while it answers: the request gets
// its answer, the server is unready, and no connection is taken any more.
func TestServeFinishesRequests(t *testing.T) {
	s := newStub()
	entered, release := make(chan struct{}), make(chan struct{})
	s.resolve["name"] = func(context.Context, map[string]any) (any, error) {
		close(entered)
		<-release
		return "done", nil
	}
	o, _ := options(s)
	running := serve(t, o)
	if got := running.readiness(); got != http.StatusOK {
		t.Errorf("ready: %d", got)
	}

	answered := make(chan *reply, 1)
	go func() { answered <- post(t, running.url, request("{name}", "")) }()
	<-entered
	running.stop()
	// The listener is closed once the server has turned unready.
	for {
		connection, err := (&net.Dialer{}).DialContext(t.Context(), "tcp", strings.TrimPrefix(running.url, "http://"))
		if err != nil {
			break
		}
		connection.Close()
	}
	if got := running.readiness(); got != http.StatusServiceUnavailable {
		t.Errorf("ready while stopping: %d", got)
	}
	close(release)
	if got := <-answered; string(got.answer.Data) != `{"name":"done"}` {
		t.Errorf("answered %d %s", got.status, got.body)
	}
	if err := <-running.ended; err != nil {
		t.Error(err)
	}
}

// TestServeCutsRequestsOff stops a server whose request ends only when its
// context does.
func TestServeCutsRequestsOff(t *testing.T) {
	s := newStub()
	entered, left := make(chan struct{}), make(chan struct{})
	s.resolve["name"] = func(ctx context.Context, _ map[string]any) (any, error) {
		close(entered)
		<-ctx.Done()
		close(left)
		return nil, ctx.Err()
	}
	o, _ := options(s)
	o.Grace = time.Millisecond
	o.Limits.Deadline = time.Hour
	running := serve(t, o)
	sent := make(chan struct{})
	go func() {
		defer close(sent)
		r, err := http.NewRequestWithContext(t.Context(), http.MethodPost, running.url+"/graphql", strings.NewReader(request("{name}", "")))
		if err != nil {
			t.Error(err)
			return
		}
		r.Header.Set("Content-Type", "application/json")
		// Whether an answer still gets through is up to the connection.
		if response, err := (&http.Transport{DisableKeepAlives: true}).RoundTrip(r); err == nil {
			response.Body.Close()
		}
	}()
	<-entered
	running.stop()
	if err := <-running.ended; !errors.Is(err, context.DeadlineExceeded) {
		t.Errorf("got %v", err)
	}
	<-left
	<-sent
}

func TestServeFailsWithItsListener(t *testing.T) {
	listener, err := (&net.ListenConfig{}).Listen(t.Context(), "tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	listener.Close()
	o, _ := options(newStub())
	s, err := New(o)
	if err != nil {
		t.Fatal(err)
	}
	if err := s.Serve(t.Context(), listener); !errors.Is(err, net.ErrClosed) {
		t.Errorf("got %v", err)
	}
}

func TestReadiness(t *testing.T) {
	var fault error
	o, log := options(newStub())
	o.Ready = func(context.Context) error { return fault }
	at := start(t, o)
	if got := get(t, http.MethodGet, at+"/readyz"); got.status != http.StatusOK || got.body != "ready\n" {
		t.Errorf("got %d %q", got.status, got.body)
	}
	fault = errors.New(secret)
	if got := get(t, http.MethodGet, at+"/readyz"); got.status != http.StatusServiceUnavailable || got.body != "not ready\n" {
		t.Errorf("got %d %q", got.status, got.body)
	}
	if got := get(t, http.MethodHead, at+"/livez"); got.status != http.StatusOK {
		t.Errorf("live: %d", got.status)
	}
	if n := len(log.records(t, "not ready")); n != 1 {
		t.Errorf("%d records", n)
	}
}

func TestNewRefuses(t *testing.T) {
	for name, change := range map[string]func(*Options){
		"no schema":             func(o *Options) { o.Schema = nil },
		"no address":            func(o *Options) { o.Addr = "" },
		"an address alone":      func(o *Options) { o.Addr = "127.0.0.1" },
		"an empty allowed host": func(o *Options) { o.AllowedHosts = []string{":80"} },
		"a negative limit":      func(o *Options) { o.Limits.Depth = -1 },
		"a negative deadline":   func(o *Options) { o.Limits.Deadline = -1 },
		"a negative cache":      func(o *Options) { o.Cache.Bytes = -1 },
	} {
		o, _ := options(newStub())
		change(&o)
		if _, err := New(o); err == nil {
			t.Errorf("%s is accepted", name)
		}
	}
}

func TestHosts(t *testing.T) {
	for _, c := range []struct {
		addr    string
		allowed []string
		host    string
		want    bool
	}{
		{"127.0.0.1:80", nil, "localhost", true},
		{"127.0.0.1:80", nil, "127.0.0.1", true},
		{"127.0.0.2:81", nil, "127.0.0.2:81", true},
		{"[::1]:80", nil, "[::1]", true},
		{"localhost:81", nil, "127.0.0.1:81", true},
		{"127.0.0.1:80", nil, "", false},
		{"127.0.0.1:80", nil, "localhost.evil.example", false},
		{"127.0.0.1:80", nil, "evil.example@localhost", false},
		{"0.0.0.0:80", nil, "anything.example", true},
		{":80", nil, "anything.example", true},
		{"0.0.0.0:80", []string{"a.example"}, "anything.example", false},
		{"0.0.0.0:80", []string{"a.example"}, "A.example.:99", true},
		{"0.0.0.0:80", []string{"a.example"}, "localhost", false},
	} {
		hosts, err := newHostList(c.addr, c.allowed)
		if err != nil {
			t.Fatal(err)
		}
		if got := hosts.allows(c.host); got != c.want {
			t.Errorf("bound to %s, allowing %v: %q is %t", c.addr, c.allowed, c.host, got)
		}
	}
}
