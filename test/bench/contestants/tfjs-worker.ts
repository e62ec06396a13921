import wasmUrl from '@tensorflow/tfjs-backend-wasm/dist/tfjs-backend-wasm.wasm?url';
import simdUrl from '@tensorflow/tfjs-backend-wasm/dist/tfjs-backend-wasm-simd.wasm?url';
import threadedUrl from '@tensorflow/tfjs-backend-wasm/dist/tfjs-backend-wasm-threaded-simd.wasm?url';
import type { Task } from '#test/bench/task.ts';
import { answer } from './answer.ts';
import { TfjsPerformer, type TfjsVariant } from './tfjs.ts';

const wasmPaths = {
  'tfjs-backend-wasm.wasm': wasmUrl,
  'tfjs-backend-wasm-simd.wasm': simdUrl,
  'tfjs-backend-wasm-threaded-simd.wasm': threadedUrl,
};

let performer: TfjsPerformer;

answer({
  async start({ variant, threads }: { variant: TfjsVariant; threads: number }) {
    performer = await TfjsPerformer.start({ variant, threads, wasmPaths });
  },
  module: () => performer.module,
  prepare: (task: Task) => performer.prepare(task),
  time: (repeats: number) => performer.time(repeats),
  profile: (repeats: number) => performer.profile(repeats),
  memory: () => performer.memory(),
});
