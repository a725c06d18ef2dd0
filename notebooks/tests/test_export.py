from __future__ import annotations

import csv
import io
import json
import xml.etree.ElementTree as ET
import zipfile
from pathlib import Path
from typing import Any

import igraph
import networkx as nx
import pytest
from serving import Server
from stub import Asked, Told, answering

from factiongraph import BadInput, Client, ConnectionFailed, Network, NotFound, VersionChanged


@pytest.fixture(scope="module")
def network(server: Server) -> Network:
    return Client(server.url).neighborhood(["8th Brigade", "Russia"], depth=1, during="2021", families="STRUCTURE")


def keys(network: Network) -> set[str]:
    return set(network.edges().column("key"))


def test_gexf(network: Network, tmp_path: Path) -> None:
    path = network.write(tmp_path / "n.gexf")
    names = {"g": "http://gexf.net/1.3"}
    root = ET.parse(path).getroot()
    assert {edge.get("id") for edge in root.iterfind(".//g:edge", names)} == keys(network)
    assert str(network.provenance.version) in (root.findtext(".//g:description", namespaces=names) or "")


def test_graphml(network: Network, tmp_path: Path) -> None:
    path = network.write(str(tmp_path / "n.graphml"))
    assert {edge[2] for edge in nx.read_graphml(path, force_multigraph=True).edges(keys=True)} == keys(network)
    assert igraph.Graph.Read_GraphML(str(path)).vcount() == len(network)


def test_csv(network: Network, tmp_path: Path) -> None:
    with zipfile.ZipFile(network.write(tmp_path / "n.zip")) as pair:
        tables = {
            name: list(csv.DictReader(io.StringIO(pair.read(name).decode("utf-8-sig"))))
            for name in pair.namelist()
            if name.endswith(".csv")
        }
    assert sorted(len(rows) for rows in tables.values()) == sorted([len(network), len(network.edges())])


def test_node_link(network: Network, tmp_path: Path) -> None:
    data: dict[str, Any] = json.loads(network.write(tmp_path / "n.json", format="node-link").read_text())
    graph = nx.node_link_graph(data)
    assert set(graph) == set(network.nodes().column("id"))
    assert graph.number_of_edges() == len(network.edges())


def test_cytoscape(network: Network, tmp_path: Path) -> None:
    elements = json.loads(network.write(tmp_path / "n.cyjs").read_text())["elements"]
    assert len(elements["nodes"]) == len(network)
    assert len(elements["edges"]) == len(network.edges())


def test_json_lines_hold_the_whole_dataset(network: Network, client: Client, tmp_path: Path) -> None:
    lines = network.write(tmp_path / "n.jsonl").read_text().splitlines()
    counts = client.query("{ dataset { counts { kind count } } }")["dataset"]["counts"]
    stored = sum(each["count"] for each in counts if each["kind"] != "CLAIM")
    assert len([line for line in lines if "entity" in json.loads(line)]) == stored


def test_a_whole_network_rolled_up(client: Client, tmp_path: Path) -> None:
    rolled = client.network(roll_up="STATE", during=("2021", None), limit=20)
    path = rolled.write(tmp_path / "n.graphml", uniform=True)
    assert set(nx.read_graphml(path, force_multigraph=True)) == set(rolled.nodes().column("id"))


def test_a_file_of_another_version_is_not_kept(own_server: Server, more: Path, tmp_path: Path) -> None:
    network = Client(own_server.url).network()
    path = tmp_path / "n.gexf"
    path.write_text("before")
    own_server.load(more)
    before = sorted(tmp_path.iterdir())
    with pytest.raises(VersionChanged):
        network.write(path)
    assert path.read_text() == "before"
    assert sorted(tmp_path.iterdir()) == before


@pytest.mark.parametrize("name", ["n.json", "n", "n.txt"])
def test_a_name_must_tell_the_format(network: Network, tmp_path: Path, name: str) -> None:
    with pytest.raises(ValueError, match="format"):
        network.write(tmp_path / name)
    assert not list(tmp_path.iterdir())


def test_an_unknown_format_is_refused_by_the_server(network: Network, tmp_path: Path) -> None:
    with pytest.raises((NotFound, BadInput), match="pdf"):
        network.write(tmp_path / "n.pdf", format="pdf")
    assert not list(tmp_path.iterdir())


def told(asked: Asked, of: str, file: Told) -> Told:
    """Answer as the server does, but for the file."""
    if asked.method == "GET":
        return file
    operations = {"Nodes": "nodes", "Edges": "edges"}
    name = json.loads(asked.body).get("operationName", "Nodes")
    network: dict[str, Any] = {operations[name]: [], "truncated": None, "measures": {}}
    return Told(200, json.dumps({"data": {"network": network, "factiongraphDataset": {"version": of}}}).encode())


@pytest.mark.parametrize(
    "file",
    [
        Told(200, b"<gexf/>"),
        Told(200, b"<gexf/>", {"Dataset-Version": "v1", "Content-Length": "99"}),
        Told(404, b"nothing here"),
    ],
)
def test_what_is_no_whole_file(file: Told, tmp_path: Path) -> None:
    with answering(lambda asked: told(asked, "v1", file)) as url, pytest.raises(ConnectionFailed):
        Client(url).network().write(tmp_path / "n.gexf")
    assert not list(tmp_path.iterdir())


def test_a_whole_file_is_kept(tmp_path: Path) -> None:
    file = Told(200, b"<gexf/>", {"Dataset-Version": "v1"})
    with answering(lambda asked: told(asked, "v1", file)) as url:
        assert Client(url).network().write(tmp_path / "n.gexf").read_bytes() == b"<gexf/>"
    with answering(lambda asked: told(asked, "v2", file)) as url, pytest.raises(VersionChanged):
        Client(url).network().write(tmp_path / "m.gexf")
