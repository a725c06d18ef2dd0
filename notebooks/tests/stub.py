"""A server that answers what a test tells it to."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, NamedTuple


class Asked(NamedTuple):
    method: str
    path: str
    headers: Mapping[str, str]
    body: bytes


class Told(NamedTuple):
    status: int
    body: bytes
    headers: Mapping[str, str] = {}


def graphql(**answer: Any) -> Told:
    return Told(200, json.dumps(answer).encode(), {"Content-Type": "application/graphql-response+json"})


@contextmanager
def answering(tell: Callable[[Asked], Told]) -> Iterator[str]:
    """Give the address of a server that answers by a function."""

    class Handler(BaseHTTPRequestHandler):
        def _answer(self) -> None:
            body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
            told = tell(Asked(self.command, self.path, dict(self.headers), body))
            self.send_response(told.status)
            for name, value in {"Content-Length": str(len(told.body)), **told.headers}.items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(told.body)

        do_GET = do_POST = _answer  # noqa: N815 - so http.server wants it

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - it overrides
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as http:
        thread = threading.Thread(target=http.serve_forever)
        thread.start()
        try:
            yield f"http://127.0.0.1:{http.server_port}"
        finally:
            http.shutdown()
            thread.join()
