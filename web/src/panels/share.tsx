// Owns what a reader takes along: the figure, the data as a file, the link, and
// the question behind the picture.
import { useState } from "preact/hooks";
import { Refusal } from "../api/ask";
import { type Exported, tieFilter } from "../modes/answer";
import { answer, picture } from "../state/answers";
import { behind } from "../state/behind";
import { go, view } from "../state/navigate";
import { address, formats } from "./exports";
import { download, figure, raster } from "./figures";
import { Menu } from "./menu";
import { python } from "./python";

export function Share({ version }: { version: string }) {
  const [said, setSaid] = useState("");

  async function save(as: "svg" | "png"): Promise<void> {
    try {
      const svg = await figure(version);
      if (!svg) return setSaid("There is no picture to save: the tables are shown.");
      const blob = new Blob([svg], { type: "image/svg+xml" });
      download(as === "svg" ? blob : await raster(blob), `factiongraph.${as}`);
      setSaid(`Saved factiongraph.${as}.`);
    } catch (cause) {
      setSaid(cause instanceof Refusal ? cause.message : "The picture could not be saved.");
    }
  }

  async function copy(text: string, what: string): Promise<void> {
    try {
      await navigator.clipboard.writeText(text);
      setSaid(`Copied ${what}.`);
    } catch {
      setSaid("The browser does not let the page copy. Select the text below instead.");
    }
  }

  const { query, variables } = (answer.value && behind()) ?? { query: "", variables: "" };
  return (
    <Menu title="Share">
      <h2>The picture</h2>
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
      </p>
      <h2>The data</h2>
      <Files />
      <h2>The question</h2>
      <p class="actions">
        <button type="button" onClick={() => go({ mode: "query", query, variables })}>
          Open in the query tab
        </button>
        <button type="button" onClick={() => copy(query, "the GraphQL")}>
          Copy GraphQL
        </button>
        <button
          type="button"
          onClick={() => copy(python(new URL("graphql", location.href).href, query, variables), "the Python")}
        >
          Copy as Python
        </button>
      </p>
      <details>
        <summary>Show the GraphQL</summary>
        {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard */}
        <pre tabIndex={0}>{`${query}\n\n${variables}`}</pre>
      </details>
      <p role="status">{said}</p>
    </Menu>
  );
}

function Files() {
  const wanted = exported();
  return (
    <>
      <ul class="files">
        {formats.map(({ name, word, use }) => (
          <li key={name}>
            <a href={address(name, wanted)} download>
              {word}
            </a>{" "}
            <span class="muted">{use}</span>
          </li>
        ))}
      </ul>
      {view.value.mode === "compare" && <p class="muted">A file holds the second of the two times.</p>}
    </>
  );
}

/** What the server is asked for: the mode's own network, or else the ties between those on screen. */
function exported(): Exported {
  const { expanded, hidden } = view.value;
  const own = answer.value?.exported;
  if (own && expanded.length === 0 && hidden.length === 0) return own;
  const ids = [...(picture.value?.actors.keys() ?? [])];
  return { filter: tieFilter(view.value), ids, depth: 0, limit: Math.max(ids.length, 1) };
}
