// Owns what a reader takes along: the figure, the question behind the picture,
// and views kept in this browser.
import { print } from "@0no-co/graphql.web";
import { useState } from "preact/hooks";
import { drawFigure } from "../picture/figure";
import { answer } from "../state/answers";
import { drawn } from "../state/drawn";
import { view } from "../state/navigate";
import { theme } from "../state/theme";
import { dateWords } from "../words/dates";
import { plain } from "../words/words";
import { current } from "./canvas";

export function Share({ version }: { version: string }) {
  const [said, setSaid] = useState("");
  const question = answer.value?.question;

  async function save(as: "svg" | "png"): Promise<void> {
    const svg = figure(version);
    if (!svg) return setSaid("There is no picture to save: the tables are shown.");
    const blob = new Blob([svg], { type: "image/svg+xml" });
    download(as === "svg" ? blob : await raster(blob), `factiongraph.${as}`);
    setSaid(`Saved factiongraph.${as}.`);
  }

  async function copy(text: string, what: string): Promise<void> {
    try {
      await navigator.clipboard.writeText(text);
      setSaid(`Copied ${what}.`);
    } catch {
      setSaid("The browser does not let the page copy. Select the text below instead.");
    }
  }

  const query = question ? print(question.document as never) : "";
  const variables = JSON.stringify(question?.variables ?? {}, null, 2);
  return (
    <details class="share">
      <summary>Share</summary>
      <div>
        <p class="actions">
          <button type="button" onClick={() => save("svg")}>
            Save SVG
          </button>
          <button type="button" onClick={() => save("png")}>
            Save PNG
          </button>
          <button type="button" onClick={() => copy(location.href, "the link")}>
            Copy link
          </button>
          <button type="button" onClick={() => copy(query, "the GraphQL")}>
            Copy GraphQL
          </button>
          <button type="button" onClick={() => copy(python(query, variables), "the Python")}>
            Copy as Python
          </button>
        </p>
        <p role="status">{said}</p>
        <details>
          <summary>The GraphQL behind the picture</summary>
          {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard */}
          <pre tabIndex={0}>{`${query}\n\n${variables}`}</pre>
        </details>
      </div>
    </details>
  );
}

function figure(version: string): string | null {
  const snapshot = current.renderer?.snapshot();
  const shown = drawn.value;
  const found = answer.value;
  if (!snapshot || !shown || !found) return null;
  const { during, certain, families, rollUp } = view.value;
  const filters = [
    during.from || during.to
      ? `${dateWords(during.from) || "…"} to ${during.to ? dateWords(during.to) : "…"}`
      : "all time",
    certain ? "certain only" : "certain and possible",
    families.length ? families.map(plain).join(", ") : "all families of ties",
    rollUp === "NONE" ? "" : `gathered: ${plain(rollUp)}`,
  ].filter(Boolean);
  return drawFigure(shown, snapshot, {
    title: found.said,
    filters: filters.join(" · "),
    credit: `factiongraph, dataset ${version}. Evidence and sources of every tie: ${location.href}`,
    theme: theme.value,
  });
}

/** Turns a figure into pixels, twice as fine as on screen. */
async function raster(svg: Blob): Promise<Blob> {
  const address = URL.createObjectURL(svg);
  try {
    const image = new Image();
    image.src = address;
    await image.decode();
    const canvas = document.createElement("canvas");
    canvas.width = image.width * 2;
    canvas.height = image.height * 2;
    canvas.getContext("2d")?.drawImage(image, 0, 0, canvas.width, canvas.height);
    return await new Promise((done, failed) =>
      canvas.toBlob((blob) => (blob ? done(blob) : failed(new Error("no PNG"))), "image/png"),
    );
  } finally {
    URL.revokeObjectURL(address);
  }
}

function download(blob: Blob, name: string): void {
  const anchor = document.createElement("a");
  anchor.href = URL.createObjectURL(blob);
  anchor.download = name;
  anchor.click();
  setTimeout(() => URL.revokeObjectURL(anchor.href), 1000);
}

function python(query: string, variables: string): string {
  return `import json
import urllib.request

query = """
${query}
"""
variables = json.loads(r"""${variables}""")

request = urllib.request.Request(
    "${new URL("graphql", location.href)}",
    json.dumps({"query": query, "variables": variables}).encode(),
    {"Content-Type": "application/json"},
)
with urllib.request.urlopen(request) as answer:
    print(json.dumps(json.load(answer)["data"], indent=2, ensure_ascii=False))
`;
}
