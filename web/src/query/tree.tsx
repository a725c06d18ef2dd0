// Owns an answer as a tree that folds: long lists show their first part until
// more is asked for.
import { useState } from "preact/hooks";
import { count } from "../words/words";

const atOnce = 50;

export function Tree({ name, value, open }: { name: string; value: unknown; open: boolean }) {
  const [most, setMost] = useState(atOnce);
  if (value === null || typeof value !== "object") {
    return (
      <div class="leaf">
        <span class="name">{name}</span> <Leaf value={value} />
      </div>
    );
  }
  const list = Array.isArray(value);
  const parts = Object.entries(value);
  if (parts.length === 0) {
    return (
      <div class="leaf">
        <span class="name">{name}</span> <span class="muted">{list ? "an empty list" : "nothing"}</span>
      </div>
    );
  }
  return (
    <details open={open}>
      <summary>
        <span class="name">{name}</span>{" "}
        <span class="muted">{list ? count(parts.length, "item") : label(value)}</span>
      </summary>
      {parts.slice(0, most).map(([key, part]) => (
        <Tree key={key} name={list ? String(Number(key) + 1) : key} value={part} open={parts.length < 8} />
      ))}
      {parts.length > most && (
        <button type="button" onClick={() => setMost(most + atOnce)}>
          {count(parts.length - most, "more item")}
        </button>
      )}
    </details>
  );
}

function Leaf({ value }: { value: unknown }) {
  if (value === null) return <span class="muted">null</span>;
  return (
    <span class={typeof value} dir="auto">
      {String(value)}
    </span>
  );
}

/** What tells an object from its neighbours while it is folded. */
function label(value: object): string {
  for (const key of ["name", "title", "key", "text", "edtf", "id"]) {
    const said = (value as Record<string, unknown>)[key];
    if (typeof said === "string") return said;
  }
  return "";
}
