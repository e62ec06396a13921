import { readFile, writeFile } from 'node:fs/promises';
import { cpus } from 'node:os';
import { beforeAll, describe, expect, it } from 'vitest';
import { architectures } from '#models/registry.ts';
import { useBackend } from '#test/engine/backends.ts';
import { recordNet, type TextFiles } from './net-results.ts';
import { type Overfit, overfit, STEPS, WARMUP_STEPS } from './overfitting.ts';
import { QUICK_NETS } from './representatives.ts';

const full = import.meta.env['ZOO_FULL'] === '1';
const chosen = architectures.filter(({ id }) => full || QUICK_NETS.includes(id));

const files: TextFiles = { readFile: (file) => readFile(file, 'utf8'), writeFile };
const RESULTS = 'test/bench/results/overfit.json';

const record = (id: string, { steps, top1Error }: Overfit) =>
  recordNet(
    files,
    RESULTS,
    `Each net in its classroom form on one batch of 32 generated digits, by its own recipe but with the schedule of all, ${STEPS} steps with ${WARMUP_STEPS} of them warm-up, until evaluation misses none; Plain-110 by one step of SGD at a rate of 1, then Adam, whose rate falls from 0.001 in a cosine`,
    id,
    {
      steps,
      top1Error,
      machine: { processor: cpus()[0]?.model.trim(), node: process.version, threads: 1 },
    },
  );

describe("the classroom form of every net, with the net's own recipe pressed into one schedule for all, on WASM", () => {
  beforeAll(() => useBackend('wasm'));

  it.each(chosen.map((architecture) => [architecture.id, architecture] as const))(
    `%s knows 32 images by heart within ${STEPS} steps, ${WARMUP_STEPS} of them warm-up`,
    { timeout: 600_000 },
    async (id, architecture) => {
      const result = await overfit(architecture);
      await record(id, result);
      expect(result.loss).toSatisfy(Number.isFinite);
      expect(result.top1Error).toBe(0);
    },
  );
});
