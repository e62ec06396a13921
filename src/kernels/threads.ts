import {
  type CompiledFunction,
  createBoard,
  doParts,
  orderedFunctions,
  publish,
  type ThreadAnswer,
  type ThreadStart,
  type ThreadsScratch,
  waitForAll,
} from './threads-work.ts';

/** A start takes milliseconds, but the file may have to come over a slow network first. */
const startPatienceMs = 20_000;

/** Threads of the compiled kernels beside the one that calls them. */
export interface ThreadPool {
  /** With the calling thread. */
  readonly count: number;
  /**
   * Calls a compiled function once for each part, on whichever threads are free, and returns when all are
   * done. A part must not write where another part reads or writes. The scratch of its thread is its own; the place
   * of it is added to the arguments.
   *
   * @throws {LostThread} when a thread is gone with a part
   * @throws {Error} when a part failed; the threads are there for the next call
   */
  run(name: string, parts: readonly (readonly number[])[], scratch: ThreadsScratch): void;
  dispose(): void;
}

/** Whether there can be threads: the memory must be shared, and only a worker may wait for others. */
export function canHaveThreads(memory: WebAssembly.Memory): boolean {
  return (
    typeof SharedArrayBuffer !== 'undefined' &&
    memory.buffer instanceof SharedArrayBuffer &&
    typeof WorkerGlobalScope !== 'undefined' &&
    typeof Worker !== 'undefined'
  );
}

/**
 * Starts `count - 1` workers on the module's memory.
 *
 * @throws {Error} when one does not start; none is left running then.
 */
export async function startThreads(
  count: number,
  module: WebAssembly.Module,
  memory: WebAssembly.Memory,
  instance: WebAssembly.Instance,
): Promise<ThreadPool> {
  const functions = orderedFunctions(instance);
  const inOrder: readonly CompiledFunction[] = [...functions.values()];
  const numbers = new Map([...functions.keys()].map((name, i) => [name, i]));
  const board = createBoard();
  const workers: Worker[] = [];
  const dispose = () => {
    for (const worker of workers.splice(0)) worker.terminate();
  };
  const start: Omit<ThreadStart, 'number'> = { module, memory, buffer: board.state.buffer };
  try {
    await Promise.all(
      Array.from({ length: count - 1 }, (_, i) => {
        const worker = new Worker(new URL('./thread-worker.ts', import.meta.url), {
          type: 'module',
          name: 'kernels',
        });
        workers.push(worker);
        return untilReady(worker, { ...start, number: i + 1 });
      }),
    );
  } catch (error) {
    dispose();
    throw error;
  }
  return {
    count,
    run(name, parts, scratch) {
      const causes: unknown[] = [];
      publish(board, numbers.get(name)!, parts, scratch);
      doParts(board, inOrder, 0, (failure) => causes.push(failure));
      const failures = waitForAll(board);
      if (failures > 0) throw new Error(`${failures} parts of ${name} failed.`, { cause: causes[0] });
    },
    dispose,
  };
}

function untilReady(worker: Worker, start: ThreadStart): Promise<void> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(
      () => reject(new Error(`A thread did not start within ${startPatienceMs / 1000} s.`)),
      startPatienceMs,
    );
    worker.addEventListener('message', ({ data: { failure } }: MessageEvent<ThreadAnswer>) => {
      clearTimeout(timer);
      if (failure === undefined) resolve();
      else reject(new Error(`A thread did not start: ${failure}`));
    });
    worker.addEventListener('error', (event) => {
      // Otherwise it would count as an uncaught error of this worker too.
      event.preventDefault();
      clearTimeout(timer);
      reject(new Error(`A thread did not start: ${event.message || event.type}`));
    });
    worker.postMessage(start);
  });
}
