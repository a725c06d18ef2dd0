// Owns the evidence of a mediation: mediators, sides, what came of it, and its claims.
import type { MediationLine } from "../api/documents";
import { plain } from "../words/words";
import { Claims } from "./claims";
import { Actors, Open, When } from "./parts";

export function MediationEvidence({ mediation }: { mediation: MediationLine }) {
  const { mediators, sides, rejected, requestedBy, event, agreement } = mediation;
  return (
    <>
      <h2 tabIndex={-1}>
        <Actors actors={mediators} /> mediated
      </h2>
      {mediation.realis !== "OCCURRED" && <strong>{plain(mediation.realis)}</strong>}
      <When date={mediation.date} />
      <p>{mediation.places.map(({ place }) => place.name).join(", ")}</p>
      <dl class="parts">
        {sides.map(({ number, named, actors }) => (
          <div key={number}>
            <dt>Side {number}</dt>
            <dd>{named ? <Actors actors={actors} /> : "not named by the source"}</dd>
          </div>
        ))}
        {requestedBy.length > 0 && (
          <div>
            <dt>Asked for by</dt>
            <dd>
              <Actors actors={requestedBy} />
            </dd>
          </div>
        )}
        {rejected.length > 0 && (
          <div>
            <dt>Refused</dt>
            <dd>
              <Actors actors={rejected} />
            </dd>
          </div>
        )}
      </dl>
      {mediation.outcome && <p>{mediation.outcome}</p>}
      <ul>
        {event && (
          <li>
            The event: <Open what={{ is: "event", id: event.id }}>{event.title}</Open>
          </li>
        )}
        {agreement && (
          <li>
            The agreement: <Open what={{ is: "agreement", id: agreement.id }}>{agreement.title}</Open>
          </li>
        )}
      </ul>
      <h3>Who says so</h3>
      <Claims claims={mediation.claims} />
    </>
  );
}
