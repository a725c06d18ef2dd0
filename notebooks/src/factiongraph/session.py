"""Asking, again and again, one server for one version of the data.

Owns what lists, networks and single questions have in common: the version that
every answer tells, and how long pages are. It must not know what is asked.
"""

from __future__ import annotations

from collections.abc import Mapping
from copy import copy
from datetime import UTC, datetime
from typing import IO, Any

from factiongraph.document import ALIAS, with_version
from factiongraph.errors import VersionChanged
from factiongraph.pages import Lengths, Pages, Reply
from factiongraph.provenance import Provenance
from factiongraph.questions import Listing
from factiongraph.table import Table
from factiongraph.transport import Transport


class Session:
    """A server, and what was learned of it. It is safe to use from several threads."""

    def __init__(self, transport: Transport, *, page_size: int, version: str | None) -> None:
        """Take the way to the server, the longest page, and the version that answers must be of; None for any."""
        self._transport = transport
        self._page_size = page_size
        self._version = version
        self._lengths: Lengths = {}

    def at(self, version: str | None) -> Session:
        """Return a session with the same server that takes answers of one version alone."""
        pinned = copy(self)
        pinned._version = version
        return pinned

    @property
    def url(self) -> str:
        """The server's address, without a slash at its end."""
        return self._transport.url

    def ask(self, document: str, variables: Mapping[str, Any], operation: str | None = None) -> Reply:
        """Return the answer to one operation of a document; VersionChanged if it is of another version."""
        data = self._transport.ask(with_version(document), variables, operation)
        time = datetime.now(UTC)
        version = data.pop(ALIAS, {}).get("version")
        if self._version not in {None, version}:
            raise VersionChanged(self._version, version)
        return Reply(data, version, time)

    def provenance(self, document: str, variables: Mapping[str, Any], reply: Reply) -> Provenance:
        """Return where a reply comes from."""
        return Provenance(self.url, document, variables, reply.version, reply.time)

    def pages(self, document: str, variables: Mapping[str, Any], *, path: str, limit: int | None = None) -> Pages:
        """Return the elements of a connection, as Client.iter describes."""
        return Pages(
            self.ask,
            self._lengths,
            url=self.url,
            document=document,
            variables=variables,
            path=path,
            page_size=self._page_size,
            limit=limit,
        )

    def table(self, listing: Listing, asked: Mapping[str, Any], limit: int | None = None) -> Table:
        """Return the rows of a listing under a filter of the API."""
        pages = self.pages(listing.document, {"filter": asked}, path=listing.path, limit=limit)
        rows = [row for element in pages for row in listing.rows(element)]
        return Table(listing.columns, rows, pages.provenance, complete=pages.complete)

    def download(self, path: str, parameters: Mapping[str, str], into: IO[bytes]) -> Mapping[str, str]:
        """Write what the server has at a path into a file, and return the answer's headers."""
        return self._transport.download(path, parameters, into)
