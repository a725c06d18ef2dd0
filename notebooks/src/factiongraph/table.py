"""Rows of one question, and the way to data frames.

Owns the types of columns and what becomes of lists, dates and nulls in pandas
and polars. It must not know what the columns mean.
"""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import Enum
from html import escape
from importlib import import_module
from typing import TYPE_CHECKING, Any, overload

from factiongraph.provenance import Provenance

if TYPE_CHECKING:
    import pandas
    import polars

Row = Mapping[str, Any]


class Type(Enum):
    """What the values of a column are. Any of them may be None, which means that it is not known."""

    TEXT = "text"
    INTEGER = "integer"
    NUMBER = "number"
    TRUTH = "truth"
    DAY = "day"
    TEXTS = "list of texts"
    INTEGERS = "list of integers"


_PANDAS = {
    Type.TEXT: "str",
    Type.INTEGER: "Int64",
    Type.NUMBER: "Float64",
    Type.TRUTH: "boolean",
    Type.DAY: "datetime64[s]",
}
_SHOWN = 20


@dataclass(frozen=True)
class Column:
    """A name and what its values are."""

    name: str
    type: Type = Type.TEXT


class Table(Sequence[Row]):
    """Rows that all have the same columns, with the question that they answer.

    A row is a mapping from each column's name to a str, int, float, bool,
    datetime.date, tuple or None. Columns whose names begin with the same word
    and end in a plural (party_ids, party_names, party_sides) are parallel: the
    n-th values belong together, so that several of them can be exploded at once.

    Attributes:
        columns: the columns, in order.
        provenance: where the rows come from.
        complete: whether these are all rows; False if a limit of the caller ended them.

    """

    def __init__(
        self, columns: Iterable[Column], rows: Iterable[Row], provenance: Provenance, *, complete: bool = True
    ) -> None:
        """Take the columns and rows that have exactly these."""
        self.columns = tuple(columns)
        self._rows = tuple(rows)
        self.provenance = provenance
        self.complete = complete
        names = [c.name for c in self.columns]
        for row in self._rows:
            if list(row) != names:
                raise ValueError(f"a row has {list(row)}, not the columns {names}")

    def __len__(self) -> int:
        return len(self._rows)

    @overload
    def __getitem__(self, index: int) -> Row: ...
    @overload
    def __getitem__(self, index: slice) -> Table: ...
    def __getitem__(self, index: int | slice) -> Row | Table:
        """Return a row, or a table of a stretch of rows."""
        if isinstance(index, int):
            return self._rows[index]
        rows = self._rows[index]
        return Table(self.columns, rows, self.provenance, complete=self.complete and len(rows) == len(self))

    def __iter__(self) -> Iterator[Row]:
        return iter(self._rows)

    def column(self, name: str) -> list[Any]:
        """Return the values of one column; KeyError if there is no such column."""
        if name not in {c.name for c in self.columns}:
            raise KeyError(name)
        return [row[name] for row in self._rows]

    def to_pandas(self) -> pandas.DataFrame:
        """Return a pandas data frame.

        Types hold what is not known: str, Int64, Float64, boolean and
        datetime64[s], a day being its midnight. Lists stay Python lists in a
        column of objects, ready for explode. ``attrs`` has the provenance as
        text; pandas keeps it as far as it keeps attrs.

        Raises ModuleNotFoundError if pandas is not installed.
        """
        pd = needs("pandas", "pandas")
        columns = {}
        for column in self.columns:
            values = self.column(column.name)
            if column.type in _PANDAS:
                columns[column.name] = pd.Series(values, dtype=_PANDAS[column.type])
            else:
                columns[column.name] = pd.Series([_listed(value) for value in values], dtype=object)
        frame: pandas.DataFrame = pd.DataFrame(columns)
        frame.attrs.update(self.provenance.as_text())
        return frame

    def to_polars(self) -> polars.DataFrame:
        """Return a polars data frame: String, Int64, Float64, Boolean, Date and lists of these.

        polars has no place for the provenance: keep the table beside it. Raises
        ModuleNotFoundError if polars is not installed.
        """
        pl = needs("polars", "polars")
        types = {
            Type.TEXT: pl.String,
            Type.INTEGER: pl.Int64,
            Type.NUMBER: pl.Float64,
            Type.TRUTH: pl.Boolean,
            Type.DAY: pl.Date,
            Type.TEXTS: pl.List(pl.String),
            Type.INTEGERS: pl.List(pl.Int64),
        }
        columns = {c.name: [_listed(value) for value in self.column(c.name)] for c in self.columns}
        frame: polars.DataFrame = pl.DataFrame(columns, schema={c.name: types[c.type] for c in self.columns})
        return frame

    def to_csv(self) -> str:
        """Return CSV: lists as JSON, days as YYYY-MM-DD, nothing for what is not known.

        A text that a spreadsheet would take for a formula is given a leading apostrophe.
        """
        out = io.StringIO()
        writer = csv.writer(out, lineterminator="\n")
        writer.writerow(c.name for c in self.columns)
        writer.writerows([_cell(value) for value in row.values()] for row in self._rows)
        return out.getvalue()

    def __repr__(self) -> str:
        names = ", ".join(c.name for c in self.columns)
        return f"<Table of {len(self)} rows: {names}; {self.provenance.cite()}>"

    def _repr_html_(self) -> str:
        """Return what a notebook shows: the first rows, and the source."""
        head = "".join(f"<th>{escape(c.name)}</th>" for c in self.columns)
        body = "".join(
            "<tr>" + "".join(f"<td>{escape(_shown(value))}</td>" for value in row.values()) + "</tr>"
            for row in self._rows[:_SHOWN]
        )
        more = f"{len(self)} rows" + (f", {_SHOWN} shown" if len(self) > _SHOWN else "")
        if not self.complete:
            more += "; a limit left out others"
        foot = f"<caption style='caption-side:bottom'>{more}. {escape(self.provenance.cite())}</caption>"
        return f"<table>{foot}<thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>"


def needs(module: str, extra: str) -> Any:
    """Return a module that is not required, or raise a ModuleNotFoundError that says how to have it."""
    try:
        return import_module(module)
    except ModuleNotFoundError as cause:
        if cause.name != module:
            raise
        raise ModuleNotFoundError(f"this needs {module}: pip install 'factiongraph[{extra}]'", name=module) from cause


def _listed(value: Any) -> Any:
    return list(value) if isinstance(value, tuple) else value


def _plain(value: Any) -> Any:
    return value.isoformat() if isinstance(value, date) else value


def _cell(value: Any) -> Any:
    if isinstance(value, tuple):
        return json.dumps(value, ensure_ascii=False)
    if isinstance(value, str) and value.startswith(("=", "+", "-", "@", "\t", "\r")):
        return "'" + value
    return _plain(value)


def _shown(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, tuple):
        return "; ".join(_shown(each) for each in value)
    return f"{value:.3g}" if isinstance(value, float) else str(value)
