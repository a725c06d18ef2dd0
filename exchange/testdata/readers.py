"""Reads exported networks with the libraries that people read them with.

Each argument is a folder with one network in every format. The answer is a list
of JSON: for each folder what each reader found in each file, or its complaint.
"""

import json
import pathlib
import sys

import igraph
import networkx
from lxml import etree

schema = etree.RelaxNG(etree.parse(pathlib.Path(__file__).with_name("gexf-1.3.rng")))


def of_networkx(graph):
    edges = graph.edges(keys=True, data=True) if graph.is_multigraph() else [(s, t, d["id"], d) for s, t, d in graph.edges(data=True)]
    return {
        "directed": graph.is_directed(),
        "graph": {k: v for k, v in graph.graph.items() if k not in ("node_default", "edge_default", "mode")},
        "nodes": {n: data for n, data in graph.nodes(data=True)},
        "edges": {key: {**data, "source": source, "target": target} for source, target, key, data in edges},
        "count": [graph.number_of_nodes(), graph.number_of_edges()],
    }


def of_igraph(graph):
    return {
        "directed": graph.is_directed(),
        "graph": {name: graph[name] for name in graph.attributes()},
        "nodes": {v["id"]: v.attributes() for v in graph.vs},
        "edges": {e["key"]: {**e.attributes(), "source": graph.vs[e.source]["id"], "target": graph.vs[e.target]["id"]} for e in graph.es},
        "count": [graph.vcount(), graph.ecount()],
    }


def valid(path):
    document = etree.parse(path)
    if not schema.validate(document):
        raise ValueError(str(schema.error_log))
    return {"count": [len(document.findall(f".//{{*}}{name}")) for name in ("node", "edge")]}


def loaded(path):
    return json.loads(path.read_text(encoding="utf-8"))


readers = {
    "schema gexf": lambda folder: valid(folder / "mixed.gexf"),
    "networkx gexf": lambda folder: of_networkx(networkx.read_gexf(folder / "mixed.gexf")),
    "networkx uniform gexf": lambda folder: of_networkx(networkx.read_gexf(folder / "uniform.gexf")),
    "networkx uniform graphml": lambda folder: of_networkx(networkx.read_graphml(folder / "uniform.graphml")),
    "networkx node-link": lambda folder: of_networkx(networkx.node_link_graph(loaded(folder / "mixed.json"))),
    "networkx cytoscape": lambda folder: of_networkx(networkx.cytoscape_graph(loaded(folder / "mixed.cyjs"))),
    "igraph graphml": lambda folder: of_igraph(igraph.Graph.Read_GraphML(str(folder / "mixed.graphml"))),
}


def found(read, folder):
    try:
        return read(folder)
    except Exception as error:
        return {"error": f"{type(error).__name__}: {error}"}


answers = [{name: found(read, pathlib.Path(folder)) for name, read in readers.items()} for folder in sys.argv[1:]]
json.dump(answers, sys.stdout)
