// No accessibility violations that a checker can find, in any view, light and dark.
import { createRequire } from "node:module";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { drawer, menu, stage } from "./program.mjs";

const axe = createRequire(import.meta.url).resolve("axe-core");
let it;
beforeAll(async () => {
  it = await stage();
});
afterAll(() => it?.stop());

const opened = {
  Display: (page) => menu(page, "Display"),
  Filter: (page) => menu(page, "Filter"),
  Views: (page) => menu(page, "Views"),
  Share: (page) => menu(page, "Share"),
  Keys: (page) => page.keyboard.press("?"),
  Expand: async (page) => {
    await drawer(page).getByRole("button", { name: "Expand…" }).click();
    await page.getByRole("dialog").getByRole("checkbox").first().waitFor();
  },
  Search: async (page) => {
    await page.getByRole("combobox", { name: "Search actors" }).fill("درعا");
    await page.getByRole("listbox", { name: /^Hits for/ }).waitFor();
  },
  Run: async (page) => {
    await page.getByRole("button", { name: "Run" }).click();
    await page.getByText("Answered").waitFor();
  },
};

describe.each(["light", "dark"])("%s", (colorScheme) => {
  test.each([
    ["", ""],
    ["", "Display"],
    ["?around=act_russia&kind=MEDIATED&publisher=Enab+Baladi", "Filter"],
    ["", "Views"],
    ["", "Share"],
    ["", "Keys"],
    ["", "Search"],
    ["?see=actor~act_russia", "Expand"],
    ["?table=1", ""],
    ["?mode=mediated&see=agreement~ag_2021_08_truce", ""],
    ["?mode=fought&a=act_4th_division&below=1", ""],
    ["?mode=paths&a=act_russia&b=act_db_rebels&see=actor~act_russia", ""],
    ["?mode=compare&from=2018-01-01&to=2019-12-31&from2=2020-01-01&to2=2021-12-31", ""],
    ["?mode=query", ""],
    ["?mode=query", "Run"],
  ])("%s %s", async (search, open) => {
    const page = await it.visit(search, { colorScheme, bypassCSP: true });
    if (search.includes("see=")) await drawer(page).getByRole("heading").first().waitFor();
    if (search.includes("query")) await page.getByRole("textbox", { name: "Query" }).waitFor();
    await opened[open]?.(page);
    await page.addScriptTag({ path: axe });
    const { violations } = await page.evaluate(() => globalThis.axe.run());
    expect(
      violations.map(({ id, nodes }) => [id, nodes.slice(0, 3).map(({ html }) => html.slice(0, 160))]),
    ).toEqual([]);
    await page.context().close();
  });
});
