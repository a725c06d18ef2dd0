// Command gqlgen is gqlgen's own generator with some changes to what it writes,
// which take half of the time off an answer. Lists are written out by
// view.MarshalList, one element after the other, where gqlgen starts a goroutine
// for each. What an object needs to defer parts of it, its path among that, is
// made only where a part is deferred, not for every object. Objects are written
// out by view.Object. And a field that is a plain value of its object, which
// cannot fail, is written without a context in which to tell of a failure; no
// middleware sees such fields. It takes gqlgen's command `generate`, run at the
// root of the module.
package main

import (
	"errors"
	"fmt"
	"go/format"
	"os"
	"regexp"
	"strings"

	"github.com/99designs/gqlgen/api"
	"github.com/99designs/gqlgen/codegen/config"
)

func main() {
	if err := run(os.Args[1:]); err != nil {
		fmt.Fprintln(os.Stderr, "gqlgen:", err)
		os.Exit(1)
	}
}

func run(arguments []string) error {
	if len(arguments) != 1 || arguments[0] != "generate" {
		return errors.New("usage: gqlgen generate")
	}
	settings, err := config.LoadConfigFromDefaultLocations()
	if err != nil {
		return err
	}
	if err := api.Generate(settings); err != nil {
		return err
	}
	return rewrite(settings.Exec.Filename)
}

// changes are what gqlgen writes and what stands in its place.
var changes = []struct{ from, to string }{
	{"graphql.MarshalSliceConcurrently(", "view.MarshalList("},
	{deferral, "if len(deferLabelToView) > 0 {\n" + deferral + "\n}"},
	{
		"	deferredFieldSet := graphql.NewFieldSet(nil)\n	deferLabelToView := make(map[string]*graphql.FieldSetView)\n",
		"	deferredFieldSet, deferLabelToView := view.Deferral(fields)\n",
	},
	{"\n	return out\n", "\n	return view.Object(fields, out.Values)\n"},
}

// plain is the resolver of a field that is a value of its object, of a type
// that is neither null nor has fields.
var plain = regexp.MustCompile(`(?s)(func \(ec \*executionContext\) _\w+\(ctx context\.Context, field graphql\.CollectedField, obj \*[\w.]+\) \(ret graphql\.Marshaler\) \{
)	return graphql\.ResolveField\(
		ctx,
		ec\.OperationContext,
		field,
		func\(ctx context\.Context, field graphql\.CollectedField\) \(\*graphql\.FieldContext, error\) \{
			return ec\.\w+\(ctx, field\)
		\},
		func\(ctx context\.Context\) \(any, error\) \{
			return (obj\.\w+), nil
		\},
		nil,
		func\(ctx context\.Context, selections ast\.SelectionSet, v [\w.]+\) graphql\.Marshaler \{
			return (ec\.marshalN[\w\pL]+\(ctx), selections, v\)
		\},
		true,
		true,
	\)
(\}
func \(ec \*executionContext\) fieldContext_\w+\(_ context\.Context, field graphql\.CollectedField\) \(fc \*graphql\.FieldContext, err error\) \{
	return graphql\.NewScalarFieldContext\("\w+", field, false, false, )`)

const deferral = `	ec.ProcessDeferredGroup(graphql.DeferredGroup{
		Defers:   deferLabelToView,
		Path:     graphql.GetPath(ctx),
		FieldSet: deferredFieldSet,
		Context:  ctx,
	})`

func rewrite(file string) error {
	content, err := os.ReadFile(file)
	if err != nil {
		return err
	}
	code := string(content)
	for _, change := range changes {
		if !strings.Contains(code, change.from) {
			return fmt.Errorf("%s has no %q: this version of gqlgen writes something else", file, change.from)
		}
		code = strings.ReplaceAll(code, change.from, change.to)
	}
	if !plain.MatchString(code) {
		return fmt.Errorf("%s has no resolver of a plain value: this version of gqlgen writes something else", file)
	}
	code = plain.ReplaceAllString(code, "$1	return $3, field.Selections, $2)\n$4")
	formatted, err := format.Source([]byte(code))
	if err != nil {
		return err
	}
	return os.WriteFile(file, formatted, 0o600)
}
