// Starts the program (FACTIONGRAPH says where it is) on a store of its own,
// the page, and a browser.
import { spawn } from "node:child_process";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { chromium } from "playwright-core";
import { serve } from "./serve.mjs";

const root = new URL("..", import.meta.url).pathname;
const flags =
  "--headless --no-sandbox --disable-gpu --disable-quic --no-first-run --disable-background-networking --disable-component-update --disable-sync";
const drawing = "--use-angle=swiftshader --enable-unsafe-swiftshader";

/** Starts the program at an address (a free port if none) and waits until it serves. */
export async function start(folder, address = "127.0.0.1:0") {
  const program = process.env.FACTIONGRAPH ?? join(root, "../bin/factiongraph");
  const child = spawn(program, [
    "serve",
    "--addr",
    address,
    "--store",
    `embedded:${join(folder, "graph.db")}`,
  ]);
  const api = await new Promise((found, failed) => {
    let said = "";
    const read = (chunk) => {
      said += chunk;
      const url = /http:\/\/[^\s"]+\//.exec(said);
      if (url) found(url[0]);
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
  return { api, stop };
}

/** Everything that journeys need; stop it in the end. */
export async function stage() {
  const folder = await mkdtemp(join(tmpdir(), "journeys-"));
  let program = await start(folder);
  const page = await serve(join(root, "dist"), program.api);
  const open = (more = drawing) =>
    chromium.launch({ executablePath: "/usr/bin/chromium", args: `${flags} ${more}`.split(" ") });
  const browser = await open();
  return {
    address: page.address,
    browser,
    /** A browser that cannot draw with WebGL. */
    plain: () => open("--disable-3d-apis"),
    stopProgram: () => program.stop(),
    async startProgram() {
      program = await start(folder, new URL(program.api).host);
    },
    async stop() {
      await browser.close();
      await page.stop();
      await program.stop();
      await rm(folder, { recursive: true });
    },
  };
}
