"""The questions of the client: what each asks of the API, and the rows that the answer becomes.

Owns the GraphQL documents and the columns. It must not know how a question is
sent. Ids stand in columns that end in _id or _ids; a date is three columns:
the EDTF text, and the first and last day that it can be.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from factiongraph.table import Column, Type

Json = Mapping[str, Any]


@dataclass(frozen=True)
class Listing:
    """A connection that is read page by page into a table.

    The document takes $filter, $first and $after; path leads to the connection,
    and rows turns each of its edges or nodes into rows with these columns.
    """

    document: str
    path: str
    columns: tuple[Column, ...]
    rows: Callable[[Json], Iterator[dict[str, Any]]]


def texts(*names: str) -> tuple[Column, ...]:
    """Return columns of text."""
    return tuple(map(Column, names))


def lists(*names: str) -> tuple[Column, ...]:
    """Return columns of lists of text."""
    return tuple(Column(name, Type.TEXTS) for name in names)


def date_columns(name: str) -> tuple[Column, ...]:
    """Return the three columns of a date."""
    return (Column(name), Column(f"{name}_earliest", Type.DAY), Column(f"{name}_latest", Type.DAY))


def date_values(name: str, value: Json | None) -> dict[str, Any]:
    """Return the values of the three columns of a date; all None where nothing is known of it."""
    value = value or {}
    return {
        name: value.get("edtf"),
        f"{name}_earliest": _day(value.get("earliest")),
        f"{name}_latest": _day(value.get("latest")),
    }


def _day(text: str | None) -> date | None:
    return None if text is None else date.fromisoformat(text)


def _all(entities: Iterable[Json], key: str) -> tuple[Any, ...]:
    return tuple(entity[key] for entity in entities)


_DATE = "fragment date on FuzzyDate { edtf earliest latest }"
_ACTOR = "fragment actor on Actor { id name }"
_CLAIM = "fragment claim on Claim { id stance basis locator source { publisher } }"

_CLAIMS = lists("claim_ids", "claim_locators", "claim_stances", "claim_bases", "claim_publishers")


def _claims(claims: Iterable[Json]) -> dict[str, Any]:
    claims = list(claims)
    return {
        "claim_ids": _all(claims, "id"),
        "claim_locators": _all(claims, "locator"),
        "claim_stances": _all(claims, "stance"),
        "claim_bases": _all(claims, "basis"),
        "claim_publishers": tuple(c["source"]["publisher"] for c in claims),
    }


_PARTS = (
    *lists("participant_ids", "participant_names", "participant_roles"),
    Column("participant_sides", Type.INTEGERS),
)


def _parts(participants: Iterable[Json]) -> dict[str, Any]:
    participants = list(participants)
    return {
        "participant_ids": tuple(p["actor"]["id"] for p in participants),
        "participant_names": tuple(p["actor"]["name"] for p in participants),
        "participant_roles": _all(participants, "role"),
        "participant_sides": _all(participants, "side"),
    }


_PLACES = lists("place_ids", "place_names")


def _places(uses: Iterable[Json]) -> dict[str, Any]:
    places = [use["place"] for use in uses]
    return {"place_ids": _all(places, "id"), "place_names": _all(places, "name")}


def _actors(name: str, actors: Iterable[Json]) -> dict[str, Any]:
    actors = list(actors)
    return {f"{name}_ids": _all(actors, "id"), f"{name}_names": _all(actors, "name")}


def _id(entity: Json | None) -> str | None:
    return None if entity is None else entity["id"]


_EVENT_PARTS = f"""
fragment event on Event {{
  id kind realis title date {{ ...date }}
  places {{ place {{ id name }} }}
  participants {{ role side actor {{ ...actor }} }}
  outcome note partOf {{ id }} agreement {{ id }}
  claims {{ ...claim }}
}}
{_DATE} {_ACTOR} {_CLAIM}"""

_EVENT_COLUMNS = (
    *texts("id", "kind", "realis", "certainty", "title"),
    *date_columns("date"),
    *_PLACES,
    *_PARTS,
    *texts("outcome", "note", "part_of_id", "agreement_id"),
    *_CLAIMS,
)


def _event(edge: Json) -> Iterator[dict[str, Any]]:
    event = edge["node"]
    yield {
        "id": event["id"],
        "kind": event["kind"],
        "realis": event["realis"],
        "certainty": edge["certainty"],
        "title": event["title"],
        **date_values("date", event["date"]),
        **_places(event["places"]),
        **_parts(event["participants"]),
        "outcome": event["outcome"],
        "note": event["note"],
        "part_of_id": _id(event["partOf"]),
        "agreement_id": _id(event["agreement"]),
        **_claims(event["claims"]),
    }


EVENTS = Listing(
    f"""
