// Owns where everybody stands in a picture that nobody placed before: each
// connected part by itself, the parts side by side, as wide as a screen is.
import { type Point, settle } from "./settle";

/** A mediation as it reads: who mediates above, the sides left and right below. */
export interface Star {
  id: string;
  above: string[];
  sides: string[][];
}

/** The width of a picture over its height. */
export const wide = 1.8;
const margin = { x: 1.1, y: 0.7 }; // in lengths of a line: names need room beside a mark

/** Gives a place to every id, the same way every time. */
export function arrange(ids: string[], links: [string, string][], stars: Star[]): Map<string, Point> {
  const boxes = parts(ids, links).map((part) => boxed(placed(part, links, stars)));
  return pack(boxes.toSorted((a, b) => b.height - a.height || b.width - a.width));
}

/** The connected parts. */
export function parts(ids: string[], links: [string, string][]): string[][] {
  const above = new Map(ids.map((id) => [id, id]));
  const top = (id: string): string => {
    let at = id;
    while (above.get(at) !== at) at = above.get(at) ?? at;
    above.set(id, at);
    return at;
  };
  for (const [a, b] of links) if (above.has(a) && above.has(b)) above.set(top(a), top(b));
  const found = new Map<string, string[]>();
  for (const id of ids) {
    const root = top(id);
    const part = found.get(root);
    if (part) part.push(id);
    else found.set(root, [id]);
  }
  return [...found.values()];
}

function placed(part: string[], links: [string, string][], stars: Star[]): Map<string, Point> {
  const star = stars.find(({ id }) => part.includes(id));
  if (star && part.length === 1 + star.above.length + star.sides.flat().length) return drawn(star);
  const within = new Set(part);
  const own = links.filter(([a, b]) => within.has(a) && within.has(b));
  return level(settle(part, own, new Map()), Math.sqrt(part.length + 1) / 1.6);
}

/** A star by itself, with lines of about one length. */
function drawn({ id, above, sides }: Star): Map<string, Point> {
  const at = new Map<string, Point>([[id, { x: 0, y: 0 }]]);
  above.forEach((actor, i) => {
    at.set(actor, { x: (i - (above.length - 1) / 2) * 1.4, y: 0.8 });
  });
  sides.forEach((side, s) => {
    const x = sides.length > 1 ? (s / (sides.length - 1)) * 2 - 1 : 0;
    side.forEach((actor, i) => {
      at.set(actor, { x: x * 0.9, y: -0.6 - i * 0.45 });
    });
  });
  return at;
}

/** Turns points so that they lie along the width, and scales them. */
function level(at: Map<string, Point>, scale: number): Map<string, Point> {
  const points = [...at.values()];
  const middle = {
    x: points.reduce((sum, { x }) => sum + x, 0) / points.length,
    y: points.reduce((sum, { y }) => sum + y, 0) / points.length,
  };
  let [xx, yy, xy] = [0, 0, 0];
  for (const { x, y } of points) {
    const [dx, dy] = [x - middle.x, y - middle.y];
    xx += dx * dx;
    yy += dy * dy;
    xy += dx * dy;
  }
  const angle = -Math.atan2(2 * xy, xx - yy) / 2;
  const [cos, sin] = [Math.cos(angle) * scale, Math.sin(angle) * scale];
  return new Map(
    [...at].map(([id, { x, y }]) => {
      const [dx, dy] = [x - middle.x, y - middle.y];
      return [id, { x: dx * cos - dy * sin, y: dx * sin + dy * cos }];
    }),
  );
}

interface Box {
  at: Map<string, Point>;
  left: number;
  top: number;
  width: number;
  height: number;
}

function boxed(at: Map<string, Point>): Box {
  const [xs, ys] = [[...at.values()].map(({ x }) => x), [...at.values()].map(({ y }) => y)];
  const [left, top] = [Math.min(...xs) - margin.x, Math.max(...ys) + margin.y];
  return {
    at,
    left,
    top,
    width: Math.max(...xs) + margin.x - left,
    height: top - Math.min(...ys) + margin.y,
  };
}

/** Puts boxes into rows, and the whole around 0 with a height of 2. */
function pack(boxes: Box[]): Map<string, Point> {
  const area = boxes.reduce((sum, { width, height }) => sum + width * height, 0);
  const most = Math.max(Math.sqrt(area * wide) * 1.1, ...boxes.map(({ width }) => width));
  const rows: { boxes: Box[]; width: number; height: number }[] = [];
  for (const box of boxes) {
    const row = rows.at(-1);
    if (row && row.width + box.width <= most) {
      row.boxes.push(box);
      row.width += box.width;
    } else rows.push({ boxes: [box], width: box.width, height: box.height });
  }
  const height = rows.reduce((sum, row) => sum + row.height, 0);
  const scale = 2 / Math.max(height, 2);
  const at = new Map<string, Point>();
  let y = height / 2;
  for (const row of rows) {
    let x = -row.width / 2;
    for (const box of row.boxes) {
      const down = (row.height - box.height) / 2;
      for (const [id, point] of box.at) {
        at.set(id, { x: (x + point.x - box.left) * scale, y: (y - down - (box.top - point.y)) * scale });
      }
      x += box.width;
    }
    y -= row.height;
  }
  return at;
}
