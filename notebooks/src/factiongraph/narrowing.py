"""Filters as keyword arguments.

Owns the words of the API's input objects: Python's spelling of them, times and
single values in place of lists. It must not know which question they narrow.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any, Literal, TypedDict

Certainty = Literal["CERTAIN", "POSSIBLE"]
RollUp = Literal["NONE", "CORPS", "STATE", "KIND"]
Day = str | date | None
#: One year, month or day, or the first and the last, either of which may be None for open.
During = str | date | tuple[Day, Day]
#: One value, or several: alternatives. An empty list matches nothing, None is no constraint.
Some = str | Iterable[str] | None


class Narrowing(TypedDict, total=False):
    """Which ties, on which evidence: the fields of the API's TieFilter. All of them combine by "and".

    Attributes:
        actors: ids or names of those at an end.
        counterparts: ids or names of those at the other end.
        places: ids or names of where the evidence is, what lies within included.
        kinds: kinds of ties; all but LINKED_TO and SAME_SIDE if absent.
        families: families of kinds, such as HOSTILE.
        during: the time of the evidence: "2021", or ("2020-01", "2021-12") with both ends included.
        certainty: CERTAIN leaves out what only may be of that time, the undated included;
            POSSIBLE, the default, keeps it.
        realis: what the evidence is; OCCURRED and ONGOING if absent.
        publishers: told by one of these.
        exclude_publishers: told by another than these.
        min_publishers: told by at least so many independent ones.
        stances: on which one of these is taken.
        contested: whether somebody denies or doubts what another asserts.
        include_subordinates: whether who belongs to an actor at that time counts as that actor.
        include_subsets: the same of who is some of an actor, as fighters of a group are.

    """

    actors: Some
    counterparts: Some
    places: Some
    kinds: Some
    families: Some
    during: During | None
    certainty: Certainty | None
    realis: Some
    publishers: Some
    exclude_publishers: Some
    min_publishers: int | None
    stances: Some
    contested: bool | None
    include_subordinates: bool
    include_subsets: bool


class OfAgreements(TypedDict, total=False):
    """Which agreements: the fields of the API's AgreementFilter, which combine by "and".

    Attributes:
        ids: these alone.
        kinds: CEASEFIRE, SETTLEMENT, PEACE, PROCESS or UNDERSTANDING.
        parties: ids or names of actors, of whom one has a part in it.
        places: ids or names of places, for which it holds, or for what lies within.
        text: all words of which are in the title.
        during: "2021", or ("2020-01", "2021-12") with both ends included.
        certainty: CERTAIN leaves out what only may be of that time.
        compliance: with a term of which one of these became, such as BROKEN.
        term_kinds: with a term of one of these kinds.

    """

    ids: Some
    kinds: Some
    parties: Some
    places: Some
    text: str | None
    during: During | None
    certainty: Certainty | None
    compliance: Some
    term_kinds: Some


Entity = Literal["ACTOR", "PLACE"]
#: What is named by a field of any filter, by the names that fields have everywhere.
ENTITIES: Mapping[str, Entity] = {
    "actors": "ACTOR",
    "attributed_to": "ACTOR",
    "between": "ACTOR",
    "counterparts": "ACTOR",
    "from_": "ACTOR",
    "mediators": "ACTOR",
    "opponents": "ACTOR",
    "parties": "ACTOR",
    "places": "PLACE",
}


def listed(values: str | Iterable[str]) -> list[str]:
    """Return the values as a list; a text is one value, not its letters."""
    return [values] if isinstance(values, str) else list(values)


def window(during: During | None, certainty: Certainty | None) -> dict[str, str] | None:
    """Return the API's input During, None for all of time.

    Raises ValueError for a certainty without a time, since it says how surely something is of that time.
    """
    if during is None:
        if certainty is not None:
            raise ValueError(f"certainty={certainty!r} says how surely something is of a time: give during too")
        return None
    first, last = during if isinstance(during, tuple) else (during, during)
    asked = {name: str(day) for name, day in (("from", first), ("to", last)) if day is not None}
    if certainty is not None:
        asked["certainty"] = certainty
    return asked


def filter_of(narrowing: Mapping[str, Any]) -> dict[str, Any]:
    """Return the API's input object for these keyword arguments: its spelling, without what is None."""
    fields = dict(narrowing)
    asked: dict[str, Any] = {}
    if (during := window(fields.pop("during", None), fields.pop("certainty", None))) is not None:
        asked["during"] = during
    for name, value in fields.items():
        if value is not None:
            asked[_camel(name)] = value if name == "text" or isinstance(value, bool | int) else listed(value)
    return asked


def _camel(name: str) -> str:
    return re.sub(r"_(\w)", lambda match: match[1].upper(), name.rstrip("_"))
