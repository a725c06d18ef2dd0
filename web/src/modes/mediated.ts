// Owns "who mediated between …": mediations with their sides, cited.
import { ask } from "../api/ask";
import { type MediationLine, mediationsQuery } from "../api/documents";
import { group } from "../picture/mediations";
import { addMediations, countNeighbours, empty } from "../picture/picture";
import type { View } from "../state/view";
import { dateWords } from "../words/dates";
import { count, plain, shownName } from "../words/words";
import { type Answer, during } from "./answer";
import { pageSize, pages } from "./pages";

export async function mediated(view: View): Promise<Answer> {
  const between = [view.first, view.second].filter(Boolean);
  const filter = {
    ...(between.length && { between }),
    during: during(view.during, view.certain),
    includeSubordinates: view.below,
    includeSubsets: view.below,
    includeRequested: view.requested,
  };
  const found = await pages(
    view.rows,
    async (first, after) => (await ask(mediationsQuery, { filter, first, after })).mediations,
  );
  const total = found?.[0]?.totalCount ?? 0;
  const picture = empty();
  addMediations(picture, found?.flatMap(({ nodes }) => nodes) ?? []);
  countNeighbours(picture);
  const marks = new Map(
    group(picture.mediations).flatMap(({ id, mediations }) => mediations.map((m) => [m.id, id] as const)),
  );
  return {
    picture,
    said: said(total, picture.mediations.length, view),
    total,
    items: picture.mediations.map((mediation) => ({
      id: mediation.id,
      title: () => title(mediation),
      detail: () =>
        [
          dateWords(mediation.date?.edtf),
          mediation.places.map(({ place }) => place.name).join(", "),
          mediation.realis === "OCCURRED" ? "" : plain(mediation.realis),
          mediation.certainty === "POSSIBLE" ? "possibly in this time" : "",
        ]
          .filter(Boolean)
          .join(" · "),
      claims: mediation.claims,
      opens: { is: "mediation", id: mediation.id },
      marks: [
        marks.get(mediation.id) ?? mediation.id,
        ...[...mediation.mediators, ...mediation.sides.flatMap((side) => side.actors)].map(({ id }) => id),
      ],
    })),
    question: { document: mediationsQuery, variables: { filter, first: pageSize, after: null } },
  };
}

/** "A and B between C and D". */
export function title({ mediators, sides }: MediationLine): string {
  const names = (actors: MediationLine["mediators"]) => actors.map(shownName).join(", ");
  const between = sides.map((side) => (side.actors.length ? names(side.actors) : "a side not named"));
  return `${names(mediators) || "Nobody named"} between ${between.join(" and ")}`;
}

function said(total: number, shown: number, { first, second, requested }: View): string {
  if (total) return `${count(total, "mediation")} found${shown < total ? `, the first ${shown} shown` : ""}.`;
  const way = requested ? "" : " Mediations that were only asked for are left out; you may include them.";
  return first || second
    ? `No source tells of a mediation with ${first && second ? "these on opposite sides" : "this side"}.${way}`
    : `No source tells of a mediation in this time.${way}`;
}
