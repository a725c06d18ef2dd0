// What a researcher does, checked by what she would see.
import { readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { stage } from "./program.mjs";

const axe = createRequire(import.meta.url).resolve("axe-core");
let it;

beforeAll(async () => {
  it = await stage();
});
afterAll(() => it?.stop());

/** Opens a view and waits for its sentence; a page that logs an error fails. */
async function visit(search, options = {}, browser = it.browser) {
  const context = await browser.newContext({ viewport: { width: 1440, height: 900 }, ...options });
  const page = await context.newPage();
  page.wrong = [];
  page.on("pageerror", (error) => page.wrong.push(error.message));
  page.on("console", (message) => message.type() === "error" && page.wrong.push(message.text()));
  await page.goto(it.address + search);
  await settled(page);
  return page;
}

const settled = (page) =>
  page.waitForFunction(() =>
    document.querySelector(".said p[role=status]")?.textContent.trim().endsWith("."),
  );

const drawer = (page) => page.getByRole("complementary", { name: "Evidence" });

test("an Arabic name is found, opened and undone", async () => {
  const page = await visit("");
  const box = page.getByRole("combobox", { name: /search/i });
  await box.fill("درعا");
  const hits = page.getByRole("listbox", { name: "Hits for درعا" }).getByRole("option");
  await hits.first().waitFor();
  expect(await hits.first().innerText()).toMatch(/درعا/);
  await page.keyboard.press("ArrowDown");
  await page.keyboard.press("Enter");
  await drawer(page).getByRole("heading").first().waitFor();
  expect(page.url()).toContain("see=");
  await page.goBack();
  await drawer(page).waitFor({ state: "detached" });
  expect(page.wrong).toEqual([]);
  await page.context().close();
});

test("an actor is expanded by kinds with their counts, and that expansion alone is collapsed", async () => {
  const page = await visit("?mode=fought&a=act_4th_division&see=actor~act_4th_division");
  await drawer(page).getByRole("button", { name: "Expand…" }).click();
  const dialog = page.getByRole("dialog");
  await dialog
    .getByText(/\d+ ties? to \d+ actors?/)
    .first()
    .waitFor();
  const before = await actors(page);
  await dialog.getByRole("button", { name: "Expand", exact: true }).click();
  await page.getByText("1 expansion.").waitFor();
  await expect.poll(() => actors(page)).toBeGreaterThan(before);
  await drawer(page).getByRole("button", { name: "Collapse" }).click();
  await expect.poll(() => actors(page)).toBe(before);
  expect(page.wrong).toEqual([]);
  await page.context().close();
});

const actors = (page) =>
  page
    .locator(".mirror [role=option]")
    .evaluateAll((all) => all.filter((o) => /neighbour/.test(o.textContent)).length);

test("who mediated between two: one result, cited", async () => {
  const page = await visit("?mode=mediated&a=act_umm_batnah_residents&b=act_sasa_branch");
  const list = page.getByRole("list", { name: "What was found" });
  expect(await list.innerText()).toMatch(/Quneitra Reconciliation Committee.*between/s);
  await list.getByRole("link").first().click();
  await drawer(page).getByRole("heading", { name: "Who says so" }).waitFor();
  expect(await drawer(page).innerText()).toMatch(/Side 1.*Side 2/s);
  await page.context().close();
});

test("the four answers of a search for paths are told apart", async () => {
  const from = "?mode=paths&a=act_russia&b=act_db_rebels";
  const found = await visit(from);
  expect(await found.locator(".said").innerText()).toMatch(/shortest ways? found/);
  await found.context().close();
  const none = await visit("?mode=paths&a=act_russia&b=act_clan_zoubi");
  expect(await none.locator(".said").innerText()).toMatch(/They are not connected/);
  await none.context().close();
  const filtered = await visit(`${from}&family=SUCCESSION`);
  expect(await filtered.locator(".said").innerText()).toMatch(/not by what the filter lets through/);
  await filtered.context().close();
});

test("a brush on the time changes the network and the URL", async () => {
  const page = await visit("");
  const before = await page.locator(".said").innerText();
  const box = await page.getByRole("img", { name: /evidence over time/i }).boundingBox();
  await page.mouse.move(box.x + box.width * 0.8, box.y + 20);
  await page.mouse.down();
  await page.mouse.move(box.x + box.width * 0.95, box.y + 20, { steps: 4 });
  await page.mouse.up();
  await page.waitForURL(/from=\d{4}-\d{2}-\d{2}/);
  await expect.poll(() => page.locator(".said").innerText()).not.toBe(before);
  await page.context().close();
});

test("denials stand beside assertions", async () => {
  const page = await visit("?see=agreement~ag_2021_08_truce");
  await drawer(page).getByRole("heading", { name: "Violations" }).waitFor();
  await drawer(page).getByRole("heading", { name: "Denied or doubted" }).first().waitFor();
  await page.context().close();
});

test("the SVG has its text, legend and credit", async () => {
  const page = await visit("");
  await page.waitForTimeout(500); // the first frame; nothing in the page tells of it
  await page.getByText("Share", { exact: true }).click();
  const saved = page.waitForEvent("download");
  await page.getByRole("button", { name: "Save SVG" }).click();
  const svg = await readFile(await (await saved).path(), "utf8");
  const wrong = await page.evaluate(
    (text) =>
      new DOMParser().parseFromString(text, "image/svg+xml").querySelector("parsererror")?.textContent ?? "",
    svg,
  );
  expect(wrong).toBe("");
  expect(svg).toContain("Jaysh al-Janub");
  expect(svg).toContain("against each other");
  expect(svg).toMatch(/dataset [0-9a-f]{32}/);
  await page.context().close();
});

test("without WebGL the tables take over", async () => {
  const browser = await it.plain();
  const page = await visit("", {}, browser);
  await page.getByText("cannot draw the network").waitFor();
  expect(await page.getByRole("table").count()).toBeGreaterThan(1);
  await browser.close();
});

test("the server goes and comes back", async () => {
  const page = await visit("");
  await it.stopProgram();
  await page.getByRole("link", { name: "Who mediated", exact: true }).click();
  await page.getByRole("alert").getByText("cannot be reached").waitFor();
  await it.startProgram();
  await page.getByRole("button", { name: "Try again" }).click();
  await page.getByText("mediations found").waitFor();
  await page.context().close();
});

describe.each(["light", "dark"])("no accessibility violations, %s", (colorScheme) => {
  test.each([
    "",
    "?table=1",
    "?mode=mediated&see=agreement~ag_2021_08_truce",
    "?mode=fought&a=act_4th_division&below=1",
    "?mode=paths&a=act_russia&b=act_db_rebels&see=actor~act_russia",
    "?mode=compare&from=2018-01-01&to=2019-12-31&from2=2020-01-01&to2=2021-12-31",
  ])("%s", async (search) => {
    const page = await visit(search, { colorScheme, bypassCSP: true });
    if (search.includes("see=")) await drawer(page).getByRole("heading").first().waitFor();
    await page.addScriptTag({ path: axe });
    const { violations } = await page.evaluate(() => globalThis.axe.run());
    expect(
      violations.map(({ id, nodes }) => [id, nodes.slice(0, 3).map(({ html }) => html.slice(0, 160))]),
    ).toEqual([]);
    await page.context().close();
  });
});
