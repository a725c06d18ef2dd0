// What a researcher takes along.
import { readFile } from "node:fs/promises";
import { afterAll, afterEach, beforeAll, expect, test } from "vitest";
import { listed, menu, painted, said, settled, stage } from "./program.mjs";

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

async function save(button) {
  await menu(page, "Share");
  const saved = page.waitForEvent("download");
  await page.getByRole("button", { name: button }).click();
  return readFile(await (await saved).path());
}

test("the SVG has its text, in Arabic too, its legend, sources and credit", async () => {
  page = await it.visit("?names=both");
  await painted(page);
  await (await listed(page)).filter({ hasText: "جيش الجنوب" }).first().waitFor();
  const svg = (await save("Save SVG")).toString();
  const texts = await page.evaluate((text) => {
    const parsed = new DOMParser().parseFromString(text, "image/svg+xml");
    if (parsed.querySelector("parsererror")) throw new Error(parsed.documentElement.textContent);
    return [...parsed.querySelectorAll("text")].map((element) => element.textContent);
  }, svg);
  expect(texts).toContain("against each other");
  expect(texts.join("\n")).toMatch(/Jaysh al-Janub · جيش الجنوب/);
  expect(texts.join(" ")).toMatch(/Sources: .*Enab Baladi, “Syrian regime closes in/);
  expect(texts.join(" ")).toMatch(/dataset [0-9a-f]{32}/);
  expect(texts[0]).toBe((await said(page)).trim());
});

test("the PNG is one", async () => {
  page = await it.visit("?mode=mediated");
  await painted(page);
  const png = await save("Save PNG");
  expect(png.subarray(1, 4).toString()).toBe("PNG");
  expect(png.length).toBeGreaterThan(20_000);
});

test("every format of the data is to be had for what is on screen", async () => {
  page = await it.visit("?mode=fought&a=act_4th_division&below=1");
  await menu(page, "Share");
  const links = page.locator(".files a");
  expect(await links.count()).toBe(6);
  for (const link of await links.all()) {
    const answer = await page.request.get(new URL(await link.getAttribute("href"), page.url()).href);
    expect([await link.innerText(), answer.status()]).toEqual([await link.innerText(), 200]);
    expect((await answer.body()).length).toBeGreaterThan(100);
  }
});

test("the question behind the picture opens in the query tab and gives the same", async () => {
  page = await it.visit("?mode=paths&a=act_russia&b=act_db_rebels");
  await menu(page, "Share");
  await page.getByRole("button", { name: "Open in the query tab" }).click();
  await page.getByText("Answered").waitFor();
  await page.locator(".tree").getByText("status").first().waitFor();
  expect(await page.locator(".tree").innerText()).toMatch(/status FOUND/);
});

test("a view is saved, renamed, opened and deleted", async () => {
  page = await it.visit("?mode=fought&a=act_4th_division");
  await menu(page, "Views");
  await page.getByLabel("Save this view as").fill("Fights of the 4th");
  await page.getByRole("button", { name: "Save", exact: true }).click();
  await page.getByRole("button", { name: "Rename Fights of the 4th" }).click();
  await page.getByLabel("New name").fill("Who fought the 4th");
  await page.keyboard.press("Enter");
  await page.goto(page.url().replace(/\?.*/, ""));
  await settled(page);
  await menu(page, "Views");
  await page.getByRole("list", { name: "Saved views" }).getByRole("link").click();
  await page.waitForURL(/a=act_4th_division/);
  await page.getByText("of fighting found").waitFor();
  await page.getByRole("button", { name: "Delete Who fought the 4th" }).click();
  await page.getByRole("button", { name: "Delete", exact: true }).click();
  await page.getByText("No view is kept in this browser yet.").waitFor();
});
