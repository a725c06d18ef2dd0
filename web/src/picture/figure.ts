// Owns the figure: what is on screen as an SVG that stands by itself, with
// title, filters, legend, sources and credit. Text stays text.
import type { Placed } from "./labels";
import { changeMarks, familyMarks, kinds, rhombus, type Theme } from "./marks";
import type { Scene } from "./scene";
import { escaped, lineSvg, markSvg, nameSvg, type Spot, sampleSvg } from "./svg";

/** What is seen: the place of every mark, and the names that found room. */
interface Seen {
  width: number;
  height: number;
  at: Map<string, Spot>;
  names: Placed[];
}

export interface Captions {
  title: string;
  filters: string;
  /** The texts that what is shown rests on. */
  sources: string[];
  credit: string;
  theme: Theme;
}

const head = 56;
const column = 180;
const row = 20;
const small = { size: 11, line: 15, letter: 5.8 };

/** Draws a scene as it is seen. */
export function drawFigure(scene: Scene, seen: Seen, captions: Captions): string {
  const { width, height, at, names } = seen;
  const { title, filters, sources, credit, theme } = captions;
  const entries = legend(scene, theme);
  const columns = Math.max(Math.floor((width - 32) / column), 1);
  const lines = [
    ...(sources.length ? wrapped(`Sources: ${sources.join("; ")}.`, width - 32) : []),
    ...wrapped(credit, width - 32),
  ];
  const legendTop = height + head + 24;
  const linesTop = legendTop + Math.ceil(entries.length / columns) * row + 6;
  const whole = linesTop + lines.length * small.line + 6;
  return `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${whole}" viewBox="0 0 ${width} ${whole}" font-family="system-ui, 'Noto Sans Arabic', sans-serif" font-size="13">
<title>${escaped(title)}</title>
<rect width="100%" height="100%" fill="${theme.paper}"/>
<text x="16" y="26" font-size="17" font-weight="600" fill="${theme.ink}">${escaped(title)}</text>
<text x="16" y="46" fill="${theme.muted}">${escaped(filters)}</text>
<svg y="${head}" width="${width}" height="${height}">
${scene.lines.map((line) => between(line, at)).join("\n")}
${scene.nodes.map((node) => around(node, at.get(node.id), seen)).join("\n")}
${names
  .filter(({ text }) => text)
  .map((name) => nameSvg(name, theme))
  .join("\n")}
</svg>
<g fill="${theme.ink}">
${entries
  .map(({ word, mark }, i) => {
    const [x, y] = [20 + (i % columns) * column, legendTop + Math.floor(i / columns) * row];
    return `<g transform="translate(${x} ${y})">${mark}<text x="26" y="4">${escaped(word)}</text></g>`;
  })
  .join("\n")}
</g>
<g font-size="${small.size}" fill="${theme.muted}">
${lines.map((text, i) => `<text x="16" y="${linesTop + i * small.line}">${escaped(text)}</text>`).join("\n")}
</g>
</svg>
`;

  function between(line: Scene["lines"][number], spots: Seen["at"]): string {
    const [from, to] = [spots.get(line.from), spots.get(line.to)];
    if (!from || !to) return "";
    const drawn = lineSvg(line, from, to);
    if (!line.label) return drawn;
    return `${drawn}<text x="${Math.round((from.x + to.x) / 2)}" y="${Math.round((from.y + to.y) / 2)}" text-anchor="middle" fill="${theme.muted}" stroke="${theme.paper}" stroke-width="3" paint-order="stroke">${escaped(line.label)}</text>`;
  }
}

function around(node: Scene["nodes"][number], spot: Spot | undefined, { width, height }: Seen): string {
  if (!spot || spot.x < -20 || spot.y < -20 || spot.x > width + 20 || spot.y > height + 20) return "";
  return markSvg(node.shape, spot, node.fill, node.ring, node.is === "actor" ? 1 : 2);
}

/** What the scene uses of shapes, lines and signs. */
function legend({ nodes, lines }: Scene, theme: Theme): { word: string; mark: string }[] {
  const is = (mark: { colour: string; dark: string }, colour: string) =>
    colour === mark.colour || colour === mark.dark;
  const compared = lines.some(({ colour }) => is(changeMarks.stayed, colour));
  const colour = (mark: { colour: string; dark: string }) => (theme.dark ? mark.dark : mark.colour);
  const spot = { x: 8, y: 0, radius: 6 };
  return [
    ...Object.values(kinds)
      .filter((kind) => nodes.some(({ is, shape }) => is === "actor" && shape === kind.shape))
      .map((kind) => ({ word: kind.word, mark: markSvg(kind.shape, spot, kind.colour, "none", 0) })),
    ...Object.values(compared ? changeMarks : familyMarks)
      .filter((mark) =>
        lines.some(
          (line) => is(mark, line.colour) && (compared || line.pattern.join() === mark.pattern.join()),
        ),
      )
      .map((mark) => ({ word: mark.word, mark: sampleSvg(colour(mark), mark.width, mark.pattern) })),
    ...(lines.some(({ contested }) => contested)
      ? [{ word: "contested", mark: sampleSvg(theme.muted, 1.6, [0, 0, 0, 0], true) }]
      : []),
    ...(nodes.some(({ is }) => is === "mediation")
      ? [
          {
            word: "one mediation",
            mark: markSvg(rhombus, spot, theme.paper, colour(familyMarks.THIRD_PARTY), 2),
          },
        ]
      : []),
  ];
}

/** Breaks a text into lines of about that many pixels, at spaces where it can. */
function wrapped(text: string, width: number): string[] {
  const most = Math.max(Math.floor(width / small.letter), 20);
  const lines: string[] = [""];
  for (const word of text.split(" ")) {
    const line = lines.at(-1) ?? "";
    if (line && line.length + 1 + word.length > most) lines.push(word);
    else lines[lines.length - 1] = line ? `${line} ${word}` : word;
  }
  return lines;
}
