// Owns the step from what is on screen to marks: sizes, colours, patterns,
// bends and places. Pure; the renderer draws what it is given.
import type { View } from "../state/view";
import { fan } from "./fan";
import {
  changeMarks,
  communityColour,
  disc,
  familyMarks,
  kinds,
  type Pattern,
  rhombus,
  type Shape,
  type Theme,
} from "./marks";
import { explained, group, type MediationGroup } from "./mediations";
import type { Picture, PictureActor, PictureTie } from "./picture";
import { type Point, settle } from "./settle";

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

/** Draws up the marks of a picture. */
export function scene(picture: Picture, options: SceneOptions): Scene {
  const { theme } = options;
  const groups = group(picture.mediations);
  const shown = explained(picture.mediations);
  const ties = [...picture.ties.values()].filter(({ key }) => !shown.has(key));
  const at = places(picture, groups, options.held);

  const largest = Math.max(
    1e-12,
    ...[...picture.actors.values()].map((actor) => measure(actor, options.size)),
  );
  const nodes: SceneNode[] = [...picture.actors.values()].map((actor) => {
    const share = options.size === "same" ? 0.3 : measure(actor, options.size) / largest;
    const mark = kinds[actor.kind] ?? kinds.UNIDENTIFIED;
    return {
      id: actor.id,
      is: "actor",
      ...(at.get(actor.id) as Point),
      size: 5 + 11 * Math.sqrt(share),
      shape: mark.shape,
      fill: options.colour === "community" ? communityColour(actor.community) : mark.colour,
      ring: theme.paper,
      label: options.name(actor),
      weight: share + actor.degree / 1e4,
    };
  });
  const lines = strands(ties, theme);

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
  const there = new Set(nodes.map((node) => node.id));
  return { nodes, lines: lines.filter((l) => there.has(l.from) && there.has(l.to)) };
}

function strands(ties: PictureTie[], theme: Theme): SceneLine[] {
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
        width: (single ? mark.width : 4) + Math.min(Math.log2(heaviest.eventCount || 1), 3) * 0.5,
        arrow: single && heaviest.directed,
        contested: bundle.some(({ tie }) => tie.contested),
        label: single ? "" : `${bundle.length} ties`,
      },
    ];
  });
}

function places(picture: Picture, groups: MediationGroup[], held: Map<string, Point>): Map<string, Point> {
  const known = new Map(held);
  for (const { id, x, y } of picture.actors.values()) {
    if (x !== undefined && y !== undefined && !known.has(id)) known.set(id, spread({ x, y }));
  }
  const links: [string, string][] = [...picture.ties.values()].map(({ from, to }) => [from.id, to.id]);
  const ids = [...picture.actors.keys()];
  for (const { id, mediators, sides } of groups) {
    ids.push(id);
    for (const actor of mediators) links.push([id, actor.id]);
    for (const side of sides) {
      for (const actor of side.actors) links.push([id, actor.id]);
      if (side.actors.length > 0) continue;
      ids.push(unnamed(id, side.number));
      links.push([id, unnamed(id, side.number)]);
    }
  }
  return settle(ids, links, known);
}

/** The id of the mark of a side that the source leaves unnamed. */
const unnamed = (mediation: string, side: number) => `${mediation}\n${side}`;

/** Gives the crowded middle of a layout more room, and a screen its width. */
function spread({ x, y }: Point): Point {
  const far = Math.hypot(x, y) ** -0.4;
  return Number.isFinite(far) ? { x: x * far * 1.5, y: y * far } : { x, y };
}

function measure(actor: PictureActor, by: View["size"]): number {
  return by === "same" ? 0 : actor[by];
}
