// What can fail, and the way out.
import { afterAll, beforeAll, expect, test } from "vitest";
import { actors, said, stage } from "./program.mjs";

let it;
beforeAll(async () => {
  it = await stage();
});
afterAll(() => it?.stop());

test("without WebGL the tables take over", async () => {
  const browser = await it.plain();
  const page = await it.visit("", {}, browser);
  await page.getByText("cannot draw the network").waitFor();
  expect(await page.getByRole("table").count()).toBeGreaterThan(1);
  await browser.close();
});

test("the server goes and comes back, without a reload", async () => {
  const page = await it.visit();
  await it.stopProgram();
  await page.getByRole("link", { name: "Who mediated", exact: true }).click();
  await page.getByRole("alert").getByText("cannot be reached").waitFor();
  await it.startProgram();
  await page.getByText("mediations found").waitFor();
  expect(await page.getByRole("alert").count()).toBe(0);
  await page.context().close();
});

test("a limit says what it left out, and gives more", async () => {
  const page = await it.visit("?limit=20");
  expect(await said(page)).toMatch(/Left out: \d+ actors and \d+ ties; the picture holds 20 actors/);
  const before = await actors(page);
  await page.getByRole("button", { name: "Show up to 40" }).click();
  await expect.poll(() => actors(page)).toBeGreaterThan(before);
  await page.context().close();
});

test("nothing found is said with a way on", async () => {
  const page = await it.visit("?from=1990-01-01&to=1990-12-31&certain=1");
  expect(await said(page)).toMatch(/Nothing matches this filter\. Widen the time/);
  await page.context().close();
});
