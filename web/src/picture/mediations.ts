// Owns how mediations become one mark each: those of the same mediators
// between the same sides are one, and stand for the MEDIATED ties they explain.
import type { ActorBrief, MediationLine } from "../api/documents";

export interface MediationGroup {
  /** The id of its first mediation, which names the mark. */
  id: string;
  mediators: ActorBrief[];
  sides: { number: number; actors: ActorBrief[]; named: boolean }[];
  mediations: MediationLine[];
  /** Whether all were only asked for, planned or foreseen. */
  unreal: boolean;
}

/** Gathers mediations by mediators and sides, in the order of the first of each. */
export function group(mediations: MediationLine[]): MediationGroup[] {
  const groups = new Map<string, MediationGroup>();
  for (const mediation of mediations) {
    const sides = mediation.sides.map((side) => ids(side.actors)).sort();
    const key = JSON.stringify([ids(mediation.mediators), sides]);
    const known = groups.get(key);
    const unreal = mediation.realis !== "OCCURRED" && mediation.realis !== "ONGOING";
    if (known) {
      known.mediations.push(mediation);
      known.unreal &&= unreal;
    } else {
      const { id, mediators, sides } = mediation;
      groups.set(key, { id, mediators, sides, mediations: [mediation], unreal });
    }
  }
  return [...groups.values()];
}

/** The keys of the MEDIATED ties that the marks already show. */
export function explained(mediations: MediationLine[]): Set<string> {
  const keys = new Set<string>();
  for (const { mediators, sides } of mediations) {
    for (const { id } of mediators) {
      for (const actor of sides.flatMap((side) => side.actors)) keys.add(`MEDIATED:${id}:${actor.id}`);
    }
  }
  return keys;
}

const ids = (actors: ActorBrief[]) => actors.map((actor) => actor.id).sort();
