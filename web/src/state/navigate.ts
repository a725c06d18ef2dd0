// Owns the current view and its way into the browser's history: every step is
// an entry, so that Back undoes it and Forward does it again.
import { signal } from "@preact/signals";
import { chosenTies, decode, encode, start, type View } from "./view";

export const view = signal<View>(decode(location.search));

/** Changes the view; an equal one adds nothing to the history. */
export function go(change: Partial<View>): void {
  const next = { ...view.value, ...change };
  const address = encode(next);
  if (address === encode(view.value)) return;
  history.pushState(null, "", link(next));
  view.value = next;
}

/** Starts over in another mode or with other actors: what belongs to the old picture goes. */
export function open(change: Partial<View>): void {
  const { size, colour, table, certain, names } = view.value;
  go({ ...start, size, colour, table, ...chosenTies(view.value), certain, names, ...change });
}

/** The address of a view, for links. */
export function link(to: View): string {
  const address = encode(to);
  return address ? `?${address}` : location.pathname;
}

addEventListener("popstate", () => {
  view.value = decode(location.search);
});
