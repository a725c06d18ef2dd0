import { describe, expect, test } from "vitest";
import { start, type View } from "../state/view";
import { narrowed } from "./filters";

describe("the words for a choice of ties", () => {
  test.each<[Partial<View>, string[]]>([
    [{}, []],
    [{ certain: true, during: { from: "2018", to: "" } }, []],
    [{ families: ["HOSTILE", "TALKS"] }, ["against each other, at a table"]],
    [{ kinds: ["PART_OF"], contested: true }, ["part of", "contested"]],
    [{ publishers: ["A", "B"] }, ["told by A or B"]],
    [{ publishersAtLeast: 2 }, ["told by 2 independent publishers or more"]],
    [{ mode: "fought", publishers: ["A"], contested: true }, []],
  ])("%o", (change, expected) => {
    expect(narrowed({ ...start, ...change })).toEqual(expected);
  });
});
