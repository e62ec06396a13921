import type { Command } from '#protocol/commands.ts';
import type { EngineEvent } from '#protocol/events.ts';

/** The part of a Worker that the client uses. */
export type EngineWorker = Pick<Worker, 'postMessage' | 'terminate' | 'addEventListener'>;

export interface EngineClient {
  /** Queued by the worker until it listens; `transfer` moves buffers instead of copying them. */
  send(command: Command, transfer?: Transferable[]): void;
  /** Returns the function that ends the subscription. */
  subscribe(listener: (event: EngineEvent) => void): () => void;
  /** Ends the worker for good. */
  close(): void;
}

function startEngineWorker(): EngineWorker {
  return new Worker(new URL('../worker/main.ts', import.meta.url), { type: 'module', name: 'engine' });
}

/**
 * Owns the worker's life. A worker that dies is replaced and 'engineCrashed' is emitted; one that dies before
 * its first word is not replaced, since its successor would die the same way.
 */
export function createEngineClient(start: () => EngineWorker = startEngineWorker): EngineClient {
  const listeners = new Set<(event: EngineEvent) => void>();
  let worker: EngineWorker | undefined;

  const emit = (event: EngineEvent) => {
    for (const listener of [...listeners]) listener(event);
  };

  function launch(): EngineWorker {
    const started = start();
    let hasSpoken = false;
    started.addEventListener('message', (message) => {
      if (started !== worker) return;
      hasSpoken = true;
      emit((message as MessageEvent<EngineEvent>).data);
    });
    const onDeath = (failure: Event) => {
      if (started !== worker) return;
      started.terminate();
      worker = hasSpoken ? launch() : undefined;
      const message = 'message' in failure ? String(failure.message) : failure.type;
      emit({ type: 'engineCrashed', error: { code: 'workerCrashed', details: { message } } });
    };
    started.addEventListener('error', onDeath);
    started.addEventListener('messageerror', onDeath);
    return started;
  }

  worker = launch();

  return {
    send(command, transfer = []) {
      worker?.postMessage(command, transfer);
    },
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    close() {
      worker?.terminate();
      worker = undefined;
      listeners.clear();
    },
  };
}
