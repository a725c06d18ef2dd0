from __future__ import annotations

import re
import subprocess
import sys
from importlib.metadata import requires, version

from packaging.requirements import Requirement
from serving import ROOT

import factiongraph
from factiongraph import ApiError, errors
from factiongraph.questions import TIE_FIELDS

ALONE = """
import sys
for name in ("pandas", "polars", "networkx", "igraph", "ipysigma", "matplotlib", "numpy"):
    sys.modules[name] = None
import factiongraph
client = factiongraph.Client()
print(client)
"""


def test_urllib3_is_enough() -> None:
    needed = [line for line in requires("factiongraph") or () if "extra ==" not in line]
    assert needed == ["urllib3<3,>=2.2"]
    told = subprocess.run([sys.executable, "-c", ALONE], check=True, capture_output=True, text=True)
    assert told.stdout.startswith("Client(")


def test_what_is_public_is_listed_and_described() -> None:
    for name in factiongraph.__all__:
        assert getattr(factiongraph, name).__doc__
    assert sorted(factiongraph.__all__) == factiongraph.__all__


def test_fields_are_not_repeated() -> None:
    assert TIE_FIELDS.split().count("kind") == 1


def test_what_is_promised_is_what_is_tested() -> None:
    lines = (ROOT / "notebooks" / "requirements.txt").read_text().splitlines()
    locked = dict(line.split("==") for line in lines if "==" in line)
    for needed in map(Requirement, requires("factiongraph") or ()):
        assert needed.specifier.contains(locked[needed.name]), needed
    for name, version_locked in locked.items():
        assert version(name) == version_locked


def test_every_exception_with_a_code_is_documented() -> None:
    readme = (ROOT / "notebooks" / "README.md").read_text()
    for exception in map(factiongraph.__dict__.get, factiongraph.__all__):
        if isinstance(exception, type) and issubclass(exception, ApiError):
            for code in exception.codes:
                assert f"| {code} | `{exception.__name__}`" in readme
                assert re.search(rf"^{code} +{exception.__name__} ", errors.__doc__ or "", re.MULTILINE)
