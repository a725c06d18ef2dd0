// Owns the keys that work wherever nothing is being typed.
import { go, view } from "../state/navigate";
import { current } from "./canvas";
import { expanding } from "./expand";

/** What each key does, for the reader. */
export const keys: [key: string, does: string][] = [
  ["/", "search"],
  ["t", "table or picture"],
  ["f", "bring what is selected, or all, into view"],
  ["+ −", "zoom"],
  ["e", "expand the selected actor"],
  ["h", "hide the selected actor"],
  ["Esc", "close the evidence"],
  ["Alt+←", "undo the last step"],
  ["?", "show these keys"],
];

/** Does what a key asks for; opens the list of keys by show. */
export function shortcut(event: KeyboardEvent, show: () => void): void {
  const target = event.composedPath()[0] as HTMLElement;
  const typing = target.matches("input, select, textarea, [role=listbox], [contenteditable=true]");
  if (event.key === "Escape" && !expanding.value && !typing && !document.querySelector("dialog[open]"))
    go({ selected: null });
  if (typing || event.ctrlKey || event.metaKey || event.altKey) return;
  const { selected, hidden, table } = view.value;
  const actor = selected?.is === "actor" ? selected.id : null;
  const actions: Record<string, () => void> = {
    "/": () => document.querySelector<HTMLElement>(".ask input")?.focus(),
    t: () => go({ table: !table }),
    f: () => current.renderer?.focus(actor ? [actor] : []),
    "+": () => current.renderer?.zoom(1.4),
    "-": () => current.renderer?.zoom(1 / 1.4),
    e: () => {
      if (actor) expanding.value = actor;
    },
    h: () => actor && go({ hidden: [...hidden, actor], selected: null }),
    "?": show,
  };
  const action = actions[event.key];
  if (!action) return;
  event.preventDefault();
  action();
}
