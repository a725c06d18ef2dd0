package web

import (
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"testing/fstest"
)

func TestServe(t *testing.T) {
	files := fstest.MapFS{
		"index.html":                 {Data: []byte("page")},
		"index.html.br":              {Data: []byte("packed page")},
		".keep":                      {Data: []byte("")},
		"assets/explorer-AB12.js":    {Data: []byte("script")},
		"assets/explorer-AB12.js.gz": {Data: []byte("packed script")},
		"assets/icon.svg":            {Data: []byte("icon")},
	}
	const forever = "public, max-age=31536000, immutable"
	tests := []struct {
		name, method, path, accept         string
		status                             int
		body, kind, encoding, cacheControl string
	}{
		{"the page", "GET", "/", "", 200, "page", "text/html; charset=utf-8", "", "no-cache"},
		{"the page, packed", "GET", "/", "gzip, br", 200, "packed page", "text/html; charset=utf-8", "br", "no-cache"},
		{"an encoding that is refused", "GET", "/", "br;q=0", 200, "page", "text/html; charset=utf-8", "", "no-cache"},
		{"a script", "GET", "/assets/explorer-AB12.js", "gzip, br", 200, "packed script", "text/javascript; charset=utf-8", "gzip", forever},
		{"a file without a hash", "GET", "/assets/icon.svg", "br", 200, "icon", "image/svg+xml", "", "no-cache"},
		{"no body for HEAD", "HEAD", "/", "", 200, "", "text/html; charset=utf-8", "", "no-cache"},
		{"nothing there", "GET", "/nothing", "", 404, "404 page not found\n", "text/plain; charset=utf-8", "", ""},
		{"nothing outside", "GET", "/../web.go", "", 404, "404 page not found\n", "text/plain; charset=utf-8", "", ""},
		{"no folder", "GET", "/assets/", "", 404, "404 page not found\n", "text/plain; charset=utf-8", "", ""},
		{"no placeholder", "GET", "/.keep", "", 404, "404 page not found\n", "text/plain; charset=utf-8", "", ""},
		{"no writing", "POST", "/", "", 405, "Use GET.\n", "text/plain; charset=utf-8", "", ""},
	}
	h := handler(files)
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			r := httptest.NewRequest(test.method, test.path, http.NoBody)
			r.Header.Set("Accept-Encoding", test.accept)
			w := httptest.NewRecorder()
			h.ServeHTTP(w, r)
			got := []any{w.Code, w.Body.String(), w.Header().Get("Content-Type"), w.Header().Get("Content-Encoding"), w.Header().Get("Cache-Control")}
			want := []any{test.status, test.body, test.kind, test.encoding, test.cacheControl}
			for i := range want {
				if got[i] != want[i] {
					t.Errorf("got %v, want %v", got, want)
					break
				}
			}
		})
	}
}

func TestNotBuilt(t *testing.T) {
	w := httptest.NewRecorder()
	handler(fstest.MapFS{".keep": {}}).ServeHTTP(w, httptest.NewRequest(http.MethodGet, "/", http.NoBody))
	if w.Code != http.StatusOK || !strings.Contains(w.Body.String(), "make run") {
		t.Errorf("got %d %s, want a page that says how to get the explorer", w.Code, w.Body)
	}
}
