import type { Page } from 'playwright';
import type { BrowserContestant } from './contestants/browser.ts';
import type { MemorySample } from './contestants/tfjs.ts';
import { tfjs } from './field.ts';
import { netTasks } from './nets.ts';

export interface LongRunResult {
  readonly task: string;
  readonly steps: number;
  /** The first is taken after some steps, when all that a step needs has been allocated. */
  readonly samples: readonly MemorySample[];
  /** Of the last sample beyond the first: 0 where memory is flat. */
  readonly growth: MemorySample;
}

/** Tensors, WASM memory and JavaScript heap over many steps of LeNet-5 on our kernels. */
export async function measureLongRun(page: Page, quick: boolean): Promise<LongRunResult> {
  const task = netTasks.lenet();
  const steps = quick ? 100 : 1000;
  const contestant = (await tfjs(page, 'ours', 1).open()) as BrowserContestant;
  await contestant.prepare(task);
  await contestant.time(20);
  const samples: MemorySample[] = [];
  const sample = async (step: number) => {
    const taken = (await contestant.call('memory')) as Omit<MemorySample, 'step'>;
    samples.push({ step, ...taken, javaScriptBytes: await heapBytes(page) });
  };
  await sample(0);
  for (let step = steps / 5; step <= steps; step += steps / 5) {
    await contestant.time(steps / 5);
    await sample(step);
  }
  await contestant.close();
  const [first, last] = [samples[0]!, samples.at(-1)!];
  const growth = Object.fromEntries(
    Object.entries(last).map(([key, value]) => [key, value - first[key as keyof MemorySample]]),
  ) as unknown as MemorySample;
  return { task: task.name, steps, samples, growth };
}

/** JavaScript memory of the page and its workers, buffers included, as the browser measures it after a collection. */
async function heapBytes(page: Page): Promise<number> {
  return page.evaluate(async () => {
    const { measureUserAgentSpecificMemory: measure } = performance as unknown as {
      measureUserAgentSpecificMemory(): Promise<{
        bytes: number;
        breakdown: { bytes: number; types: string[] }[];
      }>;
    };
    const { breakdown } = await measure.call(performance);
    return breakdown
      .filter(({ types }) => types.includes('JavaScript'))
      .reduce((total, { bytes }) => total + bytes, 0);
  });
}
