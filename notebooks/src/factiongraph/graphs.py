"""Tables of a network as graphs of networkx and igraph.

Owns which attributes graphs get, in forms that every writer of theirs takes:
GEXF and GraphML know neither lists nor None, JSON no dates, XML no control
characters, and igraph keeps the vertex attribute ``name`` for itself.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from datetime import date
from typing import TYPE_CHECKING, Any

from factiongraph.provenance import Provenance
from factiongraph.table import Row, Table, needs

if TYPE_CHECKING:
    import igraph
    import networkx

# What XML 1.0 cannot hold, section 2.2 there.
_NOT_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_RENAMED = {"name": "label", "key": "tie"}


def to_networkx(
    nodes: Table, edges: Table, provenance: Provenance, *, directed: bool
) -> networkx.MultiGraph | networkx.MultiDiGraph:
    """Return what Network.to_networkx describes."""
    nx = needs("networkx", "networkx")
    graph = nx.MultiDiGraph() if directed else nx.MultiGraph()
    graph.graph.update(provenance.as_text())
    for node in nodes:
        graph.add_node(node["id"], **_known(_attributes(node, "id")))
    for key, from_, to, edge in _edges(edges, directed=directed):
        graph.add_edge(from_, to, key=key, **_known(_edge_attributes(edge)))
    return graph


def to_igraph(nodes: Table, edges: Table, provenance: Provenance, *, directed: bool) -> igraph.Graph:
    """Return what Network.to_igraph describes."""
    ig = needs("igraph", "igraph")
    number = {node["id"]: index for index, node in enumerate(nodes)}
    lines = list(_edges(edges, directed=directed))
    graph = ig.Graph(n=len(nodes), edges=[(number[from_], number[to]) for _, from_, to, _ in lines], directed=directed)
    for name, text in provenance.as_text().items():
        graph[name] = text
    vertices = [{"name": node["id"], **_attributes(node, "id")} for node in nodes]
    for name in vertices[0] if vertices else ():
        graph.vs[name] = [vertex[name] for vertex in vertices]
    arcs = [_edge_attributes(edge) for *_, edge in lines]
    for name in arcs[0] if arcs else ():
        graph.es[name] = [arc[name] for arc in arcs]
    return graph


def _edges(edges: Table, *, directed: bool) -> Iterator[tuple[str, str, str, Row]]:
    """Yield key, ends and row of each edge; a key occurs once."""
    for edge in edges:
        yield edge["key"], edge["from_id"], edge["to_id"], edge
        if directed and not edge["directed"]:
            yield f"{edge['key']}:back", edge["to_id"], edge["from_id"], edge


def _edge_attributes(edge: Row) -> dict[str, Any]:
    return {**_attributes(edge), "weight": edge["event_count"]}


def _attributes(row: Row, *without: str) -> dict[str, Any]:
    return {_RENAMED.get(name, name): _scalar(value) for name, value in row.items() if name not in without}


def _known(attributes: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in attributes.items() if value is not None}


def _scalar(value: Any) -> str | int | float | bool | None:
    """Return a value that every writer takes."""
    if isinstance(value, tuple):
        value = json.dumps(value, ensure_ascii=False)
    elif isinstance(value, date):
        value = value.isoformat()
    if isinstance(value, str):
        return _NOT_XML.sub("\ufffd", value)
    return value  # type: ignore[no-any-return] # rows hold nothing else
