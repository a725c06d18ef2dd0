package server

import (
	"context"
	"errors"
	"log/slog"
	"net/http"
	"runtime/debug"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/99designs/gqlgen/graphql"
	"github.com/99designs/gqlgen/graphql/errcode"
	"github.com/vektah/gqlparser/v2/ast"
	"github.com/vektah/gqlparser/v2/gqlerror"

	"github.com/factiongraph/factiongraph/graph"
)

// statusOf maps each code that a caller may see to the status of an answer
// without data. It is also the closed list of these codes.
var statusOf = map[graph.Code]int{
	graph.CodeBadInput:        http.StatusBadRequest,
	graph.CodeNotFound:        http.StatusNotFound,
	graph.CodeUnauthenticated: http.StatusUnauthorized,
	graph.CodeForbidden:       http.StatusForbidden,
	graph.CodeLimit:           http.StatusBadRequest,
	graph.CodeTimeout:         http.StatusServiceUnavailable,
	graph.CodeUnavailable:     http.StatusServiceUnavailable,
	graph.CodeInternal:        http.StatusInternalServerError,
	errcode.ParseFailed:       http.StatusBadRequest,
	errcode.ValidationFailed:  http.StatusBadRequest,
}

// failed returns an error that the caller sees as it is.
func failed(code graph.Code, message string) *gqlerror.Error {
	return &gqlerror.Error{Message: message, Extensions: map[string]any{"code": string(code)}}
}

// exceeded returns the error for a request beyond the limit of that name.
func exceeded(limit, format string, arguments ...any) *gqlerror.Error {
	err := gqlerror.Errorf(format, arguments...)
	err.Extensions = map[string]any{"code": string(graph.CodeLimit), "limit": limit}
	return err
}

// invalid returns the error for a document that breaks a rule at a position.
func invalid(at *ast.Position, format string, arguments ...any) *gqlerror.Error {
	err := gqlerror.ErrorPosf(at, format, arguments...)
	errcode.Set(err, errcode.ValidationFailed)
	return err
}

// codeOf returns the code of an error, false if it has none of the closed list.
func codeOf(err *gqlerror.Error) (graph.Code, bool) {
	var code graph.Code
	switch value := err.Extensions["code"].(type) {
	case string:
		code = graph.Code(value)
	case graph.Code:
		code = value
	}
	_, known := statusOf[code]
	return code, known
}

// presenter decides what a caller sees of an error, and logs what they do not.
type presenter struct {
	domain   func(context.Context, error) *gqlerror.Error // may be nil
	deadline time.Duration
	log      *slog.Logger
}

// present returns err as the caller sees it: always with a code of the closed
// list, with the path and locations that gqlgen found, and short.
func (p *presenter) present(ctx context.Context, err error) *gqlerror.Error {
	found, _ := errors.AsType[*gqlerror.Error](err)
	if found == nil {
		found = gqlerror.WrapPath(graphql.GetPath(ctx), err)
	}
	shown := *p.translate(ctx, found)
	if shown.Path == nil {
		shown.Path = found.Path
	}
	shown.Message = clip(inFull(&shown))
	shown.Path = clipPath(shown.Path)
	if shown.Locations == nil {
		shown.Locations = found.Locations
	}
	return &shown
}

// translate returns an error with a code.
func (p *presenter) translate(ctx context.Context, err *gqlerror.Error) *gqlerror.Error {
	if nullRefused(err) {
		return &gqlerror.Error{Message: err.Message, Extensions: map[string]any{"code": string(graph.CodeBadInput)}}
	}
	if _, known := codeOf(err); known {
		return err
	}
	// gqlgen reads numbers of 64 bits and then finds that an Int has 32; it
	// gives this error alone no code.
	if overflow, ok := errors.AsType[*graphql.NumberOverflowError](err); ok {
		return failed(graph.CodeBadInput, overflow.Error())
	}

	shown := failed(graph.CodeInternal, internalMessage)
	if p.domain != nil {
		if presented := p.domain(ctx, err); presented != nil {
			if code, known := codeOf(presented); known && code != graph.CodeInternal {
				shown = presented
			}
		}
	}
	code, _ := codeOf(shown)
	if code == graph.CodeInternal {
		// A store may wrap the end of a context in an error of its own.
		switch {
		case errors.Is(err, context.DeadlineExceeded), errors.Is(ctx.Err(), context.DeadlineExceeded):
			shown = failed(graph.CodeTimeout, "The request was not answered within "+p.deadline.String()+".")
		case errors.Is(err, context.Canceled), errors.Is(ctx.Err(), context.Canceled):
			shown = failed(graph.CodeUnavailable, "The request was cancelled.")
		}
		code, _ = codeOf(shown)
	}
	p.report(ctx, code, err)
	return shown
}

