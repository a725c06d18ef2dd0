// Owns what is told of an actor: names, relations, events, and what can be done with it.
import type { actorQuery } from "../api/documents";
import type { ResultOf } from "../api/graphql";
import { expanding } from "../panels/expand";
import { Glyph } from "../panels/legend";
import { kinds } from "../picture/marks";
import { go, open, view } from "../state/navigate";
import { dateWords } from "../words/dates";
import { plain, redacted, shownName } from "../words/words";
import { Actor, Open } from "./parts";

type Told = NonNullable<ResultOf<typeof actorQuery>["actor"]>;

export function ActorEvidence({ actor }: { actor: Told }) {
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
      {actor.names.length > 0 && !redacted.value && (
        <>
          <h3>Other names</h3>
          <ul class="names">
            {actor.names.map(({ text, doubtful }) => (
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
      <ul>
        {actor.events.nodes.map(({ id, title, date }) => (
          <li key={id}>
            <Open what={{ is: "event", id }}>{title}</Open> <span class="muted">{dateWords(date?.edtf)}</span>
          </li>
        ))}
      </ul>
      <h3>Agreements ({actor.agreements.totalCount})</h3>
      <ul>
        {actor.agreements.nodes.map(({ id, title, date }) => (
          <li key={id}>
            <Open what={{ is: "agreement", id }}>{title}</Open>{" "}
            <span class="muted">{dateWords(date?.edtf)}</span>
          </li>
        ))}
      </ul>
    </>
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
