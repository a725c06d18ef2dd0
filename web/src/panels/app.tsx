// Owns how the page is put together, what is said above the picture, and the keys that work everywhere.
import { useEffect } from "preact/hooks";
import { Drawer } from "../evidence/drawer";
import { canDraw } from "../renderer/renderer";
import { again, answer, asking, datasetVersion, refusal } from "../state/answers";
import { drawn } from "../state/drawn";
import { go, open, view } from "../state/navigate";
import { theme, toggleTheme } from "../state/theme";
import { colours, shownAtMost, sizes } from "../state/view";
import { count, redacted } from "../words/words";
import { Ask } from "./ask";
import { Canvas, current } from "./canvas";
import { Expand, expanding } from "./expand";
import { Legend } from "./legend";
import { Share } from "./share";
import { Tables } from "./table";
import { Time } from "./time";

const drawable = canDraw();

export function App() {
  useEffect(() => {
    addEventListener("keydown", shortcut);
    return () => removeEventListener("keydown", shortcut);
  }, []);
  const { table } = view.value;
  const asTable = table || !drawable;
  return (
    <>
      <header>
        <h1>
          <a
            href="./"
            onClick={(event) => {
              event.preventDefault();
              open({});
            }}
          >
            factiongraph
          </a>
        </h1>
        <p class="lead">Who fought, backed, commanded and mediated between whom, and who says so.</p>
        <Tools />
      </header>
      <main class={view.value.selected ? "with-drawer" : undefined}>
        <Ask />
        <div class="stage">
          <div class="frame">
            <Said />
            {asTable ? (
              <>
                {!drawable && (
                  <p class="notice">
                    This browser cannot draw the network (WebGL is missing), so the tables show it.
                  </p>
                )}
                <Tables />
              </>
            ) : (
              <>
                <Canvas />
                <div class="zoom">
                  <button type="button" aria-label="Zoom in" onClick={() => current.renderer?.zoom(1.4)}>
                    +
                  </button>
                  <button type="button" aria-label="Zoom out" onClick={() => current.renderer?.zoom(1 / 1.4)}>
                    −
                  </button>
                  <button type="button" aria-label="Show all" onClick={() => current.renderer?.focus([])}>
                    ⤢
                  </button>
                </div>
              </>
            )}
          </div>
          <Legend />
        </div>
        <Drawer />
      </main>
      <Time />
      <Expand />
    </>
  );
}

/** The sentence above the picture, what was left out, and errors with a way out. */
function Said() {
  const { hidden, expanded } = view.value;
  const omitted = answer.value?.picture.omitted;
  return (
    <div class="said">
      <p role="status">{asking.value && !answer.value ? "Asking…" : answer.value?.said}</p>
      {omitted && (
        <p>
          Left out by the limit: {count(omitted.nodesOmitted, "actor")} and{" "}
          {count(omitted.tiesOmitted, "tie")}.{" "}
          {view.value.limit < shownAtMost && (
            <button type="button" onClick={() => go({ limit: shownAtMost })}>
              Show more
            </button>
          )}
        </p>
      )}
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

function Tools() {
  const { table, size, colour, rollUp, mode } = view.value;
  const rolls = mode === "network" || mode === "compare";
  return (
    <div class="tools">
      {rolls && (
        <label>
          Gather{" "}
          <select
            value={rollUp}
            onChange={(event) => go({ rollUp: event.currentTarget.value as typeof rollUp })}
          >
            <option value="NONE">nobody</option>
            <option value="CORPS">to corps</option>
            <option value="STATE">to the top</option>
            <option value="KIND">by kind</option>
          </select>
        </label>
      )}
      <label>
        Size{" "}
        <select value={size} onChange={(event) => go({ size: event.currentTarget.value as typeof size })}>
          {sizes.map((name) => (
            <option key={name} value={name}>
              {
                {
                  degree: "neighbours",
                  betweenness: "betweenness",
                  pageRank: "PageRank",
                  same: "all the same",
                }[name]
              }
            </option>
          ))}
        </select>
      </label>
      <label>
        Colour{" "}
        <select
          value={colour}
          onChange={(event) => go({ colour: event.currentTarget.value as typeof colour })}
        >
          {colours.map((name) => (
            <option key={name}>{name}</option>
          ))}
        </select>
      </label>
      <button type="button" aria-pressed={table} onClick={() => go({ table: !table })}>
        Table
      </button>
      <button type="button" aria-pressed={redacted.value} onClick={() => (redacted.value = !redacted.value)}>
        Hide names
      </button>
      <button type="button" aria-pressed={theme.value.dark} onClick={toggleTheme}>
        Dark
      </button>
      {drawn.value && <Share version={datasetVersion.value} />}
    </div>
  );
}

/** Keys that work wherever nothing is being typed. */
function shortcut(event: KeyboardEvent): void {
  const target = event.target as HTMLElement;
  if (event.key === "Escape" && !expanding.value && !target.matches("input, select")) go({ selected: null });
  if (
    target.matches("input, select, textarea, [role=listbox]") ||
    event.ctrlKey ||
    event.metaKey ||
    event.altKey
  )
    return;
  const { selected, hidden, table } = view.value;
  const actor = selected?.is === "actor" ? selected.id : null;
  const keys: Record<string, () => void> = {
    "/": () => document.querySelector<HTMLElement>(".ask input")?.focus(),
    t: () => go({ table: !table }),
    f: () => current.renderer?.focus(actor ? [actor] : []),
    "+": () => current.renderer?.zoom(1.4),
    "-": () => current.renderer?.zoom(1 / 1.4),
    e: () => {
      if (actor) expanding.value = actor;
    },
    h: () => actor && go({ hidden: [...hidden, actor], selected: null }),
  };
  const action = keys[event.key];
  if (!action) return;
  event.preventDefault();
  action();
}
