// Owns small words: constants of the API for a reader, plurals, and which name of an actor stands on screen.
import { signal } from "@preact/signals";
import type { ActorBrief } from "../api/documents";
import { kinds } from "../picture/marks";

/** HAD_AS_MEDIATOR to "had as mediator". */
export function plain(constant: string): string {
  return constant.toLowerCase().replaceAll("_", " ");
}

export function count(number: number, one: string, many = `${one}s`): string {
  return `${number.toLocaleString("en")} ${number === 1 ? one : many}`;
}

/** Whether names are hidden, for a screenshot. Kept out of the URL: who opens a link sees names. */
export const redacted = signal(false);

/** Which names are wanted; the view says so. */
export const script = signal<"first" | "arabic" | "both">("first");
/** The Arabic names known so far, by actor. */
export const arabicNames = signal<ReadonlyMap<string, string>>(new Map());

const stand = new Map<string, string>();

/** The name to show of an actor. Hidden ones become their kind and a number that lasts while the page is open. */
export function shownName(actor: { id: string; name: string; kind?: ActorBrief["kind"] }): string {
  if (!redacted.value) return written(actor);
  const known = stand.get(actor.id);
  if (known) return known;
  const word = actor.kind ? (kinds[actor.kind]?.word ?? "actor") : "actor";
  const name = `${word} ${stand.size + 1}`;
  stand.set(actor.id, name);
  return name;
}

function written({ id, name }: { id: string; name: string }): string {
  const arabic = script.value === "first" ? undefined : arabicNames.value.get(id);
  if (!arabic || arabic === name) return name;
  return script.value === "both" ? `${name} · ${arabic}` : arabic;
}
