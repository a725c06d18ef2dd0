// Owns the sums under the time histogram: buckets over all families, the unit
// that suits a stretch of time, and the way from pixels to months.
import type { Enum } from "../api/graphql";

export interface Bucket {
  from: string;
  to: string;
  certain: number;
  possible: number;
}

/** Adds up the families of each unit of time. */
export function gather(buckets: readonly Bucket[]): Bucket[] {
  const units = new Map<string, Bucket>();
  for (const { from, to, certain, possible } of buckets) {
    const unit = units.get(from);
    if (unit) {
      unit.certain += certain;
      unit.possible += possible;
    } else units.set(from, { from, to, certain, possible });
  }
  return [...units.values()];
}

/** A longer unit once there are too many to tell apart. */
export function coarser(unit: Enum<"TimeUnit">, buckets: number): Enum<"TimeUnit"> {
  const units: Enum<"TimeUnit">[] = ["DAY", "WEEK", "MONTH", "QUARTER", "YEAR"];
  return buckets > 160 ? (units[Math.min(units.indexOf(unit) + 1, units.length - 1)] ?? unit) : unit;
}

/** The stretch from one bucket to another, whichever comes first. */
export function stretch(buckets: Bucket[], a: number, b: number): { from: string; to: string } {
  const last = buckets.length - 1;
  const [low, high] = [Math.max(Math.min(a, b), 0), Math.min(Math.max(a, b), last)];
  return { from: buckets[low]?.from ?? "", to: buckets[high]?.to ?? "" };
}
