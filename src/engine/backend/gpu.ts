/** Renderers that draw with the processor: WASM beats them. */
const SOFTWARE = /swiftshader|llvmpipe|softpipe|software|basic render|microsoft basic/i;

export interface GpuFinding {
  readonly verdict: 'real' | 'software' | 'none';
  /** As the browser names it; empty when it does not say. */
  readonly renderer: string;
}

/** Looks for a WebGL 2 renderer and whether a real GPU stands behind it. */
export function findWebglGpu(): GpuFinding {
  if (typeof OffscreenCanvas === 'undefined') return { verdict: 'none', renderer: '' };
  const gl = new OffscreenCanvas(1, 1).getContext('webgl2');
  if (gl === null) return { verdict: 'none', renderer: '' };
  const unmasked = gl.getExtension('WEBGL_debug_renderer_info')?.UNMASKED_RENDERER_WEBGL;
  const renderer = String(gl.getParameter(unmasked ?? gl.RENDERER) ?? '');
  gl.getExtension('WEBGL_lose_context')?.loseContext();
  return { verdict: SOFTWARE.test(renderer) ? 'software' : 'real', renderer };
}
