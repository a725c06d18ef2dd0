"""All pages of a connection, of one version of the data.

Owns how pages follow each other and how long they are. It must not know what
the elements are.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from factiongraph import document as documents
from factiongraph.errors import ConnectionFailed, LimitExceeded, NotFound, VersionChanged
from factiongraph.provenance import Provenance


@dataclass(frozen=True)
class Reply:
    """What one question brought: the data, the dataset's version that it is of, and when it came."""

    data: Mapping[str, Any]
    version: str | None
    time: datetime


Ask = Callable[[str, Mapping[str, Any], str | None], Reply]

# The page length that a document turned out to afford is kept on the client, so
# that it is not found out again.
Lengths = dict[str, int]


class Pages(Iterator[Any]):
    """The elements of a connection, fetched as they are asked for.

    Attributes:
        provenance: the question, and the version that all pages are of.
        complete: False once the limit has ended the iteration before the connection's end.

    """

    def __init__(
        self,
        ask: Ask,
        lengths: Lengths,
        *,
        url: str,
        document: str,
        variables: Mapping[str, Any],
        path: str,
        page_size: int,
        limit: int | None,
    ) -> None:
        """Fetch the first page. Client.iter says what the arguments are and which errors there are."""
        declared = documents.variables_of(document)
        if "after" not in declared:
            raise ValueError("the document must pass a variable $after on to the connection, else it has one page")
        if limit is not None and limit < 0:
            raise ValueError(f"a limit of {limit} is below zero")
        self._ask, self._lengths = ask, lengths
        self._document, self._variables, self._path = document, dict(variables), path
        self._may_shorten = "first" in declared and "first" not in variables
        self._page_size = page_size
        self._left = limit
        self.complete = True
        self._elements: Iterator[Any] = iter(())
        self._after: str | None = self._variables.pop("after", None)
        first = self._fetch()
        self._read(first)
        self.provenance = Provenance(url, document, self._variables, first.version, first.time)

    def __iter__(self) -> Iterator[Any]:
        return self

    def __next__(self) -> Any:
        while True:
            if self._left == 0:
                if self._more or next(self._elements, None) is not None:
                    self.complete = False
                raise StopIteration
            for element in self._elements:
                if self._left is not None:
                    self._left -= 1
                return element
            if not self._more:
                raise StopIteration
            expected = self.provenance.version
            if (reply := self._fetch()).version != expected:
                raise VersionChanged(expected, reply.version)
            self._read(reply)

    def _fetch(self) -> Reply:
        while True:
            length = min(self._lengths.get(self._document, self._page_size), self._page_size)
            if self._left is not None:
                length = min(length, max(1, self._left))  # an empty page has no cursor
            variables = {**self._variables, "after": self._after}
            if self._may_shorten:
                variables["first"] = length
            try:
                return self._ask(self._document, variables, None)
            except LimitExceeded as refusal:
                # What a page may cost depends on what the document selects.
                if refusal.limit != "cost" or not self._may_shorten or length <= 1:
                    raise
                self._lengths[self._document] = length // 2

    def _read(self, reply: Reply) -> None:
        connection: Any = reply.data
        for name in self._path.split("."):
            if name not in connection:
                raise ValueError(f"the answer has no {name}: the path {self._path} does not lead to a connection")
            connection = connection[name]
            if connection is None:
                raise NotFound(f"{name} is null")
        if (
            not isinstance(connection, dict)
            or not {"hasNextPage", "endCursor"} <= connection.get("pageInfo", {}).keys()
        ):
            raise ValueError(f"{self._path} must select pageInfo {{ hasNextPage endCursor }}")
        selected = next((name for name in ("nodes", "edges") if name in connection), None)
        if selected is None:
            raise ValueError(f"{self._path} must select nodes or edges")
        self._more: bool = connection["pageInfo"]["hasNextPage"]
        cursor = connection["pageInfo"]["endCursor"]
        if self._more and (cursor is None or cursor == self._after):
            raise ConnectionFailed(f"the server says that there is more of {self._path}, but not where")
        self._after = cursor
        self._elements = iter(connection[selected])
