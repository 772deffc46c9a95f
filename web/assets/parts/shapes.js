// Parties drawn by WebGL: one program for four shapes, so that status is told by shape and not by colour alone.

const number = { listed: 1, blocked: 2, possible: 3 }

export function shapeProgram(Sigma) {
  const { NodeProgram } = Sigma.rendering, { floatColor } = Sigma.utils, { FLOAT, UNSIGNED_BYTE, POINTS } = WebGLRenderingContext
  return class extends NodeProgram {
    getDefinition() {
      return {
        VERTICES: 1, METHOD: POINTS, UNIFORMS: ['u_sizeRatio', 'u_pixelRatio', 'u_matrix'],
        VERTEX_SHADER_SOURCE: `
attribute vec4 a_id; attribute vec4 a_color; attribute vec2 a_position; attribute float a_size; attribute float a_shape;
uniform mat3 u_matrix; uniform float u_sizeRatio; uniform float u_pixelRatio;
varying vec4 v_color; varying float v_edge; varying float v_shape;
void main() {
  gl_Position = vec4((u_matrix * vec3(a_position, 1)).xy, 0, 1);
  gl_PointSize = a_size / u_sizeRatio * u_pixelRatio * 2.8;
  v_edge = 2.8 / gl_PointSize; v_shape = a_shape;
  #ifdef PICKING_MODE
  v_color = a_id;
  #else
  v_color = a_color;
  #endif
  v_color.a *= 255.0 / 254.0;
}`,
        FRAGMENT_SHADER_SOURCE: `
precision mediump float;
varying vec4 v_color; varying float v_edge; varying float v_shape;
void main() {
  vec2 p = (gl_PointCoord - 0.5) * 2.8, a = abs(p);
  float d = v_shape < 0.5 ? length(p) - 1.0
    : v_shape < 1.5 ? (a.x + a.y) * 0.7071 - 0.95
    : v_shape < 2.5 ? max(a.x, a.y) - 0.9
    : max(p.y - 0.75, 0.866 * a.x - 0.5 * p.y - 0.75);
  d += v_edge;
  #ifdef PICKING_MODE
  gl_FragColor = d > v_edge ? vec4(0.0) : v_color;
  #else
  gl_FragColor = mix(v_color, vec4(0.0), clamp(d / v_edge, 0.0, 1.0));
  #endif
}`,
        ATTRIBUTES: [{ name: 'a_position', size: 2, type: FLOAT }, { name: 'a_size', size: 1, type: FLOAT }, { name: 'a_color', size: 4, type: UNSIGNED_BYTE, normalized: true }, { name: 'a_id', size: 4, type: UNSIGNED_BYTE, normalized: true }, { name: 'a_shape', size: 1, type: FLOAT }]
      }
    }

    processVisibleItem(id, at, data) {
      const a = this.array
      a[at++] = data.x; a[at++] = data.y; a[at++] = data.size; a[at++] = floatColor(data.color); a[at++] = id; a[at++] = number[data.status] ?? 0
    }

    setUniforms({ sizeRatio, pixelRatio, matrix }, { gl, uniformLocations: u }) {
      gl.uniform1f(u.u_sizeRatio, sizeRatio)
      gl.uniform1f(u.u_pixelRatio, pixelRatio)
      gl.uniformMatrix3fv(u.u_matrix, false, matrix)
    }
  }
}
