// Owns the step from the picture to the scene on screen, and the places that
// hold between scenes, so that growing or filtering moves nobody.
import { computed, signal } from "@preact/signals";
import { type Scene, scene } from "../picture/scene";
import type { Point } from "../picture/settle";
import { shownName } from "../words/words";
import { answer, picture } from "./answers";
import { view } from "./navigate";
import { theme } from "./theme";

let held = new Map<string, Point>();
let heldFor = "";

/** What a picture is of: while it stays the same, places hold. */
export const stage = computed(() => {
  const { mode, around, rollUp, first, second } = view.value;
  const own = mode === "paths" || mode === "fought" || mode === "mediated";
  return JSON.stringify([mode, around, rollUp, own && [first, second]]);
});

/** The marks and lines to draw; null before the first answer. */
export const drawn = computed<Scene | null>(() => {
  if (!picture.value || !answer.value) return null;
  const { size, colour, pinned } = view.value;
  if (stage.value !== heldFor) held = new Map();
  heldFor = stage.value;
  for (const [id, point] of answer.value.at ?? []) held.set(id, point);
  const fixed = new Map([...held, ...pinned.map(({ id, x, y }) => [id, { x, y }] as const)]);
  const made = scene(picture.value, { size, colour, theme: theme.value, held: fixed, name: shownName });
  const loose = new Set(pinned.map(({ id }) => id));
  for (const { id, x, y } of made.nodes) if (!loose.has(id)) held.set(id, { x, y });
  return made;
});

/** What the pointer or the keyboard is on in a list: lit in the picture. */
export const pointed = signal<string[]>([]);

/** What stands in the light: what is pointed at, or the selection; one thing with its neighbours. */
export const lit = computed<ReadonlySet<string>>(() => {
  if (pointed.value.length > 1) return new Set(pointed.value);
  const id = pointed.value[0] ?? view.value.selected?.id;
  return id && drawn.value ? near(id, drawn.value) : new Set();
});

/** A mark or line with its neighbours, and mediations among them whole; nothing if it is not there. */
function near(id: string, { nodes, lines }: Scene): Set<string> {
  const found = new Set<string>();
  for (const line of lines) {
    if (line.from !== id && line.to !== id && line.id !== id) continue;
    found.add(line.id).add(line.from).add(line.to);
  }
  if (found.size === 0) return found;
  const mediations = new Set(
    nodes.filter((node) => node.is === "mediation" && found.has(node.id)).map((n) => n.id),
  );
  for (const line of lines) {
    if (mediations.has(line.from) || mediations.has(line.to)) found.add(line.id).add(line.from).add(line.to);
  }
  return found.add(id);
}