query Events($filter: EventFilter, $first: Int, $after: String) {{
  events(filter: $filter, first: $first, after: $after) {{
    pageInfo {{ hasNextPage endCursor }}
    edges {{ certainty node {{ ...event }} }}
  }}
}}{_EVENT_PARTS}""",
    "events",
    _EVENT_COLUMNS,
    _event,
)

UNNAMED_OPPONENTS = Listing(
    f"""
query UnnamedOpponents($filter: FightFilter!, $first: Int, $after: String) {{
  fightsWithUnnamedOpponent(filter: $filter, first: $first, after: $after) {{
    pageInfo {{ hasNextPage endCursor }}
    edges {{ certainty node {{ ...event }} }}
  }}
}}{_EVENT_PARTS}""",
    "fightsWithUnnamedOpponent",
    _EVENT_COLUMNS,
    _event,
)


def _mediation(edge: Json) -> Iterator[dict[str, Any]]:
    mediation = edge["node"]
    sides = mediation["sides"]
    parties = [(side["number"], actor) for side in sides for actor in side["actors"]]
    event, agreement = mediation["event"], mediation["agreement"]
    yield {
        "id": mediation["id"],
        "realis": mediation["realis"],
        "certainty": mediation["certainty"],
        "title": (event or agreement)["title"],
        **date_values("date", mediation["date"]),
        **_actors("mediator", mediation["mediators"]),
        "party_ids": tuple(actor["id"] for _, actor in parties),
        "party_names": tuple(actor["name"] for _, actor in parties),
        "party_sides": tuple(number for number, _ in parties),
        "sides": len(sides),
        "unnamed_sides": sum(not side["named"] for side in sides),
        **_actors("rejected", mediation["rejected"]),
        **_actors("requester", mediation["requestedBy"]),
        **_places(mediation["places"]),
        "outcome": mediation["outcome"],
        "event_id": _id(event),
        "agreement_id": _id(agreement),
        "matched_ids": _all(edge["matched"], "id"),
        **_claims(mediation["claims"]),
    }


MEDIATIONS = Listing(
    f"""
query Mediations($filter: MediationFilter!, $first: Int, $after: String) {{
  mediations(filter: $filter, first: $first, after: $after) {{
    pageInfo {{ hasNextPage endCursor }}
    edges {{
      matched {{ id }}
      node {{
        id realis certainty date {{ ...date }}
        mediators {{ ...actor }}
        sides {{ number named actors {{ ...actor }} }}
        rejected {{ ...actor }}
        requestedBy {{ ...actor }}
        places {{ place {{ id name }} }}
        outcome event {{ id title }} agreement {{ id title }}
        claims {{ ...claim }}
      }}
    }}
  }}
}}
{_DATE} {_ACTOR} {_CLAIM}""",
    "mediations",
    (
        *texts("id", "realis", "certainty", "title"),
        *date_columns("date"),
        *lists("mediator_ids", "mediator_names", "party_ids", "party_names"),
        Column("party_sides", Type.INTEGERS),
        Column("sides", Type.INTEGER),
        Column("unnamed_sides", Type.INTEGER),
        *lists("rejected_ids", "rejected_names", "requester_ids", "requester_names"),
        *_PLACES,
        *texts("outcome", "event_id", "agreement_id"),
        *lists("matched_ids"),
        *_CLAIMS,
    ),
    _mediation,
)

TIE_FIELDS = """
    key kind family directed from { id } to { id } firstSeen { ...date } lastSeen { ...date }
    eventCount publisherCount contested impliedOnly certainty"""

TIE_COLUMNS = (
    *texts("key", "kind", "family"),
    Column("directed", Type.TRUTH),
    *texts("from_id", "from_name", "to_id", "to_name"),
    *date_columns("first_seen"),
    *date_columns("last_seen"),
    Column("event_count", Type.INTEGER),
    Column("publisher_count", Type.INTEGER),
    Column("contested", Type.TRUTH),
    Column("implied_only", Type.TRUTH),
    Column("certainty"),
)


def tie_values(tie: Json, name_of: Callable[[Json], str | None]) -> dict[str, Any]:
    """Return the values of TIE_COLUMNS; name_of gives the name of an end."""
    return {
        "key": tie["key"],
        "kind": tie["kind"],
        "family": tie["family"],
        "directed": tie["directed"],
        "from_id": tie["from"]["id"],
        "from_name": name_of(tie["from"]),
        "to_id": tie["to"]["id"],
        "to_name": name_of(tie["to"]),
        **date_values("first_seen", tie["firstSeen"]),
        **date_values("last_seen", tie["lastSeen"]),
        "event_count": tie["eventCount"],
        "publisher_count": tie["publisherCount"],
        "contested": tie["contested"],
        "implied_only": tie["impliedOnly"],
        "certainty": tie["certainty"],
    }


# A tie of a large dataset may have thousands.
_CLAIMS_OF_A_FIGHT = 100


def _fight(edge: Json) -> Iterator[dict[str, Any]]:
    tie = edge["node"]
    yield {
        **tie_values(tie, lambda actor: actor["name"]),
        "matched_ids": _all(edge["matched"], "id"),
        **_claims(tie["claims"]),
        "claims_complete": len(tie["claims"]) < _CLAIMS_OF_A_FIGHT,
    }


FIGHTS = Listing(
    f"""
