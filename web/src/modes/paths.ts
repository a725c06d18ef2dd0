// Owns "how are … connected": the shortest ways, drawn from left to right, and
// the four ways in which the search can end.
import { ask } from "../api/ask";
import { pathsQuery } from "../api/documents";
import { addActor, addTies, countNeighbours, empty } from "../picture/picture";
import type { Point } from "../picture/settle";
import type { View } from "../state/view";
import { count, plain, shownName } from "../words/words";
import { type Answer, tieFilter } from "./answer";

export async function paths(view: View): Promise<Answer> {
  const variables = {
    from: view.first,
    to: view.second,
    direction: view.forward ? ("FORWARD" as const) : ("EITHER" as const),
    maxLength: view.steps,
    filter: tieFilter(view),
  };
  const question = { document: pathsQuery, variables };
  const picture = empty();
  if (!view.first || !view.second) {
    return { picture, said: "Choose two actors to see how they are connected.", items: [], question };
  }
  const { paths: result } = await ask(pathsQuery, variables);
  const found = result?.paths ?? [];
  for (const path of found) {
    for (const actor of path.actors) addActor(picture, actor);
    addTies(
      picture,
      path.steps.flatMap((step) => step.ties),
    );
  }
  countNeighbours(picture);
  return {
    picture,
    said: said(result?.status ?? "NONE", found.length, result?.complete ?? true, view.steps),
    items: found.map((path, i) => ({
      id: String(i),
      title: () => path.actors.map(shownName).join(" — "),
      detail: () =>
        `${count(path.length, "step")}: ${path.steps.map((step) => [...new Set(step.ties.map((tie) => plain(tie.kind)))].join(", ")).join(" · then ")}`,
      claims: [],
      opens: { is: "tie", id: path.steps[0]?.ties[0]?.key ?? "" },
      marks: [
        ...path.actors.map(({ id }) => id),
        ...path.steps.flatMap((step) => step.ties.map((tie) => tie.key)),
      ],
    })),
    at: columns(found.map((path) => path.actors.map(({ id }) => id))),
    question,
  };
}

/** Places actors in columns by how far along their path they are. */
export function columns(found: string[][]): Map<string, Point> {
  const share = new Map<string, number>();
  for (const path of found) {
    path.forEach((id, i) => {
      if (!share.has(id)) share.set(id, i / Math.max(path.length - 1, 1));
    });
  }
  const column = new Map<number, string[]>();
  for (const [id, x] of share) column.set(x, [...(column.get(x) ?? []), id]);
  const at = new Map<string, Point>();
  for (const [x, ids] of column) {
    ids.forEach((id, i) => {
      at.set(id, { x: x * 2 - 1, y: (0.7 * ((ids.length - 1) / 2 - i)) / Math.max(ids.length / 2, 1) });
    });
  }
  return at;
}

function said(status: string, found: number, complete: boolean, steps: number): string {
  switch (status) {
    case "FOUND":
      return `${count(found, "shortest way")} found${complete ? "." : ", and there may be more: a limit of the server ended the search."}`;
    case "NONE":
      return "They are not connected: all that one of them can reach was searched.";
    case "FILTERED_OUT":
      return "They are connected, but not by what the filter lets through. Widen the time, show more ties, or ignore direction.";
    default:
      return `No way of up to ${count(steps, "step")} was found; there may be a longer one. Allow more steps.`;
  }
}
