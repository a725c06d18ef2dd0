// Owns the questions that the explorer asks. Each mode and panel takes its own from here.
import { graphql, type ResultOf } from "./graphql";

export const actorBrief = graphql(`
  fragment ActorBrief on Actor { id kind name }
`);

export const tieLine = graphql(
  `
  fragment TieLine on Tie {
    key kind family directed certainty contested eventCount publisherCount
    from { ...ActorBrief } to { ...ActorBrief }
    firstSeen { edtf } lastSeen { edtf }
  }
`,
  [actorBrief],
);

export const claimLine = graphql(`
  fragment ClaimLine on Claim {
    id stance basis note locator
    asOf { edtf }
    attributedTo { id name }
    source { id key publisher title url published { edtf } }
  }
`);

export const networkParts = graphql(
  `
  fragment NetworkParts on Network {
    nodes { actor { ...ActorBrief } degree x y }
    edges { key kind family directed certainty contested eventCount from { id } to { id } }
    truncated { nodesOmitted tiesOmitted limit }
  }
`,
  [actorBrief],
);

/** What only tables and some sizes and colours need of a network. */
export const networkDetails = graphql(`
  fragment NetworkDetails on Network {
    nodes { actor { id } betweenness pageRank community }
    edges { key publisherCount firstSeen { edtf } lastSeen { edtf } }
  }
`);

export const mediationLine = graphql(
  `
  fragment MediationLine on Mediation {
    id realis certainty outcome
    mediators { ...ActorBrief } rejected { ...ActorBrief } requestedBy { ...ActorBrief }
    sides { number named actors { ...ActorBrief } }
    event { id title } agreement { id title }
    date { edtf }
    places { place { name } role }
    claims { ...ClaimLine }
  }
`,
  [actorBrief, claimLine],
);

export const networkQuery = graphql(
  `
  query Network($filter: TieFilter!, $rollUp: RollUp!, $limit: Int!) {
    network(filter: $filter, rollUp: $rollUp, limit: $limit) { ...NetworkParts }
  }
`,
  [networkParts],
);

export const neighborhoodQuery = graphql(
  `
  query Neighborhood($ids: [ID!]!, $depth: Int!, $filter: TieFilter!, $limit: Int!) {
    neighborhood(ids: $ids, depth: $depth, filter: $filter, limit: $limit) { ...NetworkParts }
  }
`,
  [networkParts],
);

export const networkDetailsQuery = graphql(
  `
  query NetworkDetails($filter: TieFilter!, $rollUp: RollUp!, $limit: Int!) {
    network(filter: $filter, rollUp: $rollUp, limit: $limit) { ...NetworkDetails }
  }
`,
  [networkDetails],
);

export const neighborhoodDetailsQuery = graphql(
  `
  query NeighborhoodDetails($ids: [ID!]!, $depth: Int!, $filter: TieFilter!, $limit: Int!) {
    neighborhood(ids: $ids, depth: $depth, filter: $filter, limit: $limit) { ...NetworkDetails }
  }
`,
  [networkDetails],
);

export const mediationsQuery = graphql(
  `
  query Mediations($filter: MediationFilter!, $first: Int!, $after: String) {
    mediations(filter: $filter, first: $first, after: $after) {
      totalCount
      pageInfo { hasNextPage endCursor }
      nodes { ...MediationLine }
    }
  }
`,
  [mediationLine],
);

export const fightsQuery = graphql(
  `
  query Fights($filter: FightFilter!, $first: Int!, $after: String) {
    fights(filter: $filter, first: $first, after: $after) {
      totalCount
      pageInfo { hasNextPage endCursor }
      edges { matched { id name } node { ...TieLine claims(first: 5) { ...ClaimLine } } }
    }
  }
`,
  [tieLine, claimLine],
);

export const pathsQuery = graphql(
  `
  query Paths($from: ID!, $to: ID!, $direction: Direction!, $maxLength: Int!, $filter: TieFilter!) {
    paths(from: $from, to: $to, direction: $direction, maxLength: $maxLength, first: 10, filter: $filter) {
      status complete limit
      paths { length actors { ...ActorBrief } steps { from { id } to { id } ties { ...TieLine } } }
    }
  }
`,
  [actorBrief, tieLine],
);

export const compareQuery = graphql(
  `
  query Compare($before: TieFilter!, $after: TieFilter!, $rollUp: RollUp!, $limit: Int!) {
    compareNetworks(before: $before, after: $after, rollUp: $rollUp, limit: $limit) {
      appeared { ...TieLine } vanished { ...TieLine } changed { before { eventCount contested } after { ...TieLine } }
      stayed turned { from { id name } to { id name } before after }
      truncated { nodesOmitted tiesOmitted limit }
    }
    network(filter: $after, rollUp: $rollUp, limit: $limit) { ...NetworkParts }
  }
`,
  [tieLine, networkParts],
);

export const timelineQuery = graphql(`
  query Timeline($filter: TieFilter!, $unit: TimeUnit!) {
    timeline(filter: $filter, unit: $unit) { buckets { from to family certain possible } undated }
  }
`);

export const searchQuery = graphql(`
  query Search($text: String!, $kinds: [EntityKind!], $first: Int!) {
    search(text: $text, kinds: $kinds, first: $first) {
      matchedName score
      node {
        __typename id
        ... on Actor { name actorKind: kind tieCounts { ties } }
        ... on Place { name }
        ... on Event { title date { edtf } }
        ... on Agreement { title date { edtf } }
      }
    }
  }
`);

const tieEvents = graphql(
  `
  fragment TieEvents on EventConnection {
    totalCount pageInfo { endCursor }
    nodes { id title date { edtf verbatim } claims { ...ClaimLine } }
  }
`,
  [claimLine],
);

