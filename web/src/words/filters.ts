// Owns the words for a choice of ties, as a reader is told which ones are shown.
import { familyMarks } from "../picture/marks";
import { choosesTies, type View } from "../state/view";
import { plain } from "./words";

/** What narrows the ties of a view down, beside its time, each as a few words; nothing if nothing does. */
export function narrowed({
  mode,
  families,
  kinds,
  publishers,
  publishersAtLeast,
  contested,
}: View): string[] {
  if (!choosesTies(mode)) return [];
  return [
    families.map((family) => familyMarks[family].word).join(", "),
    kinds.map(plain).join(", "),
    publishers.length > 0 && `told by ${publishers.join(" or ")}`,
    publishersAtLeast > 1 && `told by ${publishersAtLeast} independent publishers or more`,
    contested && "contested",
  ].filter((words): words is string => Boolean(words));
}
