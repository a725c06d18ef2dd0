// Owns the WebGL programs for lines: bent, dashed, contested ones in waves,
// directed ones with a head where they meet the mark. What is drawn is as
// narrow as the line, and wide only where its head is: without a graphics
// card every pixel counts. There, too, each instance would be a draw of its
// own, so all lines are one, and a shader finds its line in a texture by the
// number of the vertex.
import { EdgeProgram, type ProgramInfo } from "sigma/rendering";
import type { EdgeDisplayData, NodeDisplayData, RenderParams } from "sigma/types";
import { colorToArray } from "sigma/utils";
import type { Pattern } from "../picture/marks";

/** What the program reads of a line, beside sigma's own. */
export interface LineData {
  bend: number;
  pattern: Pattern;
  arrow: boolean;
  contested: boolean;
  opacity: number;
}

const texels = 4; // of a line in the texture
const linesInRow = 256;

const uniforms = ["u_lines", "u_pieces", "u_paper", "u_matrix", "u_screen", "u_sizeRatio"] as const;

const vertex = /* glsl */ `#version 300 es
precision highp sampler2D;
uniform sampler2D u_lines;
uniform int u_pieces; // how many straight ones a line bends in; 0 where it is plain
uniform mat3 u_matrix;
uniform vec2 u_screen;
uniform float u_sizeRatio;
out vec4 v_color;
out vec4 v_pattern;
out vec4 v_shape; // half width, across, along, contested
out vec2 v_end; // how far the line goes, its head included; the length of the head

void main() {
  // Plain lines have two ends. Others are a strip: pairs of corners along the line, then the head between
  // two wider pairs. The first and the last corner count twice, which parts one line's strip from the next.
  int corners = u_pieces > 0 ? 2 * u_pieces + 8 : 2;
  int line = gl_VertexID / corners;
  ivec2 texel = ivec2(line % ${linesInRow} * ${texels}, line / ${linesInRow});
  vec4 ends = texelFetch(u_lines, texel, 0);
  vec4 form = texelFetch(u_lines, texel + ivec2(1, 0), 0); // bend, width, contested, and below
  float mark = form.w; // the radius of the mark that a head points at, or 0
  v_color = texelFetch(u_lines, texel + ivec2(2, 0), 0);
  v_pattern = texelFetch(u_lines, texel + ivec2(3, 0), 0);

  int corner = gl_VertexID % corners;
  if (u_pieces == 0) {
    vec2 end = corner == 0 ? ends.xy : ends.zw;
    gl_Position = vec4((u_matrix * vec3(end, 1.0)).xy, 0.0, 1.0);
    return;
  }
  corner = clamp(corner - 1, 0, corners - 3);
  int pair = corner / 2;
  float side = float(corner % 2 * 2 - 1);
  int head = max(pair - u_pieces, 0); // 1 where it begins, 2 where it ends

  vec2 p = (u_matrix * vec3(ends.xy, 1.0)).xy * u_screen * 0.5;
  vec2 q = (u_matrix * vec3(ends.zw, 1.0)).xy * u_screen * 0.5;
  vec2 way = q - p;
  float chord = max(length(way), 0.001);
  // As in fan.ts, with y up.
  vec2 c = (p + q) * 0.5 + vec2(way.y, -way.x) / chord * form.x * clamp(chord * 0.16, 10.0, 44.0);
  float total = (chord + length(c - p) + length(q - c)) * 0.5;

  float size = mark > 0.0 ? 5.0 + form.y * 1.6 : 0.0;
  float end = total - mark / u_sizeRatio;
  float t = min(float(pair) / float(u_pieces), 1.0) * (size > 0.0 ? clamp((end - size) / total, 0.0, 1.0) : 1.0);
  if (head == 2) t = 1.0;
  vec2 at = mix(mix(p, c, t), mix(c, q, t), t);
  vec2 tangent = normalize(mix(c - p, q - c, t) + way * 0.0001);
  float thickness = form.y * 0.5;
  float reach = thickness + (form.z > 0.5 ? 3.0 : 0.0);
  if (head > 0 && size > 0.0) reach = max(reach, thickness + 4.0);
  reach += 1.0;
  vec2 place = at + vec2(-tangent.y, tangent.x) * side * reach;
  gl_Position = vec4(place * 2.0 / u_screen, 0.0, 1.0);

  v_end = vec2(end, size);
  v_shape = vec4(thickness, side * reach, t * total, form.z);
}
`;

