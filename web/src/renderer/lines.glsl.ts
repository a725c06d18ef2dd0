// Owns the WebGL programs for lines: bent, dashed, contested ones in waves,
// directed ones with a head where they meet the mark. What is drawn is as
// narrow as the line, and wide only where its head is: without a graphics
// card every pixel counts.
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

const vertex = /* glsl */ `
attribute vec2 a_from;
attribute vec2 a_to;
attribute float a_bend;
attribute float a_width;
attribute vec4 a_color;
attribute vec4 a_pattern;
attribute vec3 a_look; // contested, opacity, the radius of the mark that a head points at or 0
attribute vec3 a_along; // how far to where the head begins, whether within the head, side
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

  float size = a_look.z > 0.0 ? 5.0 + a_width * 1.6 : 0.0;
  float end = total - a_look.z / u_sizeRatio;
  float t = a_along.x * (size > 0.0 ? clamp((end - size) / total, 0.0, 1.0) : 1.0);
  if (a_along.y > 1.5) t = 1.0;
  vec2 at = mix(mix(p, c, t), mix(c, q, t), t);
  vec2 tangent = normalize(mix(c - p, q - c, t) + way * 0.0001);
  float thickness = a_width * 0.5;
  float reach = thickness + (a_look.x > 0.5 ? 3.0 : 0.0);
  if (a_along.y > 0.5 && size > 0.0) reach = max(reach, thickness + 4.0);
  reach += 1.0;
  vec2 place = at + vec2(-tangent.y, tangent.x) * a_along.z * reach;
  gl_Position = vec4(place * 2.0 / u_screen, 0.0, 1.0);

  v_end = vec2(end, size);
  v_shape = vec4(thickness, a_along.z * reach, t * total, a_look.x);
  v_pattern = a_pattern;
  v_opacity = a_look.y;
  v_color = a_color;
}
`;

const fragment = /* glsl */ `
precision highp float;
varying vec4 v_color;
varying vec4 v_pattern;
varying vec4 v_shape;
varying vec2 v_end;
varying float v_opacity;

void main() {
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
}
`;

const { FLOAT, UNSIGNED_BYTE, TRIANGLE_STRIP } = WebGL2RenderingContext;

/** The vertices of a strip: pairs along the line, then the head between two wider pairs. */
function strip(segments: number): number[][] {
  const shaft = Array.from({ length: segments + 1 }, (_, i) => [i / segments, 0]);
  const places = [...shaft, [1, 1], [1, 2]];
  return places.flatMap((place) => [
    [...place, -1],
    [...place, 1],
  ]);
}

/** A program whose lines bend in so many straight pieces. */
export function lineProgram(segments: number) {
  const vertices = strip(segments);
  return class extends EdgeProgram<"u_matrix" | "u_screen" | "u_sizeRatio"> {
    override getDefinition() {
      return {
        VERTICES: vertices.length,
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
        ],
        CONSTANT_ATTRIBUTES: [{ name: "a_along", size: 3, type: FLOAT }],
        CONSTANT_DATA: vertices,
      };
    }

    override processVisibleItem(
      _index: number,
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
        ],
        start,
      );
    }

    override setUniforms(params: RenderParams, { gl, uniformLocations }: ProgramInfo): void {
      gl.uniformMatrix3fv(uniformLocations.u_matrix ?? null, false, params.matrix);
      gl.uniform2f(uniformLocations.u_screen ?? null, params.width, params.height);
      gl.uniform1f(uniformLocations.u_sizeRatio ?? null, params.sizeRatio);
    }
  };
}
