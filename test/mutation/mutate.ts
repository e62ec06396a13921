import { execFileSync } from 'node:child_process';
import { mkdtemp, readFile, realpath, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { testsThatReach } from './choose-tests.ts';
import type { Equivalent } from './equivalents.ts';
import { withoutEquivalents } from './equivalents.ts';
import type { Mutant } from './mutants.ts';
import { mutantsOf, mutated } from './mutants.ts';
import { copyProject } from './project-copy.ts';
import { instrumented } from './reach.ts';
import { sampleOf } from './sample.ts';
import type { Judgement } from './score.ts';
import type { MeasuredFile } from './test-runner.ts';
import { TestRunner } from './test-runner.ts';
import { typesFit } from './types.ts';

export interface Plan {
  /** The project, a git repository with its packages installed; it is not changed. */
  readonly root: string;
  /** Files and folders with the sources, from the root. */
  readonly sources: readonly string[];
  /** Of Vitest. */
  readonly project: string;
  /** Test files that are not run. */
  readonly without: readonly string[];
  /** Of the compiler, for the tests and what they import. */
  readonly typesConfig: string;
  readonly equivalents: readonly Equivalent[];
  /** How many mutants; all when there are fewer. */
  readonly sample: number;
  readonly seed: number;
  /** How long a mutant's tests may take without it, together; slower ones are left out. */
  readonly budgetMs: number;
  readonly workers: number;
}

interface Progress {
  /** `failed` when one of its tests did, without any mutant. */
  measured(testFile: string, elapsedMs: number, failed: boolean): void;
  prepared(mutants: number, preparationMs: number): void;
  judged(judgement: Judgement): void;
}

interface Setting {
  readonly copy: string;
  readonly runner: TestRunner;
  readonly plan: Plan;
}

/** A mutant's tests may take this many times longer than without it, and a worker its start. */
const PATIENCE = 4;
const STARTING_MS = 10_000;

/** Makes the mutants in a copy of the project, one at a time, and runs the tests that reach each. */
export async function mutate(plan: Plan, progress: Progress): Promise<readonly Judgement[]> {
  const started = performance.now();
  const copy = await realpath(await mkdtemp(path.join(tmpdir(), 'mutation-')));
  try {
    await copyProject(plan.root, copy);
    const mutants = await chosenMutants(copy, plan);
    const runner = await TestRunner.start(copy, plan.project, plan.workers);
    try {
      const { anchors, files } = await measureReach(mutants, { copy, runner, plan }, progress);
      progress.prepared(mutants.length, performance.now() - started);
      const judgements: Judgement[] = [];
      for (const mutant of mutants) {
        const judgement = await judge(mutant, anchors.get(mutant)!, files, { copy, runner, plan });
        judgements.push(judgement);
        progress.judged(judgement);
      }
      return judgements;
    } finally {
      await runner.close();
    }
  } finally {
    await rm(copy, { recursive: true });
  }
}

async function chosenMutants(copy: string, plan: Plan): Promise<readonly Mutant[]> {
  const options = ['ls-files', '-z', '--cached', '--others', '--exclude-standard', '--', ...plan.sources];
  const listed = execFileSync('git', options, { cwd: plan.root, encoding: 'utf8' }).split('\0');
  const files = [...new Set(listed)].filter((file) => file.endsWith('.ts'));
  const mutants = await Promise.all(
    files.map(async (file) => mutantsOf(file, await readFile(path.join(copy, file), 'utf8'))),
  );
  const equivalents = plan.equivalents.filter(({ file }) => files.includes(file));
  return sampleOf(withoutEquivalents(mutants.flat(), equivalents), plan.sample, plan.seed);
}

async function measureReach(mutants: readonly Mutant[], { copy, runner, plan }: Setting, progress: Progress) {
  const originals = new Map<string, string>();
  const anchors = new Map<Mutant, number>();
  for (const name of new Set(mutants.map((mutant) => mutant.file))) {
    const file = path.join(copy, name);
    const source = await readFile(file, 'utf8');
    const ofFile = mutants.filter((mutant) => mutant.file === name);
    const result = instrumented(source, ofFile, anchors.size);
    for (const [mutant, anchor] of result.anchors) anchors.set(mutant, anchor);
    originals.set(file, source);
    await writeFile(file, result.code);
  }
  const files = await runner.measure([...originals.keys()], plan.without, progress.measured);
  for (const [file, source] of originals) {
    await writeFile(file, source);
    runner.changed(file);
  }
  return { anchors, files };
}

async function judge(
  mutant: Mutant,
  anchor: number,
  files: readonly MeasuredFile[],
  { copy, runner, plan }: Setting,
): Promise<Judgement> {
  const chosen = testsThatReach(anchor, files, plan.budgetMs);
  if (chosen.choices.length === 0) return { mutant, status: 'unreached', elapsedMs: 0 };
  const started = performance.now();
  const file = path.join(copy, mutant.file);
  const original = await readFile(file, 'utf8');
  await writeFile(file, mutated(original, mutant));
  runner.changed(file);
  try {
    const outcome = await runner.run(chosen.choices, chosen.elapsedMs * PATIENCE + STARTING_MS);
    const refused = outcome.status === 'survived' && !(await typesFit(copy, plan.typesConfig));
    const elapsedMs = Math.round(performance.now() - started);
    if (refused) return { mutant, status: 'refused', elapsedMs };
    return { mutant, ...outcome, elapsedMs, ...(chosen.leftOut > 0 && { leftOut: chosen.leftOut }) };
  } finally {
    await writeFile(file, original);
    runner.changed(file);
  }
}
