// Owns the way to the rest of a long list, and where the reader goes on when it is there.
import type { RefObject } from "preact";
import { useEffect, useRef } from "preact/hooks";

interface Props {
  shown: number;
  total: number;
  /** How many come at once. */
  step: number;
  /** The element that has a child for each row. */
  rows: RefObject<HTMLElement | null>;
  /** Brings the next ones. */
  more(): void;
}

/** A button for more. The reader stays at it, or, once nothing is left, goes on at the first new row. */
export function More({ shown, total, step, rows, more }: Props) {
  const before = useRef<number | null>(null);
  useEffect(() => {
    const first = before.current;
    if (first === null || shown <= first) return;
    before.current = null;
    if (document.activeElement !== document.body) return;
    rows.current?.children[first]?.querySelector("a")?.focus();
  }, [shown]);
  const rest = total - shown;
  if (rest <= 0) return null;
  return (
    <p>
      {shown.toLocaleString("en")} of {total.toLocaleString("en")}.{" "}
      <button
        type="button"
        onClick={() => {
          before.current = shown;
          more();
        }}
      >
        {Math.min(rest, step).toLocaleString("en")} more
      </button>
    </p>
  );
}
