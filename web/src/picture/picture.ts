// Owns what is on screen, whichever mode asked for it: actors, the ties
// between them, mediations, and what a limit left out. Knows no pixels.
import type {
  ActorBrief,
  MediationLine,
  NetworkDetails,
  NetworkParts,
  TieLine,
  Truncated,
} from "../api/documents";
import type { changeMarks } from "./marks";

export interface PictureActor extends ActorBrief {
  /** Where the server's layout or the mode puts it, in about -1 to 1. */
  x?: number;
  y?: number;
  degree: number;
  /** What comes with the details of a network. */
  betweenness?: number;
  pageRank?: number;
  community?: number;
}

/** How a tie changed between two windows. */
export type Change = keyof typeof changeMarks;

type Later = "publisherCount" | "firstSeen" | "lastSeen";

/** A tie; some of what is told of it comes with the details of a network. */
export interface PictureTie extends Omit<TieLine, Later>, Partial<Pick<TieLine, Later>> {
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
    const { actor, x, y, degree } = node;
    if (picture.actors.has(actor.id)) continue;
    picture.actors.set(actor.id, {
      ...actor,
      ...(x !== null && y !== null && { x, y }),
      degree,
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
  picture.actors.set(actor.id, { ...actor, degree: 0 });
}

/** The picture with the details of its network filled in. */
export function detailed(picture: Picture, details: NetworkDetails | null): Picture {
  if (!details) return picture;
  const actors = new Map(picture.actors);
  for (const { actor, ...measures } of details.nodes) {
    const known = actors.get(actor.id);
    if (known) actors.set(actor.id, { ...known, ...measures });
  }
  const ties = new Map(picture.ties);
  for (const { key, ...told } of details.edges) {
    const known = ties.get(key);
    if (known) ties.set(key, { ...known, ...told });
  }
  return { ...picture, actors, ties };
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
