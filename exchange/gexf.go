package exchange

import (
	"context"
	"io"
	"strconv"
	"time"

	"github.com/factiongraph/factiongraph/graph"
)

const gexfNamespace = "http://gexf.net/1.3"

// WriteGEXF writes a network as GEXF 1.3 (see gexf.net), which Gephi reads: a
// dynamic graph in which each edge has the spells of its evidence, and each
// node those of its edges. What is not dated has no spells, and is there always.
// What the file holds stands in its meta element, as JSON.
func WriteGEXF(ctx context.Context, w io.Writer, export *Export) error {
	s, err := newSheet(export)
	if err != nil {
		return err
	}
	g := gexfWriter{newXMLWriter(w), s, actorSpells(export.Network.Ties)}
	g.head()
	err = s.each(ctx, g.node, g.between, g.edge)
	if err != nil {
		return err
	}
	g.end("edges")
	g.end("graph")
	g.end("gexf")
	return g.Flush()
}

type gexfWriter struct {
	xmlWriter
	*sheet
	spells map[string][]spell // of nodes
}

var gexfTypes = map[cell]string{textCell: "string", countCell: "integer", truthCell: "boolean", listCell: "string"}

func (g *gexfWriter) head() {
	g.begin("gexf", "xmlns", gexfNamespace, "version", "1.3")
	g.begin("meta", "lastmodifieddate", g.About.Exported.UTC().Format(time.DateOnly))
	g.leaf("creator", g.About.Generator)
	g.leaf("description", string(g.jsonFacts()))
	g.end("meta")
	g.begin("graph", "mode", "dynamic", "defaultedgetype", g.edgeType(g.anyDirected), "timeformat", "date", "timerepresentation", "interval")
	gexfAttributes(g.xmlWriter, "node", g.nodeColumns)
	gexfAttributes(g.xmlWriter, "edge", edgeColumns)
	g.begin("nodes", "count", strconv.Itoa(len(g.Network.Nodes)))
}

func (g *gexfWriter) edgeType(directed bool) string {
	if directed {
		return "directed"
	}
	return "undirected"
}

func gexfAttributes[row any](x xmlWriter, class string, columns []column[row]) {
	x.begin("attributes", "class", class)
	for _, column := range columns {
		x.empty("attribute", "id", column.name, "title", column.name, "type", gexfTypes[column.holds])
	}
	x.end("attributes")
}

func (g *gexfWriter) node(n *node) error {
	g.begin("node", "id", n.Actor.ID, "label", n.Actor.Name)
	gexfValues(g.xmlWriter, g.nodeColumns, n)
	g.times(g.spells[n.Actor.ID])
	g.end("node")
	return nil
}

func (g *gexfWriter) between() error {
	g.end("nodes")
	g.begin("edges", "count", strconv.Itoa(len(g.Network.Ties)))
	return nil
}

func (g *gexfWriter) edge(e *edge) error {
	g.begin("edge", "id", e.Key(), "source", e.From.ID, "target", e.To.ID, "type", g.edgeType(g.directed(e.Tie)),
		"kind", string(e.Kind), "label", string(e.Kind), "weight", strconv.Itoa(e.EventCount))
	gexfValues(g.xmlWriter, edgeColumns, e)
	g.times(spellsOf(e.Tie))
	g.end("edge")
	return nil
}

func gexfValues[row any](x xmlWriter, columns []column[row], of *row) {
	x.begin("attvalues")
	for _, column := range columns {
		if text := textOf(column.of(of)); text != "" {
			x.empty("attvalue", "for", column.name, "value", text)
		}
	}
	x.end("attvalues")
}

// times writes spells. Both ends are included, and one that is left out is open.
func (g *gexfWriter) times(spells []spell) {
	if len(spells) == 0 {
		return
	}
	g.begin("spells")
	for _, spell := range spells {
		var ends []string
		for _, end := range []struct {
			name string
			day  graph.Date
		}{{"start", spell.from}, {"end", spell.to}} {
			if end.day != 0 {
				ends = append(ends, end.name, end.day.String())
			}
		}
		g.empty("spell", ends...)
	}
	g.end("spells")
}
