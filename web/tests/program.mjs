// Starts the program (FACTIONGRAPH says where it is, JOURNEYS_STORE which store
// it has) and browsers.
import { execFile, spawn } from "node:child_process";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { chromium } from "playwright-core";

const root = new URL("..", import.meta.url).pathname;
const program = process.env.FACTIONGRAPH ?? join(root, "../bin/factiongraph");
const flags =
  "--headless --no-sandbox --disable-gpu --disable-quic --no-first-run --disable-background-networking --disable-component-update --disable-sync";
const drawing = "--use-angle=swiftshader --enable-unsafe-swiftshader";

/**
 * The store that is asked for, as arguments and environment of the program: a file of its own or,
 * with JOURNEYS_STORE=neo4j, the server of NEO4J_URI or of with-neo4j. An empty one gets the corpus.
 */
function choose(folder) {
  if (process.env.JOURNEYS_STORE !== "neo4j") return own(folder);
  if (process.env.NEO4J_URI) return { store: process.env.NEO4J_URI, env: {} };
  const server = new URL(process.env.FACTIONGRAPH_TEST_NEO4J_5);
  return {
    store: `${server.protocol}//${server.host}`,
    env: { NEO4J_USERNAME: server.username, NEO4J_PASSWORD: server.password },
  };
}

const own = (folder) => ({ store: `embedded:${join(folder, "graph.db")}`, env: {} });

/** A store of the journey's own with some JSON Lines in it. */
async function filled(folder, lines) {
  const chosen = own(folder);
  const file = join(folder, "graph.jsonl");
  await writeFile(file, lines.map((line) => JSON.stringify(line)).join("\n"));
  await promisify(execFile)(program, ["load", file, "--store", chosen.store]);
  return chosen;
}

/** Starts the program at an address and waits until it serves. */
async function start({ store, env }, address) {
  const child = spawn(program, ["serve", "--addr", address, "--store", store], {
    env: { ...process.env, ...env },
  });
  const url = await new Promise((found, failed) => {
    let said = "";
    const read = (chunk) => {
      said += chunk;
      const at = /http:\/\/[^\s"]+\//.exec(said);
      if (at) found(at[0]);
    };
    child.stdout.on("data", read);
    child.stderr.on("data", read);
    child.on("error", failed);
    child.on("exit", () => failed(new Error(`the program ended: ${said}`)));
  });
  const stop = () =>
    new Promise((done) => {
      child.on("exit", done);
      child.kill("SIGTERM");
    });
  return { url, stop };
}

/** Everything that journeys need, with the corpus or with JSON Lines instead; stop it in the end. */
export async function stage(lines) {
  const folder = await mkdtemp(join(tmpdir(), "journeys-"));
  const store = lines ? await filled(folder, lines) : choose(folder);
  let server = await start(store, "127.0.0.1:0");
  const open = (more = drawing) =>
    chromium.launch({ executablePath: "/usr/bin/chromium", args: `${flags} ${more}`.split(" ") });
  const browser = await open();

  /** Opens a view and waits for its sentence. What goes wrong in the page is in page.wrong. */
  async function visit(search = "", options = {}, within = browser) {
    const context = await within.newContext({ viewport: { width: 1440, height: 900 }, ...options });
    context.setDefaultTimeout(120_000); // a first answer of a busy machine
    const page = await context.newPage();
    page.wrong = [];
    page.on("pageerror", (error) => page.wrong.push(error.message));
    page.on("console", (message) => message.type() === "error" && page.wrong.push(message.text()));
    await page.goto(server.url + search);
    if (!search.includes("mode=query")) await settled(page);
    return page;
  }

  return {
    visit,
    /** A browser that cannot draw with WebGL. */
    plain: () => open("--disable-3d-apis"),
    stopProgram: () => server.stop(),
    async startProgram() {
      server = await start(store, new URL(server.url).host);
    },
    async stop() {
      await browser.close();
      await server.stop();
      await rm(folder, { recursive: true });
    },
  };
}

/** Waits until the page says what it found. */
export const settled = (page) =>
  page.waitForFunction(() =>
    document.querySelector(".said p[role=status]")?.textContent.trim().endsWith("."),
  );

/** Waits until the picture is on the canvas. */
export const painted = (page) =>
  page.waitForFunction(() => performance.getEntriesByName("first picture").length > 0);

export const said = (page) => page.locator(".said").innerText();
export const drawer = (page) => page.getByRole("complementary", { name: "Evidence" });
export const menu = (page, name) => page.locator("header summary").filter({ hasText: name }).click();
/** What the list of all that is shown has, once it is open. */
export async function listed(page) {
  const list = page.locator(".mirror");
  const options = page.locator(".mirror [role=option]");
  if (!(await list.evaluate((details) => details.open))) {
    await list.locator("summary").click();
    await options.first().waitFor(); // it is filled once it is open
  }
  return options;
}
/** How many of them are actors. */
export const actors = async (page) =>
  (await listed(page)).evaluateAll(
    (all) => all.filter((option) => /neighbour/.test(option.textContent)).length,
  );
