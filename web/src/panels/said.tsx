// Owns the sentences above the picture: what was found, what was left out and
// why, and errors with a way out.
import { again, answer, asking, refusal } from "../state/answers";
import { go, open, view } from "../state/navigate";
import { chosenTies, shownAtMost, start } from "../state/view";
import { narrowed } from "../words/filters";
import { count } from "../words/words";

export function Said() {
  const { hidden, expanded } = view.value;
  return (
    <div class="said">
      <p role="status">{asking.value && !answer.value ? "Asking…" : answer.value?.said}</p>
      <LeftOut />
      <Narrowed />
      {hidden.length > 0 && (
        <p>
          {count(hidden.length, "actor")} hidden.{" "}
          <button type="button" onClick={() => go({ hidden: [] })}>
            Show again
          </button>
        </p>
      )}
      {expanded.length > 0 && (
        <p>
          {count(expanded.length, "expansion")}.{" "}
          <button type="button" onClick={() => go({ expanded: expanded.slice(0, -1) })}>
            Collapse the last
          </button>
        </p>
      )}
      {refusal.value && (
        <p role="alert">
          {refusal.value.message}{" "}
          <button type="button" onClick={again}>
            Try again
          </button>{" "}
          <button type="button" onClick={() => open({})}>
            Start over
          </button>
        </p>
      )}
    </div>
  );
}

/** Which ties alone are shown, and the way to all. */
function Narrowed() {
  const only = narrowed(view.value);
  if (only.length === 0) return null;
  return (
    <p>
      Filtered: {only.join("; ")}.{" "}
      <button type="button" onClick={() => go(chosenTies(start))}>
        Show all ties
      </button>
    </p>
  );
}

/** What a limit left out of the picture, and the way to more. */
function LeftOut() {
  const omitted = answer.value?.picture.omitted;
  if (!omitted) return null;
  const { limit } = view.value;
  const what = [
    omitted.nodesOmitted > 0 && count(omitted.nodesOmitted, "actor"),
    omitted.tiesOmitted > 0 && count(omitted.tiesOmitted, "tie"),
  ].filter(Boolean);
  const why =
    omitted.limit === "edges"
      ? "the picture holds so many ties, those with most evidence"
      : `the picture holds ${count(limit, "actor")}, those with most neighbours`;
  const more = Math.min(limit * 2, shownAtMost);
  return (
    <p>
      Left out: {what.join(" and ")}; {why}.{" "}
      {omitted.limit !== "edges" && limit < shownAtMost && (
        <button type="button" onClick={() => go({ limit: more })}>
          Show up to {more.toLocaleString("en")}
        </button>
      )}
    </p>
  );
}
