import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { availableParallelism } from 'node:os';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { circumstancesInNode } from '../bench/machine.ts';
import { mutate } from './mutate.ts';
import type { Judgement } from './score.ts';
import { scoresOf } from './score.ts';

const SOURCES = ['models', 'src/engine', 'src/store'];

const options = {
  only: { type: 'string', multiple: true },
  without: { type: 'string', multiple: true },
  sample: { type: 'string', default: '300' },
  seed: { type: 'string', default: '1' },
  budget: { type: 'string', default: '20' },
  workers: { type: 'string', default: String(availableParallelism()) },
  out: { type: 'string', default: 'mutation' },
} as const;

/** @returns the exit code: survivors are a result, not a failure */
export async function run(programArguments: readonly string[]): Promise<number> {
  const { values } = parseArgs({ args: [...programArguments], options });
  const sources = values.only?.flatMap((list) => list.split(',')) ?? SOURCES;
  const without = values.without?.flatMap((list) => list.split(',')) ?? [];
  const [sample, seed, budgetSeconds, workers] = [
    values.sample,
    values.seed,
    values.budget,
    values.workers,
  ].map(Number);
  const facts = circumstancesInNode([
    'src',
    'models',
    'test',
    ':!test/*/results',
    'package-lock.json',
    'vite.config.ts',
  ]);
  const started = performance.now();
  let judged = 0;
  let chosen = 0;
  const judgements = await mutate(
    {
      root: fileURLToPath(new URL('../../', import.meta.url)),
      sources,
      without,
      project: 'node',
      typesConfig: 'tsconfig.test.json',
      equivalents: JSON.parse(await readFile(new URL('./equivalents.json', import.meta.url), 'utf8')),
      sample: sample!,
      seed: seed!,
      budgetMs: budgetSeconds! * 1000,
      workers: workers!,
    },
    {
      measured: (testFile, elapsedMs, failed) =>
        console.log(`${seconds(elapsedMs)} ${testFile}${failed ? ' fails without any mutant' : ''}`),
      prepared(mutants, preparationMs) {
        chosen = mutants;
        console.log(`${mutants} mutants; the first run took ${seconds(preparationMs)}`);
      },
      judged(judgement) {
        judged += 1;
        console.log(`${judged}/${chosen} ${described(judgement)}`);
      },
    },
  );
  const scores = scoresOf(judgements);
  console.table(scores);
  const result = {
    ...facts,
    sources,
    without,
    sample,
    seed,
    budgetSeconds,
    elapsedSeconds: Math.round((performance.now() - started) / 1000),
    scores,
    mutants: judgements.map(({ mutant: { file, line, text, change }, ...judgement }) => ({
      file,
      line,
      text,
      change,
      ...judgement,
    })),
  };
  const folder = new URL('./results/', import.meta.url);
  await mkdir(folder, { recursive: true });
  await writeFile(new URL(`${values.out}.json`, folder), `${JSON.stringify(result, null, 2)}\n`);
  return 0;
}

function described({ mutant, status, elapsedMs, by }: Judgement): string {
  const place = `${mutant.file}:${mutant.line}`;
  return `${status} ${seconds(elapsedMs)} ${place} ${mutant.change}${by === undefined ? '' : ` | ${by}`}`;
}

function seconds(ms: number): string {
  return `${(ms / 1000).toFixed(1)} s`;
}
