import { describe, expect, test } from "vitest";
import type { ActorBrief, MediationLine } from "../api/documents";
import { columns } from "../modes/paths";
import { coarser, gather, stretch } from "../panels/buckets";
import { control, fan } from "./fan";
import { type Name, place, runsRightToLeft } from "./labels";
import { disc, kinds, light, outline } from "./marks";
import { explained, group } from "./mediations";
import { addTies, empty, type PictureTie } from "./picture";
import { scene } from "./scene";
import { settle } from "./settle";

describe("parallel ties", () => {
  const tie = (key: string, from = "a", to = "b") => ({ key, from, to });

  test("up to five fan out, evenly, whichever way they lead", () => {
    const strands = fan([tie("1"), tie("2", "b", "a"), tie("3")]);
    expect(strands.map(({ ties: [t], bend }) => [t?.key, bend])).toEqual([
      ["1", -1],
      ["2", 0],
      ["3", 1],
    ]);
    // Two that lead opposite ways must not lie on each other.
    const [one, two] = fan([tie("1"), tie("2", "b", "a")]);
    const p: [number, number] = [0, 0];
    const q: [number, number] = [100, 0];
    expect(control(p, q, one?.bend ?? 0)[1]).toBeCloseTo(-control(q, p, two?.bend ?? 0)[1]);
  });

  test("six are one bundle", () => {
    const strands = fan(["1", "2", "3", "4", "5", "6"].map((key) => tie(key)));
    expect(strands).toHaveLength(1);
    expect(strands[0]?.ties).toHaveLength(6);
  });
});

describe("names", () => {
  const name = (id: string, x: number, y: number, more: Partial<Name> = {}): Name => ({
    id,
    text: id,
    x,
    y,
    radius: 5,
    width: 40,
    height: 14,
    weight: 1,
    ...more,
  });

  test("never cover each other or a mark, and stay inside", () => {
    const names = Array.from({ length: 200 }, (_, i) => name(`n${i}`, (i * 73) % 400, (i * 41) % 300));
    const placed = place(names, 400, 300);
    expect(placed.length).toBeGreaterThan(10);
    const boxes = placed.map((p) => [p.left, p.middle - 7, p.left + p.width, p.middle + 7] as const);
    boxes.forEach((a, i) => {
      expect(a[0]).toBeGreaterThanOrEqual(0);
      expect(a[2]).toBeLessThanOrEqual(400);
      for (const b of boxes.slice(i + 1)) {
        expect(a[0] < b[2] && b[0] < a[2] && a[1] < b[3] && b[1] < a[3]).toBe(false);
      }
    });
  });

  test("the heavier wins, what must stand stands", () => {
    const crowd = Array.from({ length: 30 }, (_, i) => name(`c${i}`, 100, 100, { weight: i }));
    const placed = place([...crowd, name("must", 100, 100, { weight: -1, always: true })], 300, 300);
    expect(placed[0]?.id).toBe("must");
    expect(placed[1]?.id).toBe("c29");
  });

  test("right-to-left names stand to the left of their mark", () => {
    const [arabic] = place([name("درعا", 100, 50)], 300, 100);
    const [latin] = place([name("Daraa", 100, 50)], 300, 100);
    expect(arabic?.left).toBe(100 - 5 - 3 - 40);
    expect(latin?.left).toBe(100 + 5 + 3);
  });

  test("what has a side of its own stands there in any script", () => {
    const [arabic] = place([name("درعا", 100, 50, { side: 1 })], 300, 100);
    const [latin] = place([name("Daraa", 100, 50, { side: -1 })], 300, 100);
    expect([arabic?.left, latin?.left]).toEqual([100 + 5 + 3, 100 - 5 - 3 - 40]);
  });

  test.each([
    ["درعا", true],
    ["(8) اللواء", true],
    ["8th Brigade", false],
    ["", false],
    ["Daraa درعا", false],
  ])("%s runs right to left: %s", (text, expected) => expect(runsRightToLeft(text)).toBe(expected));
});

