// Owns what every mode gives back: the picture, the sentence above it, and a cited list.
import type { ClaimLine, NetworkDetails } from "../api/documents";
import type { Enum, TieKind } from "../api/graphql";
import type { Picture } from "../picture/picture";
import type { Point } from "../picture/settle";
import { choosesTies, type Selection, start, type View, type Window } from "../state/view";

/** One line of the list beside the picture. */
export interface Item {
  id: string;
  /** Asked for anew whenever it is shown, because names may be hidden or in another script by then. */
  title: () => string;
  detail: () => string;
  claims: ClaimLine[];
  opens: Selection;
  /** The marks and lines that it is in the picture. */
  marks: string[];
}

export interface Answer {
  picture: Picture;
  /** What was found, or that nothing was, as a sentence. */
  said: string;
  items: Item[];
  /** How many there are in all, where the list is a part of them. */
  total?: number;
  /** What tables and some sizes and colours need besides, if the picture came without it. */
  details?: () => Promise<NetworkDetails | null>;
  /** What the server is asked for to give the same as a file, if it can. */
  exported?: Exported;
  /** Where the mode puts actors, if it does. */
  at?: Map<string, Point>;
  /** What was asked, to be shown and copied. */
  question: Question;
}

/** A network as the server's writers of files take it. */
export interface Exported {
  filter: object;
  limit: number;
  rollUp?: View["rollUp"];
  ids?: string[];
  depth?: number;
}

export interface Question {
  document: { kind: string };
  variables: object;
}

export type During = { from: string | null; to: string | null; certainty: Enum<"Certainty"> };

/** The window as the API takes it; null for always. */
export function during({ from, to }: Window, certain: boolean): During | null {
  if (!from && !to) return null;
  return { from: from || null, to: to || null, certainty: certain ? "CERTAIN" : "POSSIBLE" };
}

/** The filter of ties that a view stands for, perhaps for some kinds only. */
export function tieFilter(view: View, window = view.during, only: TieKind[] = []) {
  const { families, kinds, publishers, publishersAtLeast, contested } = choosesTies(view.mode) ? view : start;
  const both = kinds.length > 0 && only.length > 0;
  return {
    during: during(window, view.certain),
    ...(families.length && { families }),
    ...((kinds.length || only.length) && {
      kinds: both ? kinds.filter((kind) => only.includes(kind)) : [...kinds, ...only],
    }),
    ...(publishers.length && { publishers }),
    ...(publishersAtLeast > 1 && { minPublishers: publishersAtLeast }),
    ...(contested && { contested }),
  };
}
