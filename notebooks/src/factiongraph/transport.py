"""One question over HTTP.

Owns connections, deadlines and the reading of answers and errors as
GraphQL-over-HTTP has them. It must not know what questions say.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import IO, Any
from urllib.parse import urlencode, urlsplit

import urllib3

from factiongraph.errors import (
    ApiError,
    ConnectionFailed,
    Forbidden,
    Unauthenticated,
    from_answer,
)

_MEDIA = "application/graphql-response+json, application/json;q=0.9"
_REFUSED: Mapping[int, type[ApiError]] = {401: Unauthenticated, 403: Forbidden}
_CHUNK = 1 << 16


class Transport:
    """A server and the connections to it. It is safe to use from several threads."""

    def __init__(self, url: str, *, token: str | None, timeout: float) -> None:
        """Take the server's address, a bearer token for a proxy before it, and the seconds that an answer may take."""
        if urlsplit(url).scheme not in {"http", "https"}:
            raise ValueError(f"{url!r} is no address of a server: it begins with http:// or https://")
        self.url = url.rstrip("/")
        headers = {"User-Agent": "factiongraph-python", "Accept-Encoding": "gzip"}
        if token is not None:
            headers["Authorization"] = f"Bearer {token}"
        # All questions only read, so a connection that cannot be made is tried again.
        retries = urllib3.Retry(total=2, connect=2, read=0, status=0, other=0, backoff_factor=0.2)
        self._pool = urllib3.PoolManager(headers=headers, timeout=urllib3.Timeout(total=timeout), retries=retries)

    def ask(self, document: str, variables: Mapping[str, Any], operation: str | None) -> dict[str, Any]:
        """Return the data that answers a GraphQL document.

        Raises an ApiError for an answer with errors, ConnectionFailed for none.
        """
        asked: dict[str, Any] = {"query": document, "variables": dict(variables)}
        if operation is not None:
            asked["operationName"] = operation
        headers = {**self._pool.headers, "Content-Type": "application/json", "Accept": _MEDIA}
        response = self._send("POST", f"{self.url}/graphql", body=json.dumps(asked).encode(), headers=headers)
        answer = _json(response.data)
        errors, data = answer.get("errors"), answer.get("data")
        if errors and isinstance(errors, list):
            raise from_answer(errors, data)
        if response.status != 200 or not isinstance(data, dict):
            raise self._odd(response)
        return data

    def download(self, path: str, parameters: Mapping[str, str], into: IO[bytes]) -> Mapping[str, str]:
        """Write what the server has at a path into a file, and return the answer's headers.

        Raises an ApiError if the server refuses, ConnectionFailed if the answer breaks off.
        """
        response = self._send("GET", f"{self.url}{path}?{urlencode(parameters)}", preload_content=False)
        try:
            if response.status != 200:
                errors = _json(response.data).get("errors")
                if errors and isinstance(errors, list):
                    raise from_answer(errors, None)
                raise self._odd(response)
            for chunk in response.stream(_CHUNK):
                into.write(chunk)
        except urllib3.exceptions.HTTPError as cause:
            raise self._failed(cause) from cause
        finally:
            response.release_conn()
        return response.headers

    def _send(self, method: str, url: str, **options: Any) -> urllib3.BaseHTTPResponse:
        try:
            return self._pool.request(method, url, redirect=False, **options)
        except urllib3.exceptions.HTTPError as cause:
            raise self._failed(cause) from cause

    def _failed(self, cause: urllib3.exceptions.HTTPError) -> ConnectionFailed:
        reason = cause.reason if isinstance(cause, urllib3.exceptions.MaxRetryError) else cause
        return ConnectionFailed(f"no answer from {self.url} ({reason}); is `factiongraph serve` running there?")

    def _odd(self, response: urllib3.BaseHTTPResponse) -> ApiError | ConnectionFailed:
        if refused := _REFUSED.get(response.status):
            return refused(f"{self.url} refuses with HTTP {response.status}: give Client a token")
        return ConnectionFailed(f"what answers at {self.url} is no factiongraph server (HTTP {response.status})")


def _json(body: bytes) -> dict[str, Any]:
    try:
        value = json.loads(body)
    except ValueError:
        return {}
    return value if isinstance(value, dict) else {}
