// Owns the drawing of scenes with sigma and graphology. Nothing else imports them.
import { MultiDirectedGraph } from "graphology";
import Sigma from "sigma";
import type { EdgeDisplayData, NodeDisplayData } from "sigma/types";
import type { Placed } from "../picture/labels";
import { light } from "../picture/marks";
import type { Scene, SceneLine, SceneNode } from "../picture/scene";
import type { Spot } from "../picture/svg";
import { type LineData, lineProgram } from "./lines.glsl";
import { type MarkData, MarkProgram } from "./marks.glsl";
import { nameWriter } from "./names";
import { lineAt } from "./near";
import type { Events, Renderer, Snapshot, Style } from "./renderer";

const faint = 0.12;
/** Below this density lines are plain until they are lit, or near and at rest: patterns could not be told apart. */
const plainBelow = 0.5;
/** The camera's ratio from which on a reader looks at single ties; the more of them, the nearer. */
const near = (density: number) => (0.07 * density) / plainBelow;
/** How long the camera has not moved where it is at rest, in milliseconds. */
const rest = 150;

/** The side of a square in which marks have their full size, in pixels. */
const roomy = 640;

interface NodeAttributes {
  node: SceneNode;
  x: number;
  y: number;
}
interface LineAttributes {
  line: SceneLine;
  /** How it runs, and whether it keeps its pattern where others are plain. */
  type: "bent" | "straight" | "bentPatterned" | "straightPatterned";
}

