// Owns what the page shows, as one plain value, and its form in the URL. The
// URL holds ids, never names of actors. Both ways are pure; what cannot be read is left
// out, so that an old or mangled link still opens something.
import type { Enum, TieFamily, TieKind } from "../api/graphql";

export const modes = ["network", "mediated", "fought", "paths", "compare", "query"] as const;
export const families = [
  "HOSTILE",
  "COOPERATIVE",
  "THIRD_PARTY",
  "TALKS",
  "STRUCTURE",
  "SUCCESSION",
  "LOOSE",
] as const satisfies readonly TieFamily[];
/** The kinds of ties, those of a family beside each other. */
export const tieKinds = [
  "FOUGHT",
  "ATTACKED",
  "BESIEGED",
  "HARMED",
  "DETAINED",
  "EXPELLED",
  "OPPOSES",
  "ALLIED_WITH",
  "SUPPORTS",
  "ALIGNED_WITH",
  "SAME_SIDE",
  "MEDIATED",
  "FACILITATED",
  "HOSTED",
  "GUARANTEED",
  "SUPERVISED",
  "ASKED_TO_MEDIATE",
  "NEGOTIATED_WITH",
  "AGREED_WITH",
  "PART_OF",
  "SUBSET_OF",
  "MEMBER_OF",
  "HOLDS_POST",
  "REPRESENTS",
  "FOUNDED",
  "SPLINTERED_FROM",
  "MERGED_INTO",
  "ABSORBED_INTO",
  "KIN_OF",
  "LINKED_TO",
  "SAME_AS",
] as const satisfies readonly TieKind[];
const rollUps = ["NONE", "CORPS", "STATE", "KIND"] as const satisfies readonly Enum<"RollUp">[];
export const sizes = ["degree", "betweenness", "pageRank", "same"] as const;
export const colours = ["kind", "community"] as const;
/** Which names stand on screen: as the data has them first, in Arabic where one is known, or both. */
export const scripts = ["first", "arabic", "both"] as const;
const selectable = ["actor", "tie", "event", "agreement", "mediation"] as const;

export type Mode = (typeof modes)[number];
export type Selection = { is: (typeof selectable)[number]; id: string };
/** One growth of the picture: the ties of an actor, of some kinds, up to a number of actors. */
export type Expansion = { id: string; kinds: TieKind[]; limit: number };
export type Pin = { id: string; x: number; y: number };
/** A stretch of time as the reader chose it; empty ends are open. */
export type Window = { from: string; to: string };

export interface View {
  mode: Mode;
  /** The actors that the network starts from; none for all of it. */
  around: string[];
  /** How many steps the network goes from them. */
  depth: number;
  /** The two actors of a form; either may be empty. */
  first: string;
  second: string;
  /** Whether who belongs to an actor counts as that actor. */
  below: boolean;
  /** Whether mediations that were only asked for count. */
  requested: boolean;
  forward: boolean;
  steps: number;
  during: Window;
  /** The second window of a comparison. */
  after: Window;
  certain: boolean;
  /** The families of ties shown; none for all. */
  families: TieFamily[];
  /** The kinds of ties shown; none for all that are usual. */
  kinds: TieKind[];
  /** Whose evidence counts; none for everybody's. */
  publishers: string[];
  /** By how many independent publishers a tie must be told. */
  publishersAtLeast: number;
  /** Whether only contested ties are shown. */
  contested: boolean;
  expanded: Expansion[];
  hidden: string[];
  pinned: Pin[];
  selected: Selection | null;
  rollUp: (typeof rollUps)[number];
  size: (typeof sizes)[number];
  colour: (typeof colours)[number];
  limit: number;
  /** The most rows of a list of what was found. */
  rows: number;
  /** Whether the table stands where the picture is. */
  table: boolean;
  names: (typeof scripts)[number];
  /** What the query tab asks, and its variables as JSON; empty for what is behind the picture. */
  query: string;
  variables: string;
}

export const start: View = {
  mode: "network",
  around: [],
  depth: 1,
  first: "",
  second: "",
  below: false,
  requested: false,
  forward: false,
  steps: 4,
  during: { from: "", to: "" },
  after: { from: "", to: "" },
  certain: false,
  families: [],
  kinds: [],
  publishers: [],
  publishersAtLeast: 1,
  contested: false,
  expanded: [],
  hidden: [],
  pinned: [],
  selected: null,
  rollUp: "NONE",
  size: "degree",
  colour: "kind",
  limit: 1000,
  rows: 100,
  table: false,
  names: "first",
  query: "",
  variables: "",
};

/** Whether a mode has a choice of ties; the others only have a time. */
export const choosesTies = (mode: Mode) => mode === "network" || mode === "paths" || mode === "compare";

/** What a choice of ties is made of. */
export function chosenTies({ families, kinds, publishers, publishersAtLeast, contested }: View) {
  return { families, kinds, publishers, publishersAtLeast, contested };
}

/** The most steps that a network goes from where it starts. */
export const deepest = 4;

/** The most actors that one question of the network gives. */
export const shownAtMost = 10_000;