const fragment = /* glsl */ `#version 300 es
precision highp float;
precision highp int;
uniform int u_pieces;
uniform vec3 u_paper;
in vec4 v_color;
in vec4 v_pattern;
in vec4 v_shape;
in vec2 v_end;
out vec4 colour;

void main() {
  if (u_pieces == 0) {
    colour = vec4(mix(u_paper, v_color.rgb, v_color.a), 1.0); // many on each other must not hide the marks
    return;
  }
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
  colour = vec4(v_color.rgb, 1.0) * v_color.a * cover;
}
`;

const { FLOAT, LINES, TRIANGLE_STRIP } = WebGL2RenderingContext;

/**
 * A program whose lines bend in so many straight pieces, or are plain, thin and straight, while they are told
 * to be so on a paper of some colour. Which it is costs nothing to change.
 */
export function lineProgram(pieces: number, plainOn: () => string | null = () => null) {
  return class extends EdgeProgram<(typeof uniforms)[number]> {
    private texture: WebGLTexture | null = null;
    private lines = 0;
    private stale = true;

    override getDefinition() {
      return {
        VERTICES: 1,
        VERTEX_SHADER_SOURCE: vertex,
        FRAGMENT_SHADER_SOURCE: fragment,
        METHOD: TRIANGLE_STRIP,
        UNIFORMS: uniforms,
        // No shader has it: it says how much room a line takes in the texture.
        ATTRIBUTES: [{ name: "line", size: texels * 4, type: FLOAT }],
      };
    }

    override reallocate(capacity: number): void {
      this.lines = capacity;
      super.reallocate(Math.ceil(capacity / linesInRow) * linesInRow);
    }

    override processVisibleItem(
      _index: number,
      start: number,
      from: NodeDisplayData,
      to: NodeDisplayData,
      data: EdgeDisplayData & LineData,
    ): void {
      const ends = [from.x, from.y, to.x, to.y];
      const form = [data.bend, data.size, data.contested ? 1 : 0, data.arrow ? to.size + 1 : 0];
      const colour = [...shares(data.color), data.opacity];
      this.array.set([...ends, ...form, ...colour, ...data.pattern], start);
      this.stale = true;
    }

    override setUniforms(params: RenderParams, { gl, uniformLocations }: ProgramInfo): void {
      gl.uniform1i(uniformLocations.u_lines ?? null, 0);
      const paper = plainOn();
      gl.uniform1i(uniformLocations.u_pieces ?? null, paper ? 0 : pieces);
      gl.uniform3fv(uniformLocations.u_paper ?? null, shares(paper ?? "#000"));
      gl.uniformMatrix3fv(uniformLocations.u_matrix ?? null, false, params.matrix);
      gl.uniform2f(uniformLocations.u_screen ?? null, params.width, params.height);
      gl.uniform1f(uniformLocations.u_sizeRatio ?? null, params.sizeRatio);
    }

    override bindProgram({ gl }: ProgramInfo): void {
      if (!(gl instanceof WebGL2RenderingContext)) return;
      this.texture ??= gl.createTexture();
      gl.activeTexture(gl.TEXTURE0);
      gl.bindTexture(gl.TEXTURE_2D, this.texture);
      if (!this.stale) return;
      const [width, height] = [linesInRow * texels, this.capacity / linesInRow];
      gl.texImage2D(gl.TEXTURE_2D, 0, gl.RGBA32F, width, height, 0, gl.RGBA, gl.FLOAT, this.array);
      gl.texParameteri(gl.TEXTURE_2D, gl.TEXTURE_MIN_FILTER, gl.NEAREST);
      gl.texParameteri(gl.TEXTURE_2D, gl.TEXTURE_MAG_FILTER, gl.NEAREST);
      this.stale = false;
    }

    override drawWebGL(method: number, { gl, frameBuffer }: ProgramInfo): void {
      gl.bindFramebuffer(gl.FRAMEBUFFER, frameBuffer);
      if (plainOn()) {
        gl.disable(gl.BLEND); // sigma turns it on again for each program
        gl.drawArrays(LINES, 0, this.lines * 2);
      } else gl.drawArrays(method, 0, this.lines * (2 * pieces + 8));
    }

    override kill(): void {
      this.normalProgram.gl.deleteTexture(this.texture);
      super.kill();
    }
  };
}

/** Red, green and blue, from 0 to 1. */
const shares = (colour: string) =>
  colorToArray(colour)
    .slice(0, 3)
    .map((share) => share / 255);
