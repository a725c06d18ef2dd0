from __future__ import annotations

import json
import re
from datetime import UTC, date, datetime
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from serving import ROOT, Server
from stub import Asked, Told, answering, graphql

from factiongraph import (
    AmbiguousName,
    Client,
    ConnectionFailed,
    LimitExceeded,
    NotFound,
    Table,
    VersionChanged,
)
from factiongraph import client as client_module

ACTORS = """
query ($filter: ActorFilter, $first: Int, $after: String) {
  actors(filter: $filter, first: $first, after: $after) { pageInfo { hasNextPage endCursor } nodes { id } }
}"""


def total(client: Client, field: str) -> int:
    return int(client.query(f"{{ {field} {{ totalCount }} }}")[field]["totalCount"])


@pytest.mark.parametrize(
    ("method", "field"),
    [
        ("events", "events"),
        ("mediations", "mediations"),
        ("fights", "fights"),
        ("unnamed_opponents", "fightsWithUnnamedOpponent"),
        ("agreements", "agreements"),
        ("affiliations", "affiliations"),
        ("claims", "claims"),
    ],
)
def test_a_list_is_whole(client: Client, method: str, field: str) -> None:
    table: Table = getattr(client, method)()
    assert len(table) == total(client, field) > 0
    assert table.complete
    assert table.provenance.version == client.version()
    identity = table.columns[0].name
    assert len(set(table.column(identity))) == len(table)


def test_short_pages_give_what_long_ones_give(server: Server) -> None:
    long, short = Client(server.url).events(), Client(server.url, page_size=7).events()
    assert list(short) == list(long)
    assert [node["id"] for node in Client(server.url, page_size=3).iter(ACTORS, path="actors")] == [
        node["id"] for node in Client(server.url).iter(ACTORS, path="actors")
    ]


@pytest.mark.parametrize("page_size", [1, 5, 500])
@pytest.mark.parametrize(
    ("limit", "complete"), [(0, False), (1, False), (5, False), (13, False), (14, True), (15, True)]
)
def test_a_limit_is_told(server: Server, page_size: int, limit: int, complete: bool) -> None:
    table = Client(server.url, page_size=page_size).agreements(limit=limit)
    assert len(table) == min(limit, 14)
    assert table.complete == complete


def test_an_answer_tells_where_it_comes_from(client: Client, server: Server) -> None:
    before = datetime.now(UTC)
    answer = client.query("query ($id: ID!) { actor(id: $id) { name } }", {"id": "act_russia"})
    assert dict(answer) == {"actor": {"name": "Russia"}}
    provenance = answer.provenance
    assert provenance.query == "query ($id: ID!) { actor(id: $id) { name } }"
    assert provenance.variables == {"id": "act_russia"}
    assert provenance.version == client.query("{ dataset { version } }")["dataset"]["version"]
    assert before <= provenance.time <= datetime.now(UTC)
    assert provenance.url == server.url
    assert str(provenance.version) in provenance.cite()
    pages = client.iter(ACTORS, {"filter": {"kinds": ["STATE"]}}, path="actors")
    assert pages.provenance.variables == {"filter": {"kinds": ["STATE"]}}


def test_names_become_ids(client: Client) -> None:
    by_name = client.mediations(between=["Umm Batnah residents", "Military Security branch in Sa'sa'"])
    by_id = client.mediations(between=["act_umm_batnah_residents", "act_sasa_branch"])
    assert list(by_name) == list(by_id)
    assert by_name.provenance.variables == by_id.provenance.variables
    (row,) = by_name
    assert row["mediator_names"] == ("Quneitra Reconciliation Committee", "Daraa Central Committee")
    assert row["party_ids"] == ("act_umm_batnah_residents", "act_sasa_branch")
    assert row["party_sides"] == (1, 2)
    assert row["claim_locators"] == ("001:10", "001:11", "001:12")
    assert (row["date"], row["date_earliest"]) == ("2021-05-01/2021-05-20", date(2021, 5, 1))


@pytest.mark.parametrize("name", ["HTS", "Hay'at Tahrir al-Sham", "act_hts"])
def test_an_actor_by_any_name(client: Client, name: str) -> None:
    actor = client.actor(name)
    assert (actor.id, actor.kind) == ("act_hts", "ARMED_GROUP")
    assert any(other.type == "ACRONYM" and other.text == "HTS" for other in actor.names)


def test_an_arabic_name(client: Client) -> None:
    assert client.actor("اللواء الثامن").id == "act_8th_brigade"


def test_an_ambiguous_name_has_candidates(client: Client) -> None:
    with pytest.raises(AmbiguousName) as raised:
        client.neighborhood("committee")
    candidates = raised.value.candidates
    assert "act_dcc" in {candidate.id for candidate in candidates}
    assert [c.score for c in candidates] == sorted((c.score for c in candidates), reverse=True)
    assert len(candidates) > 1


