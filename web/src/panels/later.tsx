// Owns parts of the page that are fetched when they are first shown.
import type { FunctionComponent } from "preact";
import { useEffect, useState } from "preact/hooks";

/** Shows a part once its code is there; says so if it cannot be had. */
export function later(fetch: () => Promise<FunctionComponent>): FunctionComponent {
  let known: FunctionComponent | null = null;
  return function Later() {
    const [Part, setPart] = useState(() => known);
    const [failed, setFailed] = useState(false);
    useEffect(() => {
      if (Part || failed) return;
      fetch().then(
        (part) => {
          known = part;
          setPart(() => part);
        },
        (cause: unknown) => {
          console.error(cause);
          setFailed(true);
        },
      );
    }, [failed]);
    if (Part) return <Part />;
    if (!failed) return <p class="notice">Loading…</p>;
    return (
      <p class="notice" role="alert">
        This part of the page cannot be loaded. Is the server still running?{" "}
        <button type="button" onClick={() => setFailed(false)}>
          Try again
        </button>
      </p>
    );
  };
}
