package measure

import (
	"context"
	"errors"
	"runtime"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// everything runs each measure on graphs of some size.
func everything(t *testing.T) map[string]func(context.Context) (any, error) {
	const n = 700
	edges := planted(n, 4, 2500, 0.1)
	g := must(NewGraph(n, edges))(t)
	d := must(NewDigraph(n, edges))(t)
	signs := signed(1, edges)
	for i := range signs {
		if (signs[i].A+signs[i].B)%2 == 1 {
			signs[i].Sign = -1
		}
	}
	s := must(NewSigned(n, signs))(t)
	of := make([]int, n)
	for v := range of {
		of[v] = v % 4
	}
	return map[string]func(context.Context) (any, error){
		"components":          func(ctx context.Context) (any, error) { return Components(ctx, g) },
		"reciprocity":         func(ctx context.Context) (any, error) { return Reciprocity(ctx, d) },
		"betweenness":         func(ctx context.Context) (any, error) { return Betweenness(ctx, g) },
		"sampled betweenness": func(ctx context.Context) (any, error) { return SampledBetweenness(ctx, g, 100) },
		"between two sets":    func(ctx context.Context) (any, error) { return BetweenSets(ctx, g, of[:9], []int{99, 100}) },
		"PageRank":            func(ctx context.Context) (any, error) { return PageRank(ctx, g) },
		"directed PageRank":   func(ctx context.Context) (any, error) { return DirectedPageRank(ctx, d) },
		"communities":         func(ctx context.Context) (any, error) { return Communities(ctx, g) },
		"modularity":          func(ctx context.Context) (any, error) { return Modularity(ctx, g, of) },
		"brokerage":           func(ctx context.Context) (any, error) { return Brokerage(ctx, d, of) },
		"triads":              func(ctx context.Context) (any, error) { return CountTriads(ctx, s) },
		"frustration":         func(ctx context.Context) (any, error) { return Frustrate(ctx, s) },
		"layout":              func(ctx context.Context) (any, error) { return Layout(ctx, g, keysOf(n)) },
		"layout without edges": func(ctx context.Context) (any, error) {
			return Layout(ctx, &Graph{rows{offsets: make([]int32, n+1)}}, keysOf(n))
		},
	}
}

func TestAnEndedContextStopsEachMeasure(t *testing.T) {
	cause := errors.New("nobody waits any more")
	ctx, cancel := context.WithCancelCause(t.Context())
	cancel(cause)
	for name, measure := range everything(t) {
		if _, err := measure(ctx); !errors.Is(err, cause) {
			t.Errorf("%s: got %v, want the cause", name, err)
		}
	}
}

// endsLater is a context that ends when it has been asked so many times.
type endsLater struct {
	context.Context

	left chan struct{}
	end  context.CancelCauseFunc
}

var errLater = errors.New("later")

func (c endsLater) Err() error {
	select {
	case <-c.left:
	default:
		c.end(errLater)
	}
	return c.Context.Err()
}

func TestAContextThatEndsMeanwhileStopsEachMeasure(t *testing.T) {
	for name, measure := range everything(t) {
		if _, err := measure(t.Context()); err != nil {
			t.Errorf("%s: %v", name, err)
		}
		for looks := range 12 {
			ctx, cancel := context.WithCancelCause(t.Context())
			c := endsLater{ctx, make(chan struct{}, looks), cancel}
			for range looks {
				c.left <- struct{}{}
			}
			// Whoever is done before fails no more, but whoever fails gives the cause.
			if _, err := measure(c); err != nil && !errors.Is(err, errLater) {
				t.Errorf("%s, after %d looks: got %v, want the cause", name, looks, err)
			} else if err == nil && len(c.left) == 0 && c.Context.Err() != nil {
				t.Errorf("%s, after %d looks: no error although the context ended", name, looks)
			}
			cancel(nil)
		}
	}
}

func TestResultsDoNotDependOnProcessors(t *testing.T) {
	before := runtime.GOMAXPROCS(0)
	t.Cleanup(func() { runtime.GOMAXPROCS(before) })
	for name, measure := range everything(t) {
		runtime.GOMAXPROCS(1)
		one := must(measure(t.Context()))(t)
		runtime.GOMAXPROCS(7)
		seven := must(measure(t.Context()))(t)
		// Values of float64 are compared exactly.
		if diff := cmp.Diff(one, seven); diff != "" {
			t.Errorf("%s: -one processor +seven:\n%s", name, diff)
		}
	}
}
