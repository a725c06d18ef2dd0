// Owns how the places of the server's layout become a picture: as wide as a
// screen, with room in the crowded middle, and no mark on another.
import { wide } from "./arrange";
import type { Point } from "./settle";

/** Spreads points, the same way every time. Many are only stretched: they would find no room apart. */
export function spread(points: Map<string, Point>): Map<string, Point> {
  const eased = new Map([...points].map(([id, point]) => [id, ease(point)]));
  const at = stretched(eased);
  return points.size <= fewEnough ? apart(at) : at;
}

const fewEnough = 400;

/** Gives the crowded middle more room. */
function ease({ x, y }: Point): Point {
  const far = Math.hypot(x, y) ** -0.4;
  return Number.isFinite(far) ? { x: x * far, y: y * far } : { x, y };
}

/** Makes it as much wider than high as a screen is. */
function stretched(at: Map<string, Point>): Map<string, Point> {
  const [xs, ys] = [[...at.values()].map(({ x }) => x), [...at.values()].map(({ y }) => y)];
  const [width, height] = [span(xs), span(ys)];
  const factor = width > 0 && height > 0 ? Math.min(Math.max((wide * height) / width, 0.6), 2.2) : 1;
  return new Map([...at].map(([id, { x, y }]) => [id, { x: x * factor, y }]));
}

function span(values: number[]): number {
  let [low, high] = [Infinity, -Infinity];
  for (const value of values) [low, high] = [Math.min(low, value), Math.max(high, value)];
  return values.length ? high - low : 0;
}

const rounds = 80;

/** Pushes apart what is closer than it should be, each as far as it must. */
function apart(at: Map<string, Point>): Map<string, Point> {
  const places = [...at].map(([id, { x, y }]) => ({ id, x, y }));
  const height = span(places.map(({ y }) => y)) || 1;
  const least = Math.min(height / 11, (height * 1.15) / Math.sqrt(places.length || 1));
  for (let round = 0; round < rounds; round++) {
    let moved = false;
    places.forEach((a, i) => {
      for (const b of places.slice(i + 1)) {
        const [dx, dy] = [b.x - a.x, b.y - a.y];
        if (Math.abs(dx) >= least || Math.abs(dy) >= least) continue;
        const far = Math.hypot(dx, dy);
        if (far >= least) continue;
        const push = (least - far) / 2;
        const [ux, uy] = far > 0 ? [dx / far, dy / far] : [1, 0];
        a.x -= ux * push;
        a.y -= uy * push;
        b.x += ux * push;
        b.y += uy * push;
        moved = true;
      }
    });
    if (!moved) break;
  }
  return new Map(places.map(({ id, x, y }) => [id, { x, y }]));
}
