// Owns what is on screen, whichever mode asked for it: actors, the ties
// between them, mediations, and what a limit left out. Knows no pixels.
import type { ActorBrief, MediationLine, NetworkParts, TieLine, Truncated } from "../api/documents";
import type { changeMarks } from "./marks";

export interface PictureActor extends ActorBrief {
  /** Where the server's layout or the mode puts it, in about -1 to 1. */
  x?: number;
  y?: number;
  degree: number;
  betweenness: number;
  pageRank: number;
  community: number;
}

/** How a tie changed between two windows. */
export type Change = keyof typeof changeMarks;

export interface PictureTie extends TieLine {
  change?: Change;
}

export interface Picture {
  actors: Map<string, PictureActor>;
  ties: Map<string, PictureTie>;
  mediations: MediationLine[];
  omitted: Truncated | null;
}

export function empty(): Picture {
  return { actors: new Map(), ties: new Map(), mediations: [], omitted: null };
}

/** Adds the actors and ties of a network; what is there already stays as it is. */
export function addNetwork(picture: Picture, network: NetworkParts): void {
  for (const node of network.nodes) {
    const { actor, x, y, degree, betweenness, pageRank, community } = node;
    if (picture.actors.has(actor.id)) continue;
    picture.actors.set(actor.id, {
      ...actor,
      ...(x !== null && y !== null && { x, y }),
      degree,
      betweenness,
      pageRank,
      community,
    });
  }
  for (const edge of network.edges) {
    const [from, to] = [picture.actors.get(edge.from.id), picture.actors.get(edge.to.id)];
    if (from && to) addTies(picture, [{ ...edge, from, to }]);
  }
}

/** Adds ties, and the actors at their ends that are missing. */
export function addTies(picture: Picture, ties: Iterable<PictureTie>): void {
  for (const tie of ties) {
    addActor(picture, tie.from);
    addActor(picture, tie.to);
    if (!picture.ties.has(tie.key)) picture.ties.set(tie.key, tie);
  }
}

/** Adds mediations with everybody in them. */
export function addMediations(picture: Picture, mediations: MediationLine[]): void {
  for (const mediation of mediations) {
    for (const actor of [...mediation.mediators, ...mediation.sides.flatMap((side) => side.actors)]) {
      addActor(picture, actor);
    }
    picture.mediations.push(mediation);
  }
}

export function addActor(picture: Picture, actor: ActorBrief): void {
  if (picture.actors.has(actor.id)) return;
  picture.actors.set(actor.id, {
    ...actor,
    degree: 0,
    betweenness: 0,
    pageRank: 0,
    community: 0,
  });
}

/** Leaves out hidden actors with all that touches them. */
export function without(picture: Picture, hidden: string[]): Picture {
  if (hidden.length === 0) return picture;
  const gone = new Set(hidden);
  const { actors, ties, mediations } = picture;
  return {
    ...picture,
    actors: new Map([...actors].filter(([id]) => !gone.has(id))),
    ties: new Map([...ties].filter(([, tie]) => !gone.has(tie.from.id) && !gone.has(tie.to.id))),
    mediations: mediations.filter((m) => !m.mediators.every(({ id }) => gone.has(id))),
  };
}

/** Counts the neighbours of every actor that came without measures. */
export function countNeighbours(picture: Picture): void {
  const neighbours = new Map<string, Set<string>>();
  const meet = (a: string, b: string) => {
    if (!neighbours.has(a)) neighbours.set(a, new Set());
    neighbours.get(a)?.add(b);
  };
  for (const { from, to } of picture.ties.values()) {
    meet(from.id, to.id);
    meet(to.id, from.id);
  }
  for (const { mediators, sides } of picture.mediations) {
    for (const mediator of mediators) {
      for (const actor of sides.flatMap((side) => side.actors)) {
        meet(mediator.id, actor.id);
        meet(actor.id, mediator.id);
      }
    }
  }
  for (const actor of picture.actors.values()) {
    if (actor.degree === 0) actor.degree = neighbours.get(actor.id)?.size ?? 0;
  }
}