query Fights($filter: FightFilter!, $first: Int, $after: String) {{
  fights(filter: $filter, first: $first, after: $after) {{
    pageInfo {{ hasNextPage endCursor }}
    edges {{
      matched {{ id }}
      node {{ {TIE_FIELDS} from {{ name }} to {{ name }} claims(first: {_CLAIMS_OF_A_FIGHT}) {{ ...claim }} }}
    }}
  }}
}}
{_DATE} {_CLAIM}""",
    "fights",
    (*TIE_COLUMNS, *lists("matched_ids"), *_CLAIMS, Column("claims_complete", Type.TRUTH)),
    _fight,
)


def _agreement(edge: Json) -> Iterator[dict[str, Any]]:
    agreement = edge["node"]
    yield {
        "id": agreement["id"],
        "kind": agreement["kind"],
        "realis": agreement["realis"],
        "certainty": edge["certainty"],
        "title": agreement["title"],
        **date_values("date", agreement["date"]),
        **_places(agreement["places"]),
        **_parts(agreement["parties"]),
        "labels": tuple(agreement["labels"]),
        "terms": len(agreement["terms"]),
        "violations": len(agreement["violations"]),
        "possibly_same_ids": _all(agreement["possiblySameAs"], "id"),
        "outcome": agreement["outcome"],
        "note": agreement["note"],
        **_claims(agreement["claims"]),
    }


def _agreements(name: str, selection: str, fragments: str) -> str:
    return f"""
