// Owns the small parts that all evidence is made of: links to what else can be
// opened, dates, and participants by role.
import type { ComponentChildren } from "preact";
import type { ActorBrief } from "../api/documents";
import { pointed } from "../state/drawn";
import { go, link, view } from "../state/navigate";
import type { Selection } from "../state/view";
import { dateWords } from "../words/dates";
import { plain, shownName } from "../words/words";

/** A link that opens the evidence of something; it is a real address, so it can be copied or opened anew. */
export function Open({ what, children }: { what: Selection; children: ComponentChildren }) {
  return (
    <a
      href={link({ ...view.value, selected: what })}
      dir="auto"
      onClick={(event) => {
        if (event.ctrlKey || event.metaKey || event.shiftKey) return;
        event.preventDefault();
        go({ selected: what });
      }}
      onMouseEnter={() => (pointed.value = [what.id])}
      onMouseLeave={() => (pointed.value = [])}
    >
      {children}
    </a>
  );
}

export function Actor({ actor }: { actor: { id: string; name: string; kind?: ActorBrief["kind"] } }) {
  return <Open what={{ is: "actor", id: actor.id }}>{shownName(actor)}</Open>;
}

export function Actors({ actors }: { actors: { id: string; name: string }[] }) {
  return actors.map((actor, i) => (
    <span key={actor.id}>
      {i > 0 && ", "}
      <Actor actor={actor} />
    </span>
  ));
}

interface Dated {
  edtf: string;
  verbatim?: string | null;
  reasoning?: string | null;
}

export function When({ date }: { date: Dated | null | undefined }) {
  return (
    <p class="when">
      <time title={date?.edtf}>{dateWords(date?.edtf)}</time>
      {date?.verbatim && <q dir="auto">{date.verbatim}</q>}
      {date?.reasoning && <span class="muted"> {date.reasoning}</span>}
    </p>
  );
}

export interface Part {
  role: string;
  side: number | null;
  verbatim: string | null;
  note: string | null;
  actor: ActorBrief;
  onBehalfOf: ActorBrief | null;
}

/** Who took part: by side where there are sides, else by role. */
export function Parts({ parts }: { parts: Part[] }) {
  const groups = new Map<string, Part[]>();
  for (const part of parts) {
    const key = part.side ? `Side ${part.side}` : plain(part.role);
    groups.set(key, [...(groups.get(key) ?? []), part]);
  }
  return (
    <dl class="parts">
      {[...groups].map(([key, members]) => (
        <div key={key}>
          <dt>{key}</dt>
          {members.map(({ actor, onBehalfOf, verbatim, note }) => (
            <dd key={actor.id}>
              <Actor actor={actor} />
              {onBehalfOf && (
                <>
                  {" "}
                  for <Actor actor={onBehalfOf} />
                </>
              )}
              {verbatim && <q dir="auto">{verbatim}</q>}
              {note && <p class="note">{note}</p>}
            </dd>
          ))}
        </div>
      ))}
    </dl>
  );
}

const precisions: Record<string, string> = {
  NEAR: "near",
  ADMIN2: "somewhere in",
  ADMIN1: "somewhere in",
  COUNTRY: "somewhere in",
  LINE: "along",
};

export function Places({
  places,
}: {
  places: { place: { name: string }; role: string | null; precision: string | null }[];
}) {
  if (places.length === 0) return null;
  return (
    <p>
      {places
        .map(({ place, precision }) => `${precisions[precision ?? "EXACT"] ?? ""} ${place.name}`.trim())
        .join(", ")}
    </p>
  );
}
