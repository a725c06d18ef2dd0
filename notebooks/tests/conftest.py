"""A server for all tests, and one for each test that changes what is stored."""

from __future__ import annotations

import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest
from serving import Server, program

from factiongraph import Client


@pytest.fixture(scope="session")
def binary(tmp_path_factory: pytest.TempPathFactory) -> Path:
    try:
        return program(tmp_path_factory.mktemp("program"))
    except subprocess.CalledProcessError as failed:
        pytest.exit(f"the program cannot be built: {failed}", returncode=1)


@pytest.fixture(scope="session")
def server(binary: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    with Server(binary, tmp_path_factory.mktemp("store")) as started:
        yield started


@pytest.fixture
def client(server: Server) -> Client:
    return Client(server.url)


@pytest.fixture
def own_server(binary: Path, tmp_path: Path) -> Iterator[Server]:
    """A server whose store a test may change."""
    with Server(binary, tmp_path) as started:
        yield started


@pytest.fixture
def more(tmp_path: Path) -> Path:
    """A file whose loading changes the dataset's version."""
    path = tmp_path / "more.yaml"
    path.write_text("actors:\n- id: act_zz_invented\n  kind: ARMED_GROUP\n  name: Zz Invented Group\n")
    return path
