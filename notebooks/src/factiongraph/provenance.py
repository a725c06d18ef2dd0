"""Where an answer comes from.

Owns what a figure or table must carry to be asked for again and to be cited.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any


@dataclass(frozen=True)
class Provenance:
    """Which question was asked, of which data, and when.

    Attributes:
        url: the server that answered.
        query: the GraphQL document, as it was written.
        variables: its variables, the same for all pages; a page's length and cursor are left out.
        version: the dataset's version, a digest of its content: equal versions are equal data.
            None if nothing is loaded.
        time: when the answer came, or the first page of it, in UTC.

    """

    url: str
    query: str
    variables: Mapping[str, Any] = field(hash=False)
    version: str | None
    time: datetime

    def cite(self) -> str:
        """Return one line for a caption or a footnote: the version, the time and the server."""
        time = f"{self.time:%Y-%m-%d %H:%M} UTC"
        return f"factiongraph dataset {self.version or 'without content'}, asked {time} at {self.url}"

    def as_text(self) -> dict[str, str]:
        """Return all of it as text, for formats that hold nothing else."""
        return {
            "factiongraph_url": self.url,
            "factiongraph_query": self.query,
            "factiongraph_variables": json.dumps(self.variables, ensure_ascii=False, sort_keys=True),
            "factiongraph_version": self.version or "",
            "factiongraph_time": self.time.isoformat(timespec="seconds"),
        }

    def __str__(self) -> str:
        return self.cite()
