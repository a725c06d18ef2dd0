// Searching, growing and going back, as a researcher does, checked by what she would see.
import { afterAll, afterEach, beforeAll, expect, test } from "vitest";
import { actors, drawer, listed, menu, painted, said, settled, stage } from "./program.mjs";

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

const search = () => page.getByRole("combobox", { name: "Search actors" });

test("the first view: a legible network, its legend, and questions that lead in", async () => {
  page = await it.visit();
  await painted(page);
  const { startTime } = await page.evaluate(() => performance.getEntriesByName("first picture")[0].toJSON());
  console.log(`first picture after ${Math.round(startTime)} ms`);
  expect(await said(page)).toMatch(/\d+ actors and \d+ ties in all\./);
  expect(await page.getByRole("region", { name: "Legend" }).innerText()).toMatch(
    /armed group.*against each other/s,
  );
  const questions = page.locator(".questions a");
  expect(await questions.count()).toBe(3);
  await questions.first().click();
  await page.getByText("mediations found").waitFor();
});

test("an Arabic name is found with the name that matched, opened, undone and done again", async () => {
  page = await it.visit();
  await search().fill("الفرقة الرابعة");
  const hit = page
    .getByRole("listbox", { name: /^Hits for/ })
    .getByRole("option")
    .first();
  await hit.waitFor();
  expect(await hit.innerText()).toMatch(/Fourth Division.*الفرقة الرابعة.*ties/s);
  await page.keyboard.press("Enter");
  await drawer(page).getByRole("heading", { name: "Fourth Division" }).waitFor();
  expect(page.url()).toContain("see=actor");
  await page.goBack();
  await drawer(page).waitFor({ state: "detached" });
  await page.goForward();
  await drawer(page).getByRole("heading", { name: "Fourth Division" }).waitFor();
});

test("a beginning finds names, and a wrong spelling the nearest", async () => {
  page = await it.visit();
  const options = page.getByRole("listbox", { name: /^Hits for/ }).getByRole("option");
  await search().fill("Divis");
  await options.filter({ hasText: "Fourth Division" }).first().waitFor();
  await search().fill("Hezbolshevik");
  await page.getByText("Did you mean").waitFor();
  await options.filter({ hasText: "Hezbollah" }).first().waitFor();
  await search().fill("qqqqxq");
  await page.getByText("No name is like “qqqqxq”").waitFor();
});

test("an actor is expanded by kinds with their counts, and that expansion alone is collapsed", async () => {
  page = await it.visit("?mode=fought&a=act_4th_division&see=actor~act_4th_division");
  const before = await actors(page);
  await drawer(page).getByRole("button", { name: "Expand…" }).click();
  const dialog = page.getByRole("dialog");
  await dialog
    .getByText(/\d+ ties? to \d+ actors?/)
    .first()
    .waitFor();
  await dialog.getByRole("button", { name: "Expand", exact: true }).click();
  await page.getByText("1 expansion.").waitFor();
  await expect.poll(() => actors(page)).toBeGreaterThan(before);
  await drawer(page).getByRole("button", { name: "Collapse" }).click();
  await expect.poll(() => actors(page)).toBe(before);
});

test("what is hidden goes and comes back", async () => {
  page = await it.visit("?see=actor~act_russia");
  const before = await actors(page);
  await drawer(page).getByRole("button", { name: "Hide" }).click();
  await page.getByText("1 actor hidden.").waitFor();
  expect(await actors(page)).toBe(before - 1);
  await page.getByRole("button", { name: "Show again" }).click();
  await expect.poll(() => actors(page)).toBe(before);
});

test("a brush on the time changes the network and the URL", async () => {
  page = await it.visit();
  const before = await said(page);
  const box = await page.getByRole("img", { name: /evidence over time/i }).boundingBox();
  await page.mouse.move(box.x + box.width * 0.8, box.y + 20);
  await page.mouse.down();
  await page.mouse.move(box.x + box.width * 0.95, box.y + 20, { steps: 4 });
  await page.mouse.up();
  await page.waitForURL(/from=\d{4}-\d{2}-\d{2}/);
  await expect.poll(() => said(page)).not.toBe(before);
  const possibly = await said(page);
  await page.getByRole("checkbox", { name: "only what is certainly in this time" }).check();
  await expect.poll(() => said(page)).not.toBe(possibly);
});

