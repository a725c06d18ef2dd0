// Owns the query tab: a question in the reader's own words of GraphQL, its
// variables, and the answer as a tree or as it came.
import { useEffect, useRef, useState } from "preact/hooks";
import { type AnswerError, Refusal, send, sentence } from "../api/ask";
import { behind } from "../state/behind";
import { go, view } from "../state/navigate";
import { count } from "../words/words";
import { createEditor, type Editor } from "./editor";
import examples from "./examples.json";
import { Reference } from "./reference";
import { Tree } from "./tree";

type Answered = { data?: unknown; faults: string[] } | null;
const panes = ["Tree", "JSON", "Reference"] as const;

export function QueryTab() {
  const host = useRef<HTMLDivElement>(null);
  const editor = useRef<Editor | null>(null);
  const [begun] = useState(begin);
  const [variables, setVariables] = useState(begun.variables);
  const [pane, setPane] = useState<(typeof panes)[number]>("Reference");
  const [type, setType] = useState("Query");
  const [answered, setAnswered] = useState<Answered>(null);
  const [asking, setAsking] = useState(false);
  const latest = useRef({ variables, asks: 0 });
  latest.current.variables = variables;

  function take(title: string): void {
    const example = examples.find((one) => one.title === title);
    if (!example) return;
    editor.current?.replace(example.query);
    const given = JSON.stringify(example.variables, null, 2);
    setVariables(given);
    latest.current.variables = given;
    void run();
  }

  function explain(name: string): void {
    setType(name);
    setPane("Reference");
  }

  async function run(): Promise<void> {
    const query = editor.current?.text() ?? "";
    const { variables } = latest.current;
    go({ query, variables });
    const ask = ++latest.current.asks;
    setAsking(true);
    const found = await answer(query, variables);
    if (ask !== latest.current.asks) return;
    setAsking(false);
    setAnswered(found);
    setPane((pane) => (pane === "Reference" ? "Tree" : pane));
  }

  useEffect(() => {
    if (!host.current) return;
    editor.current = createEditor(host.current, { text: begun.query, run, explain });
    if (view.value.query) void run();
    return () => editor.current?.destroy();
  }, []);

  // Back and Forward bring the question of that time.
  const { query, variables: asked } = view.value;
  useEffect(() => {
    if (!query || !editor.current || editor.current.text() === query) return;
    editor.current.replace(query);
    setVariables(asked);
    setAnswered(null);
  }, [query, asked]);

  return (
    <section class="query" aria-label="Query">
      <div class="question">
        <label>
          Examples{" "}
          <select value="" onChange={(event) => take(event.currentTarget.value)}>
            <option value="">Choose a question</option>
            {examples.map(({ title }) => (
              <option key={title}>{title}</option>
            ))}
          </select>
        </label>
        <div class="editor" ref={host} />
        <label for="variables">Variables, as JSON</label>
        <textarea
          id="variables"
          rows={6}
          spellcheck={false}
          value={variables}
          onInput={(event) => setVariables(event.currentTarget.value)}
          onKeyDown={(event) => {
            if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) void run();
          }}
        />
        <p class="actions">
          <button type="button" class="primary" onClick={run}>
            Run
          </button>
          <span class="muted">Ctrl+Enter runs it, Ctrl+Space completes.</span>
        </p>
      </div>
      <div class="answer">
        <fieldset class="panes" aria-label="Show">
          {panes.map((name) => (
            <button key={name} type="button" aria-pressed={pane === name} onClick={() => setPane(name)}>
              {name}
            </button>
          ))}
        </fieldset>
        {answered?.faults.map((fault) => (
          <p key={fault} role="alert">
            {fault}
          </p>
        ))}
        <p class="muted" role="status">
          {asking ? "Asking…" : answered && !answered.faults.length ? size(answered.data) : ""}
        </p>
        {pane === "Reference" ? (
          <Reference type={type} show={setType} />
        ) : answered?.data ? (
          pane === "Tree" ? (
            // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard
            <div class="tree" tabIndex={0}>
              {Object.entries(answered.data).map(([name, value]) => (
                <Tree key={name} name={name} value={value} open />
              ))}
            </div>
          ) : (
            // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard
            <pre tabIndex={0}>{JSON.stringify(answered.data, null, 2)}</pre>
          )
        ) : (
          !asking && !answered && <p>Nothing was asked yet.</p>
        )}
      </div>
    </section>
  );
}

/** What the tab opens with: what the address asks, what is behind the picture, or an example. */
function begin(): { query: string; variables: string } {
  const { query, variables } = view.value;
  if (query) return { query, variables };
  const [first] = examples;
  const example = { query: first?.query ?? "", variables: JSON.stringify(first?.variables, null, 2) };
  return behind() ?? example;
}

async function answer(query: string, variables: string): Promise<Answered> {
  let given: unknown;
  try {
    given = variables.trim() ? JSON.parse(variables) : {};
  } catch (cause) {
    return { faults: [`The variables are not JSON: ${(cause as Error).message}.`] };
  }
  try {
    const { data, errors } = await send(query, given);
    return { data, faults: (errors ?? []).map(placed) };
  } catch (cause) {
    return { faults: [cause instanceof Refusal ? cause.message : String(cause)] };
  }
}

/** An error as a sentence with the line that it is about. */
function placed(error: AnswerError): string {
  const line = error.locations?.[0]?.line;
  return line ? `Line ${line}: ${sentence(error)}` : sentence(error);
}

function size(data: unknown): string {
  const bytes = new TextEncoder().encode(JSON.stringify(data)).length;
  return `Answered, ${count(Math.max(1, Math.round(bytes / 1024)), "kilobyte")}.`;
}
