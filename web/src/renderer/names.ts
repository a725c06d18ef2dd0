// Owns the names on the canvas: which stand, where, and how they are written.
import { anchor, type Name, type Placed, place, runsRightToLeft } from "../picture/labels";
import type { SceneLine, SceneNode } from "../picture/scene";
import type { Spot } from "../picture/svg";
import type { Style } from "./renderer";

const font = (weight: number) => `${weight} 13px "Noto Sans Arabic", system-ui, sans-serif`;
const labelHeight = 16;

export interface Shown {
  nodes: Iterable<SceneNode>;
  lines: Iterable<SceneLine>;
  at: ReadonlyMap<string, Spot>;
  style: Style;
  hovered: string | null;
}

/** Writes names, and remembers how wide each is. */
export function nameWriter(): {
  /** Writes what finds room into a canvas of that size, and tells it. */
  write(context: CanvasRenderingContext2D, width: number, height: number, shown: Shown): Placed[];
  /** Forgets the widths, because letters came that were missing. */
  forget(): void;
} {
  const widths = new Map<string, number>();

  function measure(context: CanvasRenderingContext2D, text: string): number {
    const known = widths.get(text);
    if (known !== undefined) return known;
    context.font = font(550);
    const { width } = context.measureText(text);
    widths.set(text, width);
    return width;
  }

  return {
    forget: () => widths.clear(),
    write(context, width, height, shown) {
      const placed = place([...wanted(context, width, height, shown, measure)], width, height);
      writeNames(context, placed, shown);
      writeCounts(context, shown);
      return placed;
    },
  };
}

function* wanted(
  context: CanvasRenderingContext2D,
  width: number,
  height: number,
  { nodes, at, style, hovered }: Shown,
  measure: (context: CanvasRenderingContext2D, text: string) => number,
): Generator<Name> {
  const { lit, selected } = style;
  for (const { id, is, label, weight, side } of nodes) {
    const spot = at.get(id);
    if (!spot || spot.x < -50 || spot.y < -50 || spot.x > width + 50 || spot.y > height + 50) continue;
    const always = id === hovered || id === selected;
    const inLight = lit.size === 0 || lit.has(id) || always;
    const pointedAt = always || (lit.has(id) && lit.size < few);
    const text = pointedAt ? label : is === "actor" ? short(label) : "";
    yield {
      id,
      text,
      ...spot,
      width: text ? measure(context, text) : 0,
      height: labelHeight,
      side,
      weight: pointedAt ? weight + 10 : inLight ? weight : -3,
      always,
    };
  }
}

const few = 40; // what is in the light of a selection, if its names are to be read whole
const longest = 34; // letters of a name that nobody points at

/** A long name ends at a word. */
function short(name: string): string {
  if (name.length <= longest) return name;
  const cut = name.slice(0, longest);
  return `${cut.slice(0, Math.max(cut.lastIndexOf(" "), longest / 2))}…`;
}

function writeNames(
  context: CanvasRenderingContext2D,
  placed: Placed[],
  { style: { theme, lit }, hovered }: Shown,
): void {
  context.textBaseline = "middle";
  context.lineJoin = "round";
  context.lineWidth = 4;
  context.strokeStyle = theme.paper;
  context.fillStyle = theme.ink;
  for (const name of placed) {
    const { id, text, middle, always } = name;
    const { at, from } = anchor(name);
    context.textAlign = from;
    context.font = font(always ? 650 : 450);
    context.direction = runsRightToLeft(text) ? "rtl" : "ltr";
    context.globalAlpha = lit.size === 0 || lit.has(id) || id === hovered ? 1 : 0.25;
    context.strokeText(text, at, middle);
    context.fillText(text, at, middle);
  }
  context.globalAlpha = 1;
}

/** The number of ties on a bundle, at the middle of its line. */
function writeCounts(context: CanvasRenderingContext2D, { lines, at, style: { theme, lit } }: Shown): void {
  context.direction = "ltr";
  context.textAlign = "center";
  context.font = font(600);
  context.fillStyle = theme.muted;
  for (const { id, label, from, to } of lines) {
    if (!label || !(lit.size === 0 || lit.has(id))) continue;
    const [p, q] = [at.get(from), at.get(to)];
    if (!p || !q) continue;
    const [x, y] = [(p.x + q.x) / 2, (p.y + q.y) / 2];
    context.strokeText(label, x, y);
    context.fillText(label, x, y);
  }
}
