// Owns the answer to the current view: asks when what is asked changes, grows
// it by the expansions, and keeps the last picture while the next is awaited.
import { computed, effect, signal } from "@preact/signals";
import { ask, Refusal } from "../api/ask";
import { datasetQuery, neighborhoodQuery } from "../api/documents";
import { type Answer, tieFilter } from "../modes/answer";
import { compare } from "../modes/compare";
import { fought } from "../modes/fought";
import { mediated } from "../modes/mediated";
import { network } from "../modes/network";
import { paths } from "../modes/paths";
import { addNetwork, type Picture, without } from "../picture/picture";
import { view } from "./navigate";
import { encode, start, type View } from "./view";

const ways: Record<View["mode"], (view: View) => Promise<Answer>> = {
  network,
  mediated,
  fought,
  paths,
  compare,
};

/** The last answer; null before the first. */
export const answer = signal<Answer | null>(null);
export const asking = signal(false);
export const refusal = signal<Refusal | null>(null);
const attempt = signal(0);

/** Asks again what was refused. */
export function again(): void {
  attempt.value++;
}

/** The picture without what the reader hid. */
export const picture = computed<Picture | null>(() =>
  answer.value ? without(answer.value.picture, view.value.hidden) : null,
);

/** The part of a view that the server is asked for. */
const asked = computed(() => {
  const { size, colour, table, hidden, pinned, selected } = start;
  return encode({ ...view.value, size, colour, table, hidden, pinned, selected });
});

export const datasetVersion = signal("");

effect(() => {
  attempt.value;
  const key = asked.value;
  void load(view.peek(), () => asked.peek() === key);
});

effect(() => {
  attempt.value;
  ask(datasetQuery, {}).then(
    ({ dataset }) => {
      datasetVersion.value = dataset.version ?? "";
    },
    () => {},
  );
});

async function load(wanted: View, current: () => boolean): Promise<void> {
  asking.value = true;
  try {
    const [found, ...grown] = await Promise.all([
      ways[wanted.mode](wanted),
      ...wanted.expanded.map(({ id, kinds, limit }) =>
        ask(neighborhoodQuery, {
          ids: [id],
          depth: 1,
          filter: tieFilter(wanted, wanted.during, kinds),
          limit: limit + 1,
        }),
      ),
    ]);
    if (!current()) return;
    for (const { neighborhood } of grown) {
      if (!neighborhood) continue;
      // The places of another network would mislead here: newcomers settle by their neighbours.
      const nodes = neighborhood.nodes.map((node) => ({ ...node, x: null, y: null }));
      addNetwork(found.picture, { ...neighborhood, nodes });
      found.picture.omitted ??= neighborhood.truncated;
    }
    answer.value = found;
    refusal.value = null;
  } catch (cause) {
    if (!current()) return;
    refusal.value =
      cause instanceof Refusal
        ? cause
        : new Refusal("INTERNAL", "The page could not read the answer. Reload it.");
    if (!(cause instanceof Refusal)) console.error(cause);
  } finally {
    if (current()) asking.value = false;
  }
}
