// Owns the texts that what is on screen rests on, for the credit of a figure.
import { ask } from "../api/ask";
import { creditsQuery } from "../api/documents";
import type { ResultOf } from "../api/graphql";
import { tieFilter } from "../modes/answer";
import type { Picture } from "../picture/picture";
import type { View } from "./view";

type Source = { id: string; publisher: string | null; title: string | null };

const [pageSize, pagesAtMost] = [200, 10];

/** The sources of what is on screen, in words; of very many ties those of the first 2,000. */
export async function credits(picture: Picture, view: View): Promise<string[]> {
  const sources = new Map<string, Source>();
  const add = (claims: { source: Source }[]) => {
    for (const { source } of claims) sources.set(source.id, source);
  };
  for (const { claims } of picture.mediations) add(claims);
  const windows = view.mode === "compare" ? [view.during, view.after] : [view.during];
  for (const window of picture.ties.size > 0 ? windows : []) {
    let after: string | null = null;
    for (let page = 0; page < pagesAtMost; page++) {
      const { ties }: ResultOf<typeof creditsQuery> = await ask(creditsQuery, {
        filter: tieFilter(view, window),
        first: pageSize,
        after,
      });
      for (const { key, claims } of ties?.nodes ?? []) {
        // Ties between those who are gathered have keys of their own.
        if (view.rollUp !== "NONE" || picture.ties.has(key)) add(claims);
      }
      if (!ties?.pageInfo.hasNextPage) break;
      after = ties.pageInfo.endCursor;
    }
  }
  return [...sources.values()].map(inWords).toSorted();
}

function inWords({ publisher, title }: Source): string {
  const by = publisher ?? "a publisher not visible";
  return title ? `${by}, “${title}”` : by;
}
