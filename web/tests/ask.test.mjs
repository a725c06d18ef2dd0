// The questions that have a form, and those asked by hand.
import { afterAll, afterEach, beforeAll, expect, test } from "vitest";
import { drawer, said, settled, stage } from "./program.mjs";

let it;
let page;
beforeAll(async () => {
  it = await stage();
});
afterEach(async () => {
  const { wrong } = page;
  await page.context().close();
  expect(wrong).toEqual([]);
});
afterAll(() => it?.stop());

const found = () => page.getByRole("list", { name: "What was found" });

test("who mediated between two: filled in by hand, one result, cited", async () => {
  page = await it.visit("?mode=mediated");
  for (const [label, name] of [
    ["Between", "Residents of Umm Batnah"],
    ["and", "Military Security Branch in Sa'sa'"],
  ]) {
    await page.getByRole("combobox", { name: label, exact: true }).fill(name);
    await page.getByRole("option", { name }).first().click();
  }
  await page.getByText("1 mediation found.").waitFor();
  expect(await found().innerText()).toMatch(/Quneitra Reconciliation Committee.*between/s);
  await found().getByRole("link").first().click();
  await drawer(page).getByRole("heading", { name: "Who says so" }).waitFor();
  expect(await drawer(page).innerText()).toMatch(/Side 1.*Side 2/s);
});

test("who fought, with and without those below", async () => {
  page = await it.visit("?mode=fought&a=act_4th_division");
  const alone = await found().getByRole("listitem").count();
  await page.getByRole("checkbox", { name: "Count who belongs to them" }).check();
  await expect.poll(() => found().locator("> li").count()).toBeGreaterThan(0);
  await page.getByText("through").first().waitFor();
  expect(await found().locator("> li").count()).toBeGreaterThan(0);
  expect(alone).toBeGreaterThan(0);
});

test("a fight that no source names is answered with a way on", async () => {
  page = await it.visit("?mode=fought&a=act_jordan&b=act_turkey");
  expect(await said(page)).toMatch(/No source names such a fight\. Count who belongs to them/);
});

test("the four answers of a search for paths are told apart", async () => {
  const from = "?mode=paths&a=act_russia&b=act_db_rebels";
  page = await it.visit(from);
  expect(await said(page)).toMatch(/shortest ways? found/);
  await page.goto(page.url().replace("act_db_rebels", "act_clan_zoubi"));
  await settled(page);
  expect(await said(page)).toMatch(/They are not connected/);
  await page.goto(`${page.url().replace("act_clan_zoubi", "act_db_rebels")}&family=SUCCESSION`);
  await settled(page);
  expect(await said(page)).toMatch(/not by what the filter lets through/);
  await page.goto(page.url().replace("&family=SUCCESSION", "&steps=1").replace("act_russia", "act_iran"));
  await settled(page);
  expect(await said(page)).toMatch(/there may be a longer one/);
});

test("paths to here, from two actors' own panels", async () => {
  page = await it.visit("?see=actor~act_russia");
  await drawer(page).getByRole("button", { name: "Paths from here" }).click();
  await page.getByText("Choose two actors").waitFor();
  await page.getByRole("combobox", { name: "Search actors" }).fill("Rebels of Daraa al-Balad");
  await page
    .getByRole("option", { name: /Rebels of Daraa al-Balad/ })
    .first()
    .click();
  await drawer(page).getByRole("button", { name: "Paths to here" }).click();
  await page.getByText(/shortest ways? found/).waitFor();
});

test("two times in one picture: appeared, vanished, stayed", async () => {
  page = await it.visit("?mode=compare&from=2018-01-01&to=2019-12-31&from2=2020-01-01&to2=2021-12-31");
  expect(await said(page)).toMatch(/\d+ ties appeared, \d+ vanished, \d+ changed, \d+ stayed/);
  await page.keyboard.press("t");
  const ties = page.getByRole("table", { name: /^Ties/ });
  const changes = await ties.locator("tbody tr td:last-child").allInnerTexts();
  expect(new Set(changes)).toEqual(new Set(["appeared", "vanished", "changed", "stayed"]));
});

test("a query: completed and explained from the schema, run, and its faults with their line", async () => {
  page = await it.visit("?mode=query");
  const editor = page.getByRole("textbox", { name: "Query" });
  await editor.click();
  await page.keyboard.press("Control+Home");
  await page.keyboard.press("ArrowDown");
  await page.keyboard.press("Home");
  await page.keyboard.type("  dat");
  await page.keyboard.press("Control+Space");
  await page.getByRole("option", { name: /dataset/ }).click();
  await page.keyboard.type(" { version } ");
  await page.keyboard.press("Control+Enter");
  await page.getByText("Answered").waitFor();
  await page.getByRole("button", { name: "JSON" }).click();
  expect(await page.locator(".query pre").innerText()).toMatch(/"version": "[0-9a-f]{32}"/);
  expect(page.url()).toContain("query=");

  await page.getByRole("button", { name: "Reference" }).click();
  await page.getByLabel("Search the schema").fill("betweenness");
  await page.getByRole("button", { name: "NetworkNode", exact: true }).click();
  await page.getByText("The share of the pairs of others").waitFor();

  await page.goto(page.url().replace(/\?.*/, "?mode=query&query=%7B%0A++dataset+%7B+vers+%7D%0A%7D"));
  await page.getByRole("alert").filter({ hasText: "Line 2: The question does not fit the schema" }).waitFor();
  // A fault in the question is an answer of the server that the browser logs.
  page.wrong = page.wrong.filter((text) => !text.includes("422") && !text.includes("400"));
});
