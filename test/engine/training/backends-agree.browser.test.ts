import * as tf from '@tensorflow/tfjs';
import { describe, expect, it } from 'vitest';
import { selectBackend } from '#engine/backend/select-backend.ts';
import { type Evaluation, evaluate } from '#engine/evaluation/evaluate.ts';
import { finish } from '#engine/finish.ts';
import { Run } from '#engine/training/run.ts';
import { step } from '#engine/training/step.ts';
import type { BackendName } from '#protocol/backend.ts';
import type { Answers, EvaluationResult } from '#protocol/evaluation.ts';
import { confusionOf, countOf } from '#store/measures/confusion.ts';
import { bars } from '#test/engine/bars.ts';
import { hostBatch } from '#test/engine/batches.ts';
import { hasWebgpu, wasmPaths } from '#test/engine/browser-backends.ts';
import { lenetConfig } from './configs.ts';

const TEST_IMAGES = 30;

/** Losses of ten steps of eight images from the same initial weights, and what the net has learnt from the first. */
async function train(
  preference: BackendName,
): Promise<{ losses: number[]; evaluation: EvaluationResult; answers: Answers }> {
  await selectBackend({ preference, threads: 1, wasmPaths });
  expect(tf.getBackend()).toBe(preference);
  const run = new Run(lenetConfig({ batchSize: 8 }), bars(80, TEST_IMAGES));
  const { indices } = run.split('train');
  const losses: number[] = [];
  let evaluation: Evaluation | undefined;
  for (let start = 0; start < 80; start += 8) {
    const batch = hostBatch(run.dataset.train, indices.subarray(start, start + 8));
    const { loss, errors } = step(run, batch, 0.002);
    losses.push((await loss.data())[0]!);
    tf.dispose([loss, errors]);
    evaluation ??= await finish(evaluate(run, 'test'));
  }
  run.dispose();
  return { losses, evaluation: evaluation!.result, answers: evaluation!.answers };
}

const cpu = await train('cpu');

describe('ten steps of LeNet-5', { timeout: 240_000 }, () => {
  it('change the loss on the CPU', () => {
    expect(Math.max(...cpu.losses) - Math.min(...cpu.losses)).toBeGreaterThan(0.1);
    expect(cpu.evaluation.top5Error!).toBeLessThan(cpu.evaluation.top1Error);
  });

  for (const [backend, present] of [
    ['wasm', true],
    ['webgl', true],
    ['webgpu', hasWebgpu],
  ] as const) {
    it.skipIf(!present)(
      `give the losses of the CPU to 1e-3 on ${backend}, and the same evaluation`,
      async () => {
        const { losses, evaluation, answers } = await train(backend);
        for (const [i, loss] of losses.entries())
          expect(Math.abs(loss - cpu.losses[i]!) / cpu.losses[i]!, `step ${i + 1}`).toBeLessThan(1e-3);
        const expected = cpu.evaluation;
        expect(Math.abs(evaluation.loss - expected.loss) / expected.loss).toBeLessThan(1e-3);
        // Two logits that are nearly alike may change their order, of one image.
        for (const error of ['top1Error', 'top5Error'] as const)
          expect(Math.abs(evaluation[error]! - expected[error]!)).toBeLessThan(1.5 / TEST_IMAGES);
        const confusion = confusionOf(answers);
        expect(confusion.images).toEqual(confusionOf(cpu.answers).images);
        const right = Array.from(confusion.images, (_, i) => countOf(confusion, i, i));
        const rightCount = right.reduce((sum, count) => sum + count, 0);
        expect(1 - rightCount / TEST_IMAGES).toBeCloseTo(evaluation.top1Error, 5);
      },
    );
  }
});
