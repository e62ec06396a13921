import { beforeAll, describe, expect, it } from 'vitest';
import { inWorker } from './in-worker.ts';
import { errorsOf, type Outputs, sweep } from './sweep/all.ts';

describe('our kernels in Chromium', { timeout: 120_000 }, () => {
  let expected: Map<string, Outputs>;
  beforeAll(async () => {
    expected = await inWorker('reference');
    // As many names as computations: none hides another.
    expect(expected.size).toBe(sweep.length);
  }, 120_000);

  it.each([
    { name: 'kernels-relaxed-shared.wasm', relaxed: true, shared: true, threads: [1, 3] },
    { name: 'kernels-shared.wasm', relaxed: false, shared: true, threads: [2] },
    { name: 'kernels-relaxed.wasm', relaxed: true, shared: false, threads: [1] },
    { name: 'kernels.wasm', relaxed: false, shared: false, threads: [1] },
  ])(
    "give the CPU backend's results from $name, on $threads threads",
    async ({ name, threads, ...variant }) => {
      const results = await inWorker('kernels', threads, variant);
      expect(results).toMatchObject(threads.map((count) => ({ name, count, leaked: 0 })));
      for (const { outputs } of results) {
        const errors = sweep.map((computation) => {
          const { name } = computation;
          return [name, errorsOf(computation, outputs.get(name)!, expected.get(name)!)] as const;
        });
        expect(errors.filter(([, error]) => Object.keys(error).length > 0)).toEqual([]);
      }
    },
  );
});
