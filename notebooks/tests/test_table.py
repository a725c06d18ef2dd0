from __future__ import annotations

import csv
import io
import json
import sys
from collections.abc import Callable
from datetime import UTC, date, datetime
from typing import Any

import pandas as pd
import polars as pl
import pytest

from factiongraph import Client, Column, Provenance, Table, Type

PROVENANCE = Provenance("http://graph.example", "{ a }", {"b": 1}, "v1", datetime(2026, 1, 2, 3, 4, tzinfo=UTC))
COLUMNS = [Column(kind.name.lower(), kind) for kind in Type]
FULL = {
    "text": "=1+1",
    "integer": 2**40,
    "number": 0.5,
    "truth": False,
    "day": date(1912, 3, 4),
    "texts": ("a;b", "ب"),
    "integers": (1, None),
}
EMPTY = {**dict.fromkeys(FULL), "texts": (), "integers": ()}


@pytest.fixture
def table() -> Table:
    return Table(COLUMNS, [FULL, EMPTY], PROVENANCE)


def test_pandas_keeps_lists_dates_and_nulls(table: Table) -> None:
    frame = table.to_pandas()
    assert [str(dtype) for dtype in frame.dtypes] == [
        "str",
        "Int64",
        "Float64",
        "boolean",
        "datetime64[s]",
        "object",
        "object",
    ]
    assert frame.loc[0, "integer"] == 2**40
    assert frame.loc[0, "day"] == pd.Timestamp("1912-03-04")
    assert frame.loc[0, "texts"] == ["a;b", "ب"]
    assert frame.loc[0, "integers"] == [1, None]
    assert not frame.loc[0, "truth"]
    unknown = [column.name for column in COLUMNS if column.type not in {Type.TEXTS, Type.INTEGERS}]
    assert frame.loc[1, unknown].isna().all()
    assert frame.loc[1, "texts"] == []
    assert frame.attrs["factiongraph_version"] == "v1"
    assert json.loads(frame.attrs["factiongraph_variables"]) == {"b": 1}


def test_polars_keeps_lists_dates_and_nulls(table: Table) -> None:
    frame = table.to_polars()
    assert list(frame.schema.values()) == [
        pl.String,
        pl.Int64,
        pl.Float64,
        pl.Boolean,
        pl.Date,
        pl.List(pl.String),
        pl.List(pl.Int64),
    ]
    assert frame.row(0, named=True) == {**FULL, "texts": ["a;b", "ب"], "integers": [1, None]}
    assert frame.row(1, named=True) == {**EMPTY, "texts": [], "integers": []}


def test_an_empty_table_keeps_its_types() -> None:
    empty = Table(COLUMNS, [], PROVENANCE)
    full = Table(COLUMNS, [FULL], PROVENANCE)
    assert list(empty.to_pandas().dtypes) == list(full.to_pandas().dtypes)
    assert empty.to_polars().schema == full.to_polars().schema


def test_csv_is_harmless_and_can_be_read_back(table: Table) -> None:
    head, first, second = csv.reader(io.StringIO(table.to_csv()))
    assert head == [column.name for column in COLUMNS]
    assert first[0] == "'=1+1"
    assert json.loads(first[5]) == ["a;b", "ب"]
    assert first[4] == "1912-03-04"
    assert second == ["", "", "", "", "", "[]", "[]"]


def test_a_table_is_a_sequence_of_rows(table: Table) -> None:
    assert len(table) == 2
    assert table[0] == FULL
    assert table[-1] == EMPTY
    assert [dict(row) for row in table] == [FULL, EMPTY]
    assert table.column("truth") == [False, None]
    part = table[:1]
    assert (len(part), part.complete, part.provenance) == (1, False, PROVENANCE)
    assert table[:].complete
    with pytest.raises(KeyError):
        table.column("nothing")
    with pytest.raises(ValueError, match="columns"):
        Table(COLUMNS, [{"text": "alone"}], PROVENANCE)


def test_a_notebook_shows_it_without_running_it() -> None:
    table = Table([Column("<b>")], [{"<b>": "<script>"}] * 30, PROVENANCE, complete=False)
    shown = table._repr_html_()
    assert "<script>" not in shown
    assert "&lt;script&gt;" in shown
    assert shown.count("<tr>") == 21
    assert "30 rows, 20 shown; a limit left out others" in shown
    assert "v1" in shown


def test_parallel_lists_explode_together(client: Client) -> None:
    events = client.events()
    long = events.to_pandas().explode(
        ["participant_ids", "participant_names", "participant_roles", "participant_sides"]
    )
    parts = sum(max(1, len(row["participant_ids"])) for row in events)
    assert len(long) == parts
    wide = events.to_polars().explode("participant_ids", "participant_names", "participant_roles", "participant_sides")
    assert len(wide) == parts
    for row in events:
        assert len({len(row[name]) for name in row if name.startswith("claim_")}) == 1
        assert row["claim_ids"]


@pytest.mark.parametrize(
    "ask",
    [
        Client.events,
        Client.mediations,
        Client.fights,
        Client.unnamed_opponents,
        Client.agreements,
        Client.terms,
        Client.violations,
        Client.affiliations,
        Client.claims,
    ],
)
def test_every_table_survives_both_frames(client: Client, ask: Callable[[Client], Table]) -> None:
    table = ask(client)
    plain = [{name: list(v) if isinstance(v, tuple) else v for name, v in row.items()} for row in table]
    assert table.to_polars().to_dicts() == plain
    frame = table.to_pandas()
    for column in table.columns:
        back: list[Any] = frame[column.name].astype(object).where(frame[column.name].notna(), None).tolist()
        if column.type is Type.DAY:
            back = [None if value is None else value.date() for value in back]
        assert back == [row[column.name] for row in plain]


@pytest.mark.parametrize(("module", "method"), [("pandas", "to_pandas"), ("polars", "to_polars")])
def test_what_is_not_installed_is_named(
    table: Table, module: str, method: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, module, None)
    with pytest.raises(ModuleNotFoundError, match=rf"factiongraph\[{module}\]"):
        getattr(table, method)()
