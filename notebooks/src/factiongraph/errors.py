"""What can go wrong, one exception for each code of the API.

Owns the exceptions and the table from ``extensions.code`` to them. It must not
know how questions travel.

==========================  ====================  ==========================
extensions.code             exception             which is also
==========================  ====================  ==========================
BAD_USER_INPUT              BadInput              QueryError, ApiError
GRAPHQL_PARSE_FAILED        ParseFailed           QueryError, ApiError
GRAPHQL_VALIDATION_FAILED   ValidationFailed      QueryError, ApiError
NOT_FOUND                   NotFound              ApiError
LIMIT_EXCEEDED              LimitExceeded         ApiError
UNAUTHENTICATED             Unauthenticated       AuthError, ApiError
FORBIDDEN                   Forbidden             AuthError, ApiError
TIMEOUT                     TimedOut              ApiError
UNAVAILABLE                 Unavailable           ApiError
INTERNAL                    ServerFault           ApiError
==========================  ====================  ==========================

ConnectionFailed, VersionChanged and AmbiguousName have no code: the first means
that no answer came, the others that an answer is not what was meant. All are
FactiongraphError.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar


class FactiongraphError(Exception):
    """Every error of this package."""


class ConnectionFailed(FactiongraphError):
    """No answer came, or what came is not from a factiongraph server."""


class VersionChanged(FactiongraphError):
    """The data changed between two parts of one answer, or is not the version that the client was told to expect.

    Ask again to have all of it from the new version.
    """

    def __init__(self, expected: str | None, found: str | None) -> None:
        """Take the dataset versions before and after; None is an empty dataset."""
        super().__init__(f"the dataset is at version {found or 'none'}, no longer at {expected or 'none'}")
        self.expected = expected
        self.found = found


@dataclass(frozen=True)
class Candidate:
    """An actor that an ambiguous name may mean."""

    id: str
    name: str
    kind: str
    matched_name: str
    score: float


class AmbiguousName(FactiongraphError):
    """A name may mean several actors, or is not quite the name of one. ``candidates`` has them, the likeliest first."""

    def __init__(self, name: str, candidates: Sequence[Candidate]) -> None:
        """Take the name as it was given, and who it may mean."""
        them = "; ".join(f"{c.id} ({c.name})" for c in candidates)
        super().__init__(f"{name!r} may mean {them}: give the id, or more of the name")
        self.name = name
        self.candidates = tuple(candidates)


class ApiError(FactiongraphError):
    """The server answered with errors.

    Attributes:
        code: the first error's ``extensions.code``; empty if it has none.
        errors: all errors as the server wrote them.
        data: what was answered in spite of them, or None.

    """

    codes: ClassVar[tuple[str, ...]] = ()

    def __init__(
        self,
        message: str,
        *,
        code: str = "",
        errors: Sequence[Mapping[str, Any]] = (),
        data: Mapping[str, Any] | None = None,
    ) -> None:
        """Take the message for people and what the server wrote."""
        super().__init__(message)
        self.code = code or next(iter(self.codes), "")
        self.errors = tuple(errors)
        self.data = data


class QueryError(ApiError):
    """The question cannot be understood: see its three kinds."""


class BadInput(QueryError):
    """A value does not fit its argument."""

    codes = ("BAD_USER_INPUT",)


class ParseFailed(QueryError):
    """The document is not GraphQL."""

    codes = ("GRAPHQL_PARSE_FAILED",)


class ValidationFailed(QueryError):
    """The document asks for what the schema does not have."""

    codes = ("GRAPHQL_VALIDATION_FAILED",)


class NotFound(ApiError):
    """There is nothing with that id or name."""

    codes = ("NOT_FOUND",)


class LimitExceeded(ApiError):
    """The question or its answer is larger than the server allows. ``limit`` names which limit, such as cost."""

    codes = ("LIMIT_EXCEEDED",)

    def __init__(
        self,
        message: str,
        *,
        code: str = "",
        errors: Sequence[Mapping[str, Any]] = (),
        data: Mapping[str, Any] | None = None,
    ) -> None:
        """Take what ApiError takes; the limit stands in the first error that names one."""
        super().__init__(message, code=code, errors=errors, data=data)
        self.limit = next((str(name) for e in errors if (name := e.get("extensions", {}).get("limit"))), "")


class AuthError(ApiError):
    """The server, or a proxy before it, wants to know who asks: see its two kinds."""


class Unauthenticated(AuthError):
    """The token is missing or is not accepted."""

    codes = ("UNAUTHENTICATED",)


class Forbidden(AuthError):
    """Whoever the token names may not ask this."""

    codes = ("FORBIDDEN",)


class TimedOut(ApiError):
    """The server did not find the answer in the time that it allows itself."""

    codes = ("TIMEOUT",)


class Unavailable(ApiError):
    """The server cannot answer at present; its store may be starting."""

    codes = ("UNAVAILABLE",)


class ServerFault(ApiError):
    """A fault of the server. Its log tells more."""

    codes = ("INTERNAL",)


_BY_CODE: Mapping[str, type[ApiError]] = {
    code: exception
    for exception in (
        BadInput,
        ParseFailed,
        ValidationFailed,
        NotFound,
        LimitExceeded,
        Unauthenticated,
        Forbidden,
        TimedOut,
        Unavailable,
        ServerFault,
    )
    for code in exception.codes
}


def from_answer(errors: Sequence[Mapping[str, Any]], data: Mapping[str, Any] | None) -> ApiError:
    """Return the exception for the errors of an answer.

    The first error decides. A code that is not of the list above gives a plain
    ApiError, so that a newer server does not break an older client.
    """
    first = errors[0]
    code = str(first.get("extensions", {}).get("code", ""))
    message = str(first.get("message", "the server gives no reason"))
    if path := first.get("path"):
        message = f"{message} (at {'.'.join(map(str, path))})"
    if len(errors) > 1:
        message = f"{message} (and {len(errors) - 1} more)"
    return _BY_CODE.get(code, ApiError)(message, code=code, errors=errors, data=data)
