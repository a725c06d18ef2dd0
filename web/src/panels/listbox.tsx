// Owns the listbox mirror of the picture: every actor, tie and mediation on
// screen, for the keyboard and for screen readers. The arrows light up what they reach.
import { computed } from "@preact/signals";
import { useState } from "preact/hooks";
import { title } from "../modes/mediated";
import { group } from "../picture/mediations";
import { picture } from "../state/answers";
import { pointed } from "../state/drawn";
import { go, view } from "../state/navigate";
import type { Selection } from "../state/view";
import { count, plain, shownName } from "../words/words";

interface Option {
  is: Selection["is"];
  id: string;
  text: string;
}

/** The most options that a list can hold and still answer at once. */
const listedAtMost = 2000;

const everything = computed<Option[]>(() => {
  const shown = picture.value;
  if (!shown) return [];
  const actors = [...shown.actors.values()]
    .toSorted((a, b) => b.degree - a.degree)
    .map((actor) => ({
      is: "actor" as const,
      id: actor.id,
      text: `${shownName(actor)}, ${plain(actor.kind)}, ${count(actor.degree, "neighbour")}`,
    }));
  const mediations = group(shown.mediations).map(({ id, mediations: [first] }) => ({
    is: "mediation" as const,
    id,
    text: first ? title(first) : "",
  }));
  const ties = [...shown.ties.values()].map((tie) => ({
    is: "tie" as const,
    id: tie.key,
    text: `${shownName(tie.from)} ${plain(tie.kind)} ${shownName(tie.to)}${tie.contested ? ", contested" : ""}`,
  }));
  return [...actors, ...mediations, ...ties];
});

export function Listbox() {
  const [open, setOpen] = useState(false);
  const all = open ? everything.value : [];
  const options = all.slice(0, listedAtMost);
  const [at, setAt] = useState(0);
  const active = Math.min(at, options.length - 1);

  function reach(i: number): void {
    const option = options[i];
    if (!option) return;
    setAt(i);
    pointed.value = [option.id];
    document.getElementById(`option-${i}`)?.scrollIntoView({ block: "nearest" });
  }

  function key(event: KeyboardEvent): void {
    const option = options[active];
    const steps: Record<string, number> = { ArrowDown: 1, ArrowUp: -1, PageDown: 10, PageUp: -10 };
    const step = steps[event.key];
    if (step) reach(Math.min(Math.max(active + step, 0), options.length - 1));
    else if (event.key === "Home") reach(0);
    else if (event.key === "End") reach(options.length - 1);
    else if (event.key === "Enter" && option) go({ selected: { is: option.is, id: option.id } });
    else {
      const next = options.findIndex(
        ({ text }, i) =>
          i > active && event.key.length === 1 && text.toLowerCase().startsWith(event.key.toLowerCase()),
      );
      if (next < 0) return;
      reach(next);
    }
    event.preventDefault();
  }

  return (
    <details class="mirror" onToggle={(event) => setOpen(event.currentTarget.open)}>
      <summary>List of all that is shown</summary>
      <div
        role="listbox"
        tabIndex={0}
        aria-label="Actors, mediations and ties in the picture"
        aria-activedescendant={options.length ? `option-${active}` : undefined}
        onKeyDown={key}
        onBlur={() => (pointed.value = [])}
      >
        {options.map(({ is, id, text }, i) => (
          // biome-ignore lint/a11y/useKeyWithClickEvents: the listbox has the keyboard; this is the pointer's way
          // biome-ignore lint/a11y/useFocusableInteractive: the listbox has the focus and names the active option
          <div
            key={`${is} ${id}`}
            id={`option-${i}`}
            role="option"
            aria-selected={view.value.selected?.id === id}
            class={i === active ? "active" : undefined}
            dir="auto"
            onClick={() => go({ selected: { is, id } })}
          >
            {text}
          </div>
        ))}
      </div>
      {all.length > options.length && (
        <p class="muted">
          And {count(all.length - options.length, "more item")}: search for them, or narrow the filter.
        </p>
      )}
    </details>
  );
}
