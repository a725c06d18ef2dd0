// Owns the drawing of scenes with sigma and graphology. Nothing else imports them.
import { MultiDirectedGraph } from "graphology";
import Sigma from "sigma";
import type { EdgeDisplayData, NodeDisplayData } from "sigma/types";
import { type Name, place, runsRightToLeft } from "../picture/labels";
import { light } from "../picture/marks";
import type { Scene, SceneLine, SceneNode } from "../picture/scene";
import { type LineData, LineProgram } from "./lines.glsl";
import { type MarkData, MarkProgram } from "./marks.glsl";
import type { Events, Renderer, Snapshot, Style } from "./renderer";

const font = (weight: number) => `${weight} 13px "Noto Sans Arabic", system-ui, sans-serif`;
const labelHeight = 16;
const faint = 0.12;

/** Draws into an element, which must have a size. */
export function createRenderer(host: HTMLElement, events: Events): Renderer {
  const graph = new MultiDirectedGraph<{ node: SceneNode; x: number; y: number }, { line: SceneLine }>();
  let style: Style = { theme: light, lit: new Set(), selected: null, pinned: new Set() };
  let hovered: string | null = null;
  let first = true;

  const sigma = new Sigma<{ node: SceneNode; x: number; y: number }, { line: SceneLine }>(graph, host, {
    allowInvalidContainer: true,
    defaultNodeType: "mark",
    defaultEdgeType: "line",
    nodeProgramClasses: { mark: MarkProgram as never },
    edgeProgramClasses: { line: LineProgram as never },
    nodeHoverProgramClasses: { mark: MarkProgram as never },
    renderLabels: false,
    enableEdgeEvents: true,
    zIndex: true,
    stagePadding: 56,
    minCameraRatio: 0.05,
    maxCameraRatio: 4,
    zoomToSizeRatioFunction: (ratio) => Math.max(ratio, 0.2) ** 0.35,
    defaultDrawNodeHover: () => {},
    nodeReducer: (_, { node }) => mark(node),
    edgeReducer: (_, { line: drawn }) => line(drawn),
  });

  function mark(node: SceneNode): Partial<NodeDisplayData> & MarkData {
    const chosen = style.selected === node.id;
    const pinned = style.pinned.has(node.id);
    return {
      x: node.x,
      y: node.y,
      size: node.size,
      color: node.fill,
      ring: chosen || pinned ? style.theme.outline : node.ring,
      ringWidth: chosen ? 3 : pinned || node.is !== "actor" ? 2 : 1,
      shape: node.shape,
      opacity: inLight(node.id) ? 1 : faint,
      zIndex: chosen || node.id === hovered ? 2 : node.is === "mediation" ? 1 : 0,
    };
  }

  function line(drawn: SceneLine): Partial<EdgeDisplayData> & LineData {
    const chosen = style.selected === drawn.id;
    const lit = style.lit.size === 0 ? 0.8 : style.lit.has(drawn.id) ? 1 : faint;
    return {
      size: drawn.width + (chosen ? 2.5 : 0),
      color: drawn.colour,
      bend: drawn.bend,
      pattern: drawn.pattern,
      arrow: drawn.arrow,
      contested: drawn.contested,
      opacity: chosen ? 1 : lit,
      zIndex: chosen ? 2 : 0,
    };
  }

  const inLight = (id: string) => style.lit.size === 0 || style.lit.has(id) || id === hovered;

  const widths = new Map<string, number>();
  function drawNames(): void {
    const context = sigma.getCanvases().labels?.getContext("2d");
    if (!context) return;
    const { width, height } = sigma.getDimensions();
    const names: Name[] = [];
    graph.forEachNode((id, { node }) => {
      const { x, y } = sigma.graphToViewport(graph.getNodeAttributes(id));
      if (x < -50 || y < -50 || x > width + 50 || y > height + 50) return;
      const always = id === hovered || id === style.selected || (style.lit.has(id) && style.lit.size < 40);
      const text = node.is === "actor" || always ? node.label : "";
      const radius = sigma.scaleSize(node.size);
      const known = widths.get(text) ?? measure(context, text);
      const weight = inLight(id) ? node.weight : -3;
      names.push({ id, text, x, y, radius, width: known, height: labelHeight, weight, always });
    });
    const placed = place(names, width, height);
    context.textBaseline = "middle";
    context.lineJoin = "round";
    context.lineWidth = 4;
    context.strokeStyle = style.theme.paper;
    for (const name of placed) {
      if (!name.text) continue;
      context.font = font(name.always ? 650 : 450);
      const rtl = runsRightToLeft(name.text);
      context.direction = rtl ? "rtl" : "ltr";
      context.textAlign = "left";
      context.globalAlpha = inLight(name.id) ? 1 : 0.25;
      context.strokeText(name.text, name.left, name.middle);
      context.fillStyle =
        graph.getNodeAttribute(name.id, "node").is === "actor" ? style.theme.ink : style.theme.muted;
      context.fillText(name.text, name.left, name.middle);
    }
    context.globalAlpha = 1;
    drawCounts(context);
  }

  /** The number of ties on a bundle, at the middle of its line. */
  function drawCounts(context: CanvasRenderingContext2D): void {
    context.direction = "ltr";
    context.textAlign = "center";
    context.font = font(600);
    context.fillStyle = style.theme.muted;
    graph.forEachEdge((_, { line: drawn }) => {
      if (!drawn.label || !(style.lit.size === 0 || style.lit.has(drawn.id))) return;
      const p = sigma.graphToViewport(graph.getNodeAttributes(drawn.from));
      const q = sigma.graphToViewport(graph.getNodeAttributes(drawn.to));
      context.strokeText(drawn.label, (p.x + q.x) / 2, (p.y + q.y) / 2);
      context.fillText(drawn.label, (p.x + q.x) / 2, (p.y + q.y) / 2);
    });
  }

  function measure(context: CanvasRenderingContext2D, text: string): number {
    context.font = font(550);
    const { width } = context.measureText(text);
    widths.set(text, width);
    return width;
  }

  sigma.on("afterRender", drawNames);
  document.fonts?.addEventListener("loadingdone", forgetWidths);
  function forgetWidths(): void {
    widths.clear();
    sigma.refresh({ skipIndexation: true });
  }

  sigma.on("enterNode", ({ node }) => hover(node));
  sigma.on("leaveNode", () => hover(null));
  sigma.on("enterEdge", () => host.classList.add("over"));
  sigma.on("leaveEdge", () => host.classList.remove("over"));
  function hover(id: string | null): void {
    hovered = id;
    host.classList.toggle("over", id !== null);
    sigma.refresh({ skipIndexation: true });
  }

  let dragged: string | null = null;
  let moved = false;
  sigma.on("downNode", ({ node, event }) => {
    dragged = node;
    moved = false;
    event.preventSigmaDefault();
  });
  sigma.on("moveBody", ({ event }) => {
    if (!dragged) return;
    moved = true;
    const { x, y } = sigma.viewportToGraph(event);
    const node = { ...graph.getNodeAttribute(dragged, "node"), x, y };
    graph.mergeNodeAttributes(dragged, { node, x, y });
    event.preventSigmaDefault();
    event.original.preventDefault();
  });
  const drop = () => {
    const id = dragged;
    dragged = null;
    if (!id || !moved) return;
    const { x, y } = graph.getNodeAttributes(id);
    events.move(id, { x, y });
  };
  sigma.on("upNode", drop);
  sigma.on("upStage", drop);

  sigma.on("clickNode", ({ node }) => !moved && events.pick({ is: "node", id: node }));
  sigma.on("clickEdge", ({ edge }) => events.pick({ is: "line", id: edge }));
  sigma.on("clickStage", () => events.pick({ is: "paper" }));
  sigma.on("doubleClickNode", ({ node, preventSigmaDefault }) => {
    preventSigmaDefault();
    events.open(node);
  });

  const resize = new ResizeObserver(() => sigma.resize().refresh({ skipIndexation: true }));
  resize.observe(host);

  return {
    setGraph(scene: Scene) {
      graph.clear();
      for (const node of scene.nodes) graph.addNode(node.id, { node, x: node.x, y: node.y });
      for (const drawn of scene.lines) graph.addEdgeWithKey(drawn.id, drawn.from, drawn.to, { line: drawn });
      if (first && scene.nodes.length > 0) {
        sigma.setCustomBBox(null);
        sigma.refresh();
        sigma.setCustomBBox(sigma.getBBox());
        first = false;
      }
      sigma.refresh();
    },
    setStyle(next: Style) {
      style = next;
      host.style.background = next.theme.paper;
      sigma.refresh({ skipIndexation: true });
    },
    focus(ids: string[]) {
      const chosen = ids.length ? ids.filter((id) => graph.hasNode(id)) : graph.nodes();
      const points = chosen.flatMap((id) => sigma.getNodeDisplayData(id) ?? []);
      if (points.length === 0) return;
      const [xs, ys] = [points.map((p) => p.x), points.map((p) => p.y)];
      const [left, right, low, high] = [Math.min(...xs), Math.max(...xs), Math.min(...ys), Math.max(...ys)];
      const spread = Math.max(right - left, high - low);
      const ratio = ids.length ? Math.min(Math.max(spread * 1.5, 0.3), 1.2) : Math.max(spread, 0.3);
      const to = { x: (left + right) / 2, y: (low + high) / 2, ratio };
      const still = matchMedia("(prefers-reduced-motion: reduce)").matches;
      if (still) sigma.getCamera().setState(to);
      else void sigma.getCamera().animate(to, { duration: 250 });
    },
    zoom(factor: number) {
      const camera = sigma.getCamera();
      camera.setState({ ratio: camera.getBoundedRatio(camera.ratio / factor) });
    },
    snapshot(): Snapshot {
      const { width, height } = sigma.getDimensions();
      const at: Snapshot["at"] = new Map();
      graph.forEachNode((id, { node }) => {
        at.set(id, {
          ...sigma.graphToViewport(graph.getNodeAttributes(id)),
          radius: sigma.scaleSize(node.size),
        });
      });
      return { width, height, at };
    },
    destroy() {
      resize.disconnect();
      document.fonts?.removeEventListener("loadingdone", forgetWidths);
      sigma.kill();
    },
  };
}
