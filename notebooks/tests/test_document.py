from __future__ import annotations

import pytest

from factiongraph.document import ALIAS, variables_of, with_version

ASKED = f" {ALIAS}: dataset {{ version }} "


@pytest.mark.parametrize(
    ("document", "asked"),
    [
        ("{ a }", f"{{{ASKED} a }}"),
        ("query { a { b } }", f"query {{{ASKED} a {{ b }} }}"),
        ("query fragment { a }", f"query fragment {{{ASKED} a }}"),
        (
            "query Q($f: F = {x: {y: 1}}) @d(z: {}) { a }",
            f"query Q($f: F = {{x: {{y: 1}}}}) @d(z: {{}}) {{{ASKED} a }}",
        ),
        ("fragment query on A { b } { a }", f"fragment query on A {{ b }} {{{ASKED} a }}"),
        ("query A { a } query B { b }", f"query A {{{ASKED} a }} query B {{{ASKED} b }}"),
        ("mutation { a }", "mutation { a }"),
        ("# query {\n{ a }", f"# query {{\n{{{ASKED} a }}"),
        ('{ a(t: "}{ \\" {") }', f'{{{ASKED} a(t: "}}{{ \\" {{") }}'),
        ('{ a(t: """}" \\""" {""") } { b }', f'{{{ASKED} a(t: """}}" \\""" {{""") }} {{{ASKED} b }}'),
        ("", ""),
        ("{ a", f"{{{ASKED} a"),
        ('{ a(t: "', f'{{{ASKED} a(t: "'),
    ],
)
def test_the_version_is_asked_for_in_each_query(document: str, asked: str) -> None:
    assert with_version(document) == asked


@pytest.mark.parametrize(
    ("document", "names"),
    [
        ("query ($a: Int, $b_2: [ID!]! = []) { x(y: $a) }", {"a", "b_2"}),
        ('{ x(y: "$a") # $b\n}', set()),
        ("query ($ a: Int) { x }", {"a"}),
    ],
)
def test_variables_are_those_outside_of_texts(document: str, names: set[str]) -> None:
    assert variables_of(document) == names
