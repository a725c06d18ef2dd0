// Package export answers GET /export/{format} with a file: a network, or the
// whole dataset, in one of the formats of package exchange.
//
// It owns the parameters of these addresses and the headers of the files. It
// must not know how a network is found or written: package resolvers understands
// the question as the API does, package exchange writes the answer.
package export

import (
	"cmp"
	"context"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"io"
	"mime"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/factiongraph/factiongraph/exchange"
	"github.com/factiongraph/factiongraph/graph"
	"github.com/factiongraph/factiongraph/resolvers"
)

// Options is what files are made of.
type Options struct {
	// Store is read.
	Store graph.Store
	// Generator is the program, with its version, as the files tell it.
	Generator string
	// Now tells the time; nil for that of the clock.
	Now func() time.Time
}

// New returns what answers the paths below /export/; see server.Export. The
// parameters are the arguments of the API's network: filter (JSON), rollUp and
// limit; with ids (divided by commas) those of its neighborhood: filter, depth
// and limit; and uniform=true for [exchange.Export].Uniform. The whole dataset
// is the same whatever they are.
//
// The header Dataset-Version names the version of the data that a file holds.
// The entity tag stands for that and the parameters. It is a weak one, since a
// file tells when it was written.
func New(options Options) func(http.ResponseWriter, *http.Request) error {
	if options.Now == nil {
		options.Now = time.Now
	}
	return func(w http.ResponseWriter, r *http.Request) error {
		answer := &answer{Options: options, w: w, r: r}
		return answer.give(r.Context())
	}
}

// answer is one file on its way.
type answer struct {
	Options
	w http.ResponseWriter
	r *http.Request

	output  exchange.Output
	asked   *resolvers.NetworkQuestion // nil for the whole dataset
	uniform bool

	// Of the version that is read.
	dataset graph.Dataset
	tag     string
	known   bool // the caller has it already
	begun   bool
}

func (a *answer) give(ctx context.Context) error {
	var err error
	if a.output, err = exchange.OutputNamed(strings.TrimPrefix(a.r.URL.Path, "/export/")); err != nil {
		return err
	}
	if err := a.read(ctx); err != nil {
		return err
	}
	var network *graph.Network
	// A store may call this again, when the data changed under it.
	err = a.Store.View(ctx, func(reader graph.Reader) error {
		if a.begun {
			return graph.Errorf(graph.CodeUnavailable, "the data changed while it was being written: try again")
		}
		if err := a.look(ctx, reader); err != nil || a.known {
			return err
		}
		if a.asked != nil {
			network, err = a.asked.Answer(ctx, reader)
			return err
		}
		return a.write(func(w io.Writer) error {
			return exchange.WriteJSONLines(ctx, w, reader, a.about())
		})
	})
	switch {
	case err != nil:
		return err
	case a.known:
		a.head()
		a.w.WriteHeader(http.StatusNotModified)
		return nil
	case a.asked == nil:
		return nil
	}
	return a.write(func(w io.Writer) error {
		return a.output.Write(ctx, w, &exchange.Export{Network: network, About: a.about(), Uniform: a.uniform})
	})
}

// parameters are those that are known.
var parameters = []string{"filter", "rollUp", "limit", "ids", "depth", "uniform"}

// read understands the parameters.
func (a *answer) read(ctx context.Context) error {
	given, err := url.ParseQuery(a.r.URL.RawQuery)
	if err != nil {
		return graph.Errorf(graph.CodeBadInput, "the URL could not be decoded").Because(err)
	}
	arguments := map[string]any{}
	for name, values := range given {
		switch {
		case !slices.Contains(parameters, name):
			return graph.Errorf(graph.CodeBadInput, "there is no parameter %q beside %s", clip(name), strings.Join(parameters, ", "))
		case len(values) > 1:
			return graph.Errorf(graph.CodeBadInput, "%s stands twice", name)
		}
		if err := a.argument(arguments, name, values[0]); err != nil {
			return err
		}
	}
	if a.output.Write == nil {
		return nil
	}
	field := "network"
	if given.Has("ids") {
		field = "neighborhood"
		if level := given.Get("rollUp"); level != "" && level != string(graph.RollUpNone) {
			return graph.Errorf(graph.CodeBadInput, "a neighborhood is not rolled up: leave out ids or rollUp")
		}
		delete(arguments, "rollUp")
	} else if given.Has("depth") {
		return graph.Errorf(graph.CodeBadInput, "depth goes with ids")
	}
	a.asked, err = resolvers.AskNetwork(ctx, field, arguments)
	return err
}

