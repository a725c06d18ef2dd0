// Owns search as you type, in any script: a combobox whose hits say which name
// matched, what it is and how many ties it has.
import { useEffect, useId, useRef, useState } from "preact/hooks";
import { ask } from "../api/ask";
import { searchQuery } from "../api/documents";
import type { ResultOf } from "../api/graphql";
import { kinds } from "../picture/marks";
import { everybody, type Named } from "../state/names";
import type { Selection } from "../state/view";
import { dateWords } from "../words/dates";
import { type Near, nearest } from "../words/nearest";
import { count } from "../words/words";

type Found = ResultOf<typeof searchQuery>["search"][number];

/** One line of the list. */
interface Hit {
  what: Selection;
  name: string;
  /** The name that matched, if it is another. */
  matched: string;
  detail: string;
}

interface Props {
  label: string;
  placeholder?: string;
  /** Only actors, for forms. */
  actorsOnly?: boolean;
  choose(what: Selection): void;
}

export function Search({ label, placeholder, actorsOnly, choose }: Props) {
  const id = useId();
  const [text, setText] = useState("");
  const [hits, setHits] = useState<Hit[] | null>(null);
  /** Whether the hits are only like what was typed. */
  const [guessed, setGuessed] = useState(false);
  const [at, setAt] = useState(0);
  const latest = useRef("");
  const input = useRef<HTMLInputElement>(null);

  useEffect(() => {
    const wanted = text.trim();
    latest.current = wanted;
    if (!wanted) return setHits(null);
    const pause = setTimeout(async () => {
      try {
        const found = await look(wanted, actorsOnly ?? false);
        if (latest.current !== wanted) return;
        setHits(found.hits);
        setGuessed(found.guessed);
        setAt(0);
      } catch {
        setHits(null); // the picture says that the server is away
      }
    }, 120);
    return () => clearTimeout(pause);
  }, [text, actorsOnly]);

  function take(hit: Hit | undefined): void {
    if (!hit) return;
    setText("");
    setHits(null);
    input.current?.blur(); // to the evidence, where there is some
    choose(hit.what);
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

  const openList = hits !== null && hits.length > 0;
  return (
    <div class="search">
      <label for={id}>{label}</label>
      <input
        ref={input}
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
        aria-activedescendant={openList ? `${id}-${at}` : undefined}
        onInput={(event) => setText(event.currentTarget.value)}
        onKeyDown={key}
      />
      <p class="hint" role="status">
        {hits && said(text, hits.length, guessed)}
      </p>
      {openList && (
        <div id={`${id}-hits`} class="hits" role="listbox" aria-label={`Hits for ${text}`}>
          {hits.map((hit, i) => (
            // biome-ignore lint/a11y/useKeyWithClickEvents: the combobox has the keyboard; this is the pointer's way
            // biome-ignore lint/a11y/useFocusableInteractive: the combobox has the focus and names the active option
            <div
              key={hit.what.id}
              id={`${id}-${i}`}
              role="option"
              aria-selected={i === at}
              onMouseEnter={() => setAt(i)}
              onClick={() => take(hit)}
            >
              <span class="hit-name" dir="auto">
                {hit.name}
              </span>
              {hit.matched !== hit.name && (
                <span class="hit-match" dir="auto">
                  {hit.matched}
                </span>
              )}
              <span class="hit-detail">{hit.detail}</span>
            </div>
          ))}
        </div>
      )}
    </div>
  );
}

const most = 8;

const sure = 0.5; // the score from which on a hit has the name that was typed

/**
 * Asks the server for whole words. Where it finds none that is surely meant, the
 * names that begin so come first, and where it finds nothing, the most alike.
 */
async function look(text: string, actorsOnly: boolean): Promise<{ hits: Hit[]; guessed: boolean }> {
  const kinds = actorsOnly ? (["ACTOR"] as const) : (["ACTOR", "EVENT", "AGREEMENT"] as const);
  const { search } = await ask(searchQuery, { text, kinds: [...kinds], first: most });
  const hits = search.flatMap((found) => hit(found) ?? []);
  if (search.some(({ score }) => score >= sure)) return { hits, guessed: false };
  const bearers = (await everybody()).map((of) => ({ of, names: [of.name, ...of.names.map((n) => n.text)] }));
  const near = nearest(text, bearers, most);
  const begun = near.filter(({ likeness }) => likeness === 1).map(guess);
  const others = hits.filter(({ what }) => !begun.some((hit) => hit.what.id === what.id));
  if (begun.length + others.length > 0) return { hits: [...begun, ...others].slice(0, most), guessed: false };
  return { hits: near.map(guess), guessed: true };
}

function said(text: string, hits: number, guessed: boolean): string {
  if (hits === 0) return `No name is like “${text}”. Try fewer words, another spelling, or another script.`;
  return guessed ? "No such name. Did you mean:" : "";
}

function guess({ of, name }: Near<Named>): Hit {
  return {
    what: { is: "actor", id: of.id },
    name: of.name,
    matched: name,
    detail: kinds[of.kind]?.word ?? "actor",
  };
}

function hit({ node, matchedName }: Found): Hit | null {
  switch (node.__typename) {
    case "Actor": {
      const word = kinds[node.actorKind]?.word ?? "actor";
      const ties = node.tieCounts.reduce((sum, { ties }) => sum + ties, 0);
      return {
        what: { is: "actor", id: node.id },
        name: node.name,
        matched: matchedName,
        detail: `${word} · ${count(ties, "tie")}`,
      };
    }
    case "Event":
    case "Agreement": {
      const is = node.__typename === "Event" ? "event" : "agreement";
      return {
        what: { is, id: node.id },
        name: node.title,
        matched: matchedName,
        detail: `${is} · ${dateWords(node.date?.edtf)}`,
      };
    }
    default:
      return null;
  }
}
