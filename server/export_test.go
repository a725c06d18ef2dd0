package server

import (
	"context"
	"errors"
	"io"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/vektah/gqlparser/v2/gqlerror"

	"github.com/factiongraph/factiongraph/graph"
)

// exporting serves an export, and returns the URL of a file of it and the log.
func exporting(t *testing.T, export Export, change func(*Options)) (string, *logged) {
	t.Helper()
	o, log := options(newStub())
	o.Export = export
	if change != nil {
		change(&o)
	}
	return start(t, o) + "/export/gexf", log
}

func TestExport(t *testing.T) {
	at, _ := exporting(t, func(w http.ResponseWriter, r *http.Request) error {
		w.Header().Set("Content-Type", "text/plain")
		_, err := io.WriteString(w, r.URL.Path+"?"+r.URL.RawQuery)
		return err
	}, nil)
	if got := get(t, http.MethodGet, at+"?limit=1"); got.status != http.StatusOK || got.body != "/export/gexf?limit=1" {
		t.Errorf("%d %s", got.status, got.body)
	}
	if got := get(t, http.MethodHead, at); got.status != http.StatusOK || got.body != "" {
		t.Errorf("HEAD: %d %s", got.status, got.body)
	}
	if got := get(t, http.MethodDelete, at); got.status != http.StatusMethodNotAllowed || got.header.Get("Allow") != "GET, HEAD" {
		t.Errorf("DELETE: %d %v", got.status, got.header)
	}
	if got := get(t, http.MethodGet, at+"?filter="+strings.Repeat("x", 300_000)); got.status != http.StatusRequestURITooLong || !strings.Contains(got.body, `"limit":"url"`) {
		t.Errorf("a long URL: %d %s", got.status, got.body)
	}
}

// TestExportErrors: before anything is written, errors have the shape of those
// of the API, and hide their causes.
func TestExportErrors(t *testing.T) {
	for name, test := range map[string]struct {
		err    error
		status int
		says   string
	}{
		"domain":    {graph.Errorf(graph.CodeNotFound, "there is no actor").Because(errors.New(secret)), http.StatusNotFound, `{"errors":[{"message":"there is no actor","extensions":{"code":"NOT_FOUND"}}]}`},
		"schema":    {&gqlerror.Error{Message: "no such kind", Extensions: map[string]any{"code": "GRAPHQL_VALIDATION_FAILED"}}, http.StatusBadRequest, "GRAPHQL_VALIDATION_FAILED"},
		"unknown":   {errors.New(secret), http.StatusInternalServerError, `"code":"INTERNAL"`},
		"cancelled": {context.Canceled, http.StatusServiceUnavailable, `"code":"UNAVAILABLE"`},
	} {
		t.Run(name, func(t *testing.T) {
			at, log := exporting(t, func(w http.ResponseWriter, _ *http.Request) error {
				w.Header().Set("Content-Disposition", "attachment")
				w.Header().Set("ETag", `"x"`)
				return test.err
			}, nil)
			got := get(t, http.MethodGet, at)
			if got.status != test.status || !strings.Contains(got.body, test.says) || strings.Contains(got.body, secret) {
				t.Errorf("%d %s", got.status, got.body)
			}
			if got.header.Get("Content-Disposition")+got.header.Get("ETag") != "" || !strings.HasPrefix(got.header.Get("Content-Type"), "application/json") {
				t.Errorf("headers of a file: %v", got.header)
			}
			if strings.Contains(test.err.Error(), secret) && len(log.records(t, "error in an answer")) == 0 {
				t.Error("the cause is not logged")
			}
		})
	}
}

// TestExportBreaksOff: a file that fails half-way does not look whole.
func TestExportBreaksOff(t *testing.T) {
	at, log := exporting(t, func(w http.ResponseWriter, _ *http.Request) error {
		_, _ = io.WriteString(w, "half of it")
		return graph.Errorf(graph.CodeUnavailable, "the store is away").Because(errors.New(secret))
	}, nil)
	request, err := http.NewRequestWithContext(t.Context(), http.MethodGet, at, http.NoBody)
	if err != nil {
		t.Fatal(err)
	}
	response, err := (&http.Transport{DisableKeepAlives: true}).RoundTrip(request)
	if err == nil {
		_, err = io.ReadAll(response.Body)
		response.Body.Close()
	}
	if err == nil {
		t.Error("the file looks whole")
	}
	if len(log.records(t, "a file broke off")) != 1 {
		t.Error("the cause is not logged")
	}
}

func TestExportDeadline(t *testing.T) {
	at, _ := exporting(t, func(_ http.ResponseWriter, r *http.Request) error {
		<-r.Context().Done()
		return r.Context().Err()
	}, func(o *Options) { o.Limits.ExportDeadline = time.Millisecond })
	if got := get(t, http.MethodGet, at); got.status != http.StatusServiceUnavailable || got.code() != "TIMEOUT" {
		t.Errorf("%d %s", got.status, got.body)
	}
}

// TestExportsAreFew: no more files than there are places are written at once.
func TestExportsAreFew(t *testing.T) {
	entered, release := make(chan struct{}), make(chan struct{})
	at, _ := exporting(t, func(http.ResponseWriter, *http.Request) error {
		entered <- struct{}{}
		<-release
		return nil
	}, nil)
	answered := make(chan int, maxExports)
	for range maxExports {
		go func() { answered <- get(t, http.MethodGet, at).status }()
		<-entered
	}
	got := get(t, http.MethodGet, at)
	if got.status != http.StatusServiceUnavailable || got.header.Get("Retry-After") == "" || !strings.Contains(got.body, `"code":"UNAVAILABLE"`) {
		t.Errorf("one more: %d %s", got.status, got.body)
	}
	close(release)
	for range maxExports {
		if status := <-answered; status != http.StatusOK {
			t.Errorf("status %d", status)
		}
	}
}