@pytest.mark.parametrize(
    ("scores", "understood"),
    [
        ([1.0], True),
        ([0.6], True),
        ([0.59], False),
        ([0.95, 0.89], True),
        ([0.95, 0.91], False),
        ([1.0, 1.0], False),
        ([0.94, 0.24], False),
        ([0.94, 0.23], True),
        ([0.23], False),
    ],
)
def test_how_like_a_name_must_be(scores: list[float], understood: bool) -> None:
    def tell(asked: Asked) -> Told:
        hits = [
            {
                "matchedName": "x",
                "score": score,
                "node": {"__typename": "Actor", "id": f"a{n}", "name": "x", "kindOfActor": "STATE"},
            }
            for n, score in enumerate(scores)
        ]
        data: dict[str, Any] = {"search": hits} if b"query Search" in asked.body else {"id0": None}
        if b"query Events" in asked.body:
            assert json.loads(asked.body)["variables"]["filter"] == {"actors": ["a0"]}
            data = {"events": {"pageInfo": {"hasNextPage": False, "endCursor": None}, "edges": []}}
        return graphql(data=data)

    with answering(tell) as url:
        if understood:
            assert len(Client(url).events(actors="x")) == 0
        else:
            with pytest.raises(AmbiguousName) as raised:
                Client(url).events(actors="x")
            assert [candidate.score for candidate in raised.value.candidates] == scores


def test_a_name_is_understood_as_on_the_command_line() -> None:
    program = (ROOT / "cmd" / "factiongraph" / "actors.go").read_text()
    rule = {name: float(value) for name, value in re.findall(r"(\w+)\s+= ([0-9.]+)\n", program)}
    assert rule["exactScore"] == client_module._EXACT
    assert rule["clearLead"] == client_module._LEAD
    assert rule["onlyScore"] == client_module._ONLY
    assert rule["maxCandidates"] == client_module._CANDIDATES


@pytest.mark.parametrize("name", ["nobody of that name", "ev_2021_05_umm_batnah_mediation"])
def test_an_unknown_name(client: Client, name: str) -> None:
    with pytest.raises(NotFound):
        client.actor(name)


def test_many_ids_are_known_at_once(client: Client) -> None:
    actors = [node["id"] for node in client.iter(ACTORS, path="actors")]
    assert len(actors) > 100
    assert list(client.events(actors=actors)) == [row for row in client.events() if row["participant_ids"]]


def test_what_is_not_said_stays_unknown(client: Client) -> None:
    unnamed = [row for row in client.mediations() if row["unnamed_sides"]]
    assert unnamed
    for row in unnamed:
        assert row["sides"] - row["unnamed_sides"] == len(set(row["party_sides"]))
    silent = [row for row in client.terms() if row["status"] is None]
    assert silent
    assert all(row["claim_ids"] == () and row["term_locators"] for row in silent)
    undated = [row for row in client.affiliations() if row["start"] is None and row["end"] is None]
    assert undated


def test_terms_and_violations_are_those_of_the_agreements(client: Client) -> None:
    agreements = client.agreements()
    assert sum(agreements.column("terms")) == len(set(client.terms().column("id")))
    assert sum(agreements.column("violations")) == len(client.violations())
    broken = client.terms(compliance="BROKEN")
    assert {"BROKEN"} <= set(broken.column("status"))
    assert set(broken.column("agreement_id")) < set(agreements.column("id"))


def test_certain_and_possible_differ(client: Client) -> None:
    possible = client.affiliations(during=("2019", "2019"))
    certain = client.affiliations(during=("2019", "2019"), certainty="CERTAIN")
    assert set(certain.column("id")) < set(possible.column("id"))
    with pytest.raises(ValueError, match="during"):
        client.events(certainty="CERTAIN")


@pytest.mark.parametrize("during", ["2021-05", ("2021-05", "2021-05"), (date(2021, 5, 1), date(2021, 5, 31))])
def test_ways_to_say_when(client: Client, during: Any) -> None:
    then = {"from": "2021-05-01", "to": "2021-05-31", "certainty": "CERTAIN"}
    document = "query ($during: During) { events(filter: { during: $during }, first: 500) { nodes { id } } }"
    expected = [node["id"] for node in client.query(document, {"during": then})["events"]["nodes"]]
    assert client.events(during=during, certainty="CERTAIN").column("id") == expected
    assert 0 < len(expected) < len(client.events(during=during))


def test_an_empty_list_matches_nothing(client: Client) -> None:
    assert len(client.events(kinds=[])) == 0
    assert len(client.events(kinds=None)) == len(client.events())


def test_claims_stand_with_what_they_are_about(client: Client) -> None:
    claims = client.claims(about=["ev_2021_05_umm_batnah_mediation", "act_hts"], stances=["REPORTED"])
    assert set(claims.column("about_type")) == {"EVENT", "ACTOR"}
    for row in claims:
        assert row["locator"]
        assert row["source_id"].startswith("src_")
        assert (row["about_date"] is None) == (row["about_type"] == "ACTOR")


