package server

import (
	"math"

	"github.com/vektah/gqlparser/v2/ast"
	"github.com/vektah/gqlparser/v2/gqlerror"
)

// extent is how large a selection set is once its fragments are expanded.
type extent struct {
	depth   int // fields inside one another
	size    int // selections
	aliases int // aliased fields
}

// beside adds the extent of what stands next to e.
func (e extent) beside(other extent) extent {
	return extent{
		depth:   max(e.depth, other.depth),
		size:    add(e.size, other.size),
		aliases: add(e.aliases, other.aliases),
	}
}

// add returns a+b, or the largest int where that does not fit: 63 fragments
// that each spread the next one twice would otherwise wrap around.
func add(a, b int) int {
	if a > math.MaxInt-b {
		return math.MaxInt
	}
	return a + b
}

// surveyor takes the extent of a document that nobody has validated yet.
type surveyor struct {
	fragments map[string]*ast.FragmentDefinition
	// known remembers what a fragment comes to, so that one is walked once
	// however often it is spread.
	known map[string]extent
	// open holds the fragments being walked: meeting one again is a cycle.
	open map[string]bool
}

func newSurveyor(document *ast.QueryDocument) *surveyor {
	s := &surveyor{
		fragments: make(map[string]*ast.FragmentDefinition, len(document.Fragments)),
		known:     make(map[string]extent, len(document.Fragments)),
		open:      make(map[string]bool),
	}
	for _, f := range document.Fragments {
		if s.fragments[f.Name] == nil {
			s.fragments[f.Name] = f
		}
	}
	return s
}

// set returns the extent of a selection set. Its time is linear in the
// document. It refuses what cannot be expanded: a spread of a fragment that
// is not there, or inside itself.
func (s *surveyor) set(selections ast.SelectionSet) (extent, *gqlerror.Error) {
	var total extent
	for _, selection := range selections {
		var part extent
		var err *gqlerror.Error
		switch selection := selection.(type) {
		case *ast.Field:
			part, err = s.set(selection.SelectionSet)
			part.depth++
			if selection.Alias != selection.Name {
				part.aliases = add(part.aliases, 1)
			}
		case *ast.InlineFragment:
			part, err = s.set(selection.SelectionSet)
			err = firstOf(err, deferred(selection.Directives))
		case *ast.FragmentSpread:
			part, err = s.spread(selection)
			err = firstOf(err, deferred(selection.Directives))
		}
		if err != nil {
			return extent{}, err
		}
		part.size = add(part.size, 1)
		total = total.beside(part)
	}
	return total, nil
}

// spread returns the extent of what a spread stands for.
func (s *surveyor) spread(spread *ast.FragmentSpread) (extent, *gqlerror.Error) {
	if e, ok := s.known[spread.Name]; ok {
		return e, nil
	}
	fragment := s.fragments[spread.Name]
	if fragment == nil {
		return extent{}, invalid(spread.Position, "Unknown fragment %q.", clip(spread.Name))
	}
	if s.open[spread.Name] {
		return extent{}, invalid(spread.Position, "Fragment %q is spread within itself.", clip(spread.Name))
	}
	s.open[spread.Name] = true
	e, err := s.set(fragment.SelectionSet)
	if err != nil {
		return extent{}, err
	}
	delete(s.open, spread.Name)
	s.known[spread.Name] = e
	return e, nil
}

// overlaps counts the pairs of selections that meet at one place of the
// answer: fields of one response name under one parent, and spreads beside one
// another. It walks the expanded selections, so it must be asked only about
// sets whose extent is known to be small. Type conditions are not looked at,
// which counts too much rather than too little.
func (s *surveyor) overlaps(merged []ast.SelectionSet) int {
	children := map[string][]ast.SelectionSet{}
	var spreads int
	var collect func(ast.SelectionSet)
	collect = func(selections ast.SelectionSet) {
		for _, selection := range selections {
			switch selection := selection.(type) {
			case *ast.Field:
				children[selection.Alias] = append(children[selection.Alias], selection.SelectionSet)
			case *ast.InlineFragment:
				collect(selection.SelectionSet)
			case *ast.FragmentSpread:
				spreads++
				collect(s.fragments[selection.Name].SelectionSet)
			}
		}
	}
	for _, selections := range merged {
		collect(selections)
	}

	total := spreads * (spreads - 1) / 2
	for _, sets := range children {
		total += len(sets) * (len(sets) - 1) / 2
		if below := nonEmpty(sets); len(below) > 0 {
			total += s.overlaps(below)
		}
	}
	return total
}

// nonEmpty returns the sets that select something.
func nonEmpty(sets []ast.SelectionSet) []ast.SelectionSet {
	var some []ast.SelectionSet
	for _, set := range sets {
		if len(set) > 0 {
			some = append(some, set)
		}
	}
	return some
}

// check says which limit a parsed document exceeds. Its time is linear in the
// document as long as the document is within Size, and it stops where not.
func (l Limits) check(document *ast.QueryDocument) *gqlerror.Error {
	s := newSurveyor(document)
	var whole extent
	definitions := make([]ast.SelectionSet, 0, len(document.Operations)+len(document.Fragments))
	for _, operation := range document.Operations {
		definitions = append(definitions, operation.SelectionSet)
	}
	operations := len(definitions)
	for _, fragment := range document.Fragments {
		definitions = append(definitions, fragment.SelectionSet)
	}

	for i, selections := range definitions {
		e, err := s.set(selections)
		if err != nil {
			return err
		}
		if e.depth > l.Depth {
			return exceeded("depth", "The document nests fields more than %d deep.", l.Depth)
		}
		if i < operations && e.aliases > l.Aliases {
			return exceeded("aliases", "The operation has more than %d aliases.", l.Aliases)
		}
		whole = whole.beside(e)
	}
	if whole.size > l.Size {
		return exceeded("size", "The document comes to more than %d selections once its fragments are expanded.", l.Size)
	}

	var overlaps int
	for _, selections := range definitions {
		overlaps += s.overlaps([]ast.SelectionSet{selections})
	}
	if overlaps > l.Overlaps {
		return exceeded("overlaps", "The document selects the same fields too often: more than %d pairs meet.", l.Overlaps)
	}
	return nil
}

// deferred refuses @defer, which the validator knows but one JSON answer
// cannot honour: the deferred part would be lost.
func deferred(directives ast.DirectiveList) *gqlerror.Error {
	if d := directives.ForName("defer"); d != nil {
		return invalid(d.Position, "@defer is not supported: an answer comes whole.")
	}
	return nil
}

// firstOf returns the first error that is one.
func firstOf(errs ...*gqlerror.Error) *gqlerror.Error {
	for _, err := range errs {
		if err != nil {
			return err
		}
	}
	return nil
}