/** Gives the query string of a view, without the question mark; empty for the start. */
export function encode(view: View): string {
  const url = new URLSearchParams();
  const text = (name: string, value: string, usual = "") => value !== usual && url.set(name, value);
  const flag = (name: string, value: boolean) => value && url.set(name, "1");
  const list = (name: string, values: string[]) => {
    for (const value of values) url.append(name, value);
  };
  text("mode", view.mode, start.mode);
  list("around", view.around);
  text("depth", String(view.depth), String(start.depth));
  text("a", view.first);
  text("b", view.second);
  flag("below", view.below);
  flag("requested", view.requested);
  flag("forward", view.forward);
  text("steps", String(view.steps), String(start.steps));
  text("from", view.during.from);
  text("to", view.during.to);
  text("from2", view.after.from);
  text("to2", view.after.to);
  flag("certain", view.certain);
  list("family", view.families);
  list("kind", view.kinds);
  list("publisher", view.publishers);
  text("told", String(view.publishersAtLeast), String(start.publishersAtLeast));
  flag("contested", view.contested);
  list(
    "open",
    view.expanded.map(({ id, kinds, limit }) => `${limit}~${kinds.join(".")}~${id}`),
  );
  list("hide", view.hidden);
  list(
    "pin",
    view.pinned.map(({ id, x, y }) => `${round(x)}~${round(y)}~${id}`),
  );
  if (view.selected) url.set("see", `${view.selected.is}~${view.selected.id}`);
  text("roll", view.rollUp, start.rollUp);
  text("size", view.size, start.size);
  text("colour", view.colour, start.colour);
  text("limit", String(view.limit), String(start.limit));
  text("rows", String(view.rows), String(start.rows));
  flag("table", view.table);
  text("names", view.names, start.names);
  text("query", view.query);
  text("vars", view.variables);
  return url.toString();
}

/** Reads a query string. */
export function decode(search: string): View {
  const url = new URLSearchParams(search);
  const text = (name: string) => url.get(name) ?? "";
  const flag = (name: string) => url.get(name) === "1";
  const count = (name: string, least: number, most: number, usual: number) => {
    const value = Number(url.get(name) ?? usual);
    return Number.isInteger(value) && value >= least && value <= most ? value : usual;
  };
  return {
    mode: oneOf(modes, text("mode")) ?? start.mode,
    around: url.getAll("around"),
    depth: count("depth", 1, deepest, start.depth),
    first: text("a"),
    second: text("b"),
    below: flag("below"),
    requested: flag("requested"),
    forward: flag("forward"),
    steps: count("steps", 1, 8, start.steps),
    during: { from: day(text("from")), to: day(text("to")) },
    after: { from: day(text("from2")), to: day(text("to2")) },
    certain: flag("certain"),
    families: url.getAll("family").flatMap((value) => oneOf(families, value) ?? []),
    kinds: url.getAll("kind").flatMap((value) => oneOf(tieKinds, value) ?? []),
    publishers: url.getAll("publisher"),
    publishersAtLeast: count("told", 1, 99, start.publishersAtLeast),
    contested: flag("contested"),
    expanded: url.getAll("open").flatMap(expansion),
    hidden: url.getAll("hide"),
    pinned: url.getAll("pin").flatMap(pin),
    selected: selection(text("see")),
    rollUp: oneOf(rollUps, text("roll")) ?? start.rollUp,
    size: oneOf(sizes, text("size")) ?? start.size,
    colour: oneOf(colours, text("colour")) ?? start.colour,
    limit: count("limit", 1, shownAtMost, start.limit),
    rows: count("rows", 1, 100_000, start.rows),
    table: flag("table"),
    names: oneOf(scripts, text("names")) ?? start.names,
    query: text("query"),
    variables: text("vars"),
  };
}

function expansion(text: string): Expansion[] {
  const parts = /^(\d{1,4})~([A-Z_.]*)~(.+)$/s.exec(text);
  if (!parts) return [];
  const kinds = (parts[2] ?? "").split(".").filter(Boolean) as TieKind[];
  return [{ limit: Number(parts[1]), kinds, id: parts[3] ?? "" }];
}

function pin(text: string): Pin[] {
  const parts = /^(-?[\d.]+)~(-?[\d.]+)~(.+)$/s.exec(text);
  if (!parts) return [];
  const [x, y] = [Number(parts[1]), Number(parts[2])];
  return Number.isFinite(x) && Number.isFinite(y) ? [{ id: parts[3] ?? "", x, y }] : [];
}

function selection(text: string): Selection | null {
  const parts = /^([a-z]+)~(.+)$/s.exec(text);
  const is = oneOf(selectable, parts?.[1] ?? "");
  return is && parts?.[2] ? { is, id: parts[2] } : null;
}

const day = (text: string) => (/^\d{4}(-\d{2}){0,2}$/.test(text) ? text : "");
const round = (value: number) => Math.round(value * 1e4) / 1e4;

function oneOf<T extends string>(words: readonly T[], text: string): T | undefined {
  return words.find((word) => word === text);
}
