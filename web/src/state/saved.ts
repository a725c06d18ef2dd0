// Owns the views that a reader keeps in this browser: a name and an address
// each, newest first. What cannot be read is left out; nothing leaves the browser.
import { signal } from "@preact/signals";

export interface SavedView {
  name: string;
  /** The query string of the view. */
  address: string;
}

const place = "views";

/** Reads what was stored; pure, for any text. */
export function read(text: string | null): SavedView[] {
  try {
    const found: unknown = JSON.parse(text ?? "[]");
    if (!Array.isArray(found)) return [];
    return found.flatMap((item) =>
      typeof item?.name === "string" && typeof item?.address === "string"
        ? [{ name: item.name, address: item.address }]
        : [],
    );
  } catch {
    return [];
  }
}

/** Puts a view first; one of the same name gives way. */
export function keep(views: SavedView[], name: string, address: string): SavedView[] {
  return [{ name, address }, ...views.filter((view) => view.name !== name)];
}

/** Gives a view another name; one that has it already gives way. */
export function rename(views: SavedView[], from: string, to: string): SavedView[] {
  return views
    .filter((view) => view.name !== to || view.name === from)
    .map((view) => (view.name === from ? { ...view, name: to } : view));
}

/** The views kept, in this tab and in others. */
export const saved = signal(read(localStorage.getItem(place)));

addEventListener("storage", ({ key, newValue }) => {
  if (key === place) saved.value = read(newValue);
});

/** Stores views; false if the browser has no room or does not allow it. */
export function store(views: SavedView[]): boolean {
  try {
    localStorage.setItem(place, JSON.stringify(views));
  } catch {
    return false;
  }
  saved.value = views;
  return true;
}
