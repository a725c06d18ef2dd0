package exchange

import (
	"context"
	"io"
	"slices"
	"strconv"
)

// WriteCytoscape writes a network as the JSON of Cytoscape (cyjs), which
// Cytoscape, Cytoscape.js and networkx read. It calls a node's label name, and a
// tie's kind interaction as well; value and key are what networkx goes by. What
// the file holds stands in the data of the network.
func WriteCytoscape(ctx context.Context, w io.Writer, export *Export) error {
	s, err := newSheet(export)
	if err != nil {
		return err
	}
	j := newJSONWriter(w)
	j.raw(`{"data":` + string(s.jsonFacts()) + `,"directed":` + strconv.FormatBool(s.anyDirected) + `,"multigraph":true,"elements":{"nodes":[`)
	err = s.each(ctx, func(n *node) error {
		j.object.reset()
		j.object.add("id", n.Actor.ID)
		j.object.add("value", n.Actor.ID)
		j.object.add("name", n.Actor.Name)
		addColumns(&j.object, s.nodeColumns, n)
		j.element()
		return nil
	}, func() error {
		j.raw("\n" + `],"edges":[`)
		return nil
	}, func(e *edge) error {
		j.object.reset()
		j.object.add("id", e.Key())
		j.object.add("key", e.Key())
		j.object.add("source", e.From.ID)
		j.object.add("target", e.To.ID)
		j.object.add("interaction", string(e.Kind))
		j.object.add("weight", e.EventCount)
		addColumns(&j.object, edgeColumns, e)
		j.element()
		return nil
	})
	if err != nil {
		return err
	}
	j.raw("\n]}}\n")
	return j.Flush()
}

// element writes the object at hand as the data of an element.
func (j *jsonWriter) element() {
	j.item(slices.Concat([]byte(`{"data":`), j.object.end(), []byte("}")))
}
