// Owns the choice of ties beyond their families and their time: by kind, by
// who tells them, and how far the network goes.
import { useState } from "preact/hooks";
import type { TieKind } from "../api/graphql";
import { go, view } from "../state/navigate";
import { everyPublisher } from "../state/publishers";
import { deepest, start, tieKinds } from "../state/view";
import { narrowed } from "../words/filters";
import { plain } from "../words/words";
import { Menu } from "./menu";

export function Filter() {
  const { mode, around, kinds, publishers, publishersAtLeast, contested, depth } = view.value;
  const [known, setKnown] = useState<string[]>([]);
  const narrowings = narrowed(view.value).length;

  function learn(): void {
    everyPublisher().then(setKnown, () => {}); // the picture says that the server is away
  }

  return (
    <Menu title={narrowings ? `Filter (${narrowings})` : "Filter"} opened={learn}>
      <Several<TieKind>
        label="Ties"
        all="of all kinds"
        options={tieKinds}
        word={plain}
        chosen={kinds}
        change={(kinds) => go({ kinds })}
      />
      <Several
        label="Publishers"
        all="all"
        options={known}
        word={(publisher) => publisher}
        chosen={publishers}
        change={(publishers) => go({ publishers })}
      />
      <label class="choice">
        <span>Independent publishers of a tie</span>
        <select
          value={publishersAtLeast}
          onChange={(event) => go({ publishersAtLeast: Number(event.currentTarget.value) })}
        >
          {[...new Set([1, 2, 3, 4, 5, publishersAtLeast])].map((least) => (
            <option key={least} value={least}>
              {least === start.publishersAtLeast ? "any number" : `${least} or more`}
            </option>
          ))}
        </select>
      </label>
      {mode === "network" && around.length > 0 && (
        <label class="choice">
          <span>Steps from what the network starts from</span>
          <select value={depth} onChange={(event) => go({ depth: Number(event.currentTarget.value) })}>
            {Array.from({ length: deepest }, (_, i) => (
              <option key={i} value={i + 1}>
                {i + 1}
              </option>
            ))}
          </select>
        </label>
      )}
      <label class="check">
        <input type="checkbox" checked={contested} onChange={() => go({ contested: !contested })} />
        Only what is contested
      </label>
    </Menu>
  );
}

interface SeveralProps<Value extends string> {
  label: string;
  /** What is said where nothing is chosen. */
  all: string;
  options: readonly Value[];
  word(value: Value): string;
  chosen: Value[];
  change(chosen: Value[]): void;
}

/** A choice of several: each with a way to take it out, and a list to add from. */
function Several<Value extends string>({ label, all, options, word, chosen, change }: SeveralProps<Value>) {
  const rest = options.filter((option) => !chosen.includes(option));
  return (
    <div class="choice">
      <label class="choice">
        <span>{label}</span>
        <select
          value=""
          onChange={(event) => {
            const added = rest.find((option) => option === event.currentTarget.value);
            if (added) change([...chosen, added]);
          }}
        >
          <option value="">{chosen.length ? "or …" : all}</option>
          {rest.map((option) => (
            <option key={option} value={option}>
              {word(option)}
            </option>
          ))}
        </select>
      </label>
      {chosen.length > 0 && (
        <p class="actions">
          {chosen.map((value) => (
            <button
              key={value}
              type="button"
              aria-label={`Take out ${word(value)}`}
              onClick={() => change(chosen.filter((other) => other !== value))}
            >
              <bdi>{word(value)}</bdi> ×
            </button>
          ))}
        </p>
      )}
    </div>
  );
}
