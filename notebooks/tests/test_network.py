from __future__ import annotations

import json
import sys
import xml.etree.ElementTree as ET
from collections import Counter
from collections.abc import Mapping
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import networkx as nx
import pytest
from matplotlib.collections import PathCollection
from matplotlib.figure import Figure
from serving import ROOT, Server
from stub import Asked, Told, answering, graphql

from factiongraph import BadInput, Client, LimitExceeded, Network, VersionChanged
from factiongraph.graphs import _scalar


@pytest.fixture(scope="module")
def network(server: Server) -> Network:
    return Client(server.url).network()


def test_a_network_is_what_the_api_answers(client: Client, network: Network) -> None:
    answer = client.query(
        "{ network { nodes { actor { id } degree } edges { key eventCount } measures { nodes ties } } }"
    )
    raw = answer["network"]
    assert [(row["id"], row["degree"]) for row in network.nodes()] == [
        (node["actor"]["id"], node["degree"]) for node in raw["nodes"]
    ]
    assert [(row["key"], row["event_count"]) for row in network.edges()] == [
        (tie["key"], tie["eventCount"]) for tie in raw["edges"]
    ]
    assert (network.measures["nodes"], network.measures["ties"]) == (len(network.nodes()), len(network.edges()))
    assert network.truncated is None
    assert network.nodes().complete
    assert network.provenance.version == answer.provenance.version


def test_a_limit_is_told(client: Client, network: Network) -> None:
    part = client.network(limit=10)
    assert part.truncated is not None
    assert part.truncated.nodes_omitted == len(network) - 10
    assert part.truncated.limit == "limit"
    assert not part.nodes().complete
    assert not part.evidence().complete
    assert set(part.evidence().column("tie_key")) == set(part.edges().column("key"))


def test_a_neighborhood_is_narrowed(client: Client) -> None:
    some = client.neighborhood(["8th Brigade"], depth=1, during=("2020", "2021"), families="THIRD_PARTY")
    assert some.provenance.variables == {
        "ids": ["act_8th_brigade"],
        "depth": 1,
        "filter": {"during": {"from": "2020", "to": "2021"}, "families": ["THIRD_PARTY"]},
        "limit": 200,
    }
    assert set(some.edges().column("family")) == {"THIRD_PARTY"}
    assert max(some.nodes().column("distance")) == 1
    named = client.network(actors="8th Brigade", kinds=["MEDIATED"], include_subordinates=True, min_publishers=1)
    assert named.provenance.variables["filter"] == {
        "actors": ["act_8th_brigade"],
        "kinds": ["MEDIATED"],
        "includeSubordinates": True,
        "minPublishers": 1,
    }
    assert set(named.evidence().column("tie_key")) == set(named.edges().column("key"))


@pytest.mark.parametrize("roll_up", ["NONE", "STATE", "CORPS", "KIND"])
def test_every_tie_has_its_claims(client: Client, roll_up: Any) -> None:
    network = client.network(roll_up=roll_up, during="2021")
    document = """query ($rollUp: RollUp!) {
      network(rollUp: $rollUp, filter: { during: { from: "2021", to: "2021" } }, limit: 100) {
        edges { key claims(first: 50) { id locator } }
      }
    }"""
    edges = client.query(document, {"rollUp": roll_up})["network"]["edges"]
    assert all(0 < len(edge["claims"]) < 50 for edge in edges)
    expected = Counter((edge["key"], claim["id"], claim["locator"]) for edge in edges for claim in edge["claims"])
    evidence = network.evidence()
    assert Counter((row["tie_key"], row["claim_id"], row["locator"]) for row in evidence) == expected
    assert all(row["about_title"] and row["source_id"] for row in evidence)
    assert evidence.provenance == network.provenance


def test_evidence_of_a_neighborhood(client: Client) -> None:
    some = client.neighborhood("Russia", depth=2, during="2018")
    assert set(some.evidence().column("tie_key")) == set(some.edges().column("key"))


def test_nobody_has_no_ties(client: Client) -> None:
    empty = client.network(kinds=[])
    assert (len(empty), len(empty.edges()), len(empty.evidence())) == (0, 0, 0)
    assert empty.to_networkx().number_of_nodes() == 0
    assert empty.to_igraph().vcount() == 0
    assert isinstance(empty.view(interactive=False), Figure)
    assert len(client.network(kinds=[], roll_up="STATE").evidence()) == 0


