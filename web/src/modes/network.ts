// Owns the first mode: all ties under the filter, or those around some actors,
// with the mediations among them.
import { ask } from "../api/ask";
import { mediationsQuery, neighborhoodQuery, networkQuery } from "../api/documents";
import { addMediations, addNetwork, empty } from "../picture/picture";
import type { View } from "../state/view";
import { count } from "../words/words";
import { type Answer, during, tieFilter } from "./answer";

export async function network(view: View): Promise<Answer> {
  const filter = tieFilter(view);
  const around = view.around.length > 0;
  const question = around
    ? {
        document: neighborhoodQuery,
        variables: { ids: view.around, depth: 1, filter, limit: Math.min(view.limit, 200) },
      }
    : { document: networkQuery, variables: { filter, rollUp: view.rollUp, limit: view.limit } };
  const wantsMediations =
    view.rollUp === "NONE" && (!view.families.length || view.families.includes("THIRD_PARTY"));
  const [found, told] = await Promise.all([
    around
      ? ask(neighborhoodQuery, question.variables as never).then((data) => data.neighborhood)
      : ask(networkQuery, question.variables as never).then((data) => data.network),
    wantsMediations
      ? ask(mediationsQuery, {
          filter: { during: during(view.during, view.certain), ...(around && { parties: view.around }) },
        })
      : null,
  ]);
  const picture = empty();
  if (found) {
    addNetwork(picture, found);
    picture.omitted = found.truncated;
  }
  const known = (told?.mediations?.nodes ?? []).filter((mediation) =>
    mediation.mediators.every(({ id }) => picture.actors.has(id)),
  );
  addMediations(picture, known);
  return { picture, said: said(view, picture.actors.size, picture.ties.size), items: [], question };
}

function said(view: View, actors: number, ties: number): string {
  if (actors === 0) return "Nothing matches this filter. Widen the time, or show more families of ties.";
  const where = view.around.length ? "around what you chose" : "in all";
  return `${count(actors, "actor")} and ${count(ties, "tie")} ${where}.`;
}
