// Owns where actors stand that the server has not placed: near their
// neighbours, apart from each other, the same way every time. What has a place keeps it.

export interface Point {
  x: number;
  y: number;
}

const rounds = 120;

/**
 * Gives a place to every id that has none. A link pulls its ends together; all
 * push each other apart. Meant for some hundreds of newcomers: larger networks
 * come from the server with their places.
 */
export function settle(
  ids: string[],
  links: [string, string][],
  known: Map<string, Point>,
): Map<string, Point> {
  const at = new Map<string, Point>();
  const newcomers: string[] = [];
  for (const id of ids) {
    const place = known.get(id);
    if (place) at.set(id, { ...place });
    else newcomers.push(id);
  }
  if (newcomers.length === 0) return at;

  const anchored = at.size > 0;
  const neighbours = new Map<string, string[]>(ids.map((id) => [id, []]));
  for (const [a, b] of links) {
    if (a === b || !neighbours.has(a) || !neighbours.has(b)) continue;
    neighbours.get(a)?.push(b);
    neighbours.get(b)?.push(a);
  }
  const distance = anchored ? 0.14 : 1.6 / Math.sqrt(newcomers.length + 1);
  newcomers.forEach((id, i) => {
    const near = (neighbours.get(id) ?? []).flatMap((other) => known.get(other) ?? []);
    const middle = mean(near);
    const angle = i * 2.399963; // the golden angle spreads any number of them evenly
    const reach = anchored ? distance : 0.1 + 0.9 * Math.sqrt(i / newcomers.length);
    at.set(id, { x: middle.x + Math.cos(angle) * reach, y: middle.y + Math.sin(angle) * reach });
  });

  for (let round = 0; round < rounds; round++) {
    const heat = distance * 0.4 * (1 - round / rounds);
    for (const id of newcomers) {
      const here = at.get(id) as Point;
      let [fx, fy] = [-here.x * 0.05, -here.y * 0.05];
      for (const [other, there] of at) {
        if (other === id) continue;
        const [dx, dy] = [here.x - there.x, here.y - there.y];
        const squared = Math.max(dx * dx + dy * dy, 1e-6);
        if (squared > 16 * distance * distance) continue;
        fx += (dx / squared) * distance * distance;
        fy += (dy / squared) * distance * distance;
      }
      for (const other of neighbours.get(id) ?? []) {
        const there = at.get(other) as Point;
        const [dx, dy] = [there.x - here.x, there.y - here.y];
        const pull = Math.hypot(dx, dy) / distance;
        fx += dx * pull;
        fy += dy * pull;
      }
      const force = Math.hypot(fx, fy) || 1;
      const move = Math.min(force, heat) / force;
      at.set(id, { x: here.x + fx * move, y: here.y + fy * move });
    }
  }
  return at;
}

function mean(points: Point[]): Point {
  const sum = points.reduce((s, p) => ({ x: s.x + p.x, y: s.y + p.y }), { x: 0, y: 0 });
  return points.length ? { x: sum.x / points.length, y: sum.y / points.length } : sum;
}
