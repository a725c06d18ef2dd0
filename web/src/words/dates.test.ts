import { expect, test } from "vitest";
import { dateWords } from "./dates";

test.each([
  [null, "no date"],
  ["XXXX", "no date"],
  ["2021", "2021"],
  ["2021-08", "August 2021"],
  ["2021-08-09", "9 August 2021"],
  ["2018~", "about 2018"],
  ["2021-05-01/2021-05-20", "from 1 May 2021 to 20 May 2021"],
  ["2018-01-01/2021-08-31~", "from 1 January 2018 to about 31 August 2021"],
  ["2018-07/..", "from July 2018 on"],
  ["2018?/2021?", "at least from 2018 to 2021"],
  ["[2021-08-07..2021-08-09]", "some day from 7 August 2021 to 9 August 2021"],
  ["[..2021-08-09]", "on or before 9 August 2021"],
  ["[2021-08-07,2021-08-14]", "one of 7 August 2021, 14 August 2021"],
  ["[2021-08-22..2021-08-29]~", "about: some day from 22 August 2021 to 29 August 2021"],
  ["2021-13", "2021-13"],
  ["something new", "something new"],
])("%s reads as %s", (edtf, words) => expect(dateWords(edtf)).toBe(words));