/** Draws into an element, which must have a size. */
export function createRenderer(host: HTMLElement, events: Events): Renderer {
  const graph = new MultiDirectedGraph<NodeAttributes, LineAttributes>();
  let style: Style = { theme: light, lit: new Set(), selected: null, pinned: new Set() };
  let hovered: string | null = null;
  let stage: string | null = null;
  let shown: Scene = { nodes: [], lines: [], density: 1 };

  /** By how much marks are smaller than on a screen that has room. */
  let shrunk = 1;
  /** Is set while the camera moves. */
  let moving: ReturnType<typeof setTimeout> | undefined;
  /** On what lines are drawn plain that need not stand out, null where they have their patterns. */
  const plain = () => {
    const detailed = moving === undefined && sigma.getCamera().ratio < near(shown.density);
    return shown.density >= plainBelow || detailed ? null : style.theme.paper;
  };
  const sigma: Sigma<NodeAttributes, LineAttributes> = new Sigma(graph, host, {
    allowInvalidContainer: true,
    defaultNodeType: "mark",
    defaultEdgeType: "straight",
    nodeProgramClasses: { mark: MarkProgram as never },
    edgeProgramClasses: {
      straight: lineProgram(1, plain) as never,
      bent: lineProgram(12, plain) as never,
      straightPatterned: lineProgram(1) as never,
      bentPatterned: lineProgram(12) as never,
    },
    nodeHoverProgramClasses: { mark: MarkProgram as never },
    renderLabels: false,
    zIndex: true,
    stagePadding: 56,
    minCameraRatio: 0.02,
    maxCameraRatio: 4,
    zoomToSizeRatioFunction: (ratio) => Math.max(ratio, 0.2) ** 0.35 * shrunk,
    defaultDrawNodeHover: () => {},
    nodeReducer: (_, { node }) => mark(node),
    edgeReducer: (_, { line: drawn }) => line(drawn),
  });

  sigma.getCamera().on("updated", () => {
    clearTimeout(moving);
    moving = setTimeout(() => {
      moving = undefined;
      if (shown.density < plainBelow) sigma.scheduleRender();
    }, rest);
  });

  const inLight = (id: string) => style.lit.size === 0 || style.lit.has(id) || id === hovered;

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
    const lit =
      style.lit.size === 0 ? 0.85 * shown.density : style.lit.has(drawn.id) ? 1 : faint * shown.density;
    const patterned = drawn.contested || chosen || lit === 1;
    return {
      type: `${drawn.bend ? "bent" : "straight"}${patterned ? "Patterned" : ""}`,
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

  // Layers that this page leaves empty cost a frame nearly as much as full ones.
  for (const layer of ["edgeLabels", "hovers", "hoverNodes"]) {
    const canvas = sigma.getCanvases()[layer];
    if (canvas) canvas.style.display = "none";
  }

  /** The places on screen of the last frame. */
  let spots: Map<string, Spot> | null = null;
  function seen(): Map<string, Spot> {
    if (spots) return spots;
    spots = new Map();
    for (const { node: id, attributes } of graph.nodeEntries()) {
      const radius = sigma.scaleSize(attributes.node.size);
      spots.set(id, { ...sigma.graphToViewport(attributes), radius });
    }
    return spots;
  }

  const names = nameWriter();
  let placed: Placed[] = [];
  sigma.on("afterRender", () => {
    spots = null;
    const context = sigma.getCanvases().labels?.getContext("2d");
    if (!context) return;
    const { width, height } = sigma.getDimensions();
    placed = names.write(context, width, height, { ...shown, at: seen(), style, hovered });
  });
  document.fonts?.addEventListener("loadingdone", write);
  function write(): void {
    names.forget();
    sigma.scheduleRender();
  }

  const over = (is: boolean) => host.classList.toggle("over", is);
  sigma.on("enterNode", ({ node }) => hover(node));
  sigma.on("leaveNode", () => hover(null));
  function hover(id: string | null): void {
    const nodes = [hovered, id].filter((node) => node !== null && graph.hasNode(node)) as string[];
    hovered = id;
    over(id !== null);
    sigma.refresh({ partialGraph: { nodes }, skipIndexation: true, schedule: true });
  }

  let dragged: string | null = null;
  let moved = false;
  sigma.on("downNode", ({ node, event }) => {
    dragged = node;
    moved = false;
    event.preventSigmaDefault();
  });
  sigma.on("moveBody", ({ event }) => {
    if (dragged) {
      moved = true;
      const { x, y } = sigma.viewportToGraph(event);
      const node = { ...graph.getNodeAttribute(dragged, "node"), x, y };
      graph.mergeNodeAttributes(dragged, { node, x, y });
      event.preventSigmaDefault();
      event.original.preventDefault();
    } else if (!hovered && !sigma.getMouseCaptor().isMouseDown) {
      over(lineAt(event.x, event.y, shown.lines, seen()) !== null);
    }
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
  sigma.on("clickStage", ({ event }) => {
    const id = lineAt(event.x, event.y, shown.lines, seen());
    events.pick(id ? { is: "line", id } : { is: "paper" });
  });
  sigma.on("doubleClickNode", ({ node, preventSigmaDefault }) => {
    preventSigmaDefault();
    events.open(node);
  });

  const resize = new ResizeObserver(([entry]) => {
    const { width, height } = entry?.contentRect ?? host.getBoundingClientRect();
    shrunk = Math.min(Math.max(roomy / Math.sqrt(width * height || 1), 1), 2);
    sigma.resize().refresh({ skipIndexation: true });
  });
  resize.observe(host);

  return {
    setGraph(scene: Scene, of: string) {
      shown = scene;
      graph.clear();
      for (const node of scene.nodes) graph.addNode(node.id, { node, x: node.x, y: node.y });
      for (const drawn of scene.lines) {
        const type = drawn.bend ? "bent" : "straight";
        graph.addEdgeWithKey(drawn.id, drawn.from, drawn.to, { line: drawn, type });
      }
      if (of !== stage && scene.nodes.length > 0) {
        stage = of;
        sigma.setCustomBBox(extent(scene.nodes));
        sigma.getCamera().setState({ x: 0.5, y: 0.5, ratio: 1 });
      }
      if (hovered && !graph.hasNode(hovered)) hovered = null;
      sigma.refresh();
    },
    setStyle(next: Style) {
      style = next;
      host.style.background = next.theme.paper;
      sigma.refresh();
    },
    focus(ids: string[]) {
      const chosen = ids.length ? ids.filter((id) => graph.hasNode(id)) : graph.nodes();
      const points = chosen.flatMap((id) => sigma.getNodeDisplayData(id) ?? []);
      if (points.length === 0) return;
      const { x, y } = extent(points);
      const spread = Math.max(x[1] - x[0], y[1] - y[0]);
      const ratio = ids.length ? Math.min(Math.max(spread * 1.5, 0.3), 1.2) : Math.max(spread, 0.3);
      const to = { x: (x[0] + x[1]) / 2, y: (y[0] + y[1]) / 2, ratio };
      const still = matchMedia("(prefers-reduced-motion: reduce)").matches;
      if (still) sigma.getCamera().setState(to);
      else void sigma.getCamera().animate(to, { duration: 250 });
    },
    zoom(factor: number) {
      const camera = sigma.getCamera();
      camera.setState({ ratio: camera.getBoundedRatio(camera.ratio / factor) });
    },
    snapshot(): Snapshot {
      return { ...sigma.getDimensions(), at: seen(), names: placed };
    },
    destroy() {
      clearTimeout(moving);
      resize.disconnect();
      document.fonts?.removeEventListener("loadingdone", write);
      sigma.kill();
    },
  };
}

/** The box around points. */
function extent(points: { x: number; y: number }[]): { x: [number, number]; y: [number, number] } {
  const box = { x: [Infinity, -Infinity] as [number, number], y: [Infinity, -Infinity] as [number, number] };
  for (const { x, y } of points) {
    box.x = [Math.min(box.x[0], x), Math.max(box.x[1], x)];
    box.y = [Math.min(box.y[0], y), Math.max(box.y[1], y)];
  }
  return box;
}
