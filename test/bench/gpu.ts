import type { Page } from 'playwright';
import { gpuField } from './field.ts';
import { measureNet, type NetResult, netTasks } from './nets.ts';
import type { Bench } from './page/page.ts';

export interface GpuResult {
  /** As the browser names it. */
  readonly renderer: string;
  readonly nets: Readonly<Record<string, NetResult>>;
}

/** A training step of each net on WebGL and WebGPU; the reason, where no GPU is used. */
export async function measureGpu(page: Page, quick: boolean): Promise<GpuResult | { notApplicable: string }> {
  const { verdict, renderer } = await page.evaluate(() =>
    (globalThis as unknown as { readonly bench: Bench }).bench.gpu(),
  );
  if (verdict !== 'real')
    return { notApplicable: `There is no GPU, or ZOO_GPU is not 1: ${renderer || 'no WebGL'}` };
  const nets: Record<string, NetResult> = {};
  for (const [id, taskOf] of Object.entries(netTasks))
    nets[id] = await measureNet(taskOf(), gpuField(page), quick);
  return { renderer, nets };
}
