package exchange

import (
	"context"
	"encoding/json"
	"io"
	"strconv"
)

// WriteGraphML writes a network as GraphML (see graphml.graphdrawing.org).
// Each edge says whether it is directed, and has its tie's key in its data as
// well as for its id, which igraph mistakes. What the file holds stands in the
// data of its graph.
func WriteGraphML(ctx context.Context, w io.Writer, export *Export) error {
	s, err := newSheet(export)
	if err != nil {
		return err
	}
	g := graphmlWriter{newXMLWriter(w), s}
	g.head()
	if err := s.each(ctx, g.node, func() error { return nil }, g.edge); err != nil {
		return err
	}
	g.end("graph")
	g.end("graphml")
	return g.Flush()
}

type graphmlWriter struct {
	xmlWriter
	*sheet
}

var graphmlTypes = map[cell]string{textCell: "string", countCell: "int", truthCell: "boolean", listCell: "string"}

func (g *graphmlWriter) head() {
	g.begin("graphml", "xmlns", "http://graphml.graphdrawing.org/xmlns")
	facts := g.facts()
	for _, fact := range facts {
		holds := textCell
		if _, is := fact.value.(int); is {
			holds = countCell
		}
		g.key("graph", fact.name, graphmlTypes[holds])
	}
	g.key("node", "label", "string")
	for _, column := range g.nodeColumns {
		g.key("node", column.name, graphmlTypes[column.holds])
	}
	g.key("edge", "key", "string")
	g.key("edge", "weight", "double")
	for _, column := range edgeColumns {
		g.key("edge", column.name, graphmlTypes[column.holds])
	}
	edgeDefault := "undirected"
	if g.anyDirected {
		edgeDefault = "directed"
	}
	g.begin("graph", "id", "network", "edgedefault", edgeDefault)
	for _, fact := range facts {
		if text, is := fact.value.(json.RawMessage); is {
			g.data("graph", fact.name, string(text))
		} else {
			g.data("graph", fact.name, textOf(fact.value))
		}
	}
}

func (g *graphmlWriter) key(domain, name, holds string) {
	g.empty("key", "id", domain+"."+name, "for", domain, "attr.name", name, "attr.type", holds)
}

func (g *graphmlWriter) data(domain, name, text string) {
	if text != "" {
		g.leaf("data", text, "key", domain+"."+name)
	}
}

func (g *graphmlWriter) node(n *node) error {
	g.begin("node", "id", n.Actor.ID)
	g.data("node", "label", n.Actor.Name)
	for _, column := range g.nodeColumns {
		g.data("node", column.name, textOf(column.of(n)))
	}
	g.end("node")
	return nil
}

func (g *graphmlWriter) edge(e *edge) error {
	g.begin("edge", "id", e.Key(), "source", e.From.ID, "target", e.To.ID, "directed", strconv.FormatBool(g.directed(e.Tie)))
	g.data("edge", "key", e.Key())
	g.data("edge", "weight", strconv.Itoa(e.EventCount))
	for _, column := range edgeColumns {
		g.data("edge", column.name, textOf(column.of(e)))
	}
	g.end("edge")
	return nil
}
