"""Ask a factiongraph server from Python.

    >>> from factiongraph import Client
    >>> c = Client("http://127.0.0.1:8080")
    >>> c.mediations(between=["Umm Batnah residents", "act_sasa_branch"]).to_pandas()
    >>> n = c.neighborhood("8th Brigade", during=("2020", "2021"))
    >>> n.evidence().to_pandas()

Whatever is asked comes with its provenance: the question, the dataset's
version and the time, so that a figure made of it can be cited and made again.
"""

from factiongraph.client import Actor, Answer, Client, Name, Paths
from factiongraph.errors import (
    AmbiguousName,
    ApiError,
    AuthError,
    BadInput,
    Candidate,
    ConnectionFailed,
    FactiongraphError,
    Forbidden,
    LimitExceeded,
    NotFound,
    ParseFailed,
    QueryError,
    ServerFault,
    TimedOut,
    Unauthenticated,
    Unavailable,
    ValidationFailed,
    VersionChanged,
)
from factiongraph.network import Network, Truncation
from factiongraph.pages import Pages
from factiongraph.provenance import Provenance
from factiongraph.table import Column, Table, Type

__all__ = [
    "Actor",
    "AmbiguousName",
    "Answer",
    "ApiError",
    "AuthError",
    "BadInput",
    "Candidate",
    "Client",
    "Column",
    "ConnectionFailed",
    "FactiongraphError",
    "Forbidden",
    "LimitExceeded",
    "Name",
    "Network",
    "NotFound",
    "Pages",
    "ParseFailed",
    "Paths",
    "Provenance",
    "QueryError",
    "ServerFault",
    "Table",
    "TimedOut",
    "Truncation",
    "Type",
    "Unauthenticated",
    "Unavailable",
    "ValidationFailed",
    "VersionChanged",
]
