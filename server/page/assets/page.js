// The page: what is loaded, example questions, an editor, an answer.

import { render } from "./answer.js";
import { ask, sentence } from "./ask.js";

const DATASET = "{ dataset { version loadedAt counts { kind count } } }";

const $ = (id) => document.getElementById(id);

/** Says what is loaded. */
async function showDataset() {
  const place = $("dataset");
  const { data, errors } = await ask(DATASET);
  if (!data?.dataset) {
    place.textContent = "What is loaded is not known: " + sentence(errors[0]);
    return;
  }
  const { version, loadedAt, counts } = data.dataset;
  const loaded = new Date(loadedAt);
  place.replaceChildren(
    "Dataset ",
    bold(String(version)),
    Number.isNaN(loaded.getTime()) ? "" : ", loaded " + loaded.toLocaleString(),
    ...counts.flatMap(({ kind, count }) => [" · ", bold(count.toLocaleString()), " " + words(kind, count)]),
  );
}

/** ARMED_GROUP as words, in the number that fits. */
function words(kind, count) {
  const text = String(kind).toLowerCase().replaceAll("_", " ");
  if (count === 1 || text.endsWith("s")) return text;
  return text.endsWith("y") ? text.slice(0, -1) + "ies" : text + "s";
}

function bold(text) {
  const b = document.createElement("b");
  b.textContent = text;
  return b;
}

/** Lists the example questions; picking one fills the editor and asks. */
async function showExamples() {
  const list = $("examples");
  let examples;
  try {
    examples = await (await fetch("examples.json")).json();
  } catch {
    list.replaceChildren(item("The example questions could not be loaded."));
    return;
  }
  const buttons = examples.map((example) => {
    const button = document.createElement("button");
    button.type = "button";
    button.textContent = example.title;
    button.setAttribute("aria-pressed", "false");
    button.addEventListener("click", () => {
      for (const other of buttons) other.setAttribute("aria-pressed", String(other === button));
      fill(example);
      answerQuestion();
    });
    return button;
  });
  list.replaceChildren(...buttons.map(item));
  fill(examples[0]);
  buttons[0].setAttribute("aria-pressed", "true");
}

/** Puts an example into the editor. */
function fill({ query, variables }) {
  $("query").value = query;
  $("variables").value = variables ? JSON.stringify(variables, null, 2) : "";
}

function item(content) {
  const li = document.createElement("li");
  li.append(content);
  return li;
}

// The question being asked, so that a newer one replaces it.
let asking;

/** Asks what the editor holds and shows the answer. */
async function answerQuestion() {
  let variables;
  try {
    variables = JSON.parse($("variables").value.trim() || "{}");
  } catch {
    showErrors(["The variables are not valid JSON."]);
    $("variables").focus();
    return;
  }

  asking?.abort();
  const mine = (asking = new AbortController());
  $("run").setAttribute("aria-disabled", "true");
  $("status").textContent = "Asking…";
  const started = performance.now();
  const { data, errors, body } = await ask($("query").value, variables, mine.signal);
  if (mine.signal.aborted) return;

  $("run").removeAttribute("aria-disabled");
  const took = Math.round(performance.now() - started);
  $("status").textContent = (data ? "Answered" : "Not answered") + ` in ${took} ms.`;
  showErrors(errors.map(sentence));
  $("readable").replaceChildren(data ? render(data) : "");
  $("json").textContent = body ? JSON.stringify(body, null, 2) : "";
  showView();
  $("status").scrollIntoView({ block: "nearest" });
}

function showErrors(sentences) {
  $("errors").replaceChildren(...sentences.map(item));
  $("errors").hidden = sentences.length === 0;
}

/** Shows the answer as the reader wants it. */
function showView() {
  const json = document.querySelector("input[name=view]:checked").value === "json";
  $("json").hidden = !json || $("json").textContent === "";
  $("readable").hidden = json || $("readable").childElementCount === 0;
  fit();
}

/** Shows tables row by row if they are too wide: those that hold others, or else all. */
function fit() {
  const place = $("readable");
  for (const stacked of ["none", "outer", "all"]) {
    place.dataset.stacked = stacked;
    if (place.scrollWidth <= place.clientWidth) return;
  }
}

$("form").addEventListener("submit", (event) => {
  event.preventDefault();
  answerQuestion();
});
$("form").addEventListener("keydown", (event) => {
  if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) {
    event.preventDefault();
    $("form").requestSubmit();
  }
});
for (const radio of document.querySelectorAll("input[name=view]")) radio.addEventListener("change", showView);
new ResizeObserver(fit).observe($("readable"));

showDataset();
showExamples();
