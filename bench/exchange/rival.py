"""Writes networks with networkx, one request after the other.

The argument is a network in the node-link format. A request is a line of standard
input: the name of a format, a space, and the file to write. The answer is a line:
how many seconds the writing took.
"""

import json
import sys
import time

import networkx


def flat(data):
    """Networkx writes no lists to XML."""
    return {k: "|".join(v) if isinstance(v, list) else v for k, v in data.items()}


with open(sys.argv[1], encoding="utf-8") as file:
    graph = networkx.node_link_graph(json.load(file))
plain = networkx.MultiDiGraph()
plain.add_nodes_from((node, flat(data)) for node, data in graph.nodes(data=True))
plain.add_edges_from((source, target, key, flat(data)) for source, target, key, data in graph.edges(keys=True, data=True))


def node_link(path):
    with open(path, "w", encoding="utf-8") as file:
        json.dump(networkx.node_link_data(graph), file)


def cytoscape(path):
    with open(path, "w", encoding="utf-8") as file:
        json.dump(networkx.cytoscape_data(graph), file)


writers = {
    "gexf": lambda path: networkx.write_gexf(plain, path, version="1.3"),
    "graphml": lambda path: networkx.write_graphml_xml(plain, path),
    "node-link": node_link,
    "cytoscape": cytoscape,
}

print("ready", flush=True)
for request in sys.stdin:
    name, path = request.rstrip("\n").split(" ", 1)
    begin = time.perf_counter()
    writers[name](path)
    print(time.perf_counter() - begin, flush=True)
