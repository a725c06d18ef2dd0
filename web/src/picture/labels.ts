// Owns where names stand so that none covers another or a mark: the heaviest
// first, each at the first free place around its mark: on the side away from
// its lines, or else, if it runs from right to left, on the left. The canvas and the exported figure share it.

export interface Name {
  id: string;
  text: string;
  /** The middle of the mark, in pixels, and its radius. */
  x: number;
  y: number;
  radius: number;
  width: number;
  height: number;
  weight: number;
  /** The side that it tries first: −1 left, 1 right; else its script decides. */
  side?: -1 | 0 | 1;
  /** Whether it stands in any case (what is selected or under the pointer). */
  always?: boolean;
}

/** A name at its place: x is the left end of the text, y its middle. */
export interface Placed extends Name {
  left: number;
  middle: number;
}

/** Where a name is written from: the end that is at its mark, for its width is not the same in every font. */
export function anchor({ x, left, width }: Placed): { at: number; from: "left" | "right" } {
  return left + width <= x ? { at: left + width, from: "right" } : { at: left, from: "left" };
}

type Spot = Pick<Placed, "left" | "middle">;

interface Box {
  left: number;
  top: number;
  right: number;
  bottom: number;
}

const gap = 3;
const cell = 96;
const across = 1 << 12; // cells in a row, more than any screen has
const triesAtMost = 400;
const foremost = 15; // names that may cover marks in any picture
const crowded = 400; // names from which on all of them may
const muchLighter = 0.4; // of the weight of the name

const rightToLeft = /[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc]/;
const anyLetter = /\p{L}/u;

/** Whether a text runs from right to left: its first letter decides. */
export function runsRightToLeft(text: string): boolean {
  return rightToLeft.test(anyLetter.exec(text)?.[0] ?? "");
}

/**
 * Places as many names as fit into a canvas of that size. Marks are kept free,
 * but the heaviest names, and those in a crowd, may cover marks that are much
 * lighter. Of very many names only the heaviest are tried.
 */
export function place(names: Name[], width: number, height: number): Placed[] {
  const taken = new Grid();
  for (const { id, x, y, radius, weight } of names) {
    taken.add({ left: x - radius, top: y - radius, right: x + radius, bottom: y + radius }, id, weight);
  }
  const placed: Placed[] = [];
  const tried = names
    .filter(({ text }) => text)
    .toSorted(byWeight)
    .slice(0, triesAtMost);
  for (const [rank, name] of tried.entries()) {
    const spots = around(name).filter(({ left }) => left >= 0 && left + name.width <= width);
    const covers = rank < foremost || names.length > crowded ? muchLighter : 0;
    const spot =
      spots.find((s) => taken.free(box(name, s), name)) ??
      spots.find((s) => covers && taken.free(box(name, s), name, covers)) ??
      (name.always ? spots[0] : undefined);
    if (!spot) continue;
    if (spot.middle < 0 || spot.middle > height) continue;
    taken.add(box(name, spot));
    placed.push({ ...name, ...spot });
  }
  return placed;
}

function byWeight(a: Name, b: Name): number {
  return (
    Number(b.always ?? false) - Number(a.always ?? false) || b.weight - a.weight || (a.id < b.id ? -1 : 1)
  );
}

function around({ text, x, y, radius, width, height, side }: Name): Spot[] {
  const [right, left] = [x + radius + gap, x - radius - gap - width];
  const near = (side ? side < 0 : runsRightToLeft(text)) ? left : right;
  const far = near === left ? right : left;
  const step = radius + gap + height / 2;
  const half = (radius + height) / 2;
  return [
    { left: near, middle: y },
    { left: far, middle: y },
    { left: x - width / 2, middle: y + step },
    { left: x - width / 2, middle: y - step },
    { left: x, middle: y + step },
    { left: x, middle: y - step },
    { left: x - width, middle: y + step },
    { left: x - width, middle: y - step },
    { left: near, middle: y + half },
    { left: near, middle: y - half },
    { left: far, middle: y + half },
    { left: far, middle: y - half },
  ];
}

function box({ width, height }: Name, { left, middle }: Spot): Box {
  return { left, right: left + width, top: middle - height / 2, bottom: middle + height / 2 };
}

/** A box with the mark that it is of, if it is one. */
interface Taken {
  box: Box;
  of: string | undefined;
  weight: number;
}

/** Boxes by the cells that they touch, so that a thousand names are quick to place. */
class Grid {
  private readonly cells = new Map<number, Taken[]>();

  add(box: Box, of?: string, weight = Number.POSITIVE_INFINITY): void {
    for (const key of keys(box)) {
      const there = this.cells.get(key);
      if (there) there.push({ box, of, weight });
      else this.cells.set(key, [{ box, of, weight }]);
    }
  }

  /** Whether nothing is there. Marks below a share of the name's weight do not count. */
  free(box: Box, { id, weight }: Pick<Name, "id" | "weight">, share = 0): boolean {
    for (const key of keys(box)) {
      for (const other of this.cells.get(key) ?? []) {
        if (other.of === id || other.weight < weight * share) continue;
        if (overlap(box, other.box)) return false;
      }
    }
    return true;
  }
}

function* keys({ left, top, right, bottom }: Box): Generator<number> {
  for (let x = Math.floor(left / cell); x <= Math.floor(right / cell); x++) {
    for (let y = Math.floor(top / cell); y <= Math.floor(bottom / cell); y++) yield y * across + x;
  }
}

function overlap(a: Box, b: Box): boolean {
  return a.left < b.right && b.left < a.right && a.top < b.bottom && b.top < a.bottom;
}
