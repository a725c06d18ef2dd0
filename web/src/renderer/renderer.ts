// Owns the contract with whatever draws the network: nothing outside this
// folder knows which library that is.
import type { Placed } from "../picture/labels";
import type { Theme } from "../picture/marks";
import type { Scene } from "../picture/scene";

/** What a pointer meets: a mark, a line, or the paper. */
export type Pick = { is: "node" | "line"; id: string } | { is: "paper" };

/** What happens on the canvas. */
export interface Events {
  pick(what: Pick): void;
  /** A mark was opened with a double click. */
  open(id: string): void;
  /** A mark was dragged to a place, in the coordinates of the scene. */
  move(id: string, to: { x: number; y: number }): void;
}

export interface Style {
  theme: Theme;
  /** Marks and lines in the light while all else is faint; empty for no such difference. */
  lit: ReadonlySet<string>;
  /** The mark or line with a ring around it. */
  selected: string | null;
  pinned: ReadonlySet<string>;
}

/** What is seen at this moment: the place of every mark on screen, in pixels, and the names that found room. */
export interface Snapshot {
  width: number;
  height: number;
  at: Map<string, { x: number; y: number; radius: number }>;
  names: Placed[];
}

export interface Renderer {
  /** Shows a scene. It comes whole into view if its stage is another than before, else nobody moves. */
  setGraph(scene: Scene, stage: string): void;
  setStyle(style: Style): void;
  /** Brings marks into view; all of them if none are named. */
  focus(ids: string[]): void;
  zoom(factor: number): void;
  snapshot(): Snapshot;
  destroy(): void;
}

/** Whether this browser can draw the network at all. */
export function canDraw(): boolean {
  try {
    const probe = document.createElement("canvas").getContext("webgl2");
    probe?.getExtension("WEBGL_lose_context")?.loseContext();
    return probe !== null;
  } catch {
    return false;
  }
}
