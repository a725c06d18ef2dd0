// Owns lists that come in pages: it asks for as many as the view shows, and
// what was asked before costs nothing.

export const pageSize = 100;

interface Page {
  totalCount: number;
  pageInfo: { hasNextPage: boolean; endCursor: string | null };
}

/** Asks page after page until there are so many rows, or no more. Null if the server gave none. */
export async function pages<P extends Page>(
  rows: number,
  next: (first: number, after: string | null) => Promise<P | null>,
): Promise<P[] | null> {
  const found: P[] = [];
  let after: string | null = null;
  for (let have = 0; have < rows; have += pageSize) {
    const page: P | null = await next(pageSize, after);
    if (!page) return null;
    found.push(page);
    after = page.pageInfo.endCursor;
    if (!page.pageInfo.hasNextPage) break;
  }
  return found;
}
