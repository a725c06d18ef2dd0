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
  const near = { ids: view.around, depth: 1, filter, limit: Math.min(view.limit, 200) };
  const wantsMediations =
    view.rollUp === "NONE" && (!view.families.length || view.families.includes("THIRD_PARTY"));
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

function said(view: View, { actors, ties, omitted }: Picture): string {
  if (actors.size === 0) return "Nothing matches this filter. Widen the time, or show more families of ties.";
  const where = view.around.length ? "around what you chose" : omitted ? "shown" : "in all";
  return `${count(actors.size, "actor")} and ${count(ties.size, "tie")} ${where}.`;
}
