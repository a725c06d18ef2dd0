"""Links into the explorer.

Owns the explorer's query string, as its own state writes it: only what differs
from how it starts, ids and never names.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from urllib.parse import urlencode

# The explorer's own bounds and starting values.
_USUAL, _MOST_AROUND = 1000, 200
_POSSIBLE = "POSSIBLE"


def explorer(server: str, variables: Mapping[str, Any]) -> tuple[str, list[str]]:
    """Return the link for the variables of a network, and the names of what the explorer cannot show of them."""
    narrowing = dict(variables["filter"])
    words: list[tuple[str, str]] = [("around", each) for each in variables.get("ids", ())]
    during = narrowing.pop("during", {})
    words += [(name, during[name]) for name in ("from", "to") if name in during]
    if during.get("certainty", _POSSIBLE) != _POSSIBLE:
        words.append(("certain", "1"))
    words += [("family", each) for each in narrowing.pop("families", ())]
    if (roll_up := variables.get("rollUp", "NONE")) != "NONE":
        words.append(("roll", roll_up))
    left_out = sorted(narrowing)
    limit = variables["limit"]
    if "ids" in variables:
        if variables["depth"] != 1:
            left_out.append("depth")
        if limit > _MOST_AROUND:
            left_out.append("limit")
    if limit != _USUAL and "limit" not in left_out:
        words.append(("limit", str(limit)))
    query = urlencode(words)
    return f"{server}/" + (f"?{query}" if query else ""), left_out
