// Owns what is told of an actor: names, relations, events, and what can be done with it.
import { ask } from "../api/ask";
import { actorAgreementsQuery, actorEventsQuery, type actorQuery } from "../api/documents";
import type { ResultOf } from "../api/graphql";
import { expanding } from "../panels/expand";
import { Glyph } from "../panels/legend";
import { kinds } from "../picture/marks";
import { go, open, view } from "../state/navigate";
import { dateWords } from "../words/dates";
import { plain, redacted, shownName } from "../words/words";
import { Paged } from "./paged";
import { Actor, Open } from "./parts";

type Told = NonNullable<ResultOf<typeof actorQuery>["actor"]>;

export function ActorEvidence({ actor }: { actor: Told }) {
  const others = actor.names.filter(({ text }) => text !== actor.name);
  const mark = kinds[actor.kind] ?? kinds.UNIDENTIFIED;
  return (
    <>
      <h2 tabIndex={-1} dir="auto">
        {shownName(actor)}
      </h2>
      <p class="kind">
        <Glyph shape={mark.shape} colour={mark.colour} /> {mark.word}
      </p>
      <Actions id={actor.id} />
      {actor.description && !redacted.value && <p>{actor.description}</p>}
      {actor.note && !redacted.value && <p class="note">{actor.note}</p>}
      {others.length > 0 && !redacted.value && (
        <>
          <h3>Other names</h3>
          <ul class="names">
            {others.map(({ text, doubtful }) => (
              <li key={text}>
                <bdi>{text}</bdi>
                {doubtful && <span class="muted"> (doubtful)</span>}
              </li>
            ))}
          </ul>
        </>
      )}
      {actor.affiliations.length > 0 && (
        <>
          <h3>Relations</h3>
          <ul>
            {actor.affiliations.map(({ id, kind, post, from, to, interval }) => (
              <li key={id}>
                <Actor actor={from} /> <span class="kind">{plain(kind)}</span>{" "}
                {to.__typename === "Actor" ? (
                  <Actor actor={{ id: to.id, name: to.name }} />
                ) : "name" in to ? (
                  to.name
                ) : (
                  ""
                )}
                {post && `, ${post}`}
                {interval && (
                  <span class="muted">
                    {" "}
                    · {dateWords(interval.start?.edtf)} to {dateWords(interval.end?.edtf)}
                  </span>
                )}
              </li>
            ))}
          </ul>
        </>
      )}
      <h3>Events ({actor.events.totalCount})</h3>
      <Paged
        as="ul"
        first={actor.events}
        next={async (after) => (await ask(actorEventsQuery, { id: actor.id, after })).actor?.events}
        row={(event) => <Dated key={event.id} is="event" {...event} />}
      />
      <h3>Agreements ({actor.agreements.totalCount})</h3>
      <Paged
        as="ul"
        first={actor.agreements}
        next={async (after) => (await ask(actorAgreementsQuery, { id: actor.id, after })).actor?.agreements}
        row={(agreement) => <Dated key={agreement.id} is="agreement" {...agreement} />}
      />
    </>
  );
}

interface Dating {
  is: "event" | "agreement";
  id: string;
  title: string;
  date: { edtf: string } | null;
}

function Dated({ is, id, title, date }: Dating) {
  return (
    <li>
      <Open what={{ is, id }}>{title}</Open> <span class="muted">{dateWords(date?.edtf)}</span>
    </li>
  );
}

function Actions({ id }: { id: string }) {
  const { expanded, hidden, pinned, mode, first } = view.value;
  const grown = expanded.some((expansion) => expansion.id === id);
  const isPinned = pinned.some((pin) => pin.id === id);
  return (
    <p class="actions">
      <button type="button" onClick={() => (expanding.value = id)}>
        Expand…
      </button>
      {grown && (
        <button
          type="button"
          onClick={() => go({ expanded: expanded.filter((expansion) => expansion.id !== id) })}
        >
          Collapse
        </button>
      )}
      <button type="button" onClick={() => open({ around: [id], selected: { is: "actor", id } })}>
        Only around it
      </button>
      <button type="button" onClick={() => go({ hidden: [...hidden, id], selected: null })}>
        Hide
      </button>
      {isPinned && (
        <button type="button" onClick={() => go({ pinned: pinned.filter((pin) => pin.id !== id) })}>
          Unpin
        </button>
      )}
      <button
        type="button"
        onClick={() =>
          mode === "paths" && first && first !== id
            ? go({ second: id })
            : open({ mode: "paths", first: id, selected: { is: "actor", id } })
        }
      >
        {mode === "paths" && first && first !== id ? "Paths to here" : "Paths from here"}
      </button>
    </p>
  );
}