// inFull returns what the error says, with what gqlgen leaves out: of which
// variable it speaks, and what to do about operations.
func inFull(err *gqlerror.Error) string {
	if len(err.Path) > 1 && err.Path[0] == ast.PathName("variable") {
		return err.Path[1:].String() + ": " + err.Message
	}
	name, is := strings.CutPrefix(err.Message, "operation ")
	if name, isNot := strings.CutSuffix(name, " not found"); is && isNot && err.Rule == "" {
		if name == "" {
			return "The document has several operations: name one as operationName."
		}
		return "The document has no operation " + strconv.Quote(name) + "."
	}
	return err.Message
}

// nullRefused reports whether err refuses a null where none may stand, in the
// document or in its variables. For the API that is bad input in every form,
// also in those that the validator finds: it says no more than the message.
func nullRefused(err *gqlerror.Error) bool {
	written := err.Rule == "ValuesOfCorrectType" && strings.HasSuffix(err.Message, "found null.")
	variable := len(err.Path) > 0 && err.Path[0] == ast.PathName("variable") && err.Message == "cannot be null"
	return written || variable
}

const internalMessage = "internal error"

// report logs an error with its causes, as loud as its code asks for.
func (p *presenter) report(ctx context.Context, code graph.Code, err *gqlerror.Error) {
	level := slog.LevelDebug
	switch code {
	case graph.CodeInternal:
		level = slog.LevelError
	case graph.CodeTimeout, graph.CodeUnavailable:
		level = slog.LevelWarn
	case graph.CodeBadInput, graph.CodeNotFound, graph.CodeUnauthenticated, graph.CodeForbidden, graph.CodeLimit:
	}
	p.log.LogAttrs(ctx, level, "error in an answer",
		slog.String("request", requestID(ctx)),
		slog.String("code", string(code)),
		slog.String("path", err.Path.String()),
		slog.Any("causes", causes(err)))
}

// causes returns the text of each error in err's chain, outermost first,
// leaving out one that says the same as the one before.
func causes(err error) []string {
	var texts []string
	for ; err != nil; err = errors.Unwrap(err) {
		if text := err.Error(); len(texts) == 0 || texts[len(texts)-1] != text {
			texts = append(texts, text)
		}
	}
	return texts
}

// recovered logs a panic of a resolver and hides it.
func (p *presenter) recovered(ctx context.Context, value any) error {
	logPanic(ctx, p.log, value)
	return failed(graph.CodeInternal, internalMessage)
}

// logPanic logs what was panicked with, and where.
func logPanic(ctx context.Context, log *slog.Logger, value any) {
	log.LogAttrs(ctx, slog.LevelError, "panic",
		slog.String("request", requestID(ctx)),
		slog.Any("value", value),
		slog.String("stack", string(debug.Stack())))
}

// The most bytes of text, and the most elements of a path, that an error
// repeats of a request.
const (
	maxText = 300
	maxPath = 50
)

// clip shortens text that may repeat a part of the request.
func clip(text string) string {
	if len(text) <= maxText {
		return text
	}
	end := maxText
	for !utf8.RuneStart(text[end]) {
		end--
	}
	return text[:end] + "…"
}

// clipPath shortens a path whose names come from the request. A path of a
// resolver is as long as the document is deep.
func clipPath(path ast.Path) ast.Path {
	if len(path) > maxPath {
		path = path[:maxPath]
	}
	short := make(ast.Path, 0, len(path))
	for _, element := range path {
		if name, ok := element.(ast.PathName); ok {
			element = ast.PathName(clip(string(name)))
		}
		short = append(short, element)
	}
	if len(short) == 0 {
		return nil
	}
	return short
}

// fewErrors cuts a list of errors to what a reader can use. The validator
// finds one error for each place it does not like.
func fewErrors(errs gqlerror.List) gqlerror.List {
	const most = 20
	if len(errs) <= most {
		return errs
	}
	more := failed(errcode.ValidationFailed, strconv.Itoa(len(errs)-most)+" more errors are left out.")
	return append(errs[:most:most], more)
}
