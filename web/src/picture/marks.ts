// Owns how kinds and families look: the shapes of actors, the patterns of
// ties, and the colours of both after Okabe and Ito, on light and on dark. The
// canvas, the legend and the exported figure all draw from these tables.
import type { ActorKind, TieFamily } from "../api/graphql";

/** A star polygon; a regular one has the inner radius of its sides' middles. Points 0 is a disc. */
export interface Shape {
  points: number;
  /** The inner radius as a share of the outer one. */
  inner: number;
  /** Where the first point lies, in turns from the top, clockwise. */
  turn: number;
}

const regular = (points: number, turn = 0): Shape => ({ points, inner: Math.cos(Math.PI / points), turn });
const star = (points: number, inner: number, turn = 0): Shape => ({ points, inner, turn });

export const disc: Shape = { points: 0, inner: 1, turn: 0 };
export const rhombus = regular(4);

/** Dash lengths in pixels: on, off, on, off; all zero for a solid line. */
export type Pattern = readonly [number, number, number, number];

interface Mark {
  word: string;
  colour: string;
}

export const kinds: Record<ActorKind, Mark & { shape: Shape }> = {
  STATE: { word: "state", shape: regular(4, 1 / 8), colour: "#0072b2" },
  STATE_FORCE: { word: "state force", shape: rhombus, colour: "#56b4e9" },
  ARMED_GROUP: { word: "armed group", shape: regular(3), colour: "#d55e00" },
  COALITION: { word: "coalition", shape: regular(6), colour: "#e69f00" },
  UMBRELLA: { word: "umbrella label", shape: regular(3, 1 / 2), colour: "#f0e442" },
  NEGOTIATING_BODY: { word: "negotiating body", shape: regular(5), colour: "#009e73" },
  COMMUNITY: { word: "community", shape: star(4, 0.5, 1 / 8), colour: "#009e73" },
  PEOPLE: { word: "people", shape: disc, colour: "#cc79a7" },
  PERSON: { word: "person", shape: star(5, 0.5), colour: "#cc79a7" },
  ORGANIZATION: { word: "organisation", shape: regular(5, 1 / 2), colour: "#56b4e9" },
  MEDIA: { word: "media", shape: star(8, 0.7), colour: "#8a8f98" },
  UNIDENTIFIED: { word: "unidentified", shape: star(4, 0.35), colour: "#8a8f98" },
};

export const familyMarks: Record<TieFamily, Mark & { dark: string; pattern: Pattern; width: number }> = {
  HOSTILE: {
    word: "against each other",
    colour: "#d55e00",
    dark: "#f07f2e",
    pattern: [0, 0, 0, 0],
    width: 2,
  },
  COOPERATIVE: {
    word: "for each other",
    colour: "#00805d",
    dark: "#2fc79b",
    pattern: [9, 4, 9, 4],
    width: 2,
  },
  THIRD_PARTY: {
    word: "between others",
    colour: "#a6457b",
    dark: "#e08fbb",
    pattern: [2, 4, 2, 4],
    width: 2.6,
  },
  TALKS: { word: "at a table", colour: "#1f7fb5", dark: "#6fc3f2", pattern: [8, 3, 2, 3], width: 1.8 },
  STRUCTURE: {
    word: "belonging, command",
    colour: "#8a8f98",
    dark: "#838b97",
    pattern: [0, 0, 0, 0],
    width: 1.2,
  },
  SUCCESSION: {
    word: "one out of the other",
    colour: "#b57a00",
    dark: "#f0b429",
    pattern: [14, 3, 4, 3],
    width: 1.6,
  },
  LOOSE: {
    word: "kin, loosely linked",
    colour: "#8a8f98",
    dark: "#838b97",
    pattern: [2, 6, 2, 6],
    width: 1.4,
  },
};

/** How ties look where two times are compared: by what became of them. */
export const changeMarks = {
  appeared: { word: "appeared", colour: "#00805d", dark: "#2fc79b", pattern: [0, 0, 0, 0], width: 2 },
  vanished: { word: "vanished", colour: "#d55e00", dark: "#f07f2e", pattern: [3, 4, 3, 4], width: 2 },
  changed: { word: "changed", colour: "#1f7fb5", dark: "#6fc3f2", pattern: [9, 3, 9, 3], width: 2 },
  stayed: { word: "stayed", colour: "#b4b9c2", dark: "#565e6b", pattern: [0, 0, 0, 0], width: 2 },
} as const;

/** Colours for communities, by their number; the many small ones share the last. */
const communities = ["#0072b2", "#e69f00", "#009e73", "#cc79a7", "#d55e00", "#56b4e9", "#f0e442", "#8a8f98"];

/** The colour of a community, numbered from 1. */
export function communityColour(number: number): string {
  return communities[Math.min(number, communities.length) - 1] ?? "#8a8f98";
}

/** What is behind and around the marks. */
export interface Theme {
  dark: boolean;
  paper: string;
  ink: string;
  muted: string;
  outline: string;
}

export const light: Theme = {
  dark: false,
  paper: "#fbfaf7",
  ink: "#1d2330",
  muted: "#5b6472",
  outline: "#2b3242",
};
export const dark: Theme = {
  dark: true,
  paper: "#14171d",
  ink: "#eceff4",
  muted: "#a4adbb",
  outline: "#f4f6fa",
};

/** The outline of a shape around 0,0 with the outer radius r, as points; none for a disc. */
export function outline(shape: Shape, r: number): [number, number][] {
  return Array.from({ length: shape.points * 2 }, (_, i) => {
    const angle = (shape.turn + i / (shape.points * 2)) * 2 * Math.PI;
    const radius = i % 2 ? r * shape.inner : r;
    return [Math.sin(angle) * radius, -Math.cos(angle) * radius];
  });
}

/** A colour mixed with another: so much of the first. Both as #rrggbb. */
export function mixed(colour: string, other: string, share: number): string {
  const part = (hex: string, at: number) => Number.parseInt(hex.slice(at, at + 2), 16);
  const parts = [1, 3, 5].map((at) => Math.round(part(colour, at) * share + part(other, at) * (1 - share)));
  return `#${parts.map((value) => value.toString(16).padStart(2, "0")).join("")}`;
}