query {name}($filter: AgreementFilter, $first: Int, $after: String) {{
  agreements(filter: $filter, first: $first, after: $after) {{
    pageInfo {{ hasNextPage endCursor }}
    edges {{ certainty node {{ id kind realis title date {{ ...date }} {selection} }} }}
  }}
}}
{_DATE} {_ACTOR} {fragments}"""


AGREEMENTS = Listing(
    _agreements(
        "Agreements",
        """
      places { place { id name } }
      parties { role side actor { ...actor } }
      labels terms { id } violations { by { id } } possiblySameAs { id }
      outcome note claims { ...claim }""",
        _CLAIM,
    ),
    "agreements",
    (
        *texts("id", "kind", "realis", "certainty", "title"),
        *date_columns("date"),
        *_PLACES,
        *_PARTS,
        *lists("labels"),
        Column("terms", Type.INTEGER),
        Column("violations", Type.INTEGER),
        *lists("possibly_same_ids"),
        *texts("outcome", "note"),
        *_CLAIMS,
    ),
    _agreement,
)

_OF_AGREEMENT = (
    *texts("agreement_id", "agreement_kind", "agreement_realis", "agreement_title"),
    *date_columns("agreement_date"),
)


def _of_agreement(agreement: Json) -> dict[str, Any]:
    return {
        "agreement_id": agreement["id"],
        "agreement_kind": agreement["kind"],
        "agreement_realis": agreement["realis"],
        "agreement_title": agreement["title"],
        **date_values("agreement_date", agreement["date"]),
    }


def _terms(edge: Json) -> Iterator[dict[str, Any]]:
    for term in edge["node"]["terms"]:
        silence: Json = {"status": None, "asOf": None, "note": None, "claims": ()}
        for entry in term["compliance"] or [silence]:
            yield {
                **_of_agreement(edge["node"]),
                "id": term["id"],
                "kind": term["kind"],
                "negated": term["negated"],
                "condition": term["condition"],
                "text": term["text"],
                **_actors("obligor", term["obligors"]),
                **_actors("beneficiary", term["beneficiaries"]),
                "term_locators": _all(term["claims"], "locator"),
                "status": entry["status"],
                **date_values("as_of", entry["asOf"]),
                "note": entry["note"],
                **_claims(entry["claims"]),
            }


TERMS = Listing(
    _agreements(
        "Terms",
        """
      terms {
        id kind negated condition text obligors { ...actor } beneficiaries { ...actor } claims { locator }
        compliance { status asOf { ...date } note claims { ...claim } }
      }""",
        _CLAIM,
    ),
    "agreements",
    (
        *_OF_AGREEMENT,
        *texts("id", "kind"),
        Column("negated", Type.TRUTH),
        *texts("condition", "text"),
        *lists("obligor_ids", "obligor_names", "beneficiary_ids", "beneficiary_names", "term_locators"),
        *texts("status"),
        *date_columns("as_of"),
        *texts("note"),
        *_CLAIMS,
    ),
    _terms,
)


def _violations(edge: Json) -> Iterator[dict[str, Any]]:
    for violation in edge["node"]["violations"]:
        term, event = violation["term"], violation["event"]
        yield {
            **_of_agreement(edge["node"]),
            "term_id": _id(term),
            "term_text": None if term is None else term["text"],
            **_actors("breaker", violation["by"]),
            "event_id": _id(event),
            "event_title": None if event is None else event["title"],
            **date_values("event_date", None if event is None else event["date"]),
            **_actors("accuser", violation["allegedBy"]),
            **_actors("denier", violation["deniedBy"]),
            **_claims(violation["claims"]),
        }


VIOLATIONS = Listing(
    _agreements(
        "Violations",
        """
      violations {
        by { ...actor } term { id text } event { id title date { ...date } }
        allegedBy { ...actor } deniedBy { ...actor } claims { ...claim }
      }""",
        _CLAIM,
    ),
    "agreements",
    (
        *_OF_AGREEMENT,
        *texts("term_id", "term_text"),
        *lists("breaker_ids", "breaker_names"),
        *texts("event_id", "event_title"),
        *date_columns("event_date"),
        *lists("accuser_ids", "accuser_names", "denier_ids", "denier_names"),
        *_CLAIMS,
    ),
    _violations,
)


def _affiliation(node: Json) -> Iterator[dict[str, Any]]:
    interval = node["interval"] or {"start": None, "end": None}
    yield {
        "id": node["id"],
        "kind": node["kind"],
        "from_id": node["from"]["id"],
        "from_name": node["from"]["name"],
        "to_id": node["to"]["id"],
        "to_name": node["to"]["name"],
        "to_place": node["to"]["__typename"] == "Place",
        "post": node["post"],
        "support_types": tuple(node["supportTypes"]),
        "verbatim": node["verbatim"],
        **date_values("start", interval["start"]),
        **date_values("end", interval["end"]),
        "note": node["note"],
        **_claims(node["claims"]),
    }


AFFILIATIONS = Listing(
    f"""
