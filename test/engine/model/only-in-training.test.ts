import * as tf from '@tensorflow/tfjs';
import { beforeAll, describe, expect, it } from 'vitest';
import { variableOf } from '#engine/layers/variable-of.ts';
import type { DeviceBatch } from '#engine/training/device-batch.ts';
import { Run } from '#engine/training/run.ts';
import { findArchitecture } from '#models/registry.ts';
import { defaultConfig } from '#store/set-up.ts';
import { useBackend } from '#test/engine/backends.ts';
import { bars } from '#test/engine/bars.ts';
import { trainingBatch } from '#test/engine/batches.ts';

const IMAGES = 6;
const CLASSES = 10;
const RATE = 0.01;

/** A narrow form of a net with plain descent; dropout drops the same units at every step. */
function start(id: string): { run: Run; batch: DeviceBatch } {
  const config = defaultConfig(findArchitecture(id));
  const recipe = { ...config.recipe, optimizer: 'sgd' as const, weightDecay: 0 };
  const model = { ...config.model, width: 1 / 16 };
  const run = new Run({ ...config, model, recipe, validationFraction: 0 }, bars(IMAGES, IMAGES));
  run.built.setMaskSeeds({ of: () => 1 });
  return { run, batch: trainingBatch(run) };
}

const valuesOf = ({ built }: Run, layer: string, index: number): number[] => [
  ...variableOf(built.trainingModel.getLayer(layer).weights[index]!).dataSync(),
];

const predict = (run: Run, images: tf.Tensor4D): number[] =>
  tf.tidy(() => [...run.predict(images).dataSync()]);

const first = (images: tf.Tensor4D): tf.Tensor4D => tf.slice(images, 0, 1);

describe('what works in training and is switched off in evaluation', { timeout: 60_000 }, () => {
  beforeAll(() => useBackend('wasm'));

  it("GoogLeNet's auxiliary heads learn from 0.3 times their own loss", () => {
    const { run, batch } = start('googlenet');
    const labels = batch.labels.arraySync();
    const outputs = tf.tidy(() =>
      (run.built.trainingModel.apply(batch.images, { training: true }) as tf.Tensor2D[]).map(
        (logits) => tf.softmax(logits).arraySync() as number[][],
      ),
    );
    const classifiers = ['loss3/classifier', 'loss1/classifier', 'loss2/classifier'];
    expect(outputs).toHaveLength(classifiers.length);
    const before = classifiers.map((name) => valuesOf(run, name, 1));
    tf.dispose(Object.values(run.update(batch, RATE)));
    for (const [head, name] of classifiers.entries()) {
      const weight = name === 'loss3/classifier' ? 1 : 0.3;
      const after = valuesOf(run, name, 1);
      for (let k = 0; k < CLASSES; k++) {
        // The slope of a softmax's cross-entropy along a bias: probability less truth, averaged.
        const slope = labels.reduce((sum, label, i) => sum + outputs[head]![i]![k]! - Number(label === k), 0);
        const move = (-RATE * weight * slope) / IMAGES;
        expect(after[k]! - before[head]![k]!, `${name} ${k}`).toBeCloseTo(move, 6);
      }
    }
    run.dispose();
  });

  it("evaluation takes no notice of GoogLeNet's auxiliary heads, and drops no unit", () => {
    const { run, batch } = start('googlenet');
    const logits = predict(run, batch.images);
    const head = run.built.trainingModel.getLayer('loss1/classifier');
    head.setWeights(head.getWeights().map(({ shape }) => tf.fill(shape, 7)));
    run.built.setMaskSeeds({
      of: () => {
        throw new Error('evaluation drew a mask');
      },
    });
    expect(predict(run, batch.images)).toEqual(logits);
    expect(() => run.update(batch, RATE)).toThrow('evaluation drew a mask');
    run.dispose();
  });

  it('batch norm goes by the batch in training alone, and remembers its statistics for evaluation', () => {
    const { run, batch } = start('inception_v2');
    const logitsInTraining = (images: tf.Tensor4D) =>
      tf.tidy(() => {
        const outputs = run.built.trainingModel.apply(images, { training: true });
        return [...([outputs].flat()[0] as tf.Tensor).dataSync().subarray(0, CLASSES)];
      });
    const largestGap = (a: number[], b: number[]) => Math.max(...a.map((x, i) => Math.abs(x - b[i]!)));
    expect(largestGap(logitsInTraining(batch.images), logitsInTraining(first(batch.images)))).toBeGreaterThan(
      0.1,
    );

    const norm = run.built.graph.nodes.find(({ operation }) => operation.type === 'batchNorm')!.name;
    const statistics = () => [valuesOf(run, norm, 2), valuesOf(run, norm, 3)];
    const [before, logits] = [statistics(), predict(run, batch.images)];
    expect(largestGap(logits.slice(0, CLASSES), predict(run, first(batch.images)))).toBeLessThan(1e-4);
    expect(statistics()).toEqual(before);
    tf.dispose(Object.values(run.update(batch, 0)));
    expect(statistics()).not.toEqual(before);
    expect(largestGap(predict(run, batch.images), logits)).toBeGreaterThan(0.01);
    run.dispose();
  });
});
