// Owns the WebGL program for marks: any star polygon or a disc, filled, with a
// ring. None is an instance: see lines.glsl.ts.
import { NodeProgram, type ProgramInfo } from "sigma/rendering";
import type { NodeDisplayData, RenderParams } from "sigma/types";
import { floatColor } from "sigma/utils";
import type { Shape } from "../picture/marks";

/** What the program reads of a mark, beside sigma's own. */
export interface MarkData {
  shape: Shape;
  ring: string;
  /** The width of the ring in pixels. */
  ringWidth: number;
  opacity: number;
}

const vertex = /* glsl */ `
attribute vec2 a_position;
attribute float a_size;
attribute vec4 a_color;
attribute vec4 a_ring;
attribute vec3 a_shape;
attribute vec2 a_look;
attribute vec4 a_id;
attribute vec2 a_corner;
uniform mat3 u_matrix;
uniform vec2 u_screen;
uniform float u_sizeRatio;
varying vec4 v_color;
varying vec4 v_ring;
varying vec3 v_shape;
varying vec2 v_look;
varying vec2 v_at;
varying float v_radius;

void main() {
  v_radius = a_size / u_sizeRatio;
  float reach = v_radius + a_look.x + 1.5;
  v_at = a_corner * reach;
  vec2 clip = (u_matrix * vec3(a_position, 1.0)).xy;
  gl_Position = vec4(clip + v_at * 2.0 / u_screen, 0.0, 1.0);
  v_shape = a_shape;
  v_look = a_look;
  v_ring = a_ring;
  #ifdef PICKING_MODE
  v_color = a_id;
  #else
  v_color = a_color;
  #endif
}
`;

const fragment = /* glsl */ `
precision highp float;
varying vec4 v_color;
varying vec4 v_ring;
varying vec3 v_shape;
varying vec2 v_look;
varying vec2 v_at;
varying float v_radius;
const float bias = 255.0 / 254.0;
const float turn = 6.28318530718;

// The distance to the outline: below zero inside.
float outline(vec2 p, float points, float inner, float first, float r) {
  if (points < 0.5) return length(p) - r;
  float step = turn / points;
  float angle = mod(atan(p.x, p.y) - first * turn, step);
  angle = min(angle, step - angle);
  vec2 q = length(p) * vec2(cos(angle), sin(angle));
  vec2 tip = vec2(r, 0.0);
  vec2 notch = r * inner * vec2(cos(step / 2.0), sin(step / 2.0));
  vec2 side = normalize(notch - tip);
  return dot(q - tip, vec2(side.y, -side.x));
}

void main() {
  float d = outline(v_at, v_shape.x, v_shape.y, v_shape.z, v_radius);
  #ifdef PICKING_MODE
  if (length(v_at) > v_radius + 2.0) discard;
  gl_FragColor = v_color;
  gl_FragColor.a *= bias;
  #else
  float filled = smoothstep(0.6, -0.6, d);
  float ringed = smoothstep(v_look.x + 0.6, v_look.x - 0.6, d);
  vec3 colour = mix(v_ring.rgb, v_color.rgb, filled);
  gl_FragColor = vec4(colour, 1.0) * ringed * v_look.y;
  #endif
}
`;

const { FLOAT, UNSIGNED_BYTE, TRIANGLES } = WebGL2RenderingContext;

/** Two triangles. */
const corners = [
  [-1, -1],
  [1, -1],
  [-1, 1],
  [-1, 1],
  [1, -1],
  [1, 1],
] as const;

export class MarkProgram extends NodeProgram<"u_matrix" | "u_screen" | "u_sizeRatio"> {
  override getDefinition() {
    return {
      VERTICES: corners.length,
      VERTEX_SHADER_SOURCE: vertex,
      FRAGMENT_SHADER_SOURCE: fragment,
      METHOD: TRIANGLES,
      UNIFORMS: ["u_matrix", "u_screen", "u_sizeRatio"] as const,
      ATTRIBUTES: [
        { name: "a_position", size: 2, type: FLOAT },
        { name: "a_size", size: 1, type: FLOAT },
        { name: "a_color", size: 4, type: UNSIGNED_BYTE, normalized: true },
        { name: "a_ring", size: 4, type: UNSIGNED_BYTE, normalized: true },
        { name: "a_shape", size: 3, type: FLOAT },
        { name: "a_look", size: 2, type: FLOAT },
        { name: "a_id", size: 4, type: UNSIGNED_BYTE, normalized: true },
        { name: "a_corner", size: 2, type: FLOAT },
      ],
    };
  }

  override processVisibleItem(index: number, start: number, data: NodeDisplayData & MarkData): void {
    const colours = [floatColor(data.color), floatColor(data.ring)];
    const { points, inner, turn } = data.shape;
    const look = [points, inner, turn, data.ringWidth, data.opacity];
    const mark = [data.x, data.y, data.size, ...colours, ...look, index];
    corners.forEach((corner, i) => {
      this.array.set([...mark, ...corner], start + i * this.ATTRIBUTES_ITEMS_COUNT);
    });
  }

  override setUniforms(params: RenderParams, { gl, uniformLocations }: ProgramInfo): void {
    gl.uniformMatrix3fv(uniformLocations.u_matrix ?? null, false, params.matrix);
    gl.uniform2f(uniformLocations.u_screen ?? null, params.width, params.height);
    gl.uniform1f(uniformLocations.u_sizeRatio ?? null, params.sizeRatio);
  }
}
