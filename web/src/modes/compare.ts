// Owns the comparison of two windows: what appeared, vanished, changed and stayed, in one picture.
import { ask } from "../api/ask";
import { compareQuery, networkDetailsQuery } from "../api/documents";
import { addNetwork, addTies, countNeighbours, empty, type PictureTie } from "../picture/picture";
import type { View } from "../state/view";
import { plain, shownName } from "../words/words";
import { type Answer, tieFilter } from "./answer";

/** What the server lets one comparison cost. */
const comparedAtMost = 500;

export async function compare(view: View): Promise<Answer> {
  const variables = {
    before: tieFilter(view),
    after: tieFilter(view, view.after),
    rollUp: view.rollUp,
    limit: Math.min(view.limit, comparedAtMost),
  };
  const { compareNetworks: change, network } = await ask(compareQuery, variables);
  const picture = empty();
  const marked = (ties: PictureTie[], as: NonNullable<PictureTie["change"]>) =>
    ties.map((tie) => ({ ...tie, change: as }));
  const appeared = marked(change?.appeared ?? [], "appeared");
  const vanished = marked(change?.vanished ?? [], "vanished");
  const changed = marked(change?.changed.map(({ after }) => after) ?? [], "changed");
  addTies(picture, [...appeared, ...vanished, ...changed]);
  if (network) addNetwork(picture, network);
  for (const tie of picture.ties.values()) tie.change ??= "stayed";
  countNeighbours(picture);
  picture.omitted = change?.truncated ?? null;
  return {
    picture,
    said: `${appeared.length} ties appeared, ${vanished.length} vanished, ${changed.length} changed, ${change?.stayed ?? 0} stayed.`,
    items: [...appeared, ...vanished, ...changed].map((tie) => ({
      id: `${tie.change} ${tie.key}`,
      title: () => `${shownName(tie.from)} ${plain(tie.kind)} ${shownName(tie.to)}`,
      detail: () => tie.change ?? "",
      claims: [],
      opens: { is: "tie", id: tie.key },
      marks: [tie.key, tie.from.id, tie.to.id],
    })),
    details: async () =>
      (
        await ask(networkDetailsQuery, {
          filter: variables.after,
          rollUp: variables.rollUp,
          limit: variables.limit,
        })
      ).network,
    exported: { filter: variables.after, rollUp: variables.rollUp, limit: variables.limit },
    question: { document: compareQuery, variables },
  };
}
