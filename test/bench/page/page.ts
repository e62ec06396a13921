import { findWebglGpu } from '#engine/backend/gpu.ts';
import type { Call, Reply } from '#test/bench/contestants/answer.ts';

/** The programs that a worker of this page can run. Literals, which is how the bundler recognises workers. */
const programs = {
  tfjs: () => new Worker(new URL('../contestants/tfjs-worker.ts', import.meta.url), { type: 'module' }),
  convnetjs: () =>
    new Worker(new URL('../contestants/convnetjs-worker.ts', import.meta.url), { type: 'module' }),
  jax: () => new Worker(new URL('../contestants/jax-worker.ts', import.meta.url), { type: 'module' }),
};
export type Program = keyof typeof programs;

const workers = new Map<number, Worker>();
let lastId = 0;

/** What the benchmark, in Node, calls through the browser. */
const bench = {
  open(program: Program): number {
    workers.set(++lastId, programs[program]());
    return lastId;
  },
  call(id: number, method: string, parameters: readonly unknown[]): Promise<unknown> {
    const worker = workers.get(id)!;
    const replyTo = ++lastId;
    return new Promise((resolve, reject) => {
      worker.onerror = ({ message }) => reject(new Error(`The worker failed: ${message}`));
      worker.addEventListener('message', function listen({ data }: MessageEvent<Reply>) {
        if (data.replyTo !== replyTo) return;
        worker.removeEventListener('message', listen);
        if ('error' in data) reject(new Error(data.error));
        else resolve(data.value);
      });
      worker.postMessage({ replyTo, method, parameters } satisfies Call);
    });
  },
  gpu: findWebglGpu,
  close(id: number): void {
    workers.get(id)?.terminate();
    workers.delete(id);
  },
};
export type Bench = typeof bench;

Object.assign(globalThis, { bench });
