// Owns "who fought …": ties of armed events, cited, with who met the question through whom.
import { ask } from "../api/ask";
import { fightsQuery } from "../api/documents";
import { addTies, countNeighbours, empty } from "../picture/picture";
import type { View } from "../state/view";
import { dateWords } from "../words/dates";
import { count, plain, shownName } from "../words/words";
import { type Answer, during } from "./answer";
import { pageSize, pages } from "./pages";

export async function fought(view: View): Promise<Answer> {
  const filter = {
    ...(view.first && { actors: [view.first] }),
    ...(view.second && { opponents: [view.second] }),
    during: during(view.during, view.certain),
    includeSubordinates: view.below,
    includeSubsets: view.below,
  };
  const found = await pages(
    view.rows,
    async (first, after) => (await ask(fightsQuery, { filter, first, after })).fights,
  );
  const fights = found?.flatMap(({ edges }) => edges) ?? [];
  const total = found?.[0]?.totalCount ?? 0;
  const picture = empty();
  addTies(
    picture,
    fights.map(({ node }) => node),
  );
  countNeighbours(picture);
  return {
    picture,
    said: said(total, fights.length, view),
    total,
    items: fights.map(({ node, matched }) => ({
      id: node.key,
      title: () => `${shownName(node.from)} ${plain(node.kind)} ${shownName(node.to)}`,
      detail: () =>
        [
          count(node.eventCount, "event"),
          dateWords(node.firstSeen?.edtf),
          node.contested ? "contested" : "",
          matched.length ? `through ${matched.map(shownName).join(", ")}` : "",
        ]
          .filter(Boolean)
          .join(" · "),
      claims: node.claims,
      opens: { is: "tie", id: node.key },
      marks: [node.key, node.from.id, node.to.id],
    })),
    exported: {
      filter: {
        kinds: ["FOUGHT", "ATTACKED", "BESIEGED"],
        ...(view.first && { actors: [view.first] }),
        ...(view.second && { counterparts: [view.second] }),
        during: filter.during,
        includeSubordinates: view.below,
        includeSubsets: view.below,
      },
      limit: view.limit,
    },
    question: { document: fightsQuery, variables: { filter, first: pageSize, after: null } },
  };
}

function said(total: number, shown: number, { first, second, below }: View): string {
  const part = shown < total ? `, the ${shown} with most events shown` : "";
  if (total) return `${count(total, "tie")} of fighting found${part}.`;
  const way = below ? "" : " Count who belongs to them as well, or widen the time.";
  return first || second ? `No source names such a fight.${way}` : "No source names a fight in this time.";
}
