"""A network as it was answered, and what can be made of it.

Owns nodes, edges and the evidence behind them, their export and their link.
Graphs are made by graphs.py, pictures by picture.py.
"""

from __future__ import annotations

import json
import tempfile
import warnings
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from factiongraph import graphs, links, picture, questions
from factiongraph.errors import LimitExceeded, VersionChanged
from factiongraph.exports import WHOLE, format_of, version_in
from factiongraph.session import Session
from factiongraph.table import Table

if TYPE_CHECKING:
    import igraph
    import networkx

_MOST_CLAIMS = 500
_IDS_AT_ONCE = 500


@dataclass(frozen=True)
class Question:
    """A document for networks and its variables, as Client.network and Client.neighborhood put them."""

    document: str
    variables: Mapping[str, Any]

    @property
    def filter(self) -> Mapping[str, Any]:
        """The API's TieFilter."""
        return dict(self.variables["filter"])

    @property
    def roll_up(self) -> str:
        """To what level actors are gathered."""
        return str(self.variables.get("rollUp", "NONE"))

    def parameters(self) -> dict[str, str]:
        """Return the question as the server's exporters take it, in an address."""
        asked = {name: str(value) for name, value in self.variables.items()}
        asked["filter"] = json.dumps(self.filter, ensure_ascii=False)
        if "ids" in self.variables:
            asked["ids"] = ",".join(self.variables["ids"])
        return asked


@dataclass(frozen=True)
class Truncation:
    """What a limit left out of a network: how many actors and ties, and which limit, "limit" of actors or "edges"."""

    nodes_omitted: int
    ties_omitted: int
    limit: str


