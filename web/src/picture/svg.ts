// Owns marks, lines and names as pieces of SVG, after the same rules as the
// shaders of the canvas.
import { control } from "./fan";
import { anchor, type Placed, runsRightToLeft } from "./labels";
import { outline, type Pattern, type Shape, type Theme } from "./marks";
import type { SceneLine } from "./scene";

/** A mark's place on screen, in pixels. */
export interface Spot {
  x: number;
  y: number;
  radius: number;
}

type Point = readonly [number, number];

/** A line between two marks, in waves if it is contested, with its head if it has one. */
export function lineSvg(line: SceneLine, from: Spot, to: Spot): string {
  const c = control([from.x, from.y], [to.x, to.y], line.bend);
  const points: Point[] = [[from.x, from.y], c, [to.x, to.y]];
  const course = line.contested ? wave(points) : `M${at(points[0])}Q${at(c)} ${at(points[2])}`;
  const curve = `<path d="${course}" fill="none" stroke="${line.colour}" stroke-width="${fix(line.width)}"${dashes(line.pattern)} opacity="0.85"/>`;
  return line.arrow ? curve + head(line, c, to) : curve;
}

const [period, height, step] = [10.5, 2.4, 2];

/** The curve in waves around its course. */
function wave([p, c, q]: Point[]): string {
  if (!p || !c || !q) return "";
  const chord = Math.hypot(q[0] - p[0], q[1] - p[1]);
  const length = (chord + Math.hypot(c[0] - p[0], c[1] - p[1]) + Math.hypot(q[0] - c[0], q[1] - c[1])) / 2;
  const steps = Math.max(Math.round(length / step), 1);
  const mix = (a: Point, b: Point, t: number): Point => [a[0] + (b[0] - a[0]) * t, a[1] + (b[1] - a[1]) * t];
  const course = Array.from({ length: steps + 1 }, (_, i) => {
    const t = i / steps;
    const [a, b] = [mix(p, c, t), mix(c, q, t)];
    const here = mix(a, b, t);
    const way = Math.hypot(b[0] - a[0], b[1] - a[1]) || 1;
    const off = Math.sin((t * length * 2 * Math.PI) / period) * height;
    return at([here[0] - ((b[1] - a[1]) / way) * off, here[1] + ((b[0] - a[0]) / way) * off]);
  });
  return `M${course.join("L")}`;
}

function head(line: SceneLine, c: Point, to: Spot): string {
  const [dx, dy] = [to.x - c[0], to.y - c[1]];
  const length = Math.hypot(dx, dy) || 1;
  const [ux, uy] = [dx / length, dy / length];
  const tip: Point = [to.x - ux * (to.radius + 1), to.y - uy * (to.radius + 1)];
  const size = 5 + line.width * 1.6;
  const wide = line.width / 2 + 3.5;
  const base: Point = [tip[0] - ux * size, tip[1] - uy * size];
  const corners: Point[] = [
    tip,
    [base[0] - uy * wide, base[1] + ux * wide],
    [base[0] + uy * wide, base[1] - ux * wide],
  ];
  return `<polygon points="${corners.map(at).join(" ")}" fill="${line.colour}"/>`;
}

/** A mark with a ring of some width around it. */
export function markSvg(
  shape: Shape,
  { x, y, radius }: Spot,
  fill: string,
  ring: string,
  wide: number,
): string {
  const look = `fill="${fill}" stroke="${ring}" stroke-width="${wide}"`;
  if (shape.points === 0) return `<circle cx="${fix(x)}" cy="${fix(y)}" r="${fix(radius)}" ${look}/>`;
  const points = outline(shape, radius).map(([dx, dy]) => at([x + dx, y + dy]));
  return `<polygon points="${points.join(" ")}" ${look}/>`;
}

/** A name at its place; it stays text, and runs its own way. */
export function nameSvg(name: Placed, theme: Theme): string {
  const { text, middle } = name;
  const { at, from } = anchor(name);
  const rtl = runsRightToLeft(text);
  const ends = rtl === (from === "left") ? ' text-anchor="end"' : "";
  return `<text x="${fix(at)}" y="${fix(middle + 4)}"${rtl ? ' direction="rtl"' : ""}${ends} fill="${theme.ink}" stroke="${theme.paper}" stroke-width="3" paint-order="stroke">${escaped(text)}</text>`;
}

/** A short piece of a line for a legend. */
export function sampleSvg(colour: string, width: number, pattern: Pattern, contested = false): string {
  const course = contested
    ? wave([
        [-4, 0],
        [7, 0],
        [18, 0],
      ])
    : "M-4 0H18";
  return `<path d="${course}" fill="none" stroke="${colour}" stroke-width="${width}"${dashes(pattern)}/>`;
}

export function escaped(text: string): string {
  return text
    .replaceAll("&", "&amp;")
    .replaceAll("<", "&lt;")
    .replaceAll(">", "&gt;")
    .replaceAll('"', "&quot;");
}

const dashes = (pattern: Pattern) =>
  pattern.some(Boolean) ? ` stroke-dasharray="${pattern.join(" ")}"` : "";
const fix = (value: number) => Math.round(value * 10) / 10;
const at = (point: Point | undefined) => (point ? `${fix(point[0])} ${fix(point[1])}` : "");
