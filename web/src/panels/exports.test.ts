import { expect, test } from "vitest";
import { address } from "./exports";

test("a network by its filter", () => {
  const url = new URL(
    address("gexf", { filter: { families: ["HOSTILE"] }, rollUp: "STATE", limit: 50 }),
    "http://host/",
  );
  expect(url.pathname).toBe("/export/gexf");
  expect(Object.fromEntries(url.searchParams)).toEqual({
    filter: '{"families":["HOSTILE"]}',
    rollUp: "STATE",
    limit: "50",
  });
});

test("a neighbourhood by those it starts from", () => {
  const url = new URL(
    address("csv", { filter: {}, limit: 10, ids: ["act_a", "act_é&b"], depth: 0 }),
    "http://host/",
  );
  expect(url.searchParams.get("ids")).toBe("act_a,act_é&b");
  expect(url.searchParams.get("depth")).toBe("0");
});