query Affiliations($filter: AffiliationFilter!, $first: Int, $after: String) {{
  affiliations(filter: $filter, first: $first, after: $after) {{
    pageInfo {{ hasNextPage endCursor }}
    nodes {{
      id kind from {{ ...actor }} to {{ __typename id ...actor ... on Place {{ name }} }}
      post supportTypes verbatim note
      interval {{ start {{ ...date }} end {{ ...date }} }}
      claims {{ ...claim }}
    }}
  }}
}}
{_DATE} {_ACTOR} {_CLAIM}""",
    "affiliations",
    (
        *texts("id", "kind", "from_id", "from_name", "to_id", "to_name"),
        Column("to_place", Type.TRUTH),
        *texts("post"),
        *lists("support_types"),
        *texts("verbatim"),
        *date_columns("start"),
        *date_columns("end"),
        *texts("note"),
        *_CLAIMS,
    ),
    _affiliation,
)

CLAIM_COLUMNS = (
    *texts("claim_id", "stance", "basis"),
    *date_columns("as_of"),
    *lists("speaker_ids", "speaker_names"),
    *texts("source_id", "source_title", "source_url", "publisher", "locator", "note"),
    *texts("about_id", "about_type", "about_kind", "about_title"),
    *date_columns("about_date"),
)


def claim_values(claim: Json) -> Iterator[dict[str, Any]]:
    """Yield the values of CLAIM_COLUMNS."""
    about, source = claim["about"], claim["source"]
    is_affiliation = about["__typename"] == "Affiliation"
    words = f"{about['from']['name']} {about['kindOfIt']} {about['to']['name']}" if is_affiliation else None
    yield {
        "claim_id": claim["id"],
        "stance": claim["stance"],
        "basis": claim["basis"],
        **date_values("as_of", claim["asOf"]),
        **_actors("speaker", claim["attributedTo"]),
        "source_id": source["id"],
        "source_title": source["title"],
        "source_url": source["url"],
        "publisher": source["publisher"],
        "locator": claim["locator"],
        "note": claim["note"],
        "about_id": about["id"],
        "about_type": about["__typename"].upper(),
        "about_kind": next((value for key, value in about.items() if key.startswith("kindOf")), None),
        "about_title": words or about.get("title") or about.get("name"),
        **date_values("about_date", about.get("date")),
    }


# A kind is a word of another list for each type, hence the aliases.
CLAIMS = Listing(
    f"""
query Claims($filter: ClaimFilter!, $first: Int, $after: String) {{
  claims(filter: $filter, first: $first, after: $after) {{
    pageInfo {{ hasNextPage endCursor }}
    nodes {{
      id stance basis locator note asOf {{ ...date }}
      attributedTo {{ ...actor }}
      source {{ id publisher title url }}
      about {{
        __typename id
        ... on Event {{ kindOfEvent: kind title date {{ ...date }} }}
        ... on Agreement {{ kindOfAgreement: kind title date {{ ...date }} }}
        ... on Affiliation {{ kindOfIt: kind from {{ name }} to {{ ... on Actor {{ name }} ... on Place {{ name }} }} }}
        ... on Actor {{ kindOfActor: kind name }}
        ... on Place {{ kindOfPlace: kind name }}
      }}
    }}
  }}
}}
{_DATE} {_ACTOR}""",
    "claims",
    CLAIM_COLUMNS,
    claim_values,
)

# A network is asked for in two operations of one document, because what they
# cost is limited for each. They are of one version, which the client checks.
_NODES = """
    nodes {
      actor { id kind name description tags } distance degree betweenness pageRank community x y
      members { id } tiesInside evidenceInside
    }
    truncated { nodesOmitted tiesOmitted limit }
    measures {
      nodes ties pairs density components largestComponent reciprocity communities modularity
      betweenness { exact sources error confidence }
    }"""


def _network(parameters: str, field: str) -> str:
    return f"""
