import { expect, test } from "vitest";
import { drawFigure } from "./figure";
import { familyMarks, kinds, light } from "./marks";
import type { Scene, SceneLine } from "./scene";

const { HOSTILE } = familyMarks;
const line = (id: string, more: Partial<SceneLine> = {}): SceneLine => ({
  id,
  is: "tie",
  from: "a",
  to: "b",
  bend: 0,
  colour: HOSTILE.colour,
  pattern: HOSTILE.pattern,
  width: 2,
  arrow: false,
  contested: false,
  label: "",
  ...more,
});
const node = (id: string, label: string): Scene["nodes"][number] => ({
  id,
  is: "actor",
  x: 0,
  y: 0,
  size: 8,
  shape: kinds.STATE.shape,
  fill: kinds.STATE.colour,
  ring: light.ink,
  label,
  weight: 1,
  side: 0,
});
const name = (id: string, text: string, left: number) => ({
  ...{
    id,
    text,
    left,
    middle: 50,
    x: id === "a" ? 50 : 250,
    y: 50,
    radius: 8,
    width: 60,
    height: 16,
    weight: 1,
  },
});

const draw = (lines: SceneLine[]) =>
  drawFigure(
    { nodes: [node("a", "A & B"), node("b", "درعا")], lines, density: 1 },
    {
      width: 400,
      height: 200,
      at: new Map([
        ["a", { x: 50, y: 50, radius: 8 }],
        ["b", { x: 250, y: 50, radius: 8 }],
      ]),
      names: [name("a", "A & B", 60), name("b", "درعا", 180)],
    },
    {
      title: "Two <actors>",
      filters: "all time",
      sources: Array.from({ length: 12 }, (_, i) => `Publisher ${i}, “A title of some length”`),
      credit: "factiongraph",
      theme: light,
    },
  );

test("names stay text, escaped, and run their own way", () => {
  const svg = draw([line("1")]);
  expect(svg).toContain(">A &amp; B</text>");
  expect(svg).toMatch(/<text x="240"[^>]* direction="rtl"[^>]*>درعا<\/text>/);
  expect(svg).toContain("<title>Two &lt;actors&gt;</title>");
});

test("a contested line goes in waves, and the legend tells of it", () => {
  const wavy = (svg: string) => /<path d="M50 50L/.test(svg);
  const [plain, contested] = [draw([line("1")]), draw([line("1", { contested: true })])];
  expect([wavy(plain), plain.includes(">contested</text>")]).toEqual([false, false]);
  expect([wavy(contested), contested.includes(">contested</text>")]).toEqual([true, true]);
});

test("the legend has what is there, and the sources all their lines", () => {
  const svg = draw([line("1")]);
  expect(svg).toContain(">against each other</text>");
  expect(svg).not.toContain(">for each other</text>");
  expect(svg).toContain(">state</text>");
  expect(svg).toMatch(/>Sources: Publisher 0/);
  expect(svg).toContain("Publisher 11");
});