export const tieQuery = graphql(
  `
  query Tie($key: String!, $filter: TieFilter!) {
    tie(key: $key, filter: $filter) {
      id ...TieLine impliedOnly
      events(first: 100) { ...TieEvents }
      agreements { id title realis date { edtf verbatim } claims { ...ClaimLine } }
      affiliations { id kind post verbatim supportTypes note interval { start { edtf } end { edtf } } claims { ...ClaimLine } }
    }
  }
`,
  [tieLine, claimLine, tieEvents],
);

export const tieEventsQuery = graphql(
  `
  query TieEvents($key: String!, $filter: TieFilter!, $after: String) {
    tie(key: $key, filter: $filter) { events(first: 100, after: $after) { ...TieEvents } }
  }
`,
  [tieEvents],
);

export const eventQuery = graphql(
  `
  query Event($id: ID!) {
    event(id: $id) {
      id kind title realis outcome verbatim note
      date { edtf verbatim reasoning }
      places { role precision place { name } }
      participants { role side verbatim note fromAgreement actor { ...ActorBrief } onBehalfOf { ...ActorBrief } }
      figures { counted operator value low high unit verbatim }
      agreement { id title } partOf { id title }
      links { how note to { __typename id ... on Event { title } ... on Agreement { title } } }
      linkedFrom { how note to { __typename id ... on Event { title } ... on Agreement { title } } }
      claims { ...ClaimLine }
    }
  }
`,
  [actorBrief, claimLine],
);

export const agreementQuery = graphql(
  `
  query Agreement($id: ID!) {
    agreement(id: $id) {
      id kind title realis outcome note labels
      date { edtf verbatim reasoning }
      places { role precision place { name } }
      parties { role side verbatim note actor { ...ActorBrief } onBehalfOf { ...ActorBrief } }
      terms {
        id kind negated condition text note
        obligors { id name } beneficiaries { id name }
        compliance { status note asOf { edtf } claims { ...ClaimLine } }
        claims { ...ClaimLine }
      }
      violations {
        by { id name } term { id text } event { id title }
        allegedBy { id name } deniedBy { id name }
        claims { ...ClaimLine }
      }
      possiblySameAs { id title }
      events(first: 50) { nodes { id title date { edtf } } }
      claims { ...ClaimLine }
    }
  }
`,
  [actorBrief, claimLine],
);

const actorEvents = graphql(`
  fragment ActorEvents on EventConnection {
    totalCount pageInfo { endCursor } nodes { id title date { edtf } }
  }
`);

const actorAgreements = graphql(`
  fragment ActorAgreements on AgreementConnection {
    totalCount pageInfo { endCursor } nodes { id title date { edtf } }
  }
`);

export const actorQuery = graphql(
  `
  query Actor($id: ID!) {
    actor(id: $id) {
      ...ActorBrief description note tags
      names { text script type doubtful }
      tieCounts { kind family ties counterparts }
      affiliations {
        id kind post verbatim from { ...ActorBrief }
        to { __typename id ... on Actor { name } ... on Place { name } }
        interval { start { edtf } end { edtf } }
      }
      events(first: 100) { ...ActorEvents }
      agreements(first: 100) { ...ActorAgreements }
    }
  }
`,
  [actorBrief, actorEvents, actorAgreements],
);

export const actorEventsQuery = graphql(
  `
  query ActorEvents($id: ID!, $after: String) {
    actor(id: $id) { events(first: 100, after: $after) { ...ActorEvents } }
  }
`,
  [actorEvents],
);

export const actorAgreementsQuery = graphql(
  `
  query ActorAgreements($id: ID!, $after: String) {
    actor(id: $id) { agreements(first: 100, after: $after) { ...ActorAgreements } }
  }
`,
  [actorAgreements],
);

export const mediationQuery = graphql(
  `
  query Mediation($id: ID!) { node(id: $id) { id ... on Mediation { ...MediationLine } } }
`,
  [mediationLine],
);

export const datasetQuery = graphql(`
  query Dataset { dataset { version counts { kind count } } }
`);

export const tieCountsQuery = graphql(`
  query TieCounts($id: ID!, $filter: TieFilter!) {
    actor(id: $id) { id name tieCounts(filter: $filter) { kind family ties counterparts } }
  }
`);

export const namesQuery = graphql(`
  query Names($filter: ActorFilter!, $after: String) {
    actors(filter: $filter, first: 500, after: $after) {
      pageInfo { hasNextPage endCursor }
      nodes { id name kind names { text script type } }
    }
  }
`);

export const publishersQuery = graphql(`
  query Publishers($after: String) {
    sources(first: 500, after: $after) {
      pageInfo { hasNextPage endCursor }
      nodes { publisher }
    }
  }
`);

/** The texts behind some ties, for the credit of a figure. */
export const creditsQuery = graphql(`
  query Credits($filter: TieFilter!, $first: Int!, $after: String) {
    ties(filter: $filter, first: $first, after: $after) {
      pageInfo { hasNextPage endCursor }
      nodes { key claims(first: 50) { source { id publisher title } } }
    }
  }
`);

export type ActorBrief = ResultOf<typeof actorBrief>;
export type TieLine = ResultOf<typeof tieLine>;
export type NetworkDetails = ResultOf<typeof networkDetails>;
export type NetworkParts = ResultOf<typeof networkParts>;
export type MediationLine = ResultOf<typeof mediationLine>;
export type Truncated = NonNullable<NetworkParts["truncated"]>;
export type ClaimLine = ResultOf<typeof claimLine>;
