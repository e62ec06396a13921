import { createRequire } from 'node:module';
import { dirname } from 'node:path';
import type { Task } from '#test/bench/task.ts';
import type { Contestant } from './contestant.ts';
import { TfjsPerformer } from './tfjs.ts';

let performer: Promise<TfjsPerformer> | undefined;

/** Ours in this very process; tfjs has one backend a process, so there is one. */
export async function openInNode(name: string): Promise<Contestant> {
  const folder = dirname(
    createRequire(import.meta.url).resolve('@tensorflow/tfjs-backend-wasm/package.json'),
  );
  performer ??= TfjsPerformer.start({ variant: 'ours', threads: 1, wasmPaths: `${folder}/dist/` });
  const started = await performer;
  return {
    name,
    threads: 1,
    module: started.module,
    prepare: async (task: Task) => started.prepare(task),
    time: (repeats) => started.time(repeats),
    close: async () => started.release(),
  };
}
