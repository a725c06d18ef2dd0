// Owns the step from what is on screen to marks: sizes, colours, patterns,
// bends and places. Pure; the renderer draws what it is given.
import type { View } from "../state/view";
import { arrange, type Star } from "./arrange";
import { fan } from "./fan";
import {
  changeMarks,
  communityColour,
  disc,
  familyMarks,
  kinds,
  mixed,
  type Pattern,
  rhombus,
  type Shape,
  type Theme,
} from "./marks";
import { explained, group, type MediationGroup } from "./mediations";
import type { Picture, PictureActor, PictureTie } from "./picture";
import { type Point, settle } from "./settle";
import { spread } from "./spread";

export interface SceneNode {
  id: string;
  is: "actor" | "mediation" | "unnamed";
  x: number;
  y: number;
  size: number;
  shape: Shape;
  fill: string;
  ring: string;
  label: string;
  /** Which names stand first where there is no room for all. */
  weight: number;
  /** On which side the name is off its lines: −1 left, 1 right, 0 if on neither more than on the other. */
  side: -1 | 0 | 1;
}

export interface SceneLine {
  id: string;
  is: "tie" | "bundle" | "mediation";
  from: string;
  to: string;
  bend: number;
  colour: string;
  pattern: Pattern;
  width: number;
  arrow: boolean;
  contested: boolean;
  label: string;
}

export interface Scene {
  nodes: SceneNode[];
  lines: SceneLine[];
  /** How strongly lines are drawn, from 1 down: less where there are so many that they would cover each other. */
  density: number;
}

export interface SceneOptions {
  size: View["size"];
  colour: View["colour"];
  theme: Theme;
  /** Places that hold: what the reader pinned, and where everything stood before. */
  held: Map<string, Point>;
  /** The name to show of an actor. */
  name: (actor: { id: string; name: string }) => string;
}

/** The least number of neighbours that makes a mark as large as marks get. */
const fewNeighbours = 8;

/** Draws up the marks of a picture. */
export function scene(picture: Picture, options: SceneOptions): Scene {
  const { theme } = options;
  const groups = group(picture.mediations);
  const shown = explained(picture.mediations);
  const ties = [...picture.ties.values()].filter(({ key }) => !shown.has(key));
  const at = places(picture, groups, options.held);

  const largest = Math.max(
    options.size === "degree" ? fewNeighbours : 1e-12,
    ...[...picture.actors.values()].map((actor) => measure(actor, options.size)),
  );
  const room = crowd(picture.actors.size, 160) ** 0.7;
  const nodes: SceneNode[] = [...picture.actors.values()].map((actor) => {
    const share = options.size === "same" ? 0.3 : measure(actor, options.size) / largest;
    const mark = kinds[actor.kind] ?? kinds.UNIDENTIFIED;
    const fill = options.colour === "community" ? communityColour(actor.community ?? 0) : mark.colour;
    return {
      id: actor.id,
      is: "actor",
      ...(at.get(actor.id) as Point),
      size: (5 + 11 * Math.sqrt(share)) * room,
      shape: mark.shape,
      fill,
      ring: mixed(fill, theme.dark ? theme.paper : theme.ink, 0.6),
      label: options.name(actor),
      weight: share + actor.degree / 1e4,
      side: 0,
    };
  });
  const lines = strands(ties, theme, Math.max(crowd(ties.length, 600), 0.5));

  const purple = theme.dark ? familyMarks.THIRD_PARTY.dark : familyMarks.THIRD_PARTY.colour;
  for (const item of groups) {
    nodes.push({
      id: item.id,
      is: "mediation",
      ...(at.get(item.id) as Point),
      size: 7,
      shape: rhombus,
      fill: theme.paper,
      ring: purple,
      label: item.mediations.length > 1 ? `${item.mediations.length} mediations` : "mediation",
      weight: -1,
      side: 0,
    });
    const line = { is: "mediation", bend: 0, colour: purple, contested: false, label: "" } as const;
    const pattern: Pattern = item.unreal ? [2, 7, 2, 7] : familyMarks.THIRD_PARTY.pattern;
    for (const mediator of item.mediators) {
      const id = `${item.id}\nby ${mediator.id}`;
      lines.push({ ...line, id, from: mediator.id, to: item.id, arrow: true, pattern, width: 3 });
    }
    for (const side of item.sides) {
      const solid: Pattern = item.unreal ? [2, 7, 2, 7] : [0, 0, 0, 0];
      for (const actor of side.actors) {
        const id = `${item.id}\n${side.number} ${actor.id}`;
        lines.push({ ...line, id, from: item.id, to: actor.id, arrow: false, pattern: solid, width: 1.6 });
      }
      if (side.actors.length === 0) {
        const ghost = unnamed(item.id, side.number);
        nodes.push({
          id: ghost,
          is: "unnamed",
          ...(at.get(ghost) as Point),
          size: 4,
          shape: disc,
          fill: theme.paper,
          ring: theme.muted,
          label: "unnamed side",
          weight: -2,
          side: 0,
        });
        lines.push({
          ...line,
          id: `${ghost} line`,
          from: item.id,
          to: ghost,
          arrow: false,
          pattern: solid,
          width: 1.6,
        });
      }
    }
  }
  const there = new Map(nodes.map((node) => [node.id, node]));
  const drawn = lines.filter((l) => there.has(l.from) && there.has(l.to));
  takeSides(there, drawn);
  return { nodes, lines: drawn, density: crowd(drawn.length, 600) };
}