// argument reads one parameter.
func (a *answer) argument(arguments map[string]any, name, value string) error {
	switch name {
	case "filter":
		var filter map[string]any
		decoder := json.NewDecoder(strings.NewReader(value))
		decoder.UseNumber()
		if err := decoder.Decode(&filter); err != nil || filter == nil || decoder.More() {
			return graph.Errorf(graph.CodeBadInput, "filter must be a JSON object, the API's input TieFilter").Because(err)
		}
		arguments[name] = filter
	case "ids":
		arguments[name] = anyOf(strings.Split(value, ","))
	case "limit", "depth":
		if _, err := strconv.Atoi(value); err != nil {
			return graph.Errorf(graph.CodeBadInput, "%s must be a whole number", name).Because(err)
		}
		arguments[name] = json.Number(value)
	case "uniform":
		if value != "true" && value != "false" {
			return graph.Errorf(graph.CodeBadInput, "uniform must be true or false")
		}
		a.uniform = value == "true"
	default:
		arguments[name] = value
	}
	return nil
}

func anyOf(texts []string) []any {
	values := make([]any, len(texts))
	for i, text := range texts {
		values[i] = text
	}
	return values
}

// look sees which version is read, and whether the caller has the file.
func (a *answer) look(ctx context.Context, reader graph.Reader) error {
	var err error
	if a.dataset, err = reader.Dataset(ctx); err != nil {
		return err
	}
	hash := sha256.New()
	fmt.Fprintf(hash, "%s\n%s\n%s\n%t", a.Generator, a.dataset.Version, a.output.Name, a.uniform)
	if a.asked != nil {
		fmt.Fprintf(hash, "\n%s\n%s", a.asked.Field, a.asked.Arguments)
	}
	a.tag = `"` + base64.RawURLEncoding.EncodeToString(hash.Sum(nil)[:16]) + `"`
	a.known = has(a.r.Header.Values("If-None-Match"), a.tag)
	return nil
}

// has reports whether an If-None-Match header has the tag, or any (RFC 9110,
// section 13.1.2).
func has(header []string, tag string) bool {
	for _, line := range header {
		for part := range strings.SplitSeq(line, ",") {
			if part = strings.TrimSpace(part); part == "*" || strings.TrimPrefix(part, "W/") == tag {
				return true
			}
		}
	}
	return false
}

func (a *answer) about() exchange.About {
	about := exchange.About{Generator: a.Generator, Version: a.dataset.Version, Exported: a.Now()}
	if a.asked != nil {
		about.Question, about.Arguments = a.asked.Field, a.asked.Arguments
	}
	return about
}

// head sets the headers that a file has, sent or not.
func (a *answer) head() {
	h := a.w.Header()
	h.Set("Cache-Control", "no-cache") // keep it, and ask each time whether it still holds
	h.Set("ETag", "W/"+a.tag)
	h.Set("Dataset-Version", a.dataset.Version)
}

// write sends a file.
func (a *answer) write(content func(io.Writer) error) error {
	a.begun = true
	a.head()
	h := a.w.Header()
	h.Set("Content-Type", a.output.Media)
	h.Set("Content-Disposition", mime.FormatMediaType("attachment", map[string]string{"filename": a.name()}))
	if a.r.Method == http.MethodHead {
		a.w.WriteHeader(http.StatusOK)
		return nil
	}
	return content(wire{a.w})
}

// wire sends to the caller. That it fails is nobody's fault here.
type wire struct{ io.Writer }

func (w wire) Write(part []byte) (int, error) {
	n, err := w.Writer.Write(part)
	if err != nil {
		err = graph.Errorf(graph.CodeUnavailable, "who asked for the file is gone, or too slow").Because(err)
	}
	return n, err
}

// name is what the file is called: after the version that it holds.
func (a *answer) name() string {
	what := "dataset"
	if a.asked != nil {
		what = a.asked.Field
	}
	return fmt.Sprintf("factiongraph-%s-%s%s", cmp.Or(a.dataset.Version, "empty"), what, a.output.Extension)
}

// clip shortens what is quoted back in an error.
func clip(text string) string {
	const most = 40
	if runes := []rune(text); len(runes) > most {
		return string(runes[:most]) + "…"
	}
	return text
}
