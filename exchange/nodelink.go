package exchange

import (
	"context"
	"io"
	"strconv"
)

// WriteNodeLink writes a network as the JSON that networkx reads with
// node_link_graph, and D3 without ado. It is a multigraph in which a tie's key
// is the key of its edge. A graph of networkx is directed or not as a whole:
// this one is if some tie is, and then the attribute directed of an edge tells
// whether its direction means anything. What the file holds stands in the
// attributes of the graph.
func WriteNodeLink(ctx context.Context, w io.Writer, export *Export) error {
	s, err := newSheet(export)
	if err != nil {
		return err
	}
	j := newJSONWriter(w)
	j.raw(`{"directed":` + strconv.FormatBool(s.anyDirected) + `,"multigraph":true,"graph":` + string(s.jsonFacts()) + `,"nodes":[`)
	err = s.each(ctx, func(n *node) error {
		j.object.reset()
		j.object.add("id", n.Actor.ID)
		j.object.add("label", n.Actor.Name)
		addColumns(&j.object, s.nodeColumns, n)
		j.item(j.object.end())
		return nil
	}, func() error {
		j.raw("\n" + `],"edges":[`)
		return nil
	}, func(e *edge) error {
		j.object.reset()
		j.object.add("source", e.From.ID)
		j.object.add("target", e.To.ID)
		j.object.add("key", e.Key())
		j.object.add("weight", e.EventCount)
		addColumns(&j.object, edgeColumns, e)
		j.item(j.object.end())
		return nil
	})
	if err != nil {
		return err
	}
	j.raw("\n]}\n")
	return j.Flush()
}
