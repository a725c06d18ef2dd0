// Owns how dates as far as they are known read to a person: EDTF in, words out.

const months = "January February March April May June July August September October November December".split(
  " ",
);

/** One date of day, month or year precision in words; null if it is none. */
function single(text: string): string | null {
  const parts = /^(\d{4})(?:-(\d{2}))?(?:-(\d{2}))?([~?%]?)$/.exec(text);
  if (!parts) return null;
  const [, year, month, day, mark] = parts;
  const about = mark === "~" || mark === "%" ? "about " : "";
  const perhaps = mark === "?" || mark === "%" ? " (uncertain)" : "";
  const name = month ? months[Number(month) - 1] : "";
  if (month && !name) return null;
  return `${about}${[day && Number(day), name, year].filter(Boolean).join(" ")}${perhaps}`;
}

/** A date in words, with how exactly it is known. Unknown forms stay as they are. */
export function dateWords(edtf: string | null | undefined): string {
  if (!edtf || edtf === "XXXX") return "no date";
  if (edtf.endsWith("]~")) return `about: ${dateWords(edtf.slice(0, -1))}`;
  const within = /^\[(.*)\.\.(.*)\]$/.exec(edtf);
  if (within) {
    const [from, to] = [single(within[1] ?? ""), single(within[2] ?? "")];
    if (from && to) return `some day from ${from} to ${to}`;
    if (from && !within[2]) return `on or after ${from}`;
    if (to && !within[1]) return `on or before ${to}`;
    return edtf;
  }
  const oneOf = /^\[(.*)\]$/.exec(edtf);
  if (oneOf) {
    const days = (oneOf[1] ?? "").split(",").map((day) => single(day.trim()));
    return days.every(Boolean) ? `one of ${days.join(", ")}` : edtf;
  }
  const span = /^([^/]*)\/([^/]*)$/.exec(edtf);
  if (span) {
    const [from, to] = [span[1] ?? "", span[2] ?? ""];
    if (from.endsWith("?") && to.endsWith("?")) {
      const [a, b] = [single(from.slice(0, -1)), single(to.slice(0, -1))];
      return a && b ? `at least from ${a} to ${b}` : edtf;
    }
    const [a, b] = [single(from), single(to)];
    if (a && b) return `from ${a} to ${b}`;
    if (a) return `from ${a} on`;
    if (b) return `until ${b}`;
    return edtf;
  }
  return single(edtf) ?? edtf;
}
