// Package web is the explorer: the page on which a reader sees the network,
// asks who fought and who mediated, and opens the evidence. It is built from
// src/ with Node into dist/, which is embedded as it is found: a program built
// without Node serves a page that says how to get the explorer.
//
// It owns these files and how a browser keeps them. It must not know the API.
package web

import (
	"embed"
	"errors"
	"io/fs"
	"mime"
	"net/http"
	"path"
	"strings"
)

// dist holds at least .keep, so that the program compiles before it is built.
//
//go:embed all:dist
var dist embed.FS

// unbuilt stands in for a page that was not built.
//
//go:embed unbuilt.html
var unbuilt []byte

// Handler serves the explorer at "/" and its files beside it, for GET and HEAD;
// every other path is not found. If the explorer was not built when the program
// was, the page says how to build it.
func Handler() http.Handler {
	files, err := fs.Sub(dist, "dist")
	if err != nil {
		panic(err) // the folder is embedded
	}
	return handler(files)
}

const home = "index.html"

func handler(files fs.FS) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		name := strings.TrimPrefix(path.Clean("/"+r.URL.Path), "/")
		if name == "" {
			name = home
		}
		serve(w, r, files, name)
	})
}

// encodings are the forms that the build writes beside a file, best first.
var encodings = []struct{ name, suffix string }{{"br", ".br"}, {"gzip", ".gz"}}

func serve(w http.ResponseWriter, r *http.Request, files fs.FS, name string) {
	if r.Method != http.MethodGet && r.Method != http.MethodHead {
		w.Header().Set("Allow", "GET, HEAD")
		http.Error(w, "Use GET.", http.StatusMethodNotAllowed)
		return
	}
	content, err := fs.ReadFile(files, name)
	if name == home && errors.Is(err, fs.ErrNotExist) {
		content, err = unbuilt, nil
	}
	if err != nil || strings.HasPrefix(path.Base(name), ".") {
		http.NotFound(w, r)
		return
	}
	header := w.Header()
	kind := mime.TypeByExtension(path.Ext(name))
	if kind == "" {
		kind = "application/octet-stream" // fonts, which browsers take as what the style says they are
	}
	header.Set("Content-Type", kind)
	header.Set("Cache-Control", lifetime(name))
	header.Set("Vary", "Accept-Encoding")
	for _, encoding := range encodings {
		if !accepts(r, encoding.name) {
			continue
		}
		if packed, err := fs.ReadFile(files, name+encoding.suffix); err == nil {
			header.Set("Content-Encoding", encoding.name)
			content = packed
			break
		}
	}
	if r.Method == http.MethodGet {
		_, _ = w.Write(content) //nolint:gosec // a file of ours; who asked has gone if this fails
	}
}

// lifetime lets a browser keep what carries a hash of its content in its name.
func lifetime(name string) string {
	if strings.HasPrefix(name, "assets/") && strings.Contains(path.Base(name), "-") {
		return "public, max-age=31536000, immutable"
	}
	return "no-cache"
}

// accepts says whether the request names an encoding without refusing it.
func accepts(r *http.Request, encoding string) bool {
	for part := range strings.SplitSeq(r.Header.Get("Accept-Encoding"), ",") {
		name, quality, _ := strings.Cut(part, ";")
		if strings.EqualFold(strings.TrimSpace(name), encoding) {
			quality = strings.ReplaceAll(quality, " ", "")
			return quality != "q=0" && quality != "q=0.0" && quality != "q=0.00" && quality != "q=0.000"
		}
	}
	return false
}