class Network:
    """Actors and the ties between them under one filter.

    Attributes:
        truncated: what a limit left out; None if nothing.
        measures: the measures of the whole network, before any limit, by the API's names.
        provenance: where it comes from; the document's operations Nodes and Edges gave it.

    """

    def __init__(
        self,
        session: Session,
        question: Question,
        nodes: Table,
        edges: Table,
        truncated: Truncation | None,
        measures: Mapping[str, Any],
    ) -> None:
        """Take what was answered, and a session that holds further answers to its version.

        Client.network and Client.neighborhood make networks.
        """
        self._session = session
        self._question = question
        self._nodes, self._edges = nodes, edges
        self.truncated = truncated
        self.measures = measures
        self.provenance = nodes.provenance

    @classmethod
    def ask(cls, session: Session, question: Question) -> Network:
        """Ask for a network, in two operations of one version.

        Raises VersionChanged if the data changed in between, and what the server refuses.
        """
        first = session.ask(question.document, question.variables, "Nodes")
        session = session.at(first.version)
        second = session.ask(question.document, question.variables, "Edges")
        provenance = session.provenance(question.document, question.variables, first)
        found = first.data["network"]
        cut = found["truncated"]
        truncated = None if cut is None else Truncation(cut["nodesOmitted"], cut["tiesOmitted"], cut["limit"])
        nodes = [questions.node_values(node) for node in found["nodes"]]
        names = {node["id"]: node["name"] for node in nodes}
        edges = [questions.tie_values(tie, lambda end: names[end["id"]]) for tie in second.data["network"]["edges"]]
        return cls(
            session,
            question,
            Table(questions.NODE_COLUMNS, nodes, provenance, complete=truncated is None),
            Table(questions.TIE_COLUMNS, edges, provenance, complete=truncated is None),
            truncated,
            found["measures"],
        )

    def __len__(self) -> int:
        return len(self._nodes)

    def __repr__(self) -> str:
        cut = "" if self.truncated is None else f", {self.truncated.nodes_omitted} actors left out"
        return f"<Network of {len(self._nodes)} actors and {len(self._edges)} ties{cut}; {self.provenance.cite()}>"

    def nodes(self) -> Table:
        """Return a row for each actor, with its measures.

        betweenness is the share of pairs of others that it stands between (0 to
        1), page_rank sums to 1, degree counts neighbours, x and y are in -1 to 1.
        """
        return self._nodes

    def edges(self) -> Table:
        """Return a row for each tie.

        A tie that is not directed has the smaller id in from_id. event_count is
        the number of events, agreements and affiliations behind it.
        """
        return self._edges

    def evidence(self) -> Table:
        """Return a row for each claim behind each tie: who says what, in which source, at which place of it.

        A claim that supports several ties has a row for each. about is the
        event, agreement or affiliation that the tie was derived from.

        Raises:
            VersionChanged: the data is no longer that of the network.
            LimitExceeded: some tie rests on 500 claims or more, and the API gives no more of them: narrow the question.

        """
        behind = dict(self._ties_rolled() if self._question.roll_up != "NONE" else self._ties())
        wanted = {claim["id"] for claims in behind.values() for claim in claims}
        about = sorted({claim["about"]["id"] for claims in behind.values() for claim in claims})
        told: dict[str, Mapping[str, Any]] = {}
        for start in range(0, len(about), _IDS_AT_ONCE):
            asked = {"filter": {"about": about[start : start + _IDS_AT_ONCE]}}
            pages = self._session.pages(questions.CLAIMS.document, asked, path=questions.CLAIMS.path)
            for claim in pages:
                if claim["id"] in wanted:
                    told[claim["id"]] = next(questions.claim_values(claim))
        rows = [
            {
                "tie_key": tie["key"],
                "tie_kind": tie["kind"],
                "from_id": tie["from_id"],
                "from_name": tie["from_name"],
                "to_id": tie["to_id"],
                "to_name": tie["to_name"],
                **told[claim["id"]],
            }
            for tie in self._edges
            for claim in behind[tie["key"]]
        ]
        return Table(questions.EVIDENCE_COLUMNS, rows, self.provenance, complete=self.truncated is None)

    def to_networkx(self, *, directed: bool = False) -> networkx.MultiGraph | networkx.MultiDiGraph:
        """Return a networkx graph that its GEXF, GraphML and JSON writers take.

        Nodes are ids, edges have the tie's key for a key. A list is JSON text, a
        date its EDTF text beside YYYY-MM-DD bounds, and what is not known is
        absent. ``weight`` is the number of events behind a tie. The graph's own
        attributes have the provenance.

        Args:
            directed: False gives a MultiGraph, in which from_id and to_id still
                say where a tie leads. True gives a MultiDiGraph, in which a tie
                without direction is two edges.

        """
        return graphs.to_networkx(self._nodes, self._edges, self.provenance, directed=directed)

    def to_igraph(self, *, directed: bool = False) -> igraph.Graph:
        """Return an igraph graph with the attributes of to_networkx.

        The vertex attribute ``name``, by which igraph finds vertices, is the id;
        ``label`` is the name. What is not known is None.
        """
        return graphs.to_igraph(self._nodes, self._edges, self.provenance, directed=directed)

    def write(self, path: str | Path, *, format: str | None = None, uniform: bool = False) -> Path:  # noqa: A002
        """Write the network to a file by one of the server's exporters.

        Args:
            path: where to. An existing file is replaced once the new one is whole.
            format: gexf, graphml, csv (a zip of two), node-link, cytoscape, or jsonl for the
                whole dataset; what the name ends in if None: .gexf, .graphml, .zip, .cyjs, .jsonl.
            uniform: whether ties without direction are written as directed ones where there
                are both; an attribute tells them apart. networkx reads no GraphML with both.

        Returns:
            The path.

        Raises:
            ValueError: the name's end does not say which format is meant.
            VersionChanged: the data is no longer that of the network; nothing is written.

        """
        path = Path(path)
        wanted = format or format_of(path)
        parameters = {} if wanted == WHOLE else self._question.parameters() | {"uniform": str(uniform).lower()}
        with tempfile.NamedTemporaryFile(dir=path.parent, prefix=f".{path.name}.", delete=False) as file:
            written = Path(file.name)
            try:
                headers = self._session.download(f"/export/{wanted}", parameters, file)
                file.close()
                if (found := version_in(headers)) != self.provenance.version:
                    raise VersionChanged(self.provenance.version, found)
                written.replace(path)
            finally:
                written.unlink(missing_ok=True)
        return path

    def view(self, *, interactive: bool | None = None) -> Any:
        """Return a picture: an ipysigma widget, or a matplotlib figure.

        Args:
            interactive: True for the widget, False for the figure; None for the
                widget if ipysigma is installed.

        """
        if interactive is None:
            interactive = picture.has_sigma()
        if interactive:
            return picture.sigma(self.to_networkx(directed=False))
        return picture.figure(self._nodes, self._edges, self.provenance)

    def url(self) -> str:
        """Return a link that opens the network in the explorer of the same server.

        A part of the filter that the explorer has no word for is left out, with
        a UserWarning that names it: the link then shows more than the network.
        """
        link, left_out = links.explorer(self._session.url, self._question.variables)
        if left_out:
            warnings.warn(f"the explorer's link leaves out {', '.join(left_out)}", stacklevel=2)
        return link

    def _ties(self) -> Iterator[tuple[str, list[Mapping[str, Any]]]]:
        """Yield the claims of each tie by its key."""
        asked = dict(self._question.filter)
        here = [node["id"] for node in self._nodes]
        if not {"actors", "counterparts", "includeSubordinates", "includeSubsets"} & asked.keys():
            asked["actors"] = asked["counterparts"] = here
        variables = {"filter": asked, "claims": _MOST_CLAIMS}
        keys = set(self._edges.column("key"))
        pages = self._session.pages(questions.TIE_CLAIMS, variables, path="ties")
        for tie in pages:
            if tie["key"] in keys:
                yield tie["key"], self._whole(tie, _MOST_CLAIMS)

    def _ties_rolled(self) -> Iterator[tuple[str, list[Mapping[str, Any]]]]:
        """Yield the claims of each tie between gathered actors, which only the network itself tells."""
        claims = _MOST_CLAIMS
        while True:
            variables = {**self._question.variables, "limit": max(1, len(self._nodes)), "claims": claims}
            try:
                reply = self._session.ask(self._question.document, variables, "Evidence")
            except LimitExceeded as refusal:
                if refusal.limit != "cost" or claims == 1:
                    raise
                claims //= 2
                continue
            for tie in reply.data["network"]["edges"]:
                yield tie["key"], self._whole(tie, claims)
            return

    @staticmethod
    def _whole(tie: Mapping[str, Any], most: int) -> list[Mapping[str, Any]]:
        claims: list[Mapping[str, Any]] = tie["claims"]
        if len(claims) >= most:
            raise LimitExceeded(
                f"{tie['key']} rests on {most} claims or more: narrow the question by time or publisher"
            )
        return claims