def test_paths(client: Client) -> None:
    paths = client.paths("Ahmed al-Awda", "Russia")
    assert (paths.status, paths.complete, paths.limit) == ("FOUND", True, None)
    assert paths.actors[0] == ("act_awda", "act_8th_brigade", "act_russia")
    lengths = [len(actors) - 1 for actors in paths.actors]
    assert lengths == sorted(lengths)
    for number, actors in enumerate(paths.actors, 1):
        steps = {(row["step"], row["step_from_id"], row["step_to_id"]) for row in paths.steps if row["path"] == number}
        assert steps == {(n, *pair) for n, pair in enumerate(pairwise(actors), 1)}
    none = client.paths("act_awda", "act_russia", kinds="KIN_OF")
    assert (none.status, none.actors, len(none.steps)) == ("FILTERED_OUT", (), 0)


def test_search(client: Client) -> None:
    hits = client.search("Daraa", first=20)
    assert {"ACTOR", "PLACE"} <= set(hits.column("type"))
    assert set(client.search("Daraa", kinds="PLACE").column("type")) == {"PLACE"}
    assert all(0 < score <= 1 for score in hits.column("score"))


def test_pages_are_of_one_version(own_server: Server, more: Path) -> None:
    pages = Client(own_server.url, page_size=10).iter(ACTORS, path="actors")
    first = [next(pages) for _ in range(10)]
    own_server.load(more)
    for _ in range(2):  # and asking again does not go on with the other version
        with pytest.raises(VersionChanged) as raised:
            list(pages)
    assert len(first) == 10
    assert raised.value.expected == pages.provenance.version
    assert raised.value.found == Client(own_server.url).version()


def test_a_client_may_expect_a_version(own_server: Server, more: Path) -> None:
    version = Client(own_server.url).version()
    client = Client(own_server.url, version=version)
    assert len(client.agreements()) == 14
    own_server.load(more)
    with pytest.raises(VersionChanged):
        client.agreements()


def test_what_is_loaded_last_is_asked_last(own_server: Server, more: Path) -> None:
    client = Client(own_server.url)
    own_server.load(more)
    assert client.actor("Zz Invented").id == "act_zz_invented"


@pytest.mark.parametrize(
    ("document", "path", "message"),
    [
        ("{ actors { nodes { id } pageInfo { hasNextPage endCursor } } }", "actors", r"\$after"),
        ("query ($after: String) { actors(after: $after) { nodes { id } } }", "actors", "pageInfo"),
        ("query ($after: String) { actors(after: $after) { pageInfo { hasNextPage endCursor } } }", "actors", "nodes"),
        (ACTORS, "nobody", "nobody"),
    ],
)
def test_a_document_that_cannot_be_paged(client: Client, document: str, path: str, message: str) -> None:
    with pytest.raises(ValueError, match=message):
        client.iter(document, path=path)


def test_pages_of_an_inner_connection(client: Client) -> None:
    document = """
    query ($id: ID!, $first: Int, $after: String) {
      actor(id: $id) {
        events(first: $first, after: $after) { pageInfo { hasNextPage endCursor } edges { node { id } } }
      }
    }"""
    client = Client(client.url, page_size=4)
    edges = list(client.iter(document, {"id": "act_russia"}, path="actor.events"))
    assert {edge["node"]["id"] for edge in edges} == set(client.events(actors="act_russia").column("id"))
    with pytest.raises(NotFound, match="actor"):
        client.iter(document, {"id": "act_nobody"}, path="actor.events")


def test_a_length_that_is_given_is_kept_to(client: Client) -> None:
    document = """
    query ($first: Int, $after: String) {
      events(first: $first, after: $after) {
        pageInfo { hasNextPage endCursor }
        nodes {
          id
          claims { source { id } attributedTo { names { text type } } }
          participants { actor { names { text } } claims { locator attributedTo { names { text type } } } }
        }
      }
    }"""
    assert len(list(client.iter(document, path="events"))) == total(client, "events")
    with pytest.raises(LimitExceeded) as raised:
        client.iter(document, {"first": 500}, path="events")
    assert raised.value.limit == "cost"


def test_a_server_that_stands_still_is_left() -> None:
    def tell(_: Asked) -> Told:
        page = {"pageInfo": {"hasNextPage": True, "endCursor": "same"}, "nodes": [{"id": "a"}]}
        return graphql(data={"actors": page, "factiongraphDataset": {"version": "v"}})

    with answering(tell) as url, pytest.raises(ConnectionFailed, match="where"):
        list(Client(url).iter(ACTORS, path="actors"))


@pytest.mark.parametrize("page_size", [0, 501])
def test_page_sizes_are_bounded(page_size: int) -> None:
    with pytest.raises(ValueError, match="page_size"):
        Client(page_size=page_size)


def test_the_address_comes_from_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("FACTIONGRAPH_URL", raising=False)
    assert Client().url == "http://127.0.0.1:8080"
    monkeypatch.setenv("FACTIONGRAPH_URL", "http://graph.example/")
    assert Client().url == "http://graph.example"
