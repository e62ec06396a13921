import { activeGpuContext } from '#engine/backend/gpu-context.ts';
import { centreDrawing } from '#engine/data/drawing.ts';
import { imageBatch } from '#engine/data/read-images.ts';
import { EngineFailure } from '#engine/engine-failure.ts';
import { evaluate } from '#engine/evaluation/evaluate.ts';
import { classify } from '#engine/evaluation/predictions.ts';
import { finish } from '#engine/finish.ts';
import type { ClassifyDrawing, Evaluate, EvaluationCommand } from '#protocol/evaluation.ts';
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
      case 'classifyDrawing':
        return this.#classifyDrawing(command);
    }
  }

  /** Training waits meanwhile, even if it is told to resume: a result belongs to one step. */
  #evaluate({ requestId, runId, split }: Evaluate): Promise<void> {
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
          const evaluation = finish(evaluate(run, split), (done) => {
            this.#emit({ type: 'evaluationProgressed', requestId, done, total });
            signal.throwIfAborted();
          });
          const result = await activeGpuContext().guard(evaluation);
          this.#emit({ type: 'evaluationEnded', requestId, runId, result });
          if (bench.held?.runId === runId) bench.held.keeper?.addEvaluation(result);
        } finally {
          release?.();
        }
      }),
    );
  }

  #classifyDrawing(command: ClassifyDrawing): Promise<void> {
    const { requestId, runId } = command;
    return this.#requests.carryOut(requestId, async () => {
      const run = this.#bench.requireRun(runId);
      const pixels = centreDrawing(command);
      const { height, width, channels } = run.dataset.train;
      if (pixels.length !== height * width * channels) {
        throw new EngineFailure('datasetMismatch', {
          expected: '28x28x1',
          found: `${height}x${width}x${channels}`,
        });
      }
      const batch = { count: 1, pixels, labels: new Int32Array(1) };
      const [probabilities = []] = await activeGpuContext().guard(classify(run, batch));
      const image = imageBatch(run.dataset.train, batch);
      this.#emit({ type: 'drawingClassified', requestId, probabilities, image });
    });
  }
}
