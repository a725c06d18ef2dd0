// Owns which line a pointer is on. Reading it from a picture drawn a second
// time for that, as sigma offers, would cost every frame as much again.
import { control } from "../picture/fan";

interface Line {
  id: string;
  from: string;
  to: string;
  bend: number;
  width: number;
}

const slack = 4; // pixels beside a line that count as on it
const pieces = 10;

/** The line nearest to a place, of those that it is on; null if it is on none. */
export function lineAt(
  x: number,
  y: number,
  lines: Iterable<Line>,
  at: ReadonlyMap<string, { x: number; y: number }>,
): string | null {
  let best: string | null = null;
  let least = Number.POSITIVE_INFINITY;
  for (const { id, from, to, bend, width } of lines) {
    const [p, q] = [at.get(from), at.get(to)];
    if (!p || !q) continue;
    const reach = width / 2 + slack;
    const wide = reach + Math.abs(bend) * 44; // as far as control goes
    if (x < Math.min(p.x, q.x) - wide || x > Math.max(p.x, q.x) + wide) continue;
    if (y < Math.min(p.y, q.y) - wide || y > Math.max(p.y, q.y) + wide) continue;
    const away = distance([x, y], [p.x, p.y], [q.x, q.y], bend);
    if (away <= reach && away < least) [best, least] = [id, away];
  }
  return best;
}

type Point = [number, number];

function distance(point: Point, p: Point, q: Point, bend: number): number {
  if (bend === 0) return toPiece(point, p, q);
  const c = control(p, q, bend);
  let least = Number.POSITIVE_INFINITY;
  let last = p;
  for (let i = 1; i <= pieces; i++) {
    const t = i / pieces;
    const [a, b, d] = [(1 - t) ** 2, 2 * t * (1 - t), t ** 2];
    const next: Point = [a * p[0] + b * c[0] + d * q[0], a * p[1] + b * c[1] + d * q[1]];
    least = Math.min(least, toPiece(point, last, next));
    last = next;
  }
  return least;
}

/** The distance to a straight piece of a line. */
function toPiece([x, y]: Point, [px, py]: Point, [qx, qy]: Point): number {
  const [dx, dy] = [qx - px, qy - py];
  const share = Math.min(Math.max(((x - px) * dx + (y - py) * dy) / (dx * dx + dy * dy || 1), 0), 1);
  return Math.hypot(x - px - share * dx, y - py - share * dy);
}
