// Owns how claims read: who says it and how, in which text, where, as of when;
// denials beside assertions.
import type { ClaimLine } from "../api/documents";
import { dateWords } from "../words/dates";
import { plain, shownName } from "../words/words";

export function Claims({ claims }: { claims: ClaimLine[] }) {
  const denies = claims.filter(({ stance }) => stance === "DENIED" || stance === "DOUBTED");
  const asserts = claims.filter((claim) => !denies.includes(claim));
  if (denies.length === 0) return <List claims={asserts} />;
  return (
    <div class="sides">
      <section aria-label="Said">
        <h4>Said</h4>
        {asserts.length ? <List claims={asserts} /> : <p>By nobody that a source names.</p>}
      </section>
      <section aria-label="Denied or doubted" class="denied">
        <h4>Denied or doubted</h4>
        <List claims={denies} />
      </section>
    </div>
  );
}

function List({ claims }: { claims: ClaimLine[] }) {
  return (
    <ul class="claims">
      {claims.map((claim) => (
        <Claim key={claim.id} claim={claim} />
      ))}
    </ul>
  );
}

function Claim({ claim }: { claim: ClaimLine }) {
  const { source, attributedTo } = claim;
  const publisher = source.publisher ?? "publisher not visible";
  return (
    <li>
      <span class={`stance ${claim.stance.toLowerCase()}`}>{plain(claim.stance)}</span>{" "}
      {attributedTo.length > 0 && (
        <>
          by <strong dir="auto">{attributedTo.map(shownName).join(", quoting ")}</strong>,{" "}
        </>
      )}
      <cite>
        {source.url ? (
          <a href={source.url} rel="noreferrer" target="_blank">
            {publisher}
          </a>
        ) : (
          publisher
        )}
      </cite>
      , <span title={source.title ?? ""}>{claim.locator}</span>
      {source.published && <span class="muted"> · published {dateWords(source.published.edtf)}</span>}
      {claim.basis !== "STATED" && <span class="muted"> · {plain(claim.basis)} by the coder</span>}
      {claim.asOf && <span class="muted"> · as of {dateWords(claim.asOf.edtf)}</span>}
      {claim.note && <p class="note">{claim.note}</p>}
    </li>
  );
}
