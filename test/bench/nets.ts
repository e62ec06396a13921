import { buildGraph, findArchitecture } from '#models/registry.ts';
import type { Contestant } from './contestants/contestant.ts';
import { type Entry, labelOf } from './field.ts';
import { round, type Summary, summarise } from './statistics.ts';
import { type NetTask, plainGraph } from './task.ts';

/** LeNet-5 as published, CIFAR's ResNet-20, and GoogLeNet as small as a classroom has it. */
export const netTasks = {
  lenet: () => netTask('LeNet-5, batch of 128, 28x28x1', 'lenet5', 128),
  resnet: () => netTask('ResNet-20, batch of 32, 32x32x3', 'resnet20', 32),
  googlenet: () => netTask('GoogLeNet in its classroom form, batch of 32', 'googlenet', 32),
} satisfies Record<string, () => NetTask>;

function netTask(name: string, id: string, batchSize: number): NetTask {
  const { classroom, numClasses: published } = findArchitecture(id);
  const { inputShape, width, stem } = classroom;
  const numClasses = Math.min(published, 10);
  const model = { id, width, stem, choices: {} };
  const graph = plainGraph(buildGraph(id, { inputShape, numClasses, width, stem }));
  // The rate is small so that no weight runs away on noise.
  return {
    kind: 'net',
    name,
    batchSize,
    inputShape,
    numClasses,
    model,
    graph,
    learningRate: 1e-4,
    momentum: 0.9,
  };
}

interface Measured {
  /** Without the first step; where that took longer than 20 s, it is the only one, compilation included. */
  readonly stepMs: Summary;
  /** How many times as long as ours on one thread: medians of this run. */
  readonly timesOurs: number;
  /** The compiled module of ours that ran. */
  readonly module?: string;
}
type Outcome = Measured | { readonly notApplicable: string };

export interface NetResult {
  readonly task: string;
  readonly batchSize: number;
  readonly contestants: Readonly<Record<string, Outcome>>;
}

const ROUNDS = 12;
/** Work of one contestant in one round. */
const ROUND_MS = 300;
/** A contestant whose first step takes longer runs no second one. */
const LONG_MS = 20_000;
/** A contestant whose first step takes longer still is given up. */
const PATIENCE_MS = 60_000;

interface Running {
  readonly label: string;
  readonly contestant: Contestant;
  readonly times: number[];
  readonly repeats: number;
  readonly rounds: number;
}

/**
 * Training steps of all contestants in turn, round after round, so that what else the machine does meets all
 * alike; the slow ones take part in fewer rounds.
 */
export async function measureNet(task: NetTask, field: readonly Entry[], quick: boolean): Promise<NetResult> {
  const outcomes: Record<string, Outcome> = {};
  const running: Running[] = [];
  for (const entry of field) {
    const label = labelOf(entry);
    if (quick && entry.slow) {
      outcomes[label] = { notApplicable: 'left out by --quick' };
      continue;
    }
    const contestant = await entry.open();
    const started = performance.now();
    const refusal = await withPatience(contestant.prepare(task));
    const firstMs = performance.now() - started;
    console.error(`  ${label}: ${refusal?.notApplicable ?? `first step after ${round(firstMs, 0)} ms`}`);
    if (refusal !== undefined) {
      outcomes[label] = refusal;
      await contestant.close();
      continue;
    }
    if (firstMs > LONG_MS) {
      running.push({ label, contestant, times: [firstMs], repeats: 0, rounds: 0 });
      continue;
    }
    const stepMs = Math.min(...(await contestant.time(firstMs > 2000 ? 1 : 2)));
    const rounds = quick ? 2 : stepMs > 5000 ? 1 : stepMs > 1000 ? 3 : ROUNDS;
    const repeats = Math.max(1, Math.min(10, Math.round(ROUND_MS / stepMs)));
    running.push({ label, contestant, times: [], repeats, rounds });
  }
  for (let turn = 0; turn < ROUNDS; turn++) {
    for (const { contestant, times, repeats, rounds } of running) {
      if (turn < rounds) times.push(...(await contestant.time(repeats)));
    }
  }
  const ours = summarise(running[0]!.times).median;
  for (const { label, contestant, times } of running) {
    const stepMs = summarise(times);
    const { module } = contestant;
    outcomes[label] = { stepMs, timesOurs: round(stepMs.median / ours), ...(module && { module }) };
    await contestant.close();
  }
  const contestants = Object.fromEntries(field.map(labelOf).map((label) => [label, outcomes[label]!]));
  return { task: task.name, batchSize: task.batchSize, contestants };
}

/** What `prepared` resolves to, unless it takes too long. */
function withPatience<T>(prepared: Promise<T>): Promise<T | { readonly notApplicable: string }> {
  let timer: NodeJS.Timeout;
  const late = new Promise<{ notApplicable: string }>((resolve) => {
    timer = setTimeout(
      () => resolve({ notApplicable: `its first step took more than ${PATIENCE_MS / 1000} s` }),
      PATIENCE_MS,
    );
  });
  return Promise.race([prepared, late]).finally(() => clearTimeout(timer));
}
