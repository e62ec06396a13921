import * as tf from '@tensorflow/tfjs';
import { beforeAll, describe, expect, it } from 'vitest';
import type { MemoryImages } from '#engine/data/image-set.ts';
import { evaluate, score } from '#engine/evaluation/evaluate.ts';
import { finish } from '#engine/finish.ts';
import { TrainingControl } from '#engine/training/control.ts';
import { Run } from '#engine/training/run.ts';
import { train } from '#engine/training/train.ts';
import { confusionOf } from '#store/measures/confusion.ts';
import { placesOf } from '#store/measures/mistakes.ts';
import { useBackend } from '#test/engine/backends.ts';
import { bars } from '#test/engine/bars.ts';
import { lenetConfig } from '#test/engine/training/configs.ts';

describe('evaluation', { timeout: 30_000 }, () => {
  beforeAll(() => useBackend('wasm'));

  it('counts every image once, the last partial batch included, and agrees with a count by hand', async () => {
    const run = new Run(lenetConfig({ epochs: 1 }), bars(60, 300));
    for await (const _ of train(run, new TrainingControl()));
    const before = tf.memory().numTensors;
    const progress: number[] = [];
    const { result, answers } = await finish(evaluate(run, 'test'), (done) => progress.push(done));
    expect(tf.memory().numTensors).toBe(before);
    expect(progress).toEqual([256, 300]);

    // By hand: one image at a time, plain JavaScript from the logits on.
    const { pixels, labels, height, width } = run.dataset.test as MemoryImages;
    const [mean] = run.dataset.normalisation.mean as [number];
    const [deviation] = run.dataset.normalisation.deviation as [number];
    let [loss, top1, top5] = [0, 0, 0];
    const confusion = Array.from({ length: 10 }, () => new Array<number>(10).fill(0));
    for (let i = 0; i < 300; i++) {
      const image = pixels.subarray(i * height * width, (i + 1) * height * width);
      const logits = tf.tidy(() => [
        ...run
          .predict(
            tf.tensor4d(
              Float32Array.from(image, (v) => (v / 255 - mean) / deviation),
              [1, 28, 28, 1],
            ),
          )
          .dataSync(),
      ]);
      const truth = labels[i]!;
      const largest = Math.max(...logits);
      loss += largest + Math.log(logits.reduce((sum, x) => sum + Math.exp(x - largest), 0)) - logits[truth]!;
      const order = logits.map((_, k) => k).sort((a, b) => logits[b]! - logits[a]!);
      if (order[0] !== truth) top1 += 1;
      if (!order.slice(0, 5).includes(truth)) top5 += 1;
      confusion[truth]![order[0]!]! += 1;
    }
    expect(result.images).toBe(300);
    expect(result.step).toBe(3);
    expect(result.loss).toBeCloseTo(loss / 300, 4);
    expect(result.top1Error).toBeCloseTo(top1 / 300, 10);
    expect(result.top5Error).toBeCloseTo(top5 / 300, 10);
    expect([...confusionOf(answers).counts]).toEqual(confusion.flat());
    expect([...answers.indices]).toEqual([...answers.indices.keys()]);
    expect([...answers.labels]).toEqual([...labels]);
    expect(await finish(score(run, run.split('test')))).toMatchObject({ images: 300, top1Error: top1 / 300 });
    run.dispose();
  });

  it('keeps with each held-out image where it stands in its set', async () => {
    const run = new Run(lenetConfig({}, { validationFraction: 0.4 }), bars(50, 20));
    const { answers } = await finish(evaluate(run, 'validation'));
    expect([...answers.indices]).toEqual([...run.split('validation').indices]);
    expect(Array.from(answers.indices, (index) => run.dataset.train.labels[index])).toEqual([
      ...answers.labels,
    ]);
    run.dispose();
  });

  it('can be cancelled and leaves no tensor behind', async () => {
    const run = new Run(lenetConfig(), bars(20, 600));
    const before = tf.memory().numTensors;
    const evaluation = finish(evaluate(run, 'test'), () => {
      throw new Error('given up');
    });
    await expect(evaluation).rejects.toThrow('given up');
    expect(tf.memory().numTensors).toBe(before);
    run.dispose();
  });

  it('counts no image as right of a net that gives no numbers, and lists none as taken for the first class', async () => {
    const run = new Run(lenetConfig(), bars(20, 40));
    const weights = await run.weights();
    run.setWeights(new Map([...weights].map(([name, values]) => [name, values.fill(Number.NaN)])));
    const { result, answers } = await finish(evaluate(run, 'test'));
    expect(result).toMatchObject({ top1Error: 1, top5Error: 1 });
    expect(confusionOf(answers).counts.every((count) => count === 0)).toBe(true);
    expect(placesOf(answers, {})).toHaveLength(40);
    run.dispose();
  });

  it('gives no top-5 error where there are five classes or fewer', async () => {
    const run = new Run(lenetConfig(), bars(20, 20, 5));
    expect((await finish(evaluate(run, 'test'))).result).not.toHaveProperty('top5Error');
    run.dispose();
    const six = new Run(lenetConfig(), bars(24, 24, 6));
    expect((await finish(evaluate(six, 'test'))).result).toHaveProperty('top5Error');
    six.dispose();
  });
});
