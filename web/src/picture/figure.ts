// Owns the figure: what is on screen as an SVG that stands by itself, with
// title, filters, legend and credit. Text stays text.
import { control } from "./fan";
import { place, runsRightToLeft } from "./labels";
import { changeMarks, familyMarks, kinds, outline, type Shape, type Theme } from "./marks";
import type { Scene, SceneLine } from "./scene";

/** The place of every mark on screen, in pixels. */
interface Seen {
  width: number;
  height: number;
  at: Map<string, { x: number; y: number; radius: number }>;
}

export interface Captions {
  title: string;
  filters: string;
  credit: string;
  theme: Theme;
}

const head = 56;
const letter = 7; // about the width of a letter at 13 px

/** Draws a scene as it is seen. */
export function drawFigure(
  scene: Scene,
  { width, height, at }: Seen,
  { title, filters, credit, theme }: Captions,
): string {
  const usedKinds = Object.values(kinds).filter(({ shape, colour }) =>
    scene.nodes.some((node) => node.shape === shape && node.fill === colour),
  );
  const compared = scene.lines.some(
    ({ colour }) => colour === changeMarks.stayed.colour || colour === changeMarks.stayed.dark,
  );
  const usedFamilies = Object.values(compared ? changeMarks : familyMarks).filter((mark) =>
    scene.lines.some(({ colour }) => colour === mark.colour || colour === mark.dark),
  );
  const rows = Math.ceil((usedKinds.length + usedFamilies.length) / Math.max(Math.floor(width / 170), 1));
  const foot = rows * 20 + 40;
  const visible = scene.nodes.filter(({ id }) => inside(at.get(id), width, height));
  const names = place(
    visible.map((node) => {
      const { x, y, radius } = at.get(node.id) as { x: number; y: number; radius: number };
      const text = node.is === "actor" ? node.label : "";
      return {
        id: node.id,
        text,
        x,
        y,
        radius,
        width: text.length * letter,
        height: 16,
        weight: node.weight,
      };
    }),
    width,
    height,
  );
  const entries = [
    ...usedKinds.map(({ word, shape, colour }) => ({ word, mark: glyph(shape, 8, 0, 6, colour, "none", 0) })),
    ...usedFamilies.map((mark) => ({
      word: mark.word,
      mark: `<line x1="-4" x2="18" stroke="${theme.dark ? mark.dark : mark.colour}" stroke-width="${mark.width}"${dashes(mark.pattern)}/>`,
    })),
  ];
  const columns = Math.max(Math.floor(width / 170), 1);
  return `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height + head + foot}" viewBox="0 0 ${width} ${height + head + foot}" font-family="'Noto Sans Arabic', system-ui, sans-serif" font-size="13">
<title>${escaped(title)}</title>
<rect width="100%" height="100%" fill="${theme.paper}"/>
<text x="16" y="26" font-size="17" font-weight="600" fill="${theme.ink}">${escaped(title)}</text>
<text x="16" y="46" fill="${theme.muted}">${escaped(filters)}</text>
<svg y="${head}" width="${width}" height="${height}">
${scene.lines.map((line) => path(line, at)).join("\n")}
${visible
  .map((node) => {
    const { x, y, radius } = at.get(node.id) as { x: number; y: number; radius: number };
    return glyph(node.shape, x, y, radius, node.fill, node.ring, node.is === "actor" ? 1 : 2);
  })
  .join("\n")}
${names
  .filter(({ text }) => text)
  .map(({ text, left, middle, width: wide }) => {
    const rtl = runsRightToLeft(text);
    return `<text x="${fix(rtl ? left + wide : left)}" y="${fix(middle + 4)}"${rtl ? ' direction="rtl"' : ""} fill="${theme.ink}" stroke="${theme.paper}" stroke-width="3" paint-order="stroke">${escaped(text)}</text>`;
  })
  .join("\n")}
</svg>
<g fill="${theme.ink}">
${entries
  .map(({ word, mark }, i) => {
    const [x, y] = [20 + (i % columns) * 170, height + head + 20 + Math.floor(i / columns) * 20];
    return `<g transform="translate(${x} ${y})">${mark}<text x="26" y="4">${escaped(word)}</text></g>`;
  })
  .join("\n")}
</g>
<text x="16" y="${height + head + foot - 10}" font-size="11" fill="${theme.muted}">${escaped(credit)}</text>
</svg>
`;
}

function path(line: SceneLine, at: Seen["at"]): string {
  const [from, to] = [at.get(line.from), at.get(line.to)];
  if (!from || !to) return "";
  const c = control([from.x, from.y], [to.x, to.y], line.bend);
  const contested = line.contested ? ' opacity="0.6"' : "";
  const curve = `<path d="M${fix(from.x)} ${fix(from.y)}Q${fix(c[0])} ${fix(c[1])} ${fix(to.x)} ${fix(to.y)}" fill="none" stroke="${line.colour}" stroke-width="${line.width}"${dashes(line.pattern)}${contested}/>`;
  if (!line.arrow) return curve;
  const [dx, dy] = [to.x - c[0], to.y - c[1]];
  const length = Math.hypot(dx, dy) || 1;
  const [ux, uy] = [dx / length, dy / length];
  const tip = [to.x - ux * (to.radius + 1), to.y - uy * (to.radius + 1)] as const;
  const size = 5 + line.width * 1.6;
  const wide = line.width / 2 + 3.5;
  const base = [tip[0] - ux * size, tip[1] - uy * size] as const;
  const corners = [
    tip,
    [base[0] - uy * wide, base[1] + ux * wide],
    [base[0] + uy * wide, base[1] - ux * wide],
  ];
  return `${curve}<polygon points="${corners.map(([x, y]) => `${fix(x ?? 0)},${fix(y ?? 0)}`).join(" ")}" fill="${line.colour}"/>`;
}

function glyph(
  shape: Shape,
  x: number,
  y: number,
  r: number,
  fill: string,
  ring: string,
  wide: number,
): string {
  const look = `fill="${fill}" stroke="${ring}" stroke-width="${wide}"`;
  if (shape.points === 0) return `<circle cx="${fix(x)}" cy="${fix(y)}" r="${fix(r)}" ${look}/>`;
  const points = outline(shape, r).map(([dx, dy]) => `${fix(x + dx)},${fix(y + dy)}`);
  return `<polygon points="${points.join(" ")}" ${look}/>`;
}

const dashes = (pattern: readonly number[]) =>
  pattern.some(Boolean) ? ` stroke-dasharray="${pattern.join(" ")}"` : "";
const fix = (value: number) => Math.round(value * 10) / 10;
const inside = (p: { x: number; y: number } | undefined, width: number, height: number) =>
  p !== undefined && p.x > -20 && p.y > -20 && p.x < width + 20 && p.y < height + 20;

function escaped(text: string): string {
  return text
    .replaceAll("&", "&amp;")
    .replaceAll("<", "&lt;")
    .replaceAll(">", "&gt;")
    .replaceAll('"', "&quot;");
}