test("a choice of ties narrows the network, stands in the address, and Back undoes it", async () => {
  page = await it.visit();
  const all = await said(page);
  const filter = page.locator("header .menu").filter({ hasText: "Filter" });
  await menu(page, "Filter");
  await filter.getByRole("combobox", { name: "Ties", exact: true }).selectOption("mediated");
  await page.waitForURL(/kind=MEDIATED/);
  await filter.getByRole("combobox", { name: "Publishers", exact: true }).selectOption("Enab Baladi");
  await page.waitForURL(/publisher=Enab\+Baladi/);
  const narrow = /Filtered: mediated; told by Enab Baladi\./;
  await expect.poll(() => said(page)).toMatch(narrow);
  const address = page.url();
  await filter.getByRole("checkbox", { name: "Only what is contested" }).check();
  await page.waitForURL(/contested=1/);
  await filter.getByLabel("Independent publishers of a tie").selectOption("2 or more");
  await page.waitForURL(/told=2/);
  await expect.poll(() => said(page)).toMatch(/Nothing matches this filter/);

  await page.goBack();
  await page.goBack();
  await expect.poll(() => page.url()).toBe(address);
  await expect.poll(() => said(page)).toMatch(/\d+ ties in all\./);
  const before = await said(page);
  await page.reload();
  await settled(page);
  expect(await said(page)).toBe(before);
  expect(before).toMatch(narrow);
  await page.getByRole("button", { name: "Show all ties" }).click();
  await expect.poll(() => said(page)).toBe(all);
});

test("the network goes as many steps as the address says", async () => {
  page = await it.visit("?around=act_jordan");
  const near = await actors(page);
  await menu(page, "Filter");
  await page.getByLabel("Steps from what the network starts from").selectOption("3");
  await page.waitForURL(/depth=3/);
  await expect.poll(() => said(page)).toMatch(/within 3 steps of what you chose/);
  const far = await actors(page);
  expect(far).toBeGreaterThanOrEqual(near);
  await page.reload();
  await settled(page);
  expect(await actors(page)).toBe(far);
});

test("closing the evidence leads back to where the reader was", async () => {
  page = await it.visit("?mode=fought&a=act_4th_division");
  const link = page.getByRole("list", { name: "What was found" }).getByRole("link").first();
  await link.focus();
  await page.keyboard.press("Enter");
  await drawer(page).getByRole("heading").first().waitFor();
  await drawer(page).getByRole("button", { name: "Close the evidence" }).focus();
  await page.keyboard.press("Enter");
  await drawer(page).waitFor({ state: "detached" });
  expect(await link.evaluate((element) => element === document.activeElement)).toBe(true);
});

test("the same address gives the same picture", async () => {
  page = await it.visit(
    "?mode=fought&a=act_4th_division&below=1&see=tie~ATTACKED:act_4th_division:act_db_rebels",
  );
  await drawer(page)
    .getByRole("heading", { name: /attacked/ })
    .waitFor();
  const [before, count] = [await said(page), await actors(page)];
  await page.reload();
  await settled(page);
  await drawer(page)
    .getByRole("heading", { name: /attacked/ })
    .waitFor();
  expect([await said(page), await actors(page)]).toEqual([before, count]);
});

test("the keyboard alone: search, open, walk the list, expand, collapse, table", async () => {
  page = await it.visit();
  await page.keyboard.press("/");
  await page.keyboard.type("Jaysh al-Janub");
  await page
    .getByRole("option", { name: /Jaysh al-Janub/ })
    .first()
    .waitFor();
  await page.keyboard.press("Enter");
  await drawer(page).getByRole("heading", { name: "Jaysh al-Janub" }).waitFor();
  await page.keyboard.press("Escape");
  await drawer(page).waitFor({ state: "detached" });

  const list = page.getByRole("listbox", { name: "Actors, mediations and ties in the picture" });
  await page.locator(".mirror summary").focus();
  await page.keyboard.press("Enter");
  await page.keyboard.press("Tab");
  expect(await list.evaluate((element) => element === document.activeElement)).toBe(true);
  await page.keyboard.press("ArrowDown");
  await page.keyboard.press("Enter");
  await drawer(page).getByRole("heading").first().waitFor();

  await drawer(page).getByRole("heading").first().focus();
  await page.keyboard.press("e");
  await page.getByRole("dialog").getByRole("checkbox").first().waitFor();
  await page.keyboard.press("Escape");
  await page.keyboard.press("t");
  await page.getByRole("table", { name: /^Actors/ }).waitFor();
  await page.keyboard.press("?");
  await page.getByRole("heading", { name: "Keys" }).waitFor();
});

test("names in Arabic, and none for a screenshot", async () => {
  page = await it.visit();
  const options = await listed(page);
  await menu(page, "Display");
  await page.getByLabel("Names", { exact: true }).selectOption("arabic");
  await expect.poll(() => options.filter({ hasText: "روسيا" }).count()).toBeGreaterThan(0);
  expect(page.url()).toContain("names=arabic");
  await page.getByRole("checkbox", { name: /Hide names/ }).check();
  await expect.poll(() => options.filter({ hasText: "روسيا" }).count()).toBe(0);
  await expect.poll(() => options.filter({ hasText: /^state \d/ }).count()).toBeGreaterThan(0);
});

test("measures as size and colour, and gathering through command", async () => {
  page = await it.visit("?colour=community&size=betweenness&table=1");
  const row = page
    .getByRole("table", { name: /^Actors/ })
    .getByRole("row")
    .nth(1);
  await expect.poll(() => row.innerText()).toMatch(/\t0\.\d+\t0\.\d+\t\d+$/);
  const before = await actors(page);
  await menu(page, "Display");
  await page.getByLabel("Gather").selectOption("STATE");
  await expect.poll(() => actors(page)).toBeLessThan(before);
});
