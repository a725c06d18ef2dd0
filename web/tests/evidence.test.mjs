// What is behind a tie, an agreement and an actor.
import { afterAll, afterEach, beforeAll, expect, test } from "vitest";
import { drawer, stage } from "./program.mjs";

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

test("denials stand beside assertions, with who says so, where, and since when", async () => {
  page = await it.visit("?see=agreement~ag_2021_08_truce");
  await drawer(page).getByRole("heading", { name: "Violations" }).waitFor();
  const denied = drawer(page).getByRole("region", { name: "Denied or doubted" }).first();
  await denied.waitFor();
  expect(await denied.innerText()).toMatch(/denied/i);
  expect(await drawer(page).innerText()).toMatch(/Terms.*published.*Violations/s);
});

test("a tie opens its events, and an event its participants and places", async () => {
  page = await it.visit("?see=tie~ATTACKED:act_4th_division:act_db_rebels");
  const event = drawer(page).getByRole("article").getByRole("link").first();
  await event.waitFor();
  expect(await drawer(page).innerText()).toMatch(/pieces? of evidence, told by \d+ independent publisher/);
  const title = await event.innerText();
  await event.click();
  await drawer(page).getByRole("heading", { name: title }).waitFor();
  await drawer(page).getByRole("heading", { name: "Who says so" }).waitFor();
});

test("a link to what is not there says so", async () => {
  page = await it.visit("?see=event~ev_nothing");
  await drawer(page).getByText("There is nothing by that id").waitFor();
});
