import { activeGpuContext } from '#engine/backend/gpu-context.ts';
import { type BackendOptions, fallBack, selectBackend } from '#engine/backend/select-backend.ts';
import { Turns } from '#engine/backend/turns.ts';
import type { Dataset } from '#engine/data/dataset.ts';
import { centreDrawing } from '#engine/data/drawing.ts';
import { forgetMnist, loadDataset, summarise } from '#engine/data/source.ts';
import { EngineFailure, toEngineError } from '#engine/engine-failure.ts';
import { evaluate } from '#engine/evaluation.ts';
import { classify, readImages } from '#engine/predictions.ts';
import { TrainingControl } from '#engine/training/control.ts';
import { Run } from '#engine/training/run.ts';
import { measureSpeed } from '#engine/training/speed.ts';
import { train } from '#engine/training/train.ts';
import type { BackendInfo } from '#protocol/backend.ts';
import type { Command } from '#protocol/commands.ts';
import type { EngineEvent } from '#protocol/events.ts';

type CommandOf<T extends Command['type']> = Extract<Command, { type: T }>;

/**
 * The engine behind the protocol: takes commands, holds the data set, the net in training or last trained
 * and the backend, and emits events. One of each at a time; a new training replaces the net before.
 */
export class Session {
  readonly #emit: (event: EngineEvent) => void;
  readonly #wasmPaths: BackendOptions['wasmPaths'];
  readonly #aborts = new Map<string, AbortController>();
  readonly #turns = new Turns();
  #backend: BackendInfo | undefined;
  #ignoreLoss: (() => void) | undefined;
  #dataset: Dataset | undefined;
  #training:
    | { readonly runId: string; readonly control: TrainingControl; readonly ended: Promise<void> }
    | undefined;
  #run: { readonly runId: string; readonly run: Run } | undefined;

  constructor(emit: (event: EngineEvent) => void, wasmPaths: BackendOptions['wasmPaths']) {
    this.#emit = emit;
    this.#wasmPaths = wasmPaths;
  }

  /** Settles when the command has been carried out; what happened comes as events, failures too. */
  async handle(command: Command): Promise<void> {
    switch (command.type) {
      case 'selectBackend':
        return this.#selectBackend(command);
      case 'loadDataset':
        return this.#loadDataset(command);
      case 'cancelLoading':
      case 'cancelEvaluation':
        this.#aborts.get(command.requestId)?.abort();
        return;
      case 'forgetDataset':
        return this.#forgetDataset(command);
      case 'readImages':
        return this.#readImages(command);
      case 'measureSpeed':
        return this.#measureSpeed(command);
      case 'startTraining':
        return this.#startTraining(command);
      case 'pauseTraining':
        return this.#controlOf(command.runId)?.pause();
      case 'resumeTraining':
        return this.#controlOf(command.runId)?.resume();
      case 'stopTraining':
        return this.#controlOf(command.runId)?.stop();
      case 'evaluate':
        return this.#evaluate(command);
      case 'classifyDrawing':
        return this.#classifyDrawing(command);
      default:
        throw new Error(`unknown command ${JSON.stringify(command satisfies never)}`);
    }
  }

  #selectBackend({ preference, threads }: CommandOf<'selectBackend'>): Promise<void> {
    const options: BackendOptions = { preference, threads, wasmPaths: this.#wasmPaths };
    return this.#turns.select(this.#stopWork(), () => this.#changeBackend(options));
  }

  async #changeBackend(options: BackendOptions): Promise<void> {
    try {
      // A net that was trained is taken along through the host: tfjs moves tensors between backends one by one,
      // when they are used, and not reliably.
      const run = this.#run?.run;
      const weights = run && (await activeGpuContext().guard(run.weights()));
      this.#backend = await selectBackend(options);
      if (run !== undefined && run === this.#run?.run) run.setWeights(weights!);
      this.#ignoreLoss?.();
      this.#ignoreLoss = activeGpuContext().onLost(() => void this.#loseContext(options));
      this.#emit({ type: 'backendSelected', backend: this.#backend });
    } catch (error) {
      this.#failBackend(error);
    }
  }

