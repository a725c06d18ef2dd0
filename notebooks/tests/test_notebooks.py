"""What the notebooks are like before they are run. Running them is nbmake's."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

FOLDER = Path(__file__).resolve().parents[1]
NOTEBOOKS = sorted(FOLDER.glob("*.ipynb"))


def cells(path: Path, kind: str) -> list[dict[str, Any]]:
    return [cell for cell in json.loads(path.read_text())["cells"] if cell["cell_type"] == kind]


def test_there_are_four() -> None:
    assert [path.name[:2] for path in NOTEBOOKS] == ["1_", "2_", "3_", "4_"]


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_a_notebook_holds_no_outputs(path: Path) -> None:
    for cell in cells(path, "code"):
        assert cell["outputs"] == []
        assert cell["execution_count"] is None
        assert cell["metadata"] == {}


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_two_lines_begin_it(path: Path) -> None:
    first = "".join(cells(path, "code")[0]["source"])
    assert first.split("\n\n") == ["from factiongraph import Client", "c = Client()"]


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_it_cites_its_data(path: Path) -> None:
    last = "".join(cells(path, "code")[-1]["source"])
    assert "provenance.cite()" in last
    figures = [text for cell in cells(path, "code") if "plt.subplots" in (text := "".join(cell["source"]))]
    assert figures
    assert all("provenance.cite()" in text for text in figures)
