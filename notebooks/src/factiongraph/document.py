"""Adding to a GraphQL document the question which version of the data answers it.

Owns the little that must be known of GraphQL's lexical grammar for that. It
must not know the schema beyond Query.dataset.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

#: The name under which an answer tells its version. The server answers one
#: operation from one state of the data, so the version holds for all of it.
ALIAS = "factiongraphDataset"
_QUESTION = f" {ALIAS}: dataset {{ version }} "

# Comments and commas mean nothing, strings may hold anything.
_TOKEN = re.compile(
    r"""
      (?P<ignored>[\s,﻿]+|\#[^\n\r]*)
    | (?P<text>\"{3}(?:\\\"{3}|.)*?\"{3}|"(?:\\.|[^"\\\n\r])*")
    | (?P<name>[_A-Za-z][_0-9A-Za-z]*)
    | (?P<number>-?[0-9][0-9.eE+-]*)
    | (?P<mark>\.\.\.|.)
    """,
    re.VERBOSE | re.DOTALL,
)


def _tokens(document: str) -> Iterator[tuple[str, str, int]]:
    for match in _TOKEN.finditer(document):
        if match.lastgroup != "ignored":
            yield match.lastgroup or "", match.group(), match.end()


def with_version(document: str) -> str:
    """Return the document with the version asked for in each of its queries.

    Fragments, mutations and what is not GraphQL stay as they are: the server
    tells what is wrong with them.
    """
    parts: list[str] = []
    done = depth = 0
    keyword = ""  # of the definition that is being read; a query may do without
    for kind, word, end in _tokens(document):
        if kind == "name" and depth == 0:
            keyword = keyword or word
        elif kind == "mark" and word in "{([":
            depth += 1
            if word == "{" and depth == 1 and keyword in {"", "query"}:
                parts += document[done:end], _QUESTION
                done = end
        elif kind == "mark" and word in "})]":
            depth -= 1
            if word == "}" and depth == 0:
                keyword = ""
    return "".join([*parts, document[done:]])


def variables_of(document: str) -> frozenset[str]:
    """Return the names, without the sign, of the variables that the document mentions."""
    names = set()
    previous = ""
    for kind, word, _ in _tokens(document):
        if kind == "name" and previous == "$":
            names.add(word)
        previous = word if kind == "mark" else ""
    return frozenset(names)
