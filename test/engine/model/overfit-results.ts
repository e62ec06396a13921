import { readFile, writeFile } from 'node:fs/promises';
import { cpus } from 'node:os';
import path from 'node:path';
import { architectures } from '#models/registry.ts';
import type { Overfit } from './overfitting.ts';

const FILE = path.resolve('test/bench/results/overfit.json');

const rounded = (value: number, digits: number) => Number(value.toFixed(digits));

/** Where ZOO_RESULTS is 1, puts one net's figures into the committed results, in the order of the zoo. */
export async function recordOverfit(
  id: string,
  { steps, top1Error, seconds, stepMs }: Overfit,
): Promise<void> {
  if (process.env['ZOO_RESULTS'] !== '1') return;
  const { entries } = JSON.parse(await readFile(FILE, 'utf8')) as { entries: Record<string, unknown> };
  const { inputShape, width, stem } = architectures.find((architecture) => architecture.id === id)!.classroom;
  const date = new Date().toISOString();
  entries[id] = {
    classroom: `${inputShape.join('x')}, width ${width}, ${stem} stem`,
    steps,
    top1Error,
    seconds: rounded(seconds, 1),
    stepMs: rounded(stepMs, 0),
    date,
  };
  const ordered = architectures.flatMap((known) =>
    known.id in entries ? [[known.id, entries[known.id]]] : [],
  );
  const results = {
    what: 'Each net in its classroom form on 32 generated digits, by its own recipe, until evaluation misses none',
    machine: { processor: cpus()[0]?.model, cores: cpus().length, node: process.version, threads: 1 },
    entries: Object.fromEntries(ordered),
  };
  await writeFile(FILE, `${JSON.stringify(results, null, 2)}\n`);
}