  #failBackend(error: unknown): void {
    this.#backend = undefined;
    this.#emit({ type: 'backendFailed', error: toEngineError(error) });
  }

  /** The weights went with the GPU: what is at work with them fails, and the next run goes on without it. */
  #loseContext(options: BackendOptions): Promise<void> {
    this.#run = undefined;
    this.#training?.control.stop();
    this.#training = undefined;
    void this.#turns.abortWork();
    return this.#turns.select(Promise.resolve(), async () => {
      try {
        this.#backend = await fallBack(options);
        this.#emit({ type: 'backendSelected', backend: this.#backend });
      } catch (error) {
        this.#failBackend(error);
      }
    });
  }

  async #loadDataset({ requestId, source }: CommandOf<'loadDataset'>): Promise<void> {
    const abort = this.#begin(requestId);
    try {
      const loaded = await loadDataset(source, {
        signal: abort.signal,
        onProgress: (progress) => this.#emit({ type: 'datasetProgressed', requestId, progress }),
      });
      this.#dataset = loaded.dataset;
      this.#emit({ type: 'datasetLoaded', requestId, summary: summarise(loaded) });
    } catch (error) {
      this.#emit({ type: 'datasetFailed', requestId, error: toEngineError(error) });
    } finally {
      this.#aborts.delete(requestId);
    }
  }

  async #forgetDataset({ requestId }: CommandOf<'forgetDataset'>): Promise<void> {
    try {
      await forgetMnist();
      this.#emit({ type: 'datasetForgotten', requestId });
    } catch (error) {
      this.#emit({ type: 'datasetFailed', requestId, error: toEngineError(error) });
    }
  }

  #readImages({ requestId, split, indices, changes }: CommandOf<'readImages'>): void {
    try {
      if (this.#dataset === undefined) throw new EngineFailure('datasetMissing');
      const set = this.#dataset[split];
      const outside = indices.find((index) => !(index >= 0 && index < set.count));
      if (outside !== undefined)
        throw new EngineFailure('imageInvalid', { index: outside, count: set.count });
      const images = readImages(set, Uint32Array.from(indices), changes);
      this.#emit({ type: 'imagesRead', requestId, split, indices, images });
    } catch (error) {
      this.#emit({ type: 'imagesFailed', requestId, error: toEngineError(error) });
    }
  }

  async #measureSpeed({ requestId, config }: CommandOf<'measureSpeed'>): Promise<void> {
    const isFree = this.#training === undefined;
    await this.#turns.work(new AbortController(), async (signal) => {
      try {
        if (!isFree) throw new EngineFailure('busy');
        if (this.#backend === undefined) throw new EngineFailure('backendUnavailable', { backend: '' });
        if (this.#dataset === undefined) throw new EngineFailure('datasetMissing');
        const speed = await activeGpuContext().guard(measureSpeed(config, this.#dataset, signal));
        this.#emit({ type: 'speedMeasured', requestId, ...speed });
      } catch (error) {
        this.#emit({ type: 'speedFailed', requestId, error: toEngineError(error) });
      }
    });
  }

  async #startTraining({ runId, config }: CommandOf<'startTraining'>): Promise<void> {
    const idle = Promise.all([this.#stopWork(), this.#turns.selected]);
    const control = new TrainingControl();
    const ended = this.#train(runId, config, control, idle);
    this.#training = { runId, control, ended };
    await ended;
    if (this.#training?.runId === runId) this.#training = undefined;
  }

  async #train(
    runId: string,
    config: CommandOf<'startTraining'>['config'],
    control: TrainingControl,
    idle: Promise<unknown>,
  ): Promise<void> {
    let run: Run | undefined;
    try {
      await idle;
      const backend = this.#backend;
      if (backend === undefined) throw new EngineFailure('backendUnavailable', { backend: '' });
      if (this.#dataset === undefined) throw new EngineFailure('datasetMissing');
      this.#run?.run.dispose();
      this.#run = undefined;
      run = new Run(config, this.#dataset);
      this.#run = { runId, run };
      this.#emit({
        type: 'trainingStarted',
        runId,
        backend,
        stepsPerEpoch: run.stepsPerEpoch,
        totalSteps: run.stepsPerEpoch * config.recipe.epochs,
        trainCount: run.split('train').indices.length,
        validationCount: run.split('validation').indices.length,
      });
      for await (const event of activeGpuContext().guardEach(train(run, control))) {
        this.#emit({ ...event, runId });
      }
    } catch (error) {
      this.#emit({ type: 'trainingFailed', runId, step: run?.step ?? 0, error: toEngineError(error) });
    }
  }

  async #evaluate({ requestId, runId, split }: CommandOf<'evaluate'>): Promise<void> {
    await this.#turns.work(this.#begin(requestId), async (signal) => {
      try {
        const run = this.#runOf(runId);
        const evaluation = evaluate(run, split, {
          signal,
          onProgress: (done, total) => this.#emit({ type: 'evaluationProgressed', requestId, done, total }),
        });
        const result = await activeGpuContext().guard(evaluation);
        this.#emit({ type: 'evaluationEnded', requestId, runId, result });
      } catch (error) {
        this.#emit({ type: 'evaluationFailed', requestId, error: toEngineError(error) });
      } finally {
        this.#aborts.delete(requestId);
      }
    });
  }

  async #classifyDrawing(command: CommandOf<'classifyDrawing'>): Promise<void> {
    const { requestId, runId } = command;
    try {
      const run = this.#runOf(runId);
      const pixels = centreDrawing(command) as Uint8Array<ArrayBuffer>;
      const { height, width, channels } = run.dataset.train;
      if (pixels.length !== height * width * channels) {
        throw new EngineFailure('datasetMismatch', {
          expected: '28x28x1',
          found: `${height}x${width}x${channels}`,
        });
      }
      const set = { count: 1, height, width, channels, pixels, labels: new Uint8Array(1) };
      const [probabilities] = await activeGpuContext().guard(classify(run, set, Uint32Array.of(0)));
      const image = { height, width, channels, pixels, labels: set.labels };
      this.#emit({ type: 'drawingClassified', requestId, probabilities: probabilities!, image });
    } catch (error) {
      this.#emit({ type: 'drawingFailed', requestId, error: toEngineError(error) });
    }
  }

  /** Ends all that steps through a net: the nets are disposed or change their backend next. */
  async #stopWork(): Promise<void> {
    this.#training?.control.stop();
    await Promise.all([this.#training?.ended, this.#turns.abortWork()]);
  }

  #begin(requestId: string): AbortController {
    const abort = new AbortController();
    this.#aborts.set(requestId, abort);
    return abort;
  }

  #controlOf(runId: string): TrainingControl | undefined {
    return this.#training?.runId === runId ? this.#training.control : undefined;
  }

  #runOf(runId: string): Run {
    if (this.#run?.runId !== runId) throw new EngineFailure('noTrainedModel');
    return this.#run.run;
  }
}
