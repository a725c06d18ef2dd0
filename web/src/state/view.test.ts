import { describe, expect, test } from "vitest";
import { decode, encode, start, type View } from "./view";

const full: View = {
  mode: "paths",
  around: ["act_a", "act,b", "act é&c"],
  depth: 2,
  first: "act_a",
  second: "act_b",
  below: true,
  requested: true,
  forward: true,
  steps: 6,
  during: { from: "2018-07", to: "2021-08-31" },
  after: { from: "2022", to: "" },
  certain: true,
  families: ["HOSTILE", "TALKS"],
  kinds: ["FOUGHT", "SAME_SIDE"],
  publishers: ["Enab Baladi", "A & B, “C”"],
  publishersAtLeast: 2,
  contested: true,
  expanded: [
    { id: "x~y", kinds: ["FOUGHT", "PART_OF"], limit: 50 },
    { id: "z", kinds: [], limit: 20 },
  ],
  hidden: ["act_h"],
  pinned: [{ id: "act_p", x: -0.25, y: 1.5 }],
  selected: { is: "tie", id: "FOUGHT:act_a:act_b" },
  rollUp: "STATE",
  size: "pageRank",
  colour: "community",
  limit: 200,
  rows: 300,
  table: true,
  names: "both",
  query: "{ dataset { version } }\n",
  variables: '{"a": 1}',
};

describe("the URL", () => {
  test("the start is empty", () => {
    expect(encode(start)).toBe("");
    expect(decode("")).toEqual(start);
  });

  test("everything survives the way there and back", () => {
    expect(decode(`?${encode(full)}`)).toEqual(full);
  });

  test.each([
    ["mode=nonsense&steps=99&limit=-1&size=big", {}],
    ["from=yesterday&to=2021-8&to2=20211", {}],
    ["family=HOSTILE&family=NOPE", { families: ["HOSTILE"] }],
    ["kind=FOUGHT&kind=HUGGED&told=0&contested=yes&depth=9", { kinds: ["FOUGHT"] }],
    ["open=50&open=5~FOUGHT~&open=~~x", {}],
    ["pin=1~x~a&pin=1~.~a", {}],
    ["see=tie&see=planet~x", {}],
    ["see=event~ev_1", { selected: { is: "event", id: "ev_1" } }],
  ])("what cannot be read is left out: %s", (search, expected) => {
    expect(decode(search)).toEqual({ ...start, ...expected });
  });
});
