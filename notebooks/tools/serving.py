"""Run a command beside a factiongraph server with the built-in corpus.

    python tools/serving.py -- jupyter nbconvert --execute …

The command finds the server by FACTIONGRAPH_URL; the server keeps its store in
a folder of its own, which is gone afterwards. The program is the one that
FACTIONGRAPH names, or else built anew, which needs Go. Tests start servers by
the same class.
"""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Sequence
from pathlib import Path
from types import TracebackType
from typing import Self

from factiongraph import Client

ROOT = Path(__file__).resolve().parents[2]
_LINK = re.compile(r"at (http://\S+?)/? \(GraphQL")
_PATIENCE = 60  # seconds for starting and for stopping


def program(folder: Path) -> Path:
    """Return the program that FACTIONGRAPH names, or one that is built into a folder."""
    if named := os.environ.get("FACTIONGRAPH"):
        return Path(named).resolve()
    built = folder / "factiongraph"
    subprocess.run(["go", "build", "-trimpath", "-o", built, "./cmd/factiongraph"], cwd=ROOT, check=True)  # noqa: S603, S607
    return built


class Server:
    """A factiongraph server at a free port, with a store in a folder."""

    def __init__(self, binary: Path, folder: Path) -> None:
        """Take the program, and a folder for the store."""
        self._binary = binary
        self._store = f"embedded:{folder / 'graph.db'}"
        self.url = ""

    def __enter__(self) -> Self:
        """Start it; RuntimeError with what it said if it ends instead."""
        self._process = subprocess.Popen(  # noqa: S603
            [self._binary, "serve", "--addr", "127.0.0.1:0", "--store", self._store],
            stderr=subprocess.PIPE,
            text=True,
        )
        stuck = threading.Timer(_PATIENCE, self._process.kill)
        stuck.start()
        said = []
        for line in self._process.stderr or ():
            said.append(line)
            if link := _LINK.search(line):
                self.url = link[1]
                break
        stuck.cancel()
        if not self.url:
            raise RuntimeError("".join(said))
        # What it says later must be read, or it would wait for that.
        self._reader = threading.Thread(target=self._process.stderr.read if self._process.stderr else None, daemon=True)
        self._reader.start()
        return self

    def load(self, path: Path) -> None:
        """Load a file into the store while it serves, and wait until it serves that."""
        told = subprocess.run(  # noqa: S603
            [self._binary, "load", "--json", path, "--store", self._store], check=True, capture_output=True, text=True
        )
        loaded = json.loads(told.stdout)["version"]
        client = Client(self.url)
        deadline = time.monotonic() + _PATIENCE
        while client.version() != loaded:
            if time.monotonic() > deadline:
                raise TimeoutError(f"version {loaded} is not served")
            time.sleep(0.05)

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Stop it."""
        self._process.terminate()
        self._process.wait(_PATIENCE)
        self._reader.join(_PATIENCE)
        if self._process.stderr:
            self._process.stderr.close()


def main(arguments: Sequence[str]) -> int:
    """Run the command that follows "--", and return its exit code."""
    if arguments[:1] != ["--"] or len(arguments) < 2:
        print(__doc__, file=sys.stderr)
        return 2
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        with Server(program(folder), folder) as server:
            environment = {**os.environ, "FACTIONGRAPH_URL": server.url}
            return subprocess.run(arguments[1:], env=environment, check=False).returncode  # noqa: S603


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
