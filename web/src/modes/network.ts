// Owns the first mode: all ties under the filter, or those around some actors,
// with the mediations among them.
import { ask } from "../api/ask";
import {
  mediationsQuery,
  neighborhoodDetailsQuery,
  neighborhoodQuery,
  networkDetailsQuery,
  networkQuery,
} from "../api/documents";
import type { TieFamily, TieKind } from "../api/graphql";
import { addMediations, addNetwork, empty, type Picture } from "../picture/picture";
import type { View } from "../state/view";
import { count } from "../words/words";
import { type Answer, during, tieFilter } from "./answer";
import { pageSize } from "./pages";

/** The most actors among whom mediations are drawn as one mark each; among more their ties must do. */
const drawnAsOneUpTo = 300;

export async function network(view: View): Promise<Answer> {
  const filter = tieFilter(view);
  const around = view.around.length > 0;
  const all = { filter, rollUp: view.rollUp, limit: view.limit };
  const near = { ids: view.around, depth: view.depth, filter, limit: view.limit };
  const wantsMediations = view.rollUp === "NONE" && lets(view, "THIRD_PARTY", "MEDIATED");
  const [found, told] = await Promise.all([
    around
      ? ask(neighborhoodQuery, near).then((data) => data.neighborhood)
      : ask(networkQuery, all).then((data) => data.network),
    wantsMediations
      ? ask(mediationsQuery, {
          filter: { during: during(view.during, view.certain), ...(around && { parties: view.around }) },
          first: pageSize,
          after: null,
        })
      : null,
  ]);
  const picture = empty();
  if (found) {
    addNetwork(picture, found);
    picture.omitted = found.truncated;
  }
  if (picture.actors.size <= drawnAsOneUpTo) {
    const known = (told?.mediations?.nodes ?? []).filter((mediation) =>
      mediation.mediators.every(({ id }) => picture.actors.has(id)),
    );
    addMediations(picture, known);
  }
  return {
    picture,
    said: said(view, picture),
    items: [],
    details: async () =>
      around
        ? (await ask(neighborhoodDetailsQuery, near)).neighborhood
        : (await ask(networkDetailsQuery, all)).network,
    exported: around ? near : all,
    question: around
      ? { document: neighborhoodQuery, variables: near }
      : { document: networkQuery, variables: all },
  };
}

/** Whether all ties of a kind are shown, whoever tells them. */
function lets(view: View, family: TieFamily, kind: TieKind): boolean {
  const { families, kinds, publishers, publishersAtLeast, contested } = view;
  if (publishers.length > 0 || publishersAtLeast > 1 || contested) return false;
  return [
    families.length === 0 || families.includes(family),
    kinds.length === 0 || kinds.includes(kind),
  ].every(Boolean);
}

function said(view: View, { actors, ties, omitted }: Picture): string {
  if (actors.size === 0) return "Nothing matches this filter. Widen the time, or show more ties.";
  const near = view.depth > 1 ? `within ${view.depth} steps of what you chose` : "around what you chose";
  const where = view.around.length ? near : omitted ? "shown" : "in all";
  return `${count(actors.size, "actor")} and ${count(ties.size, "tie")} ${where}.`;
}
