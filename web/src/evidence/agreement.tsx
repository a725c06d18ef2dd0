// Owns the evidence of an agreement: its parties, its terms with what became
// of them, its violations with their accusers, and its claims.
import type { agreementQuery } from "../api/documents";
import type { ResultOf } from "../api/graphql";
import { dateWords } from "../words/dates";
import { plain } from "../words/words";
import { Claims } from "./claims";
import { Actors, Open, Parts, Places, When } from "./parts";

type Agreement = NonNullable<ResultOf<typeof agreementQuery>["agreement"]>;

export function AgreementEvidence({ agreement }: { agreement: Agreement }) {
  return (
    <>
      <h2 tabIndex={-1}>{agreement.title}</h2>
      <p class="kind">
        {plain(agreement.kind)}
        {agreement.realis !== "OCCURRED" && <strong> · {plain(agreement.realis)}</strong>}
      </p>
      <When date={agreement.date} />
      <Places places={agreement.places} />
      {agreement.outcome && <p>{agreement.outcome}</p>}
      <Parts parts={agreement.parties} />
      {agreement.terms.length > 0 && <h3>Terms</h3>}
      {agreement.terms.map((term) => (
        <article key={term.id}>
          <h4>{term.text}</h4>
          <p class="muted">
            {term.negated && "not: "}
            {plain(term.kind)}
            {term.obligors.length > 0 && (
              <>
                , owed by <Actors actors={term.obligors} />
              </>
            )}
            {term.condition && `, if ${term.condition}`}
          </p>
          {term.compliance.length === 0 && <p class="muted">Nobody reports what became of it.</p>}
          {term.compliance.map(({ status, asOf, note, claims }, i) => (
            <div key={i} class="compliance">
              <strong class={`status ${status.toLowerCase()}`}>{plain(status)}</strong>
              {asOf && <span class="muted"> as of {dateWords(asOf.edtf)}</span>}
              {note && <p class="note">{note}</p>}
              <Claims claims={claims} />
            </div>
          ))}
        </article>
      ))}
      {agreement.violations.length > 0 && <h3>Violations</h3>}
      {agreement.violations.map(({ by, term, event, allegedBy, deniedBy, claims }, i) => (
        <article key={i}>
          <p>
            {by.length ? <Actors actors={by} /> : "Somebody"} is said to have broken{" "}
            {term ? `“${term.text}”` : "it"}
            {allegedBy.length > 0 && (
              <>
                , according to <Actors actors={allegedBy} />
              </>
            )}
            {deniedBy.length > 0 && (
              <>
                ; <Actors actors={deniedBy} /> {deniedBy.length === 1 ? "denies" : "deny"} it
              </>
            )}
            .
          </p>
          {event && <Open what={{ is: "event", id: event.id }}>{event.title}</Open>}
          <Claims claims={claims} />
        </article>
      ))}
      {agreement.possiblySameAs.length > 0 && (
        <p>
          May be the same as{" "}
          {agreement.possiblySameAs.map(({ id, title }) => (
            <Open key={id} what={{ is: "agreement", id }}>
              {title}
            </Open>
          ))}
        </p>
      )}
      {agreement.note && <p class="note">{agreement.note}</p>}
      <h3>Who says so</h3>
      <Claims claims={agreement.claims} />
    </>
  );
}
