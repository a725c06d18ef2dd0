// Lists that are longer than a page, in a graph made for them: one group attacks
// many others, and one of these again and again.
import { afterAll, afterEach, beforeAll, expect, test } from "vitest";
import { drawer, stage } from "./program.mjs";

const [attacked, again] = [520, 130];

const claims = [{ stance: "REPORTED", basis: "STATED", source: "src", locator: "1" }];
const source = { entity: "SOURCE", record: { id: "src", key: "S", publisher: "A paper", title: "A report" } };
const actors = Array.from({ length: attacked + 1 }, (_, i) => ({
  entity: "ACTOR",
  record: { id: `a${i}`, kind: "ARMED_GROUP", name: `Group ${i}`, claims },
}));
const events = Array.from({ length: attacked + again }, (_, i) => ({
  entity: "EVENT",
  record: {
    id: `e${i}`,
    kind: "ATTACK",
    title: `Attack ${i}`,
    realis: "OCCURRED",
    date: `20${10 + (i % 10)}-05-01`,
    participants: [
      { actor: "a0", role: "INITIATOR" },
      { actor: `a${i < attacked ? i + 1 : 1}`, role: "TARGET" },
    ],
    claims,
  },
}));

let it;
let page;
beforeAll(async () => {
  it = await stage([source, ...actors, ...events]);
});
afterEach(async () => {
  const { wrong } = page;
  await page.context().close();
  expect(wrong).toEqual([]);
});
afterAll(() => it?.stop());

/** Where the reader is. */
const focused = () => page.evaluate(() => document.activeElement?.textContent);

/** Presses for more as often as it takes, and gives how many rows there were each time. */
async function through(rows, button) {
  const counts = [await rows.count()];
  while ((await button.count()) > 0) {
    await button.focus();
    await page.keyboard.press("Enter");
    await expect.poll(() => rows.count()).toBeGreaterThan(counts.at(-1));
    counts.push(await rows.count());
  }
  return counts;
}

/** The texts of rows, none of which may be there twice. */
async function once(rows) {
  const texts = await rows.allInnerTexts();
  expect(new Set(texts).size).toBe(texts.length);
  return texts;
}

test("what was found, to its end: nothing twice, and the address holds how much is shown", async () => {
  page = await it.visit("?mode=fought&a=a0&table=1");
  const found = page.getByRole("list", { name: "What was found" });
  const links = found.locator("> li > a");
  const button = page.locator(".ask").getByRole("button", { name: /\d more$/ });
  await button.focus();
  await page.keyboard.press("Enter");
  await expect.poll(() => links.count()).toBe(200);
  expect(await focused()).toBe("100 more");
  expect(page.url()).toContain("rows=200");
  await page.goBack();
  await expect.poll(() => links.count()).toBe(100);
  expect(await through(links, button)).toEqual([100, 200, 300, 400, 500, 520]);
  await once(links);
  expect(await focused()).toBe(await links.nth(500).innerText());
});

test("tables, to their end", async () => {
  page = await it.visit("?table=1");
  const table = page.getByRole("table", { name: /^Ties/ });
  const rows = table.locator("tbody tr");
  const button = page.getByRole("button", { name: "20 more" }).last();
  expect(await rows.count()).toBe(500);
  await button.click();
  await expect.poll(() => rows.count()).toBe(520);
  await once(rows);
  expect(await focused()).toBe(await rows.nth(500).getByRole("link").first().innerText());
});

test("the evidence of a tie and the events of an actor, to their end", async () => {
  page = await it.visit("?table=1&see=tie~ATTACKED:a0:a1");
  const articles = drawer(page).getByRole("article").getByRole("heading");
  const button = drawer(page).getByRole("button", { name: /\d more$/ });
  await articles.first().waitFor();
  expect(await through(articles, button)).toEqual([100, again + 1]);
  await once(articles);
  expect(await focused()).toBe(await articles.nth(100).innerText());

  await drawer(page).getByRole("link", { name: "Group 1", exact: true }).first().click();
  await drawer(page).getByRole("heading", { name: "Group 1" }).waitFor();
  const listed = drawer(page).locator("ul").filter({ hasText: "Attack" }).getByRole("link");
  expect(await through(listed, button)).toEqual([100, again + 1]);
  await once(listed);
});
