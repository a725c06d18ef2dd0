// Owns search as you type, in any script: a combobox whose hits say which name
// matched, what it is and how many ties it has.
import { useEffect, useId, useRef, useState } from "preact/hooks";
import { ask } from "../api/ask";
import { searchQuery } from "../api/documents";
import type { ActorKind, ResultOf } from "../api/graphql";
import { kinds } from "../picture/marks";
import type { Selection } from "../state/view";
import { dateWords } from "../words/dates";
import { count } from "../words/words";

type Hit = ResultOf<typeof searchQuery>["search"][number];

interface Props {
  label: string;
  placeholder?: string;
  /** Only actors, for forms. */
  actorsOnly?: boolean;
  choose(what: Selection, name: string): void;
}

export function Search({ label, placeholder, actorsOnly, choose }: Props) {
  const id = useId();
  const [text, setText] = useState("");
  const [hits, setHits] = useState<Hit[] | null>(null);
  const [at, setAt] = useState(0);
  const latest = useRef("");

  useEffect(() => {
    const wanted = text.trim();
    latest.current = wanted;
    if (!wanted) return setHits(null);
    const pause = setTimeout(() => {
      const kinds = actorsOnly ? (["ACTOR"] as const) : (["ACTOR", "EVENT", "AGREEMENT"] as const);
      ask(searchQuery, { text: wanted, kinds: [...kinds], first: 8 }).then(
        ({ search }) => {
          if (latest.current !== wanted) return;
          setHits(search);
          setAt(0);
        },
        () => setHits(null),
      );
    }, 120);
    return () => clearTimeout(pause);
  }, [text, actorsOnly]);

  function take(hit: Hit | undefined): void {
    const found = hit && selection(hit);
    if (!found || !hit) return;
    setText("");
    setHits(null);
    choose(found, name(hit));
  }

  function key(event: KeyboardEvent): void {
    if (event.key === "Escape") setText("");
    if (!hits?.length) return;
    if (event.key === "ArrowDown") setAt((at + 1) % hits.length);
    else if (event.key === "ArrowUp") setAt((at + hits.length - 1) % hits.length);
    else if (event.key === "Enter") take(hits[at]);
    else return;
    event.preventDefault();
  }

  const openList = hits !== null;
  return (
    <div class="search">
      <label for={id}>{label}</label>
      <input
        id={id}
        type="search"
        // biome-ignore lint/a11y/noRedundantRoles: without a list attribute its own role is searchbox
        role="combobox"
        list={undefined}
        autocomplete="off"
        spellcheck={false}
        dir="auto"
        placeholder={placeholder}
        value={text}
        aria-expanded={openList}
        aria-controls={`${id}-hits`}
        aria-autocomplete="list"
        aria-activedescendant={hits?.length ? `${id}-${at}` : undefined}
        onInput={(event) => setText(event.currentTarget.value)}
        onKeyDown={key}
      />
      {openList && hits.length > 0 && (
        <div id={`${id}-hits`} class="hits" role="listbox" aria-label={`Hits for ${text}`}>
          {hits.map((hit, i) => (
            // biome-ignore lint/a11y/useKeyWithClickEvents: the combobox has the keyboard; this is the pointer's way
            // biome-ignore lint/a11y/useFocusableInteractive: the combobox has the focus and names the active option
            <div
              key={hit.node.id}
              id={`${id}-${i}`}
              role="option"
              aria-selected={i === at}
              onMouseEnter={() => setAt(i)}
              onClick={() => take(hit)}
            >
              <span class="hit-name" dir="auto">
                {name(hit)}
              </span>
              {hit.matchedName !== name(hit) && (
                <span class="hit-match" dir="auto">
                  {hit.matchedName}
                </span>
              )}
              <span class="hit-detail">{detail(hit)}</span>
            </div>
          ))}
        </div>
      )}
      <p class="hint" role="status">
        {openList && hits.length === 0
          ? `No name is like “${text}”. Try fewer words, another spelling, or another script.`
          : ""}
      </p>
    </div>
  );
}

function selection({ node }: Hit): Selection | null {
  switch (node.__typename) {
    case "Actor":
      return { is: "actor", id: node.id };
    case "Event":
      return { is: "event", id: node.id };
    case "Agreement":
      return { is: "agreement", id: node.id };
    default:
      return null;
  }
}

function name({ node, matchedName }: Hit): string {
  if ("name" in node) return node.name;
  if ("title" in node) return node.title;
  return matchedName;
}

function detail({ node }: Hit): string {
  if (node.__typename === "Actor") {
    const word = kinds[node.actorKind as ActorKind]?.word ?? "actor";
    return `${word} · ${count(
      node.tieCounts.reduce((sum, { ties }) => sum + ties, 0),
      "tie",
    )}`;
  }
  if (node.__typename === "Event" || node.__typename === "Agreement") {
    return `${node.__typename.toLowerCase()} · ${dateWords(node.date?.edtf)}`;
  }
  return "";
}
