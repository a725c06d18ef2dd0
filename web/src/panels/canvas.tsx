// Owns the element that the network is drawn in, and what a pointer does there.
import { useEffect, useRef } from "preact/hooks";
import type { Scene } from "../picture/scene";
import type { Renderer } from "../renderer/renderer";
import { drawn, lit, stage } from "../state/drawn";
import { go, view } from "../state/navigate";
import { theme } from "../state/theme";
import { expanding } from "./expand";

/** The renderer while it stands; the figure and the keyboard use it too. */
export const current: { renderer: Renderer | null } = { renderer: null };

export function Canvas() {
  const host = useRef<HTMLDivElement>(null);
  useEffect(() => {
    let gone = false;
    void import("../renderer/sigma").then(({ createRenderer }) => {
      if (gone || !host.current) return;
      current.renderer = createRenderer(host.current, { pick, open, move });
      show();
    });
    return () => {
      gone = true;
      current.renderer?.destroy();
      current.renderer = null;
    };
  }, []);
  const scene = drawn.value;
  useEffect(() => {
    if (scene) paint(scene);
  }, [scene]);
  const { selected, pinned } = view.value;
  const inLight = lit.value;
  const colours = theme.value;
  useEffect(style, [inLight, colours, selected, pinned]);
  return <div class="canvas" ref={host} aria-hidden="true" />;
}

let painted = false;

/** Shows a scene; the first one leaves a mark in the browser's own measurements. */
function paint(scene: Scene): void {
  if (!current.renderer) return;
  current.renderer.setGraph(scene, stage.value);
  if (painted || scene.nodes.length === 0) return;
  painted = true;
  requestAnimationFrame(() => performance.mark("first picture"));
}

function show(): void {
  style();
  if (drawn.value) paint(drawn.value);
}

function style(): void {
  const { selected, pinned } = view.value;
  current.renderer?.setStyle({
    theme: theme.value,
    lit: lit.value,
    selected: selected?.id ?? null,
    pinned: new Set(pinned.map(({ id }) => id)),
  });
}

function pick(what: { is: "node" | "line"; id: string } | { is: "paper" }): void {
  if (what.is === "paper") {
    go({ selected: null });
    return;
  }
  const shown = drawn.value;
  if (what.is === "node") {
    const node = shown?.nodes.find(({ id }) => id === what.id);
    if (node?.is === "actor") go({ selected: { is: "actor", id: node.id } });
    else if (node?.is === "mediation") go({ selected: { is: "mediation", id: node.id } });
    return;
  }
  const line = shown?.lines.find(({ id }) => id === what.id);
  if (line?.is === "mediation") go({ selected: { is: "mediation", id: what.id.split("\n")[0] ?? "" } });
  else if (line) go({ selected: { is: "tie", id: line.id } });
}

function open(id: string): void {
  if (drawn.value?.nodes.find((node) => node.id === id)?.is === "actor") expanding.value = id;
}

function move(id: string, { x, y }: { x: number; y: number }): void {
  go({ pinned: [...view.value.pinned.filter((pin) => pin.id !== id), { id, x, y }] });
}
