// Owns which names are like what was typed, where a search found nothing: what
// begins like it first, then what shares most pairs of letters. Pure.

/** Letters alone, without marks, in one form for each sound that Arabic writes in several ways. */
export function folded(text: string): string {
  return text
    .normalize("NFKD")
    .replace(/\p{M}/gu, "")
    .toLowerCase()
    .replace(/[أإآٱ]/g, "ا")
    .replaceAll("ى", "ي")
    .replaceAll("ة", "ه")
    .replace(/[^\p{L}\p{N}]+/gu, " ")
    .trim();
}

export interface Near<T> {
  of: T;
  /** The name that is near. */
  name: string;
  /** From 0 to 1; 1 if a word of the name begins so. */
  likeness: number;
}

const least = 0.34;

/** The nearest bearers of names, best first, each once. */
export function nearest<T>(
  typed: string,
  bearers: Iterable<{ of: T; names: string[] }>,
  most: number,
): Near<T>[] {
  const wanted = folded(typed);
  if (!wanted) return [];
  const found: Near<T>[] = [];
  for (const { of, names } of bearers) {
    let best: Near<T> | null = null;
    for (const name of names) {
      const likeness = alike(wanted, folded(name));
      if (likeness >= least && likeness > (best?.likeness ?? 0)) best = { of, name, likeness };
    }
    if (best) found.push(best);
  }
  return found.toSorted((a, b) => b.likeness - a.likeness || a.name.length - b.name.length).slice(0, most);
}

function alike(wanted: string, name: string): number {
  if (` ${name}`.includes(` ${wanted}`)) return 1;
  // The best of the whole name and its single words: "Hezbolah fighters" is like "Hezbollah".
  return Math.max(share(wanted, name), ...name.split(" ").map((word) => share(wanted, word)));
}

/** The share of pairs of letters that two texts have in common (Dice). */
function share(a: string, b: string): number {
  const [left, right] = [pairs(a), pairs(b)];
  if (left.length === 0 || right.length === 0) return a === b ? 1 : 0;
  const rest = [...right];
  let common = 0;
  for (const pair of left) {
    const at = rest.indexOf(pair);
    if (at < 0) continue;
    rest.splice(at, 1);
    common++;
  }
  return (2 * common) / (left.length + right.length);
}

function pairs(text: string): string[] {
  return Array.from({ length: Math.max(text.length - 1, 0) }, (_, i) => text.slice(i, i + 2));
}
