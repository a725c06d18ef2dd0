// Owns the step from the picture to the scene on screen, and the places that
// hold between scenes, so that growing or filtering moves nobody.
import { computed, signal } from "@preact/signals";
import { type Scene, scene } from "../picture/scene";
import type { Point } from "../picture/settle";
import { shownName } from "../words/words";
import { answer, picture } from "./answers";
import { view } from "./navigate";
import { theme } from "./theme";

let stage = "";
let held = new Map<string, Point>();

/** The marks and lines to draw; null before the first answer. */
export const drawn = computed<Scene | null>(() => {
  if (!picture.value || !answer.value) return null;
  const { mode, around, rollUp, size, colour, pinned, first, second } = view.value;
  const next = JSON.stringify([mode, around, rollUp, mode === "paths" && [first, second]]);
  if (next !== stage) held = new Map();
  stage = next;
  for (const [id, point] of answer.value.at ?? []) held.set(id, point);
  const fixed = new Map([...held, ...pinned.map(({ id, x, y }) => [id, { x, y }] as const)]);
  const made = scene(picture.value, { size, colour, theme: theme.value, held: fixed, name: shownName });
  const loose = new Set(pinned.map(({ id }) => id));
  for (const { id, x, y } of made.nodes) if (!loose.has(id)) held.set(id, { x, y });
  return made;
});

/** What the pointer or the keyboard is on in a list: lit in the picture. */
export const pointed = signal<string[]>([]);

/** What stands in the light: what is pointed at, or the selection with its neighbours. */
export const lit = computed<ReadonlySet<string>>(() => {
  if (pointed.value.length) return new Set(pointed.value);
  const { selected } = view.value;
  const shown = drawn.value;
  if (!selected || !shown) return new Set();
  const near = new Set<string>();
  for (const line of shown.lines) {
    if (line.from !== selected.id && line.to !== selected.id && line.id !== selected.id) continue;
    near.add(line.id).add(line.from).add(line.to);
  }
  if (near.size === 0) return near;
  const mediations = shown.nodes
    .filter(({ is, id }) => is === "mediation" && near.has(id))
    .map(({ id }) => id);
  for (const line of shown.lines) {
    if (mediations.includes(line.from) || mediations.includes(line.to))
      near.add(line.id).add(line.from).add(line.to);
  }
  return near.add(selected.id);
});
