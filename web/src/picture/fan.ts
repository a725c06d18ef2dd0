// Owns how parallel ties share the way between two actors: up to five fan out,
// more become one line with their number.

export interface Parallel {
  key: string;
  from: string;
  to: string;
}

export interface Strand<T extends Parallel> {
  /** The ties it stands for; more than one only in a bundle. */
  ties: T[];
  /** How far it bends, in steps of the fan: to the right of the way from its from to its to. */
  bend: number;
}

const fanned = 5;

/** Gives every tie its strand, in a stable order. */
export function fan<T extends Parallel>(ties: Iterable<T>): Strand<T>[] {
  const pairs = new Map<string, T[]>();
  for (const tie of ties) {
    const pair = tie.from < tie.to ? `${tie.from}\n${tie.to}` : `${tie.to}\n${tie.from}`;
    const there = pairs.get(pair);
    if (there) there.push(tie);
    else pairs.set(pair, [tie]);
  }
  return [...pairs.values()].flatMap((parallel) => {
    if (parallel.length > fanned) return [{ ties: parallel, bend: 0 }];
    const sorted = parallel.toSorted((a, b) => (a.key < b.key ? -1 : 1));
    return sorted.map((tie, i) => {
      const offset = i - (sorted.length - 1) / 2;
      return { ties: [tie], bend: tie.from < tie.to ? offset : -offset || 0 };
    });
  });
}

/** The control point of the line from p to q with that bend, in pixels (the canvas has the same rule in its shader). */
export function control(p: [number, number], q: [number, number], bend: number): [number, number] {
  const [dx, dy] = [q[0] - p[0], q[1] - p[1]];
  const length = Math.hypot(dx, dy) || 1;
  const reach = bend * Math.min(Math.max(length * 0.16, 10), 44);
  return [(p[0] + q[0]) / 2 - (dy / length) * reach, (p[1] + q[1]) / 2 + (dx / length) * reach];
}
