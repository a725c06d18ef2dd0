// Owns the left panel: search, the questions to begin with, the form of the
// mode, and the cited list of what was found.
import { useEffect, useRef, useState } from "preact/hooks";
import { ask } from "../api/ask";
import { namesQuery } from "../api/documents";
import { Claims } from "../evidence/claims";
import { Open } from "../evidence/parts";
import type { Item } from "../modes/answer";
import { pageSize } from "../modes/pages";
import type { PictureActor } from "../picture/picture";
import { answer } from "../state/answers";
import { pointed } from "../state/drawn";
import { go, link, open, view } from "../state/navigate";
import { type Mode, type Selection, start, type View } from "../state/view";
import { count, shownName } from "../words/words";
import { current } from "./canvas";
import { Listbox } from "./listbox";
import { More } from "./more";
import { Search } from "./search";

const titles: Record<Mode, string> = {
  network: "Network",
  mediated: "Who mediated",
  fought: "Who fought",
  paths: "How connected",
  compare: "Compare times",
  query: "Query",
};

/** Questions that lead in, about who stands in the picture. */
function questions(): { text: string; opens: Partial<View> }[] {
  const actors = answer.value?.picture.actors ?? new Map<string, PictureActor>();
  const [most, least] = [[...actors.values()][0], [...actors.values()].at(-1)];
  const fighter = actors.get("act_4th_division") ?? most;
  const [from, to] = [actors.get("act_russia") ?? most, actors.get("act_db_rebels") ?? least];
  return [
    { text: "Who mediated, and between whom?", opens: { mode: "mediated" } },
    ...(fighter
      ? [
          {
            text: `Who fought ${shownName(fighter)}, with all who belong to it?`,
            opens: { mode: "fought", first: fighter.id, below: true } as const,
          },
        ]
      : []),
    ...(from && to && from !== to
      ? [
          {
            text: `How are ${shownName(from)} and ${shownName(to)} connected?`,
            opens: { mode: "paths", first: from.id, second: to.id } as const,
          },
        ]
      : []),
  ];
}

export function Ask() {
  const { mode } = view.value;
  return (
    <section class="ask" aria-label="Ask">
      <Search label="Search actors, events, agreements" placeholder="A name, in any script" choose={reach} />
      <nav aria-label="Ways to ask">
        {Object.entries(titles).map(([name, title]) => (
          <a
            key={name}
            href={link({ ...start, mode: name as Mode })}
            aria-current={mode === name ? "page" : undefined}
            onClick={(event) => {
              event.preventDefault();
              open({ mode: name as Mode });
            }}
          >
            {title}
          </a>
        ))}
      </nav>
      {mode === "network" && view.value.around.length === 0 && (
        <>
          <h2>Questions to start from</h2>
          <ul class="questions">
            {questions().map(({ text, opens }) => (
              <li key={text}>
                <a
                  href={link({ ...start, ...opens })}
                  onClick={(event) => {
                    event.preventDefault();
                    open(opens);
                  }}
                >
                  {text}
                </a>
              </li>
            ))}
          </ul>
        </>
      )}
      <Form />
      {mode !== "query" && (
        <>
          <Found />
          <Listbox />
        </>
      )}
      {mode === "query" && (
        <p class="muted">
          Ask the server in GraphQL. The editor completes and explains what the schema offers; the address of
          the page holds the question, so that it can be shared.
        </p>
      )}
    </section>
  );
}

/** Opens what was searched for. An actor that is not in the network gets one of its own. One step of the history. */
function reach(what: Selection): void {
  const { mode } = view.value;
  const absent = what.is === "actor" && !answer.value?.picture.actors.has(what.id);
  if (mode === "query" || (mode === "network" && absent)) {
    open({ ...(what.is === "actor" && { around: [what.id] }), selected: what });
    return;
  }
  go({ selected: what, hidden: view.value.hidden.filter((id) => id !== what.id) });
  if (what.is === "actor") current.renderer?.focus([what.id]);
}

/** The cited list, and the way to the rest of it. */
function Found() {
  const list = useRef<HTMLOListElement>(null);
  const { items, total } = answer.value ?? { items: [] };
  if (items.length === 0) return null;
  return (
    <>
      <ol class="items" aria-label="What was found" ref={list}>
        {items.map((item) => (
          <Row key={item.id} item={item} />
        ))}
      </ol>
      <More
        shown={items.length}
        total={total ?? items.length}
        step={pageSize}
        rows={list}
        more={() => go({ rows: view.value.rows + pageSize })}
      />
    </>
  );
}

function Row({ item }: { item: Item }) {
  return (
    <li onMouseEnter={() => (pointed.value = item.marks)} onMouseLeave={() => (pointed.value = [])}>
      <Open what={item.opens}>{item.title()}</Open>
      <p class="muted">{item.detail()}</p>
      {item.claims.length > 0 && (
        <details>
          <summary>{count(item.claims.length, "claim")}</summary>
          <Claims claims={item.claims} />
        </details>
      )}
    </li>
  );
}

function Form() {
  const { mode, below, requested, forward, steps } = view.value;
  if (mode === "mediated") {
    return (
      <form onSubmit={(event) => event.preventDefault()}>
        <ActorField label="Between" field="first" />
        <ActorField label="and" field="second" />
        <Flag label="Count who belongs to them" field="below" value={below} />
        <Flag label="Include what was only asked for" field="requested" value={requested} />
      </form>
    );
  }
  if (mode === "fought") {
    return (
      <form onSubmit={(event) => event.preventDefault()}>
        <ActorField label="Who fought" field="first" />
        <ActorField label="against" field="second" />
        <Flag label="Count who belongs to them" field="below" value={below} />
      </form>
    );
  }
  if (mode === "paths") {
    return (
      <form onSubmit={(event) => event.preventDefault()}>
        <ActorField label="From" field="first" />
        <ActorField label="to" field="second" />
        <label>
          Up to{" "}
          <select value={steps} onChange={(event) => go({ steps: Number(event.currentTarget.value) })}>
            {[1, 2, 3, 4, 5, 6, 7, 8].map((n) => (
              <option key={n} value={n}>
                {n}
              </option>
            ))}
          </select>{" "}
          steps
        </label>
        <Flag label="Follow directed ties forward only" field="forward" value={forward} />
      </form>
    );
  }
  if (mode === "compare" && !view.value.during.from) {
    return <p>Draw a first window on the time below, then a second one, or type the dates.</p>;
  }
  return null;
}

function Flag({
  label,
  field,
  value,
}: {
  label: string;
  field: "below" | "requested" | "forward";
  value: boolean;
}) {
  return (
    <label class="check">
      <input type="checkbox" checked={value} onChange={() => go({ [field]: !value })} /> {label}
    </label>
  );
}

/** An actor of a form: its name with a way to take it out, or a search. */
function ActorField({ label, field }: { label: string; field: "first" | "second" }) {
  const id = view.value[field];
  const [name, setName] = useState("");
  useEffect(() => {
    if (!id) return;
    ask(namesQuery, { filter: { ids: [id] }, after: null }).then(
      ({ actors }) => setName(actors.nodes[0] ? shownName(actors.nodes[0]) : `${id} (not in the data)`),
      () => setName(id),
    );
  }, [id]);
  if (!id) {
    return (
      <Search label={label} placeholder="Anybody" actorsOnly choose={(what) => go({ [field]: what.id })} />
    );
  }
  return (
    <p class="chosen">
      <span class="muted">{label}</span> <strong dir="auto">{name}</strong>
      <button type="button" aria-label={`Take out ${name}`} onClick={() => go({ [field]: "" })}>
        ×
      </button>
    </p>
  );
}
