import { activeGpuContext } from '#engine/backend/gpu-context.ts';
import { centreDrawing } from '#engine/data/drawing.ts';
import { readImageFile } from '#engine/data/images/read-image-file.ts';
import { imageBatch } from '#engine/data/read-images.ts';
import { EngineFailure } from '#engine/engine-failure.ts';
import { evaluate } from '#engine/evaluation/evaluate.ts';
import { classify } from '#engine/evaluation/predictions.ts';
import { finish } from '#engine/finish.ts';
import { openRunStore } from '#engine/runs/run-store.ts';
import type {
  ClassifyDrawing,
  ClassifyFile,
  Evaluate,
  EvaluationCommand,
  ReadAnswers,
} from '#protocol/evaluation.ts';
import type { Bench } from './bench.ts';
import type { Emit, Requests } from './requests.ts';

/** Measures the net that the engine holds. */
export class EvaluationSubject {
  readonly #emit: Emit;
  readonly #requests: Requests;
  readonly #bench: Bench;

  constructor(emit: Emit, requests: Requests, bench: Bench) {
    this.#emit = emit;
    this.#requests = requests;
    this.#bench = bench;
  }

  handle(command: EvaluationCommand): Promise<void> {
    switch (command.type) {
      case 'evaluate':
        return this.#evaluate(command);
      case 'readAnswers':
        return this.#readAnswers(command);
      case 'classifyDrawing':
        return this.#classifyDrawing(command);
      case 'classifyFile':
        return this.#classifyFile(command);
    }
  }

  /** Training waits meanwhile, even if it is told to resume: a result belongs to one step. */
  #evaluate({ requestId, runId, split, crops }: Evaluate): Promise<void> {
    const bench = this.#bench;
    return this.#requests.carryOut(requestId, (signal) =>
      bench.turns.work(signal, async (signal) => {
        const run = bench.requireRun(runId);
        if (run.split(split).indices.length === 0) throw new EngineFailure('splitEmpty', { split });
        const control = bench.controlOf(runId);
        const release = control?.hold();
        try {
          await control?.standing();
          signal.throwIfAborted();
          const total = run.split(split).indices.length;
          const evaluation = finish(evaluate(run, split, crops), (done) => {
            this.#emit({ type: 'evaluationProgressed', requestId, done, total });
            signal.throwIfAborted();
          });
          const { result, answers } = await activeGpuContext().guard(evaluation);
          // Kept first: who sees it may close the page.
          if (bench.held?.runId === runId) await bench.held.keeper.addEvaluation(result, answers);
          this.#emit({ type: 'evaluationEnded', requestId, runId, result, answers });
        } finally {
          release?.();
        }
      }),
    );
  }

  #readAnswers({ requestId, runId, measured }: ReadAnswers): Promise<void> {
    return this.#requests.carryOut(requestId, async (signal) => {
      const store = await openRunStore();
      const answers = await store.readAnswers(runId, measured);
      signal.throwIfAborted();
      if (answers === undefined) throw new EngineFailure('answersMissing');
      this.#emit({ type: 'answersRead', requestId, runId, measured, answers });
    });
  }

  #classifyDrawing(command: ClassifyDrawing): Promise<void> {
    const { requestId, runId } = command;
    return this.#requests.carryOut(requestId, () => {
      const { height, width, channels } = this.#bench.requireRun(runId).dataset.train;
      const pixels = centreDrawing(command);
      if (pixels.length !== height * width * channels) {
        throw new EngineFailure('datasetMismatch', {
          expected: '28x28x1',
          found: `${height}x${width}x${channels}`,
        });
      }
      return this.#classify(requestId, runId, pixels);
    });
  }

  #classifyFile({ requestId, runId, file }: ClassifyFile): Promise<void> {
    return this.#requests.carryOut(requestId, async () => {
      const { dataset, config } = this.#bench.requireRun(runId);
      const pixels = await readImageFile(file, dataset.train, config.model.preprocessing);
      await this.#classify(requestId, runId, pixels);
    });
  }

  /** What the net makes of one image of the shape that it takes in. */
  async #classify(requestId: string, runId: string, pixels: Uint8Array<ArrayBuffer>): Promise<void> {
    const run = this.#bench.requireRun(runId);
    const batch = { count: 1, pixels, labels: new Int32Array(1) };
    const [probabilities = []] = await activeGpuContext().guard(classify(run, batch));
    const image = imageBatch(run.dataset.train, batch);
    this.#emit({ type: 'imageClassified', requestId, probabilities, image });
  }
}
