// Owns the editor of a query: colours, completion and documentation from the
// schema, faults as they are typed. It lives in a shadow root, because the
// editor brings its styles as sheets, which the page's policy lets only a
// script adopt there.
import { autocompletion, closeBrackets, completionKeymap } from "@codemirror/autocomplete";
import { defaultKeymap, history, historyKeymap } from "@codemirror/commands";
import { bracketMatching, HighlightStyle, syntaxHighlighting } from "@codemirror/language";
import { lintGutter, lintKeymap } from "@codemirror/lint";
import { EditorState } from "@codemirror/state";
import { drawSelection, EditorView, hoverTooltip, keymap, lineNumbers } from "@codemirror/view";
import { tags } from "@lezer/highlight";
import { graphql, offsetToPos } from "cm6-graphql";
import { getHoverInformation } from "graphql-language-service";
import { schema } from "./schema";

export interface Editor {
  text(): string;
  replace(text: string): void;
  focus(): void;
  destroy(): void;
}

interface Options {
  text: string;
  run(): void;
  /** Somebody asks what a type is. */
  explain(type: string): void;
}

/** Opens an editor in an element of its own. */
export function createEditor(host: HTMLElement, { text, run, explain }: Options): Editor {
  const root = host.shadowRoot ?? host.attachShadow({ mode: "open" });
  const parent = document.createElement("div");
  parent.style.height = "100%";
  root.replaceChildren(parent);
  const view = new EditorView({
    root,
    parent,
    state: EditorState.create({
      doc: text,
      extensions: [
        lineNumbers(),
        lintGutter(),
        history(),
        drawSelection(),
        bracketMatching(),
        closeBrackets(),
        autocompletion(),
        graphql(schema, { onShowInDocs: (_, type) => type && explain(type.replace(/[[\]!]/g, "")) }),
        hoverTooltip((view, at) => meaning(view.state, at)),
        syntaxHighlighting(colours),
        look,
        EditorView.lineWrapping,
        EditorView.contentAttributes.of({ "aria-label": "Query", "data-testid": "query" }),
        keymap.of([
          {
            key: "Mod-Enter",
            run() {
              run();
              return true;
            },
          },
          ...completionKeymap,
          ...lintKeymap,
          ...historyKeymap,
          ...defaultKeymap,
        ]),
      ],
    }),
  });
  return {
    text: () => view.state.doc.toString(),
    replace: (next) => view.dispatch({ changes: { from: 0, to: view.state.doc.length, insert: next } }),
    focus: () => view.focus(),
    destroy: () => view.destroy(),
  };
}

/** What the schema says of the word at a place. */
function meaning(state: EditorState, at: number) {
  const { line, character } = offsetToPos(state.doc, at);
  const cursor = offsetToPos(state.doc, at);
  cursor.setLine(line);
  cursor.setCharacter(character + 1);
  const said = getHoverInformation(schema, state.doc.toString(), cursor);
  const words = String(said ?? "").trim();
  if (!words) return null;
  return {
    pos: at,
    above: true,
    create() {
      const dom = document.createElement("div");
      dom.className = "meaning";
      dom.textContent = words;
      return { dom };
    },
  };
}

const colours = HighlightStyle.define([
  { tag: [tags.keyword, tags.definitionKeyword], color: "var(--code-word)" },
  { tag: tags.propertyName, color: "var(--accent)" },
  { tag: [tags.attributeName, tags.variableName], color: "var(--code-name)" },
  {
    tag: [tags.string, tags.special(tags.name), tags.integer, tags.float, tags.bool],
    color: "var(--code-value)",
  },
  { tag: [tags.punctuation, tags.brace, tags.paren], color: "var(--muted)" },
  { tag: tags.comment, color: "var(--muted)", fontStyle: "italic" },
  { tag: tags.atom, color: "var(--ink)" },
]);

const look = EditorView.theme({
  "&": { height: "100%", color: "var(--ink)", backgroundColor: "var(--panel)", fontSize: "13px" },
  "&.cm-focused": { outline: "none" },
  ".cm-content": { caretColor: "var(--ink)" },
  ".cm-cursor": { borderLeftColor: "var(--ink)" },
  ".cm-gutters": { color: "var(--muted)", backgroundColor: "var(--panel)", border: "none" },
  "&.cm-focused > .cm-scroller > .cm-selectionLayer .cm-selectionBackground, .cm-selectionBackground": {
    background: "var(--soft)",
  },
  ".cm-tooltip": {
    border: "1px solid var(--rule)",
    borderRadius: "6px",
    color: "var(--ink)",
    backgroundColor: "var(--panel)",
    boxShadow: "0 8px 30px rgb(0 0 0 / 18%)",
  },
  ".cm-tooltip-autocomplete > ul > li[aria-selected]": { color: "var(--ink)", background: "var(--soft)" },
  ".cm-completionDetail": { color: "var(--muted)", fontStyle: "normal" },
  ".cm-completionInfo": { maxWidth: "320px", padding: "6px 10px", font: "13px/1.4 system-ui, sans-serif" },
  ".meaning": {
    maxWidth: "420px",
    padding: "6px 10px",
    font: "13px/1.4 system-ui, sans-serif",
    whiteSpace: "pre-wrap",
  },
});
