// Owns the growth of the picture in place: what an expansion would bring, by
// kind, before anything is loaded.
import { signal } from "@preact/signals";
import { useEffect, useRef, useState } from "preact/hooks";
import { ask } from "../api/ask";
import { tieCountsQuery } from "../api/documents";
import type { ResultOf, TieKind } from "../api/graphql";
import { tieFilter } from "../modes/answer";
import { familyMarks } from "../picture/marks";
import { go, view } from "../state/navigate";
import { count, plain, shownName } from "../words/words";
import { Swatch } from "./legend";

/** The actor whose expansion is being considered. */
export const expanding = signal<string | null>(null);

type Counted = NonNullable<ResultOf<typeof tieCountsQuery>["actor"]>;

export function Expand() {
  const id = expanding.value;
  const dialog = useRef<HTMLDialogElement>(null);
  const [actor, setActor] = useState<Counted | null>(null);
  const [kinds, setKinds] = useState<Set<TieKind>>(new Set());
  const [limit, setLimit] = useState(50);

  useEffect(() => {
    if (!id) return dialog.current?.close();
    setActor(null);
    dialog.current?.showModal();
    ask(tieCountsQuery, { id, filter: tieFilter(view.value) }).then(
      (data) => {
        setActor(data.actor);
        setKinds(new Set(data.actor?.tieCounts.map(({ kind }) => kind)));
      },
      () => {
        expanding.value = null;
      },
    );
  }, [id]);

  function grow(event: Event): void {
    event.preventDefault();
    if (!id || !actor) return;
    const all = kinds.size === actor.tieCounts.length;
    const expanded = [...view.value.expanded, { id, kinds: all ? [] : [...kinds], limit }];
    expanding.value = null;
    go({ expanded });
  }

  function toggle(kind: TieKind): void {
    const next = new Set(kinds);
    if (!next.delete(kind)) next.add(kind);
    setKinds(next);
  }

  return (
    <dialog ref={dialog} aria-labelledby="expand-title" onClose={() => (expanding.value = null)}>
      <form onSubmit={grow}>
        <h2 id="expand-title">Expand {actor ? shownName(actor) : "…"}</h2>
        <fieldset>
          <legend>Ties to bring in</legend>
          {actor?.tieCounts.length === 0 && <p>It has no ties in this time.</p>}
          {actor?.tieCounts.map(({ kind, family, ties, counterparts }) => (
            <label key={kind} class="check">
              <input type="checkbox" checked={kinds.has(kind)} onChange={() => toggle(kind)} />
              <Swatch mark={familyMarks[family] ?? familyMarks.LOOSE} />
              <span>{plain(kind)}</span>
              <span class="number">
                {count(ties, "tie")} to {count(counterparts, "actor")}
              </span>
            </label>
          ))}
        </fieldset>
        <label>
          At most{" "}
          <input
            type="number"
            min="1"
            max="500"
            value={limit}
            onInput={(event) => setLimit(event.currentTarget.valueAsNumber || 50)}
          />{" "}
          actors
        </label>
        <p class="actions">
          <button type="submit" class="primary" disabled={kinds.size === 0}>
            Expand
          </button>
          <button type="button" onClick={() => (expanding.value = null)}>
            Cancel
          </button>
        </p>
      </form>
    </dialog>
  );
}
