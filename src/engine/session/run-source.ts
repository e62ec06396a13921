import { EngineFailure } from '#engine/engine-failure.ts';
import { APP_VERSION } from '#engine/runs/app-version.ts';
import {
  type Checkpoint,
  type Progress,
  restoreCheckpoint,
  takeCheckpoint,
} from '#engine/runs/checkpoint.ts';
import { unpackPoints } from '#engine/runs/points.ts';
import { RunBroadcast } from '#engine/runs/run-broadcast.ts';
import { RunKeeper } from '#engine/runs/run-keeper.ts';
import { ownRun } from '#engine/runs/run-owner.ts';
import { openRunStore, type RunStore, requireKept } from '#engine/runs/run-store.ts';
import { Run } from '#engine/training/run.ts';
import type { KeptRun, Weights } from '#protocol/kept-run.ts';
import type { LoadedWeights } from '#protocol/loaded-weights.ts';
import type { RecipeChange, StartTraining, StepPoint } from '#protocol/run.ts';
import type { RunConfig } from '#protocol/run-config.ts';
import type { Bench, HeldRun } from './bench.ts';
import type { DataSubject } from './data.ts';
import type { Emit } from './requests.ts';

const NOTHING_YET: Progress = { elapsedMs: 0, sums: { images: 0, loss: 0, errors: 0 } };

/** What `open` may do otherwise. */
export interface OpenOptions {
  /** The newest, when absent. */
  readonly weights?: Weights | undefined;
  /** By which recipe it goes on. */
  readonly change?: RecipeChange | undefined;
}

/** A kept run that the bench holds again. */
export interface OpenedRun {
  readonly held: HeldRun;
  readonly points: readonly StepPoint[];
  readonly checkpoint: Checkpoint;
}

/** Where runs come from: new ones, and kept ones. Each takes the place of the one that the bench holds. */
export class RunSource {
  readonly #emit: Emit;
  readonly #bench: Bench;
  readonly #data: DataSubject;

  constructor(emit: Emit, bench: Bench, data: DataSubject) {
    this.#emit = emit;
    this.#bench = bench;
    this.#data = data;
  }

  /** A new run. Nothing is at work. */
  async begin({ runId, config }: StartTraining): Promise<HeldRun> {
    const bench = this.#bench;
    bench.requireBackend();
    const dataset = this.#data.require(config.dataset);
    await bench.held?.keeper.settled();
    bench.dropRun();
    const run = new Run(config, dataset);
    try {
      const store = await openRunStore();
      const release = await ownRun(runId);
      return this.#hold(run, store, this.#record(runId, run), [], release);
    } catch (thrown) {
      run.dispose();
      throw thrown;
    }
  }

  /** A run that is made already, in place of the one that was held before; it has done no step. */
  async adopt(runId: string, run: Run, origin: LoadedWeights): Promise<HeldRun> {
    const store = await openRunStore();
    const release = await ownRun(runId);
    const { classNames, train } = run.dataset;
    const { height, width, channels } = train;
    const record = this.#record(runId, run);
    // Its net may take other images in than the set has, and tell more classes apart.
    const data = { ...record.data, height, width, channels, classNames };
    const held = this.#hold(run, store, { ...record, data, status: 'stopped', origin }, [], release);
    held.keeper.take({ type: 'checkpointMade', checkpoint: await takeCheckpoint(run, NOTHING_YET) });
    this.#bench.held = { ...held, from: NOTHING_YET };
    return this.#bench.held;
  }

  /**
   * A kept run. Nothing is at work.
   * @throws EngineFailure 'runMissing', 'runElsewhere', 'datasetMismatch'.
   */
  async open(runId: string, { weights = 'newest', change = {} }: OpenOptions = {}): Promise<OpenedRun> {
    const bench = this.#bench;
    bench.requireBackend();
    await bench.held?.keeper.settled();
    const owned = bench.dropRunToReopen(runId);
    const store = await openRunStore();
    const release = owned ?? (await ownRun(runId));
    let run: Run | undefined;
    try {
      const kept = requireKept(await store.readWithCheckpoint(runId, weights));
      const { data } = kept.run;
      const { fingerprint } = this.#data.requireSummary();
      if (fingerprint !== data.fingerprint) {
        throw new EngineFailure('datasetMismatch', {
          expected: data.config.id,
          found: this.#data.requireSummary().config.id,
        });
      }
      const config = withChange(kept.run.config, change);
      run = new Run(config, this.#data.require(config.dataset));
      restoreCheckpoint(run, kept.checkpoint);
      const points = unpackPoints(kept.points);
      const record = config === kept.run.config ? kept.run : changedRecord(kept.run, run);
      const { elapsedMs, sums } = kept.checkpoint;
      const held = this.#hold(run, store, record, points, release);
      bench.held = weights === 'best' ? held : { ...held, from: { elapsedMs, sums } };
      return { held: bench.held, points, checkpoint: kept.checkpoint };
    } catch (thrown) {
      run?.dispose();
      release();
      throw thrown;
    }
  }

  #hold(
    run: Run,
    store: RunStore,
    record: KeptRun,
    points: readonly StepPoint[],
    release: () => void,
  ): HeldRun {
    const runId = record.id;
    const keeper = new RunKeeper(store, record, points, this.#emit);
    const isPaused = () => this.#bench.training?.runId !== runId || this.#bench.training.control.paused;
    const broadcast = new RunBroadcast(runId, () => ({ ...keeper.current, isPaused: isPaused() }));
    return { runId, run, keeper, broadcast, release };
  }

  #record(id: string, { config, plan }: Run): KeptRun {
    const now = Date.now();
    return {
      id,
      name: '',
      note: '',
      tags: [],
      isStarred: false,
      startedAt: now,
      changedAt: now,
      appVersion: APP_VERSION,
      config,
      earlierRecipes: [],
      data: this.#data.requireSummary(),
      backend: this.#bench.requireBackend(),
      plan,
      status: 'unfinished',
      step: 0,
      elapsedMs: 0,
      epochs: [],
      evaluations: [],
    };
  }
}

function withChange(config: RunConfig, change: RecipeChange): RunConfig {
  return Object.keys(change).length === 0 ? config : { ...config, recipe: { ...config.recipe, ...change } };
}

/** What is to be written of a run once it goes on by another recipe. */
function changedRecord(before: KeptRun, { config, plan }: Run): KeptRun {
  const earlier = { untilStep: before.step, recipe: before.config.recipe };
  return { ...before, config, plan, earlierRecipes: [...before.earlierRecipes, earlier] };
}
