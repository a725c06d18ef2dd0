// Owns small words: constants of the API for a reader, plurals, and names that are hidden.
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

const stand = new Map<string, string>();

/** The name to show of an actor. Hidden ones become their kind and a number that lasts while the page is open. */
export function shownName(actor: { id: string; name: string; kind?: ActorBrief["kind"] }): string {
  if (!redacted.value) return actor.name;
  const known = stand.get(actor.id);
  if (known) return known;
  const word = actor.kind ? (kinds[actor.kind]?.word ?? "actor") : "actor";
  const name = `${word} ${stand.size + 1}`;
  stand.set(actor.id, name);
  return name;
}
