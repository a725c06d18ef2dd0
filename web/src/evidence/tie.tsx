// Owns the evidence of a tie: each event, agreement and relation behind it with its claims.

import { ask } from "../api/ask";
import { tieEventsQuery, type tieQuery } from "../api/documents";
import type { ResultOf, VariablesOf } from "../api/graphql";
import { dateWords } from "../words/dates";
import { count, plain } from "../words/words";
import { Claims } from "./claims";
import { Paged } from "./paged";
import { Actor, Open, When } from "./parts";

type Tie = NonNullable<ResultOf<typeof tieQuery>["tie"]>;

/** The evidence of a tie under the filter that it was asked for with. */
export function TieEvidence({ tie, filter }: { tie: Tie; filter: VariablesOf<typeof tieQuery>["filter"] }) {
  return (
    <>
      <h2 tabIndex={-1}>
        <Actor actor={tie.from} /> <span class="kind">{plain(tie.kind)}</span> <Actor actor={tie.to} />
      </h2>
      <p>
        {count(tie.eventCount, "piece")} of evidence, told by{" "}
        {count(tie.publisherCount, "independent publisher")}
        {tie.contested && <strong class="contested"> · contested</strong>}
        {tie.impliedOnly && <span class="muted"> · no source states the part of both ends</span>}
        {tie.certainty === "POSSIBLE" && <span class="muted"> · only possibly in this time</span>}
      </p>
      <Paged
        as="div"
        first={tie.events}
        next={async (after) => (await ask(tieEventsQuery, { key: tie.key, filter, after })).tie?.events}
        row={(event) => (
          <article key={event.id}>
            <h3>
              <Open what={{ is: "event", id: event.id }}>{event.title}</Open>
            </h3>
            <When date={event.date} />
            <Claims claims={event.claims} />
          </article>
        )}
      />
      {tie.agreements.map((agreement) => (
        <article key={agreement.id}>
          <h3>
            <Open what={{ is: "agreement", id: agreement.id }}>{agreement.title}</Open>
          </h3>
          <When date={agreement.date} />
          <Claims claims={agreement.claims} />
        </article>
      ))}
      {tie.affiliations.map((affiliation) => (
        <article key={affiliation.id}>
          <h3>
            {[plain(affiliation.kind), affiliation.post, ...affiliation.supportTypes.map(plain)]
              .filter(Boolean)
              .join(", ")}
          </h3>
          <p class="when">
            {affiliation.interval
              ? `from ${dateWords(affiliation.interval.start?.edtf)} to ${dateWords(affiliation.interval.end?.edtf)}`
              : "no dates known"}
          </p>
          {affiliation.verbatim && <q dir="auto">{affiliation.verbatim}</q>}
          <Claims claims={affiliation.claims} />
        </article>
      ))}
    </>
  );
}
