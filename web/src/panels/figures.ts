// Owns the figure as a file: what it is captioned with, and its pixels.
import { drawFigure } from "../picture/figure";
import { answer, picture } from "../state/answers";
import { credits } from "../state/credits";
import { drawn } from "../state/drawn";
import { view } from "../state/navigate";
import { theme } from "../state/theme";
import { dateWords } from "../words/dates";
import { narrowed } from "../words/filters";
import { count, plain } from "../words/words";
import { current } from "./canvas";

/** The picture on screen as SVG; null where tables are shown instead. */
export async function figure(version: string): Promise<string | null> {
  const seen = current.renderer?.snapshot();
  const [shown, found, pictured] = [drawn.value, answer.value, picture.value];
  if (!seen || !shown || !found || !pictured) return null;
  const shownView = view.value;
  return drawFigure(shown, seen, {
    title: found.said,
    filters: filters(),
    sources: await credits(pictured, shownView),
    credit: `factiongraph, dataset ${version}. Evidence of every tie: ${location.href}`,
    theme: theme.value,
  });
}

function filters(): string {
  const { during, after, mode, certain, rollUp } = view.value;
  const omitted = answer.value?.picture.omitted;
  const span = ({ from, to }: typeof during) =>
    from || to
      ? `${from ? dateWords(from) : "the beginning"} to ${to ? dateWords(to) : "the end"}`
      : "all time";
  return [
    mode === "compare" ? `${span(during)}, compared with ${span(after)}` : span(during),
    certain ? "certain only" : "certain and possible",
    ...narrowed(view.value),
    rollUp === "NONE" ? "" : `gathered: ${plain(rollUp)}`,
    omitted &&
      `left out by a limit: ${count(omitted.nodesOmitted, "actor")}, ${count(omitted.tiesOmitted, "tie")}`,
  ]
    .filter(Boolean)
    .join(" · ");
}

/** Turns a figure into pixels, twice as fine as on screen. */
export async function raster(svg: Blob): Promise<Blob> {
  const address = URL.createObjectURL(svg);
  try {
    const image = new Image();
    image.src = address;
    await image.decode();
    const canvas = document.createElement("canvas");
    canvas.width = image.width * 2;
    canvas.height = image.height * 2;
    canvas.getContext("2d")?.drawImage(image, 0, 0, canvas.width, canvas.height);
    return await new Promise((done, failed) =>
      canvas.toBlob((blob) => (blob ? done(blob) : failed(new Error("no PNG"))), "image/png"),
    );
  } finally {
    URL.revokeObjectURL(address);
  }
}

/** Hands a file to the browser's downloads. */
export function download(blob: Blob, name: string): void {
  const anchor = document.createElement("a");
  anchor.href = URL.createObjectURL(blob);
  anchor.download = name;
  anchor.click();
  setTimeout(() => URL.revokeObjectURL(anchor.href), 1000);
}
