import type { Page } from 'playwright';
import { gpuField } from './field.ts';
import { measureNet, type NetResult, netTasks } from './nets.ts';

export interface GpuResult {
  /** As the browser names it. */
  readonly renderer: string;
  readonly nets: Readonly<Record<string, NetResult>>;
}

const EMULATED = /swiftshader|llvmpipe/i;

/** A training step of each net on WebGL and WebGPU; the reason, where no GPU is used. */
export async function measureGpu(page: Page, quick: boolean): Promise<GpuResult | { notApplicable: string }> {
  const renderer = await rendererOf(page);
  if (renderer === '' || EMULATED.test(renderer))
    return { notApplicable: `There is no GPU, or ZOO_GPU is not 1: ${renderer || 'no WebGL'}` };
  const nets: Record<string, NetResult> = {};
  for (const [id, taskOf] of Object.entries(netTasks))
    nets[id] = await measureNet(taskOf(), gpuField(page), quick);
  return { renderer, nets };
}

function rendererOf(page: Page): Promise<string> {
  return page.evaluate(() => {
    const gl = new OffscreenCanvas(1, 1).getContext('webgl2');
    const unmasked = gl?.getExtension('WEBGL_debug_renderer_info')?.UNMASKED_RENDERER_WEBGL;
    return String(gl?.getParameter(unmasked ?? gl.RENDERER) ?? '');
  });
}
