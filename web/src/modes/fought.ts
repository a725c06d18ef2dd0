// Owns "who fought …": ties of armed events, cited, with who met the question through whom.
import { ask } from "../api/ask";
import { fightsQuery } from "../api/documents";
import { addTies, countNeighbours, empty } from "../picture/picture";
import type { View } from "../state/view";
import { dateWords } from "../words/dates";
import { count, plain, shownName } from "../words/words";
import { type Answer, during } from "./answer";

export async function fought(view: View): Promise<Answer> {
  const variables = {
    filter: {
      ...(view.first && { actors: [view.first] }),
      ...(view.second && { opponents: [view.second] }),
      during: during(view.during, view.certain),
      includeSubordinates: view.below,
    },
  };
  const { fights } = await ask(fightsQuery, variables);
  const picture = empty();
  addTies(picture, fights?.edges.map(({ node }) => node) ?? []);
  countNeighbours(picture);
  const total = fights?.totalCount ?? 0;
  const shown = fights?.edges.length ?? 0;
  if (total > shown) picture.omitted = { nodesOmitted: 0, tiesOmitted: total - shown, limit: "limit" };
  return {
    picture,
    said: said(total, view),
    items: (fights?.edges ?? []).map(({ node, matched }) => ({
      id: node.key,
      title: `${shownName(node.from)} ${plain(node.kind)} ${shownName(node.to)}`,
      detail: [
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
    question: { document: fightsQuery, variables },
  };
}

function said(total: number, { first, second, below }: View): string {
  if (total) return `${count(total, "tie")} of fighting found.`;
  const way = below ? "" : " Count who belongs to them as well, or widen the time.";
  return first || second ? `No source names such a fight.${way}` : "No source names a fight in this time.";
}