describe("mediations", () => {
  const actor = (id: string): ActorBrief => ({ id, kind: "STATE", name: id });
  const mediation = (id: string, mediators: string[], sides: string[][], realis = "OCCURRED") =>
    ({
      id,
      realis,
      mediators: mediators.map(actor),
      sides: sides.map((side, i) => ({ number: i + 1, named: side.length > 0, actors: side.map(actor) })),
    }) as unknown as MediationLine;

  test("of the same mediators and sides are one mark, whichever side comes first", () => {
    const groups = group([
      mediation("1", ["m"], [["a"], ["b"]]),
      mediation("2", ["m"], [["b"], ["a"]], "REQUESTED"),
      mediation("3", ["m"], [["a", "b"], []]),
    ]);
    expect(groups.map(({ id, mediations, unreal }) => [id, mediations.length, unreal])).toEqual([
      ["1", 2, false],
      ["3", 1, false],
    ]);
  });

  test("stand for the ties of each mediator to each party", () => {
    expect([...explained([mediation("1", ["m", "n"], [["a"], []])])]).toEqual([
      "MEDIATED:m:a",
      "MEDIATED:n:a",
    ]);
  });
});

test("a name stands on the side away from the lines of its mark, where they have one", () => {
  const picture = empty();
  const actor = (id: string): ActorBrief => ({ id, kind: "STATE", name: id });
  const tie = (from: string, to: string) =>
    ({ key: from + to, kind: "FOUGHT", family: "HOSTILE", from: actor(from), to: actor(to) }) as PictureTie;
  addTies(picture, [tie("left", "middle"), tie("middle", "right")]);
  const held = new Map([
    ["left", { x: -1, y: 0 }],
    ["middle", { x: 0, y: 0.2 }],
    ["right", { x: 1, y: 0 }],
  ]);
  const { nodes } = scene(picture, {
    size: "same",
    colour: "kind",
    theme: light,
    held,
    name: ({ id }) => id,
  });
  expect(nodes.map(({ id, side }) => [id, side])).toEqual([
    ["left", -1],
    ["middle", 0],
    ["right", 1],
  ]);
});

describe("places", () => {
  test("what has a place keeps it; newcomers stand near their neighbours, apart", () => {
    const known = new Map([
      ["a", { x: 1, y: 1 }],
      ["b", { x: -1, y: -1 }],
    ]);
    const at = settle(
      ["a", "b", "c", "d"],
      [
        ["a", "c"],
        ["a", "d"],
      ],
      known,
    );
    expect(at.get("a")).toEqual({ x: 1, y: 1 });
    const [c, d] = [at.get("c"), at.get("d")];
    if (!c || !d) throw new Error("no place");
    expect(Math.hypot(c.x - 1, c.y - 1)).toBeLessThan(0.5);
    expect(Math.hypot(c.x - d.x, c.y - d.y)).toBeGreaterThan(0.05);
    expect(
      settle(
        ["a", "b", "c", "d"],
        [
          ["a", "c"],
          ["a", "d"],
        ],
        known,
      ),
    ).toEqual(at);
  });

  test("paths run from left to right", () => {
    const at = columns([
      ["a", "m", "z"],
      ["a", "n", "z"],
    ]);
    expect([at.get("a")?.x, at.get("m")?.x, at.get("z")?.x]).toEqual([-1, 0, 1]);
    expect(at.get("m")?.y).not.toBe(at.get("n")?.y);
  });
});

test("every kind of actor has a shape of its own", () => {
  const shapes = Object.values(kinds).map(({ shape }) => JSON.stringify(shape));
  expect(new Set(shapes).size).toBe(shapes.length);
});

test("an outline has two points for each tip, a disc none", () => {
  expect(outline(kinds.STATE.shape, 1)).toHaveLength(8);
  expect(outline(disc, 1)).toEqual([]);
});

describe("buckets", () => {
  const bucket = (from: string, to: string, certain: number, possible: number) => ({
    from,
    to,
    certain,
    possible,
  });
  test("add up over families", () => {
    const all = [bucket("2020-01-01", "2020-01-31", 1, 2), bucket("2020-01-01", "2020-01-31", 3, 4)];
    expect(gather(all)).toEqual([bucket("2020-01-01", "2020-01-31", 4, 6)]);
  });
  test("give a window whichever way the brush is drawn, inside what there is", () => {
    const all = [bucket("2020-01-01", "2020-01-31", 0, 0), bucket("2020-02-01", "2020-02-29", 0, 0)];
    expect(stretch(all, 1, 0)).toEqual({ from: "2020-01-01", to: "2020-02-29" });
    expect(stretch(all, -3, 99)).toEqual({ from: "2020-01-01", to: "2020-02-29" });
  });
  test("become longer where there are too many", () => {
    expect(coarser("MONTH", 161)).toBe("QUARTER");
    expect(coarser("MONTH", 160)).toBe("MONTH");
    expect(coarser("YEAR", 1000)).toBe("YEAR");
  });
});
