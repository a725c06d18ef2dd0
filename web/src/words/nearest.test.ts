import { expect, test } from "vitest";
import { nearest } from "./nearest";

const bearers = [
  { of: "div", names: ["Fourth Division", "الفرقة الرابعة"] },
  { of: "jay", names: ["Jaysh al-Janub", "جيش الجنوب"] },
  { of: "hez", names: ["Hezbollah"] },
  { of: "awda", names: ["Aḥmad al-ʿAwda", "أحمد العودة"] },
];

test.each([
  ["Jay", ["jay"]],
  ["divis", ["div"]],
  ["Janoub", ["jay"]],
  ["hisbolla", ["hez"]],
  ["ahmad", ["awda"]],
  ["احمد", ["awda"]],
  ["الفرقه", ["div"]],
  ["xyzt", []],
  ["", []],
  ["…", []],
])("%s is near %j", (typed, expected) => {
  expect(nearest(typed, bearers, 1).map(({ of }) => of)).toEqual(expected);
});

test("what begins so comes before what is only like it", () => {
  const found = nearest(
    "rus",
    [
      { of: 1, names: ["Ruso"] },
      { of: 2, names: ["Old Rusk"] },
      { of: 3, names: ["Brus"] },
    ],
    5,
  );
  expect(found.map(({ of }) => of)).toEqual([1, 2, 3]);
});
