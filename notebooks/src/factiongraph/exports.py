"""What the server's exporters are called, and what their answers tell.

Owns the names of formats. It must not know what the files hold.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from factiongraph.errors import ConnectionFailed

_BY_SUFFIX = {".gexf": "gexf", ".graphml": "graphml", ".jsonl": "jsonl", ".zip": "csv", ".cyjs": "cytoscape"}


WHOLE = "jsonl"
"""The format that holds the whole dataset and nothing less."""


def format_of(path: Path) -> str:
    """Return the format that a file's name ends in.

    Raises ValueError if it does not say, as .json does not.
    """
    try:
        return _BY_SUFFIX[path.suffix.lower()]
    except KeyError:
        raise ValueError(
            f"{path.name} does not say in which format: name it {', '.join(sorted(_BY_SUFFIX))},"
            " or give format='node-link' or another"
        ) from None


def version_in(headers: Mapping[str, str]) -> str:
    """Return the dataset version that an exported file is of, as its headers tell.

    Raises ConnectionFailed if they do not.
    """
    if version := headers.get("Dataset-Version"):
        return version
    raise ConnectionFailed("the file does not say of which dataset version it is")