query Nodes({parameters}) {{
  network: {field} {{{_NODES}
  }}
}}
query Edges({parameters}) {{
  network: {field} {{
    edges {{{TIE_FIELDS} }}
  }}
}}
query Evidence({parameters}, $claims: Int!) {{
  network: {field} {{
    edges {{ key claims(first: $claims) {{ id about {{ id }} }} }}
  }}
}}
{_DATE}"""


NETWORK = _network(
    "$filter: TieFilter!, $rollUp: RollUp!, $limit: Int!", "network(filter: $filter, rollUp: $rollUp, limit: $limit)"
)
NEIGHBORHOOD = _network(
    "$ids: [ID!]!, $depth: Int!, $filter: TieFilter!, $limit: Int!",
    "neighborhood(ids: $ids, depth: $depth, filter: $filter, limit: $limit)",
)

NODE_COLUMNS = (
    *texts("id", "name", "kind", "description"),
    *lists("tags"),
    Column("distance", Type.INTEGER),
    Column("degree", Type.INTEGER),
    Column("betweenness", Type.NUMBER),
    Column("page_rank", Type.NUMBER),
    Column("community", Type.INTEGER),
    Column("x", Type.NUMBER),
    Column("y", Type.NUMBER),
    *lists("member_ids"),
    Column("ties_inside", Type.INTEGER),
    Column("evidence_inside", Type.INTEGER),
)


def node_values(node: Json) -> dict[str, Any]:
    """Return the values of NODE_COLUMNS. JSON writes a whole float like an integer, hence the conversions."""
    actor = node["actor"]
    return {
        "id": actor["id"],
        "name": actor["name"],
        "kind": actor["kind"],
        "description": actor["description"],
        "tags": tuple(actor["tags"]),
        "distance": node["distance"],
        "degree": node["degree"],
        "betweenness": float(node["betweenness"]),
        "page_rank": float(node["pageRank"]),
        "community": node["community"],
        "x": None if node["x"] is None else float(node["x"]),
        "y": None if node["y"] is None else float(node["y"]),
        "member_ids": _all(node["members"], "id"),
        "ties_inside": node["tiesInside"],
        "evidence_inside": node["evidenceInside"],
    }


TIE_CLAIMS = """
query TieClaims($filter: TieFilter!, $claims: Int!, $first: Int, $after: String) {
  ties(filter: $filter, first: $first, after: $after) {
    pageInfo { hasNextPage endCursor }
    nodes { key claims(first: $claims) { id about { id } } }
  }
}"""

EVIDENCE_COLUMNS = (*texts("tie_key", "tie_kind", "from_id", "from_name", "to_id", "to_name"), *CLAIM_COLUMNS)

SEARCH = """
query Search($text: String!, $kinds: [EntityKind!], $first: Int) {
  search(text: $text, kinds: $kinds, first: $first) {
    matchedName score
    node {
      __typename id
      ... on Actor { kindOfActor: kind name }
      ... on Place { kindOfPlace: kind name }
      ... on Event { kindOfEvent: kind title }
      ... on Agreement { kindOfAgreement: kind title }
      ... on Source { sourceTitle: title }
    }
  }
}"""

SEARCH_COLUMNS = (*texts("id", "type", "kind", "name", "matched_name"), Column("score", Type.NUMBER))


def hit_values(hit: Json) -> dict[str, Any]:
    """Return the values of SEARCH_COLUMNS."""
    node = hit["node"]
    return {
        "id": node["id"],
        "type": node["__typename"].upper(),
        "kind": next((value for key, value in node.items() if key.startswith("kindOf")), None),
        "name": node.get("name") or node.get("title") or node.get("sourceTitle"),
        "matched_name": hit["matchedName"],
        "score": float(hit["score"]),
    }


ACTOR = """
query Actor($id: ID!) {
  actor(id: $id) {
    id kind name description note tags names { text type script language } externalIds { scheme value }
  }
}"""

#: How many ids one document of nodes_of may hold: the API bounds aliases.
MOST_NODES = 25


def nodes_of(count: int) -> str:
    """Return a document that tells which of the values $id0, $id1 and so on are ids, and of what."""
    numbers = range(count)
    parameters = ", ".join(f"$id{n}: ID!" for n in numbers)
    return f"query Nodes({parameters}) {{ {' '.join(f'id{n}: node(id: $id{n}) {{ __typename }}' for n in numbers)} }}"


VERSION = "query Version { dataset { version } }"

PATHS = f"""
query Paths(
  $from: ID!, $to: ID!, $direction: Direction!, $maxLength: Int!, $first: Int!, $filter: TieFilter!, $rollUp: RollUp!
) {{
  paths(
    from: $from, to: $to, direction: $direction, maxLength: $maxLength, first: $first, filter: $filter, rollUp: $rollUp
  ) {{
    status complete limit
    paths {{
      actors {{ ...actor }}
      steps {{ from {{ ...actor }} to {{ ...actor }} ties {{ {TIE_FIELDS} from {{ name }} to {{ name }} }} }}
    }}
  }}
}}
{_DATE} {_ACTOR}"""

STEP_COLUMNS = (
    Column("path", Type.INTEGER),
    Column("step", Type.INTEGER),
    *texts("step_from_id", "step_from_name", "step_to_id", "step_to_name"),
    *TIE_COLUMNS,
)


def step_values(paths: Iterable[Json]) -> Iterator[dict[str, Any]]:
    """Yield the values of STEP_COLUMNS: a row for each tie of each step of each path, both counted from 1."""
    for number, path in enumerate(paths, 1):
        for place, step in enumerate(path["steps"], 1):
            for tie in step["ties"]:
                yield {
                    "path": number,
                    "step": place,
                    "step_from_id": step["from"]["id"],
                    "step_from_name": step["from"]["name"],
                    "step_to_id": step["to"]["id"],
                    "step_to_name": step["to"]["name"],
                    **tie_values(tie, lambda actor: actor["name"]),
                }
