package storetest

import (
	"testing"

	"github.com/factiongraph/factiongraph/graph"
)

// Options say what a store's owner can do for the suite.
type Options struct {
	// Reopen closes a store and opens its data anew. Without it nothing can be
	// said of what outlives a store.
	Reopen func(t *testing.T, store graph.Store) graph.Store
}

// Run puts a store through the suite. open gives a new, empty store each time;
// the store's owner closes it, by t.Cleanup.
func Run(t *testing.T, open func(t *testing.T) graph.Store, options ...Options) {
	var given Options
	for _, option := range options {
		given = option
	}
	t.Run("Read", func(t *testing.T) { testRead(t, open(t)) })
	for _, update := range updateTests {
		t.Run(update.name, func(t *testing.T) { update.test(t, open(t)) })
	}
	t.Run("Durable", func(t *testing.T) { testDurable(t, open(t), given.Reopen) })
}
