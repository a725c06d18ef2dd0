package neo4j

import (
	"testing"

	"github.com/factiongraph/factiongraph/graph"
	"github.com/factiongraph/factiongraph/graph/neo4j/neo4jtest"
	"github.com/factiongraph/factiongraph/graph/storetest"
)

func TestConformance(t *testing.T) {
	onAllVersions(t, func(t *testing.T, server *neo4jtest.Server) {
		storetest.Run(t, func(t *testing.T) graph.Store { return openEmpty(t, server) }, storetest.Options{
			Reopen: func(t *testing.T, store graph.Store) graph.Store {
				if err := store.Close(t.Context()); err != nil {
					t.Fatal(err)
				}
				return open(t, server)
			},
		})
	})
}

func TestAgreesWithTheModel(t *testing.T) {
	onAllVersions(t, func(t *testing.T, server *neo4jtest.Server) {
		storetest.Agree(t, func(*testing.T) graph.Store { return storetest.Model() },
			func(t *testing.T) graph.Store { return openEmpty(t, server) })
	})
}
