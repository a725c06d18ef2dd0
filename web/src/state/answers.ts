// Owns the answer to the current view: asks when what is asked changes, grows
// it by the expansions, and keeps the last picture while the next is awaited.
import { computed, effect, signal } from "@preact/signals";
import { ask, forget, Refusal } from "../api/ask";
import { datasetQuery, type NetworkDetails, neighborhoodQuery } from "../api/documents";
import { type Answer, tieFilter } from "../modes/answer";
import { compare } from "../modes/compare";
import { fought } from "../modes/fought";
import { mediated } from "../modes/mediated";
import { network } from "../modes/network";
import { paths } from "../modes/paths";
import { addNetwork, detailed, type Picture, without } from "../picture/picture";
import { view } from "./navigate";
import { encode, start, type View } from "./view";

/** The query tab has a way of its own and leaves the last picture as it is. */
const ways: Record<Exclude<View["mode"], "query">, (view: View) => Promise<Answer>> = {
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
/** Counts up whenever something is to be asked again. */
export const attempt = signal(0);

/** Asks again what was refused. A server that was away may have come back with other data. */
export function again(): void {
  if (refusal.peek()?.code === "UNREACHABLE") forget();
  attempt.value++;
}

const details = signal<{ of: Answer; network: NetworkDetails | null } | null>(null);

/** The picture without what the reader hid. */
export const picture = computed<Picture | null>(() => {
  if (!answer.value) return null;
  const told = details.value?.of === answer.value ? details.value.network : null;
  return without(detailed(answer.value.picture, told), view.value.hidden);
});

/** The part of a view that the server is asked for. */
const asked = computed(() => {
  const { size, colour, table, hidden, pinned, selected, names, query, variables } = start;
  return encode({ ...view.value, size, colour, table, hidden, pinned, selected, names, query, variables });
});

const wantsDetails = computed(() => {
  const { table, size, colour } = view.value;
  return table || size === "betweenness" || size === "pageRank" || colour === "community";
});

effect(() => {
  const of = answer.value;
  if (!of?.details || !wantsDetails.value || details.peek()?.of === of) return;
  of.details().then(
    (network) => {
      details.value = { of, network };
    },
    (cause: unknown) => refuse(cause),
  );
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
  if (wanted.mode === "query") return;
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
    patience = shortest;
  } catch (cause) {
    if (current()) refuse(cause);
  } finally {
    if (current()) asking.value = false;
  }
}

const [shortest, longest] = [2_000, 30_000]; // milliseconds
let patience = shortest;

/** Says what was refused. A server that is away is asked again by and by. */
function refuse(cause: unknown): void {
  if (cause instanceof Refusal) refusal.value = cause;
  else {
    console.error(cause);
    refusal.value = new Refusal("INTERNAL", "The page could not read the answer. Reload it.");
  }
  if (refusal.value.code !== "UNREACHABLE") return;
  const tries = attempt.value;
  setTimeout(() => tries === attempt.value && again(), patience);
  patience = Math.min(patience * 2, longest);
}

addEventListener("online", () => refusal.value?.code === "UNREACHABLE" && again());