const clearly = 0.6; // of the way that lines go on the whole, from which on they go to one side

/** Gives each mark the side away from its lines. */
function takeSides(nodes: ReadonlyMap<string, SceneNode>, lines: SceneLine[]): void {
  const ways = new Map<string, { across: number; lines: number }>();
  const goes = (from: SceneNode, to: SceneNode) => {
    const way = ways.get(from.id) ?? { across: 0, lines: 0 };
    way.across += (to.x - from.x) / (Math.hypot(to.x - from.x, to.y - from.y) || 1);
    way.lines++;
    ways.set(from.id, way);
  };
  for (const line of lines) {
    const [from, to] = [nodes.get(line.from), nodes.get(line.to)];
    if (!from || !to) continue;
    goes(from, to);
    goes(to, from);
  }
  for (const [id, { across, lines }] of ways) {
    const node = nodes.get(id);
    if (node && Math.abs(across) > clearly * lines) node.side = across > 0 ? -1 : 1;
  }
}

/** 1 as long as so many find room, then less the more there are. */
const crowd = (number: number, room: number) => Math.min(Math.sqrt(room / number), 1);

function strands(ties: PictureTie[], theme: Theme, thin: number): SceneLine[] {
  const parallel = ties.map((tie) => ({ key: tie.key, from: tie.from.id, to: tie.to.id, tie }));
  return fan(parallel).flatMap(({ ties: bundle, bend }) => {
    const [first] = bundle;
    if (!first) return [];
    const single = bundle.length === 1;
    const heaviest = bundle.map(({ tie }) => tie).reduce((a, b) => (b.eventCount > a.eventCount ? b : a));
    const mark = familyMarks[heaviest.family] ?? familyMarks.LOOSE;
    const change = heaviest.change && changeMarks[heaviest.change];
    return [
      {
        id: first.key,
        is: single ? "tie" : "bundle",
        from: first.from,
        to: first.to,
        bend,
        colour: change ? (theme.dark ? change.dark : change.colour) : theme.dark ? mark.dark : mark.colour,
        pattern: change?.pattern ?? mark.pattern,
        width: ((single ? mark.width : 4) + Math.min(Math.log2(heaviest.eventCount || 1), 3) * 0.5) * thin,
        arrow: single && heaviest.directed,
        contested: bundle.some(({ tie }) => tie.contested),
        label: single ? "" : `${bundle.length} ties`,
      },
    ];
  });
}

function places(picture: Picture, groups: MediationGroup[], held: Map<string, Point>): Map<string, Point> {
  const links: [string, string][] = [...picture.ties.values()].map(({ from, to }) => [from.id, to.id]);
  const ids = [...picture.actors.keys()];
  const stars = groups.map(star);
  for (const { id, above, sides } of stars) {
    ids.push(id, ...sides.flat().filter((end) => !picture.actors.has(end)));
    for (const end of [...above, ...sides.flat()]) links.push([id, end]);
  }
  const given = new Map<string, Point>();
  for (const { id, x, y } of picture.actors.values()) {
    if (x !== undefined && y !== undefined) given.set(id, { x, y });
  }
  const known = new Map([...spread(given), ...held]);
  return known.size > 0 ? settle(ids, links, known) : arrange(ids, links, stars);
}

/** What a mediation joins: actors, or the mark of a side that is not named. */
function star({ id, mediators, sides }: MediationGroup): Star {
  return {
    id,
    above: mediators.map((actor) => actor.id),
    sides: sides.map(({ number, actors }) =>
      actors.length ? actors.map((actor) => actor.id) : [unnamed(id, number)],
    ),
  };
}

/** The id of the mark of a side that the source leaves unnamed. */
const unnamed = (mediation: string, side: number) => `${mediation}\n${side}`;

function measure(actor: PictureActor, by: View["size"]): number {
  return by === "same" ? 0 : (actor[by] ?? 0);
}