def test_a_network_stays_of_its_version(own_server: Server, more: Path) -> None:
    client = Client(own_server.url)
    before, rolled = client.network(), client.network(roll_up="STATE")
    own_server.load(more)
    for network in (before, rolled):
        with pytest.raises(VersionChanged):
            network.evidence()
    assert len(before.edges()) > 0


@pytest.mark.parametrize("roll_up", ["NONE", "STATE"])
def test_evidence_is_whole_or_refused(client: Client, roll_up: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    network = client.network(roll_up=roll_up)
    most = max(Counter(network.evidence().column("tie_key")).values())
    monkeypatch.setattr("factiongraph.network._MOST_CLAIMS", most + 1)
    assert len(network.evidence()) > 0
    monkeypatch.setattr("factiongraph.network._MOST_CLAIMS", most)
    with pytest.raises(LimitExceeded, match=f"{most} claims or more"):
        network.evidence()


def test_both_halves_of_a_network_are_of_one_version() -> None:
    versions = iter(["v1", "v2"])

    def tell(_: Asked) -> Told:
        network: dict[str, Any] = {"nodes": [], "edges": [], "truncated": None, "measures": {}}
        return graphql(data={"network": network, "factiongraphDataset": {"version": next(versions)}})

    with answering(tell) as url, pytest.raises(VersionChanged):
        Client(url).network()


def test_a_limit_of_the_server_is_not_hidden(client: Client) -> None:
    with pytest.raises((LimitExceeded, BadInput)):
        client.network(limit=10_001)


@pytest.mark.parametrize("directed", [False, True])
def test_networkx_writes_and_reads_it(network: Network, tmp_path: Path, directed: bool) -> None:
    graph = network.to_networkx(directed=directed)
    undirected = sum(not row["directed"] for row in network.edges())
    assert graph.number_of_nodes() == len(network)
    assert graph.number_of_edges() == len(network.edges()) + directed * undirected
    assert graph.is_directed() == directed

    nx.write_gexf(graph, tmp_path / "n.gexf")
    gexf = nx.read_gexf(tmp_path / "n.gexf")
    same(graph, gexf)

    nx.write_graphml(graph, tmp_path / "n.graphml")
    graphml = nx.read_graphml(tmp_path / "n.graphml", force_multigraph=True)
    same(graph, graphml)
    assert graphml.graph["factiongraph_version"] == network.provenance.version
    types = {
        (key.get("attr.name"), key.get("attr.type"))
        for key in ET.parse(tmp_path / "n.graphml").getroot().iter("{http://graphml.graphdrawing.org/xmlns}key")
        if key.get("for") == "node"
    }
    numbers = {"betweenness", "page_rank", "x", "y"}  # a whole one among them is a double all the same
    assert {each for each in types if each[0] in numbers} == {(name, "double") for name in numbers}

    data = json.loads(json.dumps(nx.node_link_data(graph)))
    back = nx.node_link_graph(data)
    same(graph, back)
    assert back.graph["factiongraph_query"] == network.provenance.query


def same(graph: Any, read: Any) -> None:
    """Fail unless what was read has the same nodes and edges with the same attributes."""
    for node, attributes in graph.nodes(data=True):
        assert holds(read.nodes[node], attributes)
    assert read.number_of_nodes() == graph.number_of_nodes()
    assert read.number_of_edges() == graph.number_of_edges()
    there = {edge["tie"]: edge for _, _, edge in read.edges(data=True)}
    for _, _, attributes in graph.edges(data=True):
        assert holds(there[attributes["tie"]], attributes)


def holds(read: Mapping[str, Any], attributes: Mapping[str, Any]) -> bool:
    return {name: read.get(name) for name in attributes} == attributes


def test_lists_dates_and_nulls_reach_the_graph(network: Network) -> None:
    graph = network.to_networkx()
    rows = {row["key"]: row for row in network.edges()}
    for _, _, key, edge in graph.edges(keys=True, data=True):
        row = rows[key]
        assert edge.get("first_seen") == row["first_seen"]
        day = row["first_seen_earliest"]
        assert edge.get("first_seen_earliest") == (day and day.isoformat())
        assert edge["weight"] == row["event_count"]
        assert (row["from_id"], row["to_id"]) == (edge["from_id"], edge["to_id"])
    for row in network.nodes():
        assert tuple(json.loads(graph.nodes[row["id"]]["tags"])) == row["tags"]
        assert ("description" in graph.nodes[row["id"]]) == (row["description"] is not None)
    assert any(row["first_seen"] is None for row in rows.values())


@pytest.mark.parametrize("text", ["a\x00b", "a\x0bb", "a\udc80b", "a￿b"])
def test_what_xml_cannot_hold_is_replaced(text: str) -> None:
    assert _scalar(text) == "a\ufffdb"
    assert _scalar((text,)) in {json.dumps(["a\ufffdb"], ensure_ascii=False), json.dumps([text])}


@pytest.mark.parametrize("directed", [False, True])
def test_igraph(network: Network, tmp_path: Path, directed: bool) -> None:
    graph = network.to_igraph(directed=directed)
    assert graph.is_directed() == directed
    assert graph.vcount() == len(network)
    names = {row["id"]: row["name"] for row in network.nodes()}
    assert graph.vs.find("act_russia")["label"] == names["act_russia"]
    for edge in graph.es:
        ends = (graph.vs[edge.source]["name"], graph.vs[edge.target]["name"])
        assert ends == (edge["from_id"], edge["to_id"]) or not edge["directed"] or not directed
    same_as_networkx = network.to_networkx(directed=directed)
    assert graph.ecount() == same_as_networkx.number_of_edges()
    assert graph.vs["description"].count(None) == network.nodes().column("description").count(None)
    assert graph["factiongraph_version"] == network.provenance.version
    graph.write_graphml(str(tmp_path / "n.graphml"))
    assert nx.read_graphml(tmp_path / "n.graphml", force_multigraph=True).number_of_edges() == graph.ecount()


def test_a_picture_cites_its_source(network: Network, tmp_path: Path) -> None:
    figure = network.view(interactive=False)
    assert isinstance(figure, Figure)
    assert figure.get_supxlabel() == network.provenance.cite()
    (axes,) = figure.axes
    assert len(axes.lines) == len(network.edges())
    (points,) = axes.collections
    assert isinstance(points, PathCollection)
    assert len(points.get_sizes()) == len(network)
    figure.savefig(tmp_path / "n.png")
    assert (tmp_path / "n.png").stat().st_size > 0


def test_a_widget_if_there_is_one(network: Network, monkeypatch: pytest.MonkeyPatch) -> None:
    widget = network.view()
    assert type(widget).__name__ == "Sigma"
    assert len(widget.data["nodes"]) == len(network)
    monkeypatch.setitem(sys.modules, "ipysigma", None)
    with pytest.raises(ModuleNotFoundError, match=r"factiongraph\[viz\]"):
        network.view(interactive=True)


def test_the_link_says_what_the_explorer_understands(client: Client, server: Server) -> None:
    link = client.network(during=("2020-01", None), certainty="CERTAIN", families=["TALKS", "LOOSE"], limit=50).url()
    assert link.startswith(f"{server.url}/?")
    query = urlsplit(link).query
    assert parse_qsl(query) == [
        ("from", "2020-01"),
        ("certain", "1"),
        ("family", "TALKS"),
        ("family", "LOOSE"),
        ("limit", "50"),
    ]
    around = client.neighborhood(["act_russia", "act_8th_brigade"]).url()
    assert parse_qsl(urlsplit(around).query) == [
        ("around", "act_russia"),
        ("around", "act_8th_brigade"),
        ("limit", "200"),
    ]
    assert parse_qsl(urlsplit(client.network(roll_up="STATE").url()).query) == [("roll", "STATE")]
    with pytest.warns(UserWarning, match="kinds"):
        client.network(kinds="FOUGHT").url()
    with pytest.warns(UserWarning, match="depth"):
        client.neighborhood("act_russia", depth=2).url()


def test_the_link_has_the_words_of_the_explorer() -> None:
    state = (ROOT / "web" / "src" / "state" / "view.ts").read_text()
    for written in (
        'list("around"',
        'text("from"',
        'text("to"',
        'flag("certain"',
        'list("family"',
        'text("roll"',
        'text("limit"',
        "limit: 1000",
    ):
        assert written in state
