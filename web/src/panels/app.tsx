// Owns how the page is put together.
import { useEffect, useRef } from "preact/hooks";
import { Drawer } from "../evidence/drawer";
import { canDraw } from "../renderer/renderer";
import { open, view } from "../state/navigate";
import { Ask } from "./ask";
import { Canvas, current } from "./canvas";
import { Expand } from "./expand";
import { keys, shortcut } from "./keys";
import { later } from "./later";
import { Legend } from "./legend";
import { Said } from "./said";
import { Tables } from "./table";
import { Time } from "./time";
import { Tools } from "./tools";

const drawable = canDraw();
const QueryTab = later(() => import("../query/tab").then((module) => module.QueryTab));

export function App() {
  const help = useRef<HTMLDialogElement>(null);
  useEffect(() => {
    const listen = (event: KeyboardEvent) => shortcut(event, () => help.current?.showModal());
    addEventListener("keydown", listen);
    return () => removeEventListener("keydown", listen);
  }, []);
  const asks = view.value.mode === "query";
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
      <main class={view.value.selected && !asks ? "with-drawer" : undefined}>
        <Ask />
        {asks ? <QueryTab /> : <Stage />}
        {!asks && <Drawer />}
      </main>
      {!asks && <Time />}
      <Expand />
      <dialog ref={help} aria-labelledby="keys-title">
        <form method="dialog">
          <h2 id="keys-title">Keys</h2>
          <dl class="keys">
            {keys.map(([key, does]) => (
              <div key={key}>
                <dt>
                  <kbd>{key}</kbd>
                </dt>
                <dd>{does}</dd>
              </div>
            ))}
          </dl>
          <button type="submit">Close</button>
        </form>
      </dialog>
    </>
  );
}

/** The picture, or its tables, with what is said of it. */
function Stage() {
  const asTable = view.value.table || !drawable;
  return (
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
            <Zoom />
          </>
        )}
      </div>
      <Legend />
    </div>
  );
}

function Zoom() {
  return (
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
  );
}
