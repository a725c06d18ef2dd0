import { expect, test } from "vitest";
import { pages } from "./pages";

/** A server with so many rows. */
const server = (total: number) => {
  const asked: (string | null)[] = [];
  return {
    asked,
    next: async (first: number, after: string | null) => {
      asked.push(after);
      const end = Math.min(Number(after ?? 0) + first, total);
      return { totalCount: total, pageInfo: { hasNextPage: end < total, endCursor: String(end) } };
    },
  };
};

test.each([
  [30, 100, [null]],
  [100, 100, [null]],
  [250, 100, [null]],
  [250, 200, [null, "100"]],
  [250, 1000, [null, "100", "200"]],
])("of %i rows, %i wanted", async (total, wanted, expected) => {
  const { asked, next } = server(total);
  const found = await pages(wanted, next);
  expect(asked).toEqual(expected);
  expect(found).toHaveLength(expected.length);
});

test("a server without an answer ends it", async () => {
  expect(await pages(100, async () => null)).toBeNull();
});
