import type { Scenarios } from './threads.worker.ts';

/** Runs a scenario in a fresh worker, which has a WASM backend of its own. */
export async function inWorker<Name extends keyof Scenarios>(
  name: Name,
  ...args: Parameters<Scenarios[Name]>
): Promise<Awaited<ReturnType<Scenarios[Name]>>> {
  const worker = new Worker(new URL('./threads.worker.ts', import.meta.url), { type: 'module' });
  try {
    return await new Promise<Awaited<ReturnType<Scenarios[Name]>>>((resolve, reject) => {
      worker.onmessage = ({ data }) =>
        data.error === undefined ? resolve(data.result) : reject(new Error(data.error));
      worker.onerror = ({ message }) => reject(new Error(message));
      worker.postMessage([name, ...args]);
    });
  } finally {
    worker.terminate();
  }
}
