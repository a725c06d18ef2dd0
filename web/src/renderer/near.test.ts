import { expect, test } from "vitest";
import { control } from "../picture/fan";
import { lineAt } from "./near";

const at = new Map([
  ["a", { x: 0, y: 0 }],
  ["b", { x: 200, y: 0 }],
]);
const line = (id: string, bend: number, from = "a", to = "b") => ({ id, from, to, bend, width: 2 });
const lines = [
  line("straight", 0),
  line("bent", 1),
  line("back", 1, "b", "a"),
  line("gone", 0, "a", "nobody"),
];

test.each([
  [100, 1, "straight"],
  [100, 4, "straight"],
  [100, 60, null],
  [-20, 0, null],
  [220, 0, null],
])("at %i,%i it is %s", (x, y, expected) => expect(lineAt(x, y, lines, at)).toBe(expected));

test("a bent line is where it is drawn, halfway to its control point", () => {
  const [, y] = control([0, 0], [200, 0], 1);
  expect(lineAt(100, y / 2, lines, at)).toBe("bent");
  expect(lineAt(100, -y / 2, lines, at)).toBe("back");
});
