"""The client: one method for each kind of question.

Owns what a question takes and returns. Documents and columns are those of
questions.py, the way over HTTP that of transport.py.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Literal, Unpack

from factiongraph import questions
from factiongraph.errors import AmbiguousName, Candidate, NotFound
from factiongraph.narrowing import (
    ENTITIES,
    Certainty,
    During,
    Entity,
    Narrowing,
    OfAgreements,
    RollUp,
    Some,
    filter_of,
    listed,
)
from factiongraph.network import Network, Question
from factiongraph.pages import Pages
from factiongraph.provenance import Provenance
from factiongraph.session import Session
from factiongraph.table import Table
from factiongraph.transport import Transport

_USUAL = "http://127.0.0.1:8080"
# A name is understood if it is so much like an actor's and so much more than
# the next one's, or if only one actor's is like it at all: the rule of the
# program's command line. A name of which but a word begins like the last one
# that was given scores less than _UNFINISHED, and is not like it.
_EXACT, _LEAD, _ONLY, _UNFINISHED = 0.95, 0.05, 0.6, 0.24
_CANDIDATES = 10


class Answer(Mapping[str, Any]):
    """The data of an answer by the names of its root fields, with its provenance."""

    def __init__(self, data: Mapping[str, Any], provenance: Provenance) -> None:
        """Take the data as the API wrote it."""
        self._data = data
        self.provenance = provenance

    def __getitem__(self, field: str) -> Any:
        """Return what a root field gave."""
        return self._data[field]

    def __iter__(self) -> Iterator[str]:
        return iter(self._data)

    def __len__(self) -> int:
        return len(self._data)

    def __repr__(self) -> str:
        return f"<Answer {dict(self._data)!r}; {self.provenance.cite()}>"


@dataclass(frozen=True)
class Name:
    """A name of an actor. ``type`` is OFFICIAL, ALIAS, ACRONYM, TRANSLITERATION, EXONYM or LABEL."""

    text: str
    type: str
    script: str | None
    language: str | None


@dataclass(frozen=True)
class Actor:
    """Anybody who takes part. An actor has no side; a part in an event has."""

    id: str
    name: str
    kind: str
    description: str | None
    note: str | None
    tags: tuple[str, ...]
    names: tuple[Name, ...]
    external_ids: tuple[tuple[str, str], ...]
    provenance: Provenance

    def __str__(self) -> str:
        return f"{self.name} ({self.id})"


@dataclass(frozen=True)
class Paths:
    """How two actors are connected.

    Attributes:
        status: FOUND; NONE if there certainly is no way; LIMIT_REACHED if there is none up to
            the length asked for; FILTERED_OUT if there is one, but not under the filter.
        complete: whether these are as many as were asked for, or all.
        limit: the budget that ended the search before, or None.
        actors: the ids of who is on each path, from one end to the other.
        steps: a row for each tie of each step of each path.
        provenance: where all of that comes from.

    """

    status: Literal["FOUND", "NONE", "LIMIT_REACHED", "FILTERED_OUT"]
    complete: bool
    limit: str | None
    actors: tuple[tuple[str, ...], ...]
    steps: Table = field(repr=False)
    provenance: Provenance = field(repr=False)


class Client:
    """A factiongraph server to ask.

    Wherever actors or places are asked for, ids do, and so do names in any
    script or spelling; a name that may mean several raises AmbiguousName.
    Lists are fetched page by page and are of one version of the data, or
    VersionChanged is raised. Every method also raises the ApiError of what the
    server refuses, and ConnectionFailed if no answer comes. A client is safe to
    use from several threads.
    """

    def __init__(
        self,
        url: str | None = None,
        *,
        token: str | None = None,
        timeout: float = 30,
        page_size: int = 500,
        version: str | None = None,
    ) -> None:
        """Take where the server is. Nothing is asked yet.

        Args:
            url: its address, as `factiongraph serve` prints it. None is what the
                environment's FACTIONGRAPH_URL says or else http://127.0.0.1:8080,
                where `make run` serves.
            token: a bearer token, for a proxy before the server that wants one.
            timeout: seconds to wait for one answer.
            page_size: how many elements to ask for at once, 1 to 500; fewer are asked
                for where the server finds so many too costly.
            version: the dataset version that every answer must be of, so that a notebook cannot
                be run on other data unnoticed. None takes any.

        """
        if not 1 <= page_size <= 500:
            raise ValueError(f"page_size is {page_size}, and must be 1 to 500")
        url = url or os.environ.get("FACTIONGRAPH_URL") or _USUAL
        transport = Transport(url, token=token, timeout=timeout)
        self._session = Session(transport, page_size=page_size, version=version)

    @property
    def url(self) -> str:
        """The server's address, without a slash at its end."""
        return self._session.url

    def __repr__(self) -> str:
        return f"Client({self.url!r})"

    def version(self) -> str | None:
        """Return the dataset's version, a digest of its content; None if nothing is loaded."""
        return self._session.ask(questions.VERSION, {}).version

    def query(
        self, document: str, variables: Mapping[str, Any] | None = None, *, operation: str | None = None
    ) -> Answer:
        """Return the answer to any GraphQL document.

        Args:
            document: the document; the version is asked for beside it, whatever it says.
            variables: its variables.
            operation: which of its operations, if it has several.

        """
        variables = dict(variables or {})
        reply = self._session.ask(document, variables, operation)
        return Answer(reply.data, self._session.provenance(document, variables, reply))

    def iter(
        self, document: str, variables: Mapping[str, Any] | None = None, *, path: str, limit: int | None = None
    ) -> Pages:
        """Return all elements of a connection, page after page.

        The document passes $after on to the connection, and $first if the pages
        are to be as long as the server affords; the connection selects
        ``pageInfo { hasNextPage endCursor }`` and nodes or edges.

        Args:
            document: a GraphQL document.
            variables: its variables but for after and first. A first that is given is kept to.
            path: the way to the connection, such as "actors" or "actor.events".
            limit: how many elements to give at most; None for all.

        Returns:
            An iterator over the nodes, or over the edges where no nodes are selected, as the API writes them.

        Raises:
            ValueError: the document is not as it must be.
            NotFound: something on the path is null.
            VersionChanged: the data changed between two pages.

        """
        return self._session.pages(document, variables or {}, path=path, limit=limit)

    def search(self, text: str, *, kinds: Some = None, first: int = 10) -> Table:
        """Return what has a name or title like a text, best first.

        Args:
            text: a name or words of one, in any script and order.
            kinds: among ACTOR, PLACE, SOURCE, EVENT, AGREEMENT; all if None.
            first: how many hits, at most 100.

        Returns:
            id, type, kind, name, matched_name and score (over 0, 1 for an exact name).

        """
        answer = self.query(
            questions.SEARCH, {"text": text, "kinds": None if kinds is None else listed(kinds), "first": first}
        )
        return Table(questions.SEARCH_COLUMNS, map(questions.hit_values, answer["search"]), answer.provenance)

    def actor(self, actor: str) -> Actor:
        """Return one actor by id or name.

        Raises:
            NotFound: nobody has that id or a name like it.
            AmbiguousName: several may be meant, or somebody whose name is only somewhat like it.

        """
        (found,) = self._ids([actor], "ACTOR")
        answer = self.query(questions.ACTOR, {"id": found})
        data = answer["actor"]
        if data is None:
            raise NotFound(f"{found} is no longer there")
        return Actor(
            id=data["id"],
            name=data["name"],
            kind=data["kind"],
            description=data["description"],
            note=data["note"],
            tags=tuple(data["tags"]),
            names=tuple(Name(**name) for name in data["names"]),
            external_ids=tuple((each["scheme"], each["value"]) for each in data["externalIds"]),
            provenance=answer.provenance,
        )

    def events(
        self,
        *,
        ids: Some = None,
        kinds: Some = None,
        actors: Some = None,
        roles: Some = None,
        places: Some = None,
        text: str | None = None,
        during: During | None = None,
        certainty: Certainty | None = None,
        realis: Some = None,
        agreement: Some = None,
        limit: int | None = None,
    ) -> Table:
        """Return events by date, undated last.

        Args:
            ids: these alone.
            kinds: such as CLASH or DISPLACEMENT.
            actors: in which one of these takes part.
            roles: in one of these roles.
            places: there or at what lies within.
            text: all words of which are in the title.
            during: "2021", or ("2020-01", "2021-12") with both ends included.
            certainty: CERTAIN leaves out what only may be of that time.
            realis: such as OCCURRED or REQUESTED; all if None, so also what did not take place.
            agreement: ids of agreements or terms that they are linked to.
            limit: how many at most; None for all. Table.complete says whether it left out any.

        """
        asked = self._filter(
            ids=ids,
            kinds=kinds,
            actors=actors,
            roles=roles,
            places=places,
            text=text,
            during=during,
            certainty=certainty,
            realis=realis,
            agreement=agreement,
        )
        return self._session.table(questions.EVENTS, asked, limit)

    def mediations(
        self,
        *,
        mediators: Some = None,
        between: Some = None,
        parties: Some = None,
        places: Some = None,
        during: During | None = None,
        certainty: Certainty | None = None,
        include_subordinates: bool = False,
        include_subsets: bool = False,
        include_requested: bool = False,
        limit: int | None = None,
    ) -> Table:
        """Return who mediated between whom, by date.

        party_ids, party_names and party_sides are parallel. A side that the
        source leaves unnamed has no party; unnamed_sides counts those.

        Args:
            mediators: by one of these.
            between: each of these on a side of its own, at most six.
            parties: one of these on any side.
            places: there or at what lies within.
            during: "2021", or ("2020-01", "2021-12") with both ends included.
            certainty: CERTAIN leaves out what only may be of that time.
            include_subordinates: whether who belongs to an actor at that time counts as that
                actor; matched_ids says who.
            include_subsets: the same of who is some of an actor, as fighters of a group are.
            include_requested: whether to give what was only asked for, planned, threatened or foreseen.
            limit: how many at most; None for all.

        """
        asked = self._filter(
            mediators=mediators,
            between=between,
            parties=parties,
            places=places,
            during=during,
            certainty=certainty,
            include_subordinates=include_subordinates,
            include_subsets=include_subsets,
            include_requested=include_requested,
        )
        return self._session.table(questions.MEDIATIONS, asked, limit)

    def fights(
        self,
        *,
        actors: Some = None,
        opponents: Some = None,
        places: Some = None,
        kinds: Some = None,
        during: During | None = None,
        certainty: Certainty | None = None,
        include_subordinates: bool = False,
        include_subsets: bool = False,
        limit: int | None = None,
    ) -> Table:
        """Return who fought whom, the ties with most events first.

        Fights whose opponent no source names make no tie: unnamed_opponents has
        them. Where claims_complete is False, claim_ids has the first hundred.

        Args:
            actors: with one of these at an end.
            opponents: with one of these at the other end.
            places: there or at what lies within.
            kinds: of ties; FOUGHT, ATTACKED and BESIEGED if None.
            during: "2021", or ("2020-01", "2021-12") with both ends included.
            certainty: CERTAIN leaves out what only may be of that time.
            include_subordinates: whether who belongs to an actor at that time counts as that
                actor; matched_ids says who.
            include_subsets: the same of who is some of an actor, as fighters of a group are.
            limit: how many at most; None for all.

        """
        asked = self._filter(
            actors=actors,
            opponents=opponents,
            places=places,
            kinds=kinds,
            during=during,
            certainty=certainty,
            include_subordinates=include_subordinates,
            include_subsets=include_subsets,
        )
        return self._session.table(questions.FIGHTS, asked, limit)

    def unnamed_opponents(
        self,
        *,
        actors: Some = None,
        places: Some = None,
        during: During | None = None,
        certainty: Certainty | None = None,
        include_subordinates: bool = False,
        include_subsets: bool = False,
        limit: int | None = None,
    ) -> Table:
        """Return armed events whose opponent no source names: what fights leaves out. Columns as in events."""
        asked = self._filter(
            actors=actors,
            places=places,
            during=during,
            certainty=certainty,
            include_subordinates=include_subordinates,
            include_subsets=include_subsets,
        )
        return self._session.table(questions.UNNAMED_OPPONENTS, asked, limit)

    def agreements(self, *, limit: int | None = None, **narrowing: Unpack[OfAgreements]) -> Table:
        """Return agreements by date, those that were only planned, asked for or alleged among them: see realis.

        Args:
            limit: how many at most; None for all.
            **narrowing: which agreements: see OfAgreements.

        """
        return self._session.table(questions.AGREEMENTS, self._filter(**narrowing), limit)

    def terms(self, **narrowing: Unpack[OfAgreements]) -> Table:
        """Return all terms of the agreements that meet a filter, as in agreements, and what became of each.

        A term has a row for each entry of its log of compliance, and one with
        the status None, which means unknown, where nobody reports any. The
        claims are those of the entry, term_locators those of the term.
        """
        return self._session.table(questions.TERMS, self._filter(**narrowing), None)

    def violations(self, **narrowing: Unpack[OfAgreements]) -> Table:
        """Return the breaches, told or alleged, of the agreements that meet a filter, as in agreements.

        breaker says who is said to have broken it, accuser who says so (the
        publisher where a source speaks for itself), denier who denies it.
        """
        return self._session.table(questions.VIOLATIONS, self._filter(**narrowing), None)

    def affiliations(
        self,
        *,
        kinds: Some = None,
        from_: Some = None,
        to: Some = None,
        during: During | None = None,
        certainty: Certainty | None = None,
        limit: int | None = None,
    ) -> Table:
        """Return lasting relations as sources state them: PART_OF, SUPPORTS, SPLINTERED_FROM, CONTROLS and so on.

        Args:
            kinds: such as SUPPORTS.
            from_: that begin at one of these actors.
            to: that end at one of these, by id: actors or places.
            during: when they held.
            certainty: CERTAIN leaves out what only may have held then.
            limit: how many at most; None for all.

        """
        asked = self._filter(
            kinds=kinds,
            from_=from_,
            to=to,
            during=during,
            certainty=certainty,
        )
        return self._session.table(questions.AFFILIATIONS, asked, limit)

    def claims(
        self,
        *,
        about: Some = None,
        attributed_to: Some = None,
        sources: Some = None,
        publishers: Some = None,
        stances: Some = None,
        basis: Some = None,
        limit: int | None = None,
    ) -> Table:
        """Return what was said, by whom, and where: one row for each claim.

        Args:
            about: ids of events, agreements, affiliations, actors or places that rest on it.
            attributed_to: with one of these actors in the chain of voices.
            sources: ids of sources.
            publishers: of the sources.
            stances: such as DENIED.
            basis: such as IMPLIED.
            limit: how many at most; None for all.

        """
        asked = self._filter(
            about=about,
            attributed_to=attributed_to,
            sources=sources,
            publishers=publishers,
            stances=stances,
            basis=basis,
        )
        return self._session.table(questions.CLAIMS, asked, limit)

    def network(self, *, roll_up: RollUp = "NONE", limit: int = 1000, **narrowing: Unpack[Narrowing]) -> Network:
        """Return all ties under a filter, and who they join.

        Args:
            roll_up: to what level actors are gathered, by PART_OF at the time: NONE, CORPS, STATE or KIND.
            limit: the most actors. Network.truncated says what was left out.
            **narrowing: which ties, on which evidence: see Narrowing.

        """
        variables = {"filter": self._filter(**narrowing), "rollUp": roll_up, "limit": limit}
        return Network.ask(self._session, Question(questions.NETWORK, variables))

    def neighborhood(
        self, ids: str | Iterable[str], *, depth: int = 1, limit: int = 200, **narrowing: Unpack[Narrowing]
    ) -> Network:
        """Return the actors within some steps of others, and the ties between all of them.

        Args:
            ids: where to start: ids or names of actors.
            depth: how many steps to go, 0 to 6; 0 gives the ties between the actors themselves.
            limit: the most actors, those to start from among them.
            **narrowing: which ties count as steps: see Narrowing.

        """
        variables = {
            "ids": self._ids(listed(ids), "ACTOR"),
            "depth": depth,
            "filter": self._filter(**narrowing),
            "limit": limit,
        }
        return Network.ask(self._session, Question(questions.NEIGHBORHOOD, variables))

    def paths(
        self,
        a: str,
        b: str,
        *,
        max_length: int = 4,
        first: int = 5,
        direction: Literal["EITHER", "FORWARD"] = "EITHER",
        roll_up: RollUp = "NONE",
        **narrowing: Unpack[Narrowing],
    ) -> Paths:
        """Return how two actors are connected, the shortest ways first.

        Args:
            a: one end, by id or name.
            b: the other.
            max_length: the most steps of a path, at most 8.
            first: how many paths, at most 100.
            direction: FORWARD follows directed ties only from where they begin.
            roll_up: to what level actors are gathered first.
            **narrowing: which ties count as steps: see Narrowing.

        """
        from_, to = self._ids([a, b], "ACTOR")
        variables = {
            "from": from_,
            "to": to,
            "direction": direction,
            "maxLength": max_length,
            "first": first,
            "filter": self._filter(**narrowing),
            "rollUp": roll_up,
        }
        answer = self.query(questions.PATHS, variables)
        found = answer["paths"]
        return Paths(
            status=found["status"],
            complete=found["complete"],
            limit=found["limit"],
            actors=tuple(tuple(actor["id"] for actor in path["actors"]) for path in found["paths"]),
            steps=Table(questions.STEP_COLUMNS, questions.step_values(found["paths"]), answer.provenance),
            provenance=answer.provenance,
        )

    def _filter(self, **fields: Any) -> dict[str, Any]:
        """Return the API's input object for keyword arguments, with ids in place of names."""
        for name, value in fields.items():
            if value is not None and (kind := ENTITIES.get(name)) is not None:
                fields[name] = self._ids(listed(value), kind)
        return filter_of(fields)

    def _ids(self, values: list[str], kind: Entity) -> list[str]:
        """Return the ids that ids or names mean."""
        known: set[str] = set()
        for start in range(0, len(values), questions.MOST_NODES):
            some = values[start : start + questions.MOST_NODES]
            asked = {f"id{n}": value for n, value in enumerate(some)}
            found = self._session.ask(questions.nodes_of(len(some)), asked).data
            known.update(asked[name] for name, node in found.items() if node and node["__typename"].upper() == kind)
        return [value if value in known else self._named(value, kind) for value in values]

    def _named(self, name: str, kind: Entity) -> str:
        hits = self.search(name, kinds=kind, first=_CANDIDATES)
        if not hits:
            raise NotFound(f"no {kind.lower()} is called {name!r}, and none has it for an id")
        best, *others = hits
        alone = best["score"] >= _ONLY and all(other["score"] < _UNFINISHED for other in others)
        ahead = best["score"] >= _EXACT and all(other["score"] <= best["score"] - _LEAD for other in others)
        if not alone and not ahead:
            raise AmbiguousName(
                name,
                [Candidate(hit["id"], hit["name"], hit["kind"], hit["matched_name"], hit["score"]) for hit in hits],
            )
        return str(best["id"])
