"""Pictures of networks.

Owns colours and layout. Actors stand where the server's layout puts them, so
that two pictures of one network are alike.
"""

from __future__ import annotations

from importlib.util import find_spec
from typing import TYPE_CHECKING, Any

from factiongraph.provenance import Provenance
from factiongraph.table import Table, needs

if TYPE_CHECKING:
    import networkx
    from matplotlib.figure import Figure
    from matplotlib.transforms import Bbox

# Okabe and Ito's colours, which are told apart without red and green. The
# style of a line says the same again.
_FAMILIES = {
    "HOSTILE": ("#d55e00", "solid"),
    "COOPERATIVE": ("#009e73", "dashed"),
    "THIRD_PARTY": ("#cc79a7", "solid"),
    "TALKS": ("#56b4e9", "dashed"),
    "STRUCTURE": ("#999999", "solid"),
    "SUCCESSION": ("#0072b2", "dashdot"),
    "LOOSE": ("#999999", "dotted"),
}
_OTHER = ("#000000", "dotted")
_NAMED = 20
_LONGEST = 28


def has_sigma() -> bool:
    """Report whether ipysigma is installed."""
    return find_spec("ipysigma") is not None


def sigma(graph: networkx.MultiGraph) -> Any:
    """Return an ipysigma widget; ModuleNotFoundError without it."""
    return needs("ipysigma", "viz").Sigma(
        graph,
        node_color="kind",
        node_size="degree",
        node_label="label",
        edge_color="family",
        edge_size="weight",
        edge_label="kind",
        default_edge_type="curve",
    )


def figure(nodes: Table, edges: Table, provenance: Provenance) -> Figure:
    """Return a matplotlib figure; ModuleNotFoundError without matplotlib.

    A point is an actor, as large as it has neighbours; a line is a tie in its
    family's colour, pale where it only may be of the time asked for. Names that
    would cover others are left out, those of actors with few neighbours first.
    """
    plt = needs("matplotlib.pyplot", "viz")
    drawing: Figure
    drawing, axes = plt.subplots(figsize=(9, 7), layout="constrained")
    plt.close(drawing)  # else a notebook would show it twice
    spots = {node["id"]: (node["x"] or 0.0, node["y"] or 0.0) for node in nodes}
    labelled = set()
    for edge in edges:
        colour, style = _FAMILIES.get(edge["family"], _OTHER)
        (x1, y1), (x2, y2) = spots[edge["from_id"]], spots[edge["to_id"]]
        axes.plot(
            [x1, x2],
            [y1, y2],
            color=colour,
            linestyle=style,
            linewidth=0.8 + 0.4 * min(edge["event_count"], 5),
            alpha=0.85 if edge["certainty"] == "CERTAIN" else 0.35,
            zorder=1,
            label="_" if edge["family"] in labelled else edge["family"].replace("_", " ").lower(),
        )
        labelled.add(edge["family"])
    axes.scatter(
        [x for x, _ in spots.values()],
        [y for _, y in spots.values()],
        s=[20 + 12 * node["degree"] for node in nodes],
        color="#333333",
        edgecolors="white",
        linewidths=0.7,
        zorder=2,
    )
    if labelled:
        axes.legend(loc="lower right", fontsize=7, frameon=False)
    axes.set_axis_off()
    drawing.supxlabel(provenance.cite(), fontsize=6, color="#555555")
    drawing.draw_without_rendering()  # from here on it is known how much room a name takes
    taken: list[Bbox] = []
    for node in sorted(nodes, key=lambda node: -node["degree"]):
        if len(taken) == _NAMED:
            break
        name = node["name"] if len(node["name"]) <= _LONGEST else node["name"][: _LONGEST - 1] + "…"
        spot = spots[node["id"]]
        text = axes.annotate(name, spot, xytext=(0, 7), textcoords="offset points", ha="center", fontsize=7, zorder=3)
        room = text.get_window_extent()
        if any(room.overlaps(other) for other in taken):
            text.remove()
        else:
            taken.append(room)
    return drawing
