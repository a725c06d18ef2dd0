import { describe, expect, test } from "vitest";
import { arrange, parts } from "./arrange";
import type { Point } from "./settle";
import { spread } from "./spread";

const apart = (at: Map<string, Point>) => {
  const points = [...at.values()];
  return Math.min(
    ...points.flatMap((a, i) => points.slice(i + 1).map((b) => Math.hypot(a.x - b.x, a.y - b.y))),
  );
};

describe("a picture that nobody placed", () => {
  test("falls into its connected parts", () => {
    const found = parts(
      ["a", "b", "c", "d"],
      [
        ["a", "c"],
        ["x", "d"],
      ],
    );
    expect(found.map((part) => part.toSorted().join("")).toSorted()).toEqual(["ac", "b", "d"]);
  });

  test("has its parts side by side, nobody on another, the same way every time", () => {
    const ids = Array.from({ length: 24 }, (_, i) => `n${i}`);
    const links = ids.flatMap((id, i): [string, string][] => (i % 3 ? [[`n${i - 1}`, id]] : []));
    const at = arrange(ids, links, []);
    expect(at.size).toBe(24);
    expect(apart(at)).toBeGreaterThan(0.05);
    expect(arrange(ids, links, [])).toEqual(at);
    expect(Math.max(...[...at.values()].map(({ y }) => Math.abs(y)))).toBeLessThanOrEqual(1);
  });

  test("shows one mediation as m above, between a and b", () => {
    const star = { id: "s", above: ["m"], sides: [["a"], ["b"]] };
    const links: [string, string][] = [
      ["s", "m"],
      ["s", "a"],
      ["s", "b"],
    ];
    const at = arrange(["s", "m", "a", "b"], links, [star]);
    const [s, m, a, b] = ["s", "m", "a", "b"].map((id) => at.get(id) as Point);
    expect(m?.y).toBeGreaterThan(s?.y ?? 0);
    expect(a?.x).toBeLessThan(s?.x ?? 0);
    expect(b?.x).toBeGreaterThan(s?.x ?? 0);
  });
});

describe("the server's places", () => {
  test("become a picture wider than high, with nobody on another", () => {
    const points = new Map(
      Array.from({ length: 60 }, (_, i) => [
        `n${i}`,
        { x: Math.sin(i) / (i + 1), y: Math.cos(i * 2) / (i + 1) },
      ]),
    );
    const at = spread(points);
    const [xs, ys] = [[...at.values()].map(({ x }) => x), [...at.values()].map(({ y }) => y)];
    expect(Math.max(...xs) - Math.min(...xs)).toBeGreaterThan(Math.max(...ys) - Math.min(...ys));
    expect(apart(at)).toBeGreaterThan(0.03);
  });
});
