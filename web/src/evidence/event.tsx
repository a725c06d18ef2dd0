// Owns the evidence of an event: who took part, numbers, what it is linked to, and its claims.

import type { eventQuery } from "../api/documents";
import type { ResultOf } from "../api/graphql";
import { plain } from "../words/words";
import { Claims } from "./claims";
import { Open, Parts, Places, When } from "./parts";

type Event = NonNullable<ResultOf<typeof eventQuery>["event"]>;

export function EventEvidence({ event }: { event: Event }) {
  const links = [...event.links, ...event.linkedFrom];
  return (
    <>
      <h2 tabIndex={-1}>{event.title}</h2>
      <p class="kind">
        {plain(event.kind)}
        {event.realis !== "OCCURRED" && <strong> · {plain(event.realis)}</strong>}
      </p>
      <When date={event.date} />
      <Places places={event.places} />
      {event.outcome && <p>{event.outcome}</p>}
      {event.verbatim && <q dir="auto">{event.verbatim}</q>}
      <Parts parts={event.participants} />
      {event.figures.length > 0 && (
        <ul>
          {event.figures.map((figure, i) => (
            <li key={i}>
              {figure.counted}: {figure.value ?? figure.verbatim ?? "no number given"} {figure.unit}
            </li>
          ))}
        </ul>
      )}
      {event.note && <p class="note">{event.note}</p>}
      <h3>Who says so</h3>
      <Claims claims={event.claims} />
      {links.length > 0 && (
        <>
          <h3>Linked</h3>
          <ul>
            {links.map(({ how, note, to }) => (
              <li key={`${how} ${to.id}`}>
                {plain(how)}{" "}
                {to.__typename === "Event" && <Open what={{ is: "event", id: to.id }}>{to.title}</Open>}
                {to.__typename === "Agreement" && (
                  <Open what={{ is: "agreement", id: to.id }}>{to.title}</Open>
                )}
                {note && <p class="note">{note}</p>}
              </li>
            ))}
          </ul>
        </>
      )}
    </>
  );
}
