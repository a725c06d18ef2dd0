// Owns the names of those who publish, for a reader to choose whose evidence counts.
import { ask } from "../api/ask";
import { publishersQuery } from "../api/documents";
import type { ResultOf } from "../api/graphql";

const pagesAtMost = 4;

/** Who published the texts, by name; of very many texts the first 2,000. */
export async function everyPublisher(): Promise<string[]> {
  const found = new Set<string>();
  let after: string | null = null;
  for (let page = 0; page < pagesAtMost; page++) {
    const { sources }: ResultOf<typeof publishersQuery> = await ask(publishersQuery, { after });
    for (const { publisher } of sources.nodes) if (publisher) found.add(publisher);
    if (!sources.pageInfo.hasNextPage) break;
    after = sources.pageInfo.endCursor;
  }
  return [...found].toSorted((a, b) => a.localeCompare(b));
}
