// Owns names beyond the first that an actor has: all of them for finding the
// nearest to what was typed, and the Arabic ones of who is on screen.
import { effect, untracked } from "@preact/signals";
import { ask } from "../api/ask";
import { namesQuery } from "../api/documents";
import type { ResultOf } from "../api/graphql";
import { arabicNames, script } from "../words/words";
import { picture } from "./answers";
import { view } from "./navigate";

export type Named = ResultOf<typeof namesQuery>["actors"]["nodes"][number];

const pagesAtMost = 4;
const batch = 500;

/** The names of the actors, of at most 2,000 of them: more would keep who typed a wrong letter waiting. */
export async function everybody(): Promise<Named[]> {
  const found: Named[] = [];
  let after: string | null = null;
  for (let page = 0; page < pagesAtMost; page++) {
    const { actors }: ResultOf<typeof namesQuery> = await ask(namesQuery, { filter: {}, after });
    found.push(...actors.nodes);
    if (!actors.pageInfo.hasNextPage) break;
    after = actors.pageInfo.endCursor;
  }
  return found;
}

/** The name in Arabic that an actor is best known by; null if none is known. */
export function arabic({ names }: Pick<Named, "names">): string | null {
  return names.find(({ script, type }) => script === "Arab" && type !== "LABEL")?.text ?? null;
}

effect(() => {
  script.value = view.value.names;
});

// Asks for the Arabic names of who is on screen once the reader wants them.
const asked = new Set<string>();
effect(() => {
  if (view.value.names === "first") return;
  const missing = [...(picture.value?.actors.keys() ?? [])].filter((id) => !asked.has(id));
  if (missing.length > 0) untracked(() => void fetchNames(missing));
});

async function fetchNames(ids: string[]): Promise<void> {
  for (const id of ids) asked.add(id);
  // Who stands for all of a kind is no entity and has no names.
  const real = ids.filter((id) => !id.startsWith("kind:"));
  try {
    for (let i = 0; i < real.length; i += batch) {
      const { actors } = await ask(namesQuery, { filter: { ids: real.slice(i, i + batch) }, after: null });
      const known = new Map(arabicNames.value);
      for (const actor of actors.nodes) {
        const name = arabic(actor);
        if (name) known.set(actor.id, name);
      }
      arabicNames.value = known;
    }
  } catch {
    for (const id of ids) asked.delete(id); // the next picture asks again
  }
}
