// Owns the WebGL program for lines: bent, dashed, contested ones in waves,
// directed ones with a head where they meet the mark.
import { EdgeProgram, type ProgramInfo } from "sigma/rendering";
import type { EdgeDisplayData, NodeDisplayData, RenderParams } from "sigma/types";
import { floatColor } from "sigma/utils";
import type { Pattern } from "../picture/marks";

/** What the program reads of a line, beside sigma's own. */
export interface LineData {
  bend: number;
  pattern: Pattern;
  arrow: boolean;
  contested: boolean;
  opacity: number;
}

const segments = 14;

const vertex = /* glsl */ `
attribute vec2 a_from;
attribute vec2 a_to;
attribute float a_bend;
attribute float a_width;
attribute vec4 a_color;
attribute vec4 a_pattern;
attribute vec3 a_look; // contested, opacity, the radius of the mark that a head points at or 0
attribute vec4 a_id;
attribute vec2 a_along; // t, side
uniform mat3 u_matrix;
uniform vec2 u_screen;
uniform float u_sizeRatio;
varying vec4 v_color;
varying vec4 v_pattern;
varying vec4 v_shape; // half width, across, along, contested
varying vec2 v_end; // how far the line goes, its head included; the length of the head
varying float v_opacity;

void main() {
  vec2 p = (u_matrix * vec3(a_from, 1.0)).xy * u_screen * 0.5;
  vec2 q = (u_matrix * vec3(a_to, 1.0)).xy * u_screen * 0.5;
  vec2 way = q - p;
  float chord = max(length(way), 0.001);
  // As in fan.ts, with y up.
  vec2 c = (p + q) * 0.5 + vec2(way.y, -way.x) / chord * a_bend * clamp(chord * 0.16, 10.0, 44.0);
  float total = (chord + length(c - p) + length(q - c)) * 0.5;

  float t = a_along.x;
  vec2 at = mix(mix(p, c, t), mix(c, q, t), t);
  vec2 tangent = normalize(mix(c - p, q - c, t) + way * 0.0001);
  float thickness = a_width * 0.5;
  #ifdef PICKING_MODE
  float reach = max(thickness, 3.0) + 2.0;
  #else
  float reach = max(thickness + (a_look.x > 0.5 ? 3.0 : 0.0), a_look.z > 0.0 ? thickness + 4.0 : 0.0) + 1.5;
  #endif
  vec2 place = at + vec2(-tangent.y, tangent.x) * a_along.y * reach;
  gl_Position = vec4(place * 2.0 / u_screen, 0.0, 1.0);

  float head = a_look.z > 0.0 ? 5.0 + a_width * 1.6 : 0.0;
  v_end = vec2(total - a_look.z / u_sizeRatio, head);
  v_shape = vec4(thickness, a_along.y * reach, t * total, a_look.x);
  v_pattern = a_pattern;
  v_opacity = a_look.y;
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
varying vec4 v_pattern;
varying vec4 v_shape;
varying vec2 v_end;
varying float v_opacity;
const float bias = 255.0 / 254.0;

void main() {
  #ifdef PICKING_MODE
  gl_FragColor = v_color;
  gl_FragColor.a *= bias;
  #else
  float half_ = v_shape.x;
  float across = v_shape.y;
  float along = v_shape.z;
  float left = v_end.x - along;
  if (v_end.y > 0.0 && left < 0.0) discard;
  float cover;
  if (v_end.y > 0.0 && left < v_end.y) {
    float wide = (half_ + 3.5) * left / v_end.y;
    cover = smoothstep(0.7, -0.7, abs(across) - wide);
  } else {
    if (v_shape.w > 0.5) across -= sin(along * 0.6) * 2.4;
    cover = smoothstep(0.6, -0.6, abs(across) - half_);
    float period = v_pattern.x + v_pattern.y + v_pattern.z + v_pattern.w;
    if (period > 0.0) {
      float at = mod(along, period);
      float second = at - v_pattern.x - v_pattern.y;
      float d = second < 0.0 ? at - v_pattern.x : second - v_pattern.z;
      float begun = second < 0.0 ? at : second;
      cover *= smoothstep(0.5, -0.5, d) * smoothstep(-0.5, 0.5, begun + 0.5);
    }
  }
  gl_FragColor = vec4(v_color.rgb, 1.0) * cover * v_opacity;
  #endif
}
`;

const { FLOAT, UNSIGNED_BYTE, TRIANGLE_STRIP } = WebGL2RenderingContext;

export class LineProgram extends EdgeProgram<"u_matrix" | "u_screen" | "u_sizeRatio"> {
  override getDefinition() {
    return {
      VERTICES: (segments + 1) * 2,
      VERTEX_SHADER_SOURCE: vertex,
      FRAGMENT_SHADER_SOURCE: fragment,
      METHOD: TRIANGLE_STRIP,
      UNIFORMS: ["u_matrix", "u_screen", "u_sizeRatio"] as const,
      ATTRIBUTES: [
        { name: "a_from", size: 2, type: FLOAT },
        { name: "a_to", size: 2, type: FLOAT },
        { name: "a_bend", size: 1, type: FLOAT },
        { name: "a_width", size: 1, type: FLOAT },
        { name: "a_color", size: 4, type: UNSIGNED_BYTE, normalized: true },
        { name: "a_pattern", size: 4, type: FLOAT },
        { name: "a_look", size: 3, type: FLOAT },
        { name: "a_id", size: 4, type: UNSIGNED_BYTE, normalized: true },
      ],
      CONSTANT_ATTRIBUTES: [{ name: "a_along", size: 2, type: FLOAT }],
      CONSTANT_DATA: Array.from({ length: (segments + 1) * 2 }, (_, i) => [
        Math.floor(i / 2) / segments,
        i % 2 ? 1 : -1,
      ]),
    };
  }

  override processVisibleItem(
    index: number,
    start: number,
    from: NodeDisplayData,
    to: NodeDisplayData,
    data: EdgeDisplayData & LineData,
  ): void {
    this.array.set(
      [
        from.x,
        from.y,
        to.x,
        to.y,
        data.bend,
        data.size,
        floatColor(data.color),
        ...data.pattern,
        data.contested ? 1 : 0,
        data.opacity,
        data.arrow ? to.size + 1 : 0,
        index,
      ],
      start,
    );
  }

  override setUniforms(params: RenderParams, { gl, uniformLocations }: ProgramInfo): void {
    gl.uniformMatrix3fv(uniformLocations.u_matrix ?? null, false, params.matrix);
    gl.uniform2f(uniformLocations.u_screen ?? null, params.width, params.height);
    gl.uniform1f(uniformLocations.u_sizeRatio ?? null, params.sizeRatio);
  }
}
