from __future__ import annotations

import re

import pytest
from serving import ROOT
from stub import Asked, Told, answering, graphql

import factiongraph
from factiongraph import (
    ApiError,
    BadInput,
    Client,
    ConnectionFailed,
    FactiongraphError,
    Forbidden,
    LimitExceeded,
    NotFound,
    ParseFailed,
    QueryError,
    Unauthenticated,
    ValidationFailed,
)


def codes_of_the_api() -> set[str]:
    """All codes that the program tells: its own, and those of gqlgen that its server names."""
    domain = (ROOT / "graph" / "errors.go").read_text()
    server = (ROOT / "server" / "errors.go").read_text()
    of_gqlgen = {"ParseFailed": "GRAPHQL_PARSE_FAILED", "ValidationFailed": "GRAPHQL_VALIDATION_FAILED"}
    named = {of_gqlgen[name] for name in re.findall(r"errcode\.(\w+):", server)}
    return set(re.findall(r'Code\s+= "([A-Z_]+)"', domain)) | named


def test_each_code_has_an_exception_of_its_own() -> None:
    own = [
        exception
        for name in factiongraph.__all__
        if isinstance(exception := getattr(factiongraph, name), type) and issubclass(exception, ApiError)
    ]
    codes = [code for exception in own for code in exception.codes]
    assert sorted(codes) == sorted(codes_of_the_api())
    assert all(len(exception.codes) <= 1 for exception in own)


@pytest.mark.parametrize("code", sorted(codes_of_the_api()))
def test_a_code_becomes_its_exception(code: str) -> None:
    errors = [{"message": "no", "path": ["a", 1], "extensions": {"code": code, "limit": "cost"}}, {"message": "nor"}]
    with (
        answering(lambda _: graphql(data={"a": None}, errors=errors)) as url,
        pytest.raises(ApiError, match=r"no \(at a\.1\) \(and 1 more\)") as raised,
    ):
        Client(url).query("{ a }")
    assert raised.value.code == code
    assert type(raised.value).codes == (code,)
    assert raised.value.errors == tuple(errors)
    assert raised.value.data == {"a": None}
    if isinstance(raised.value, LimitExceeded):
        assert raised.value.limit == "cost"


def test_an_unknown_code_is_an_error_all_the_same() -> None:
    errors = [{"message": "new", "extensions": {"code": "OF_TOMORROW"}}]
    with answering(lambda _: graphql(errors=errors)) as url, pytest.raises(ApiError, match="new") as raised:
        Client(url).query("{ a }")
    assert type(raised.value) is ApiError
    assert raised.value.code == "OF_TOMORROW"


@pytest.mark.parametrize(
    ("document", "exception"),
    [
        ("{", ParseFailed),
        ("{ nothing }", ValidationFailed),
        ("{ events(first: -1) { totalCount } }", BadInput),
        ('{ neighborhood(ids: ["act_nobody"]) { nodes { degree } } }', NotFound),
        (
            "{ events(first: 500) { nodes { claims { source { claims(first: 100) { nodes { id } } } } } } }",
            LimitExceeded,
        ),
    ],
)
def test_the_program_tells_these(client: Client, document: str, exception: type[ApiError]) -> None:
    with pytest.raises(exception) as raised:
        client.query(document)
    assert isinstance(raised.value, FactiongraphError)
    assert issubclass(exception, QueryError) == raised.value.code.startswith(("BAD_", "GRAPHQL_"))


@pytest.mark.parametrize(
    ("told", "exception"),
    [
        (Told(404, b"<!doctype html>"), ConnectionFailed),
        (Told(200, b"<!doctype html>"), ConnectionFailed),
        (Told(200, b"[]"), ConnectionFailed),
        (Told(200, b"\xff"), ConnectionFailed),
        (Told(302, b"", {"Location": "/elsewhere"}), ConnectionFailed),
        (Told(401, b"who are you"), Unauthenticated),
        (Told(403, b"not you"), Forbidden),
    ],
)
def test_what_is_no_answer(told: Told, exception: type[FactiongraphError]) -> None:
    with answering(lambda _: told) as url, pytest.raises(exception):
        Client(url).query("{ a }")


def test_nobody_is_sent_elsewhere() -> None:
    def tell(asked: Asked) -> Told:
        there = asked.path == "/elsewhere"
        return graphql(data={"a": 1}) if there else Told(307, b"", {"Location": "/elsewhere"})

    with answering(tell) as url, pytest.raises(ConnectionFailed, match="307"):
        Client(url, token="secret").query("{ a }")  # noqa: S106 - invented


def test_nobody_there() -> None:
    with answering(lambda _: graphql(data={})) as url:
        pass
    with pytest.raises(ConnectionFailed, match="factiongraph serve") as raised:
        Client(url).version()
    assert raised.value.__cause__ is not None


def test_the_token_is_sent() -> None:
    seen: list[Asked] = []

    def tell(asked: Asked) -> Told:
        seen.append(asked)
        return graphql(data={"factiongraphDataset": {"version": "v"}})

    with answering(tell) as url:
        Client(url, token="secret").version()  # noqa: S106 - invented
        Client(url).version()
    assert [asked.headers.get("Authorization") for asked in seen] == ["Bearer secret", None]
    assert {(asked.method, asked.path) for asked in seen} == {("POST", "/graphql")}


@pytest.mark.parametrize("url", ["", "127.0.0.1:8080", "file:///etc/passwd"])
def test_an_address_has_a_scheme(url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FACTIONGRAPH_URL", url or "ftp://nowhere")
    with pytest.raises(ValueError, match="http://"):
        Client(url or None)
