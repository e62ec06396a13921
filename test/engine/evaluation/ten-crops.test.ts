import * as tf from '@tensorflow/tfjs';
import { beforeAll, describe, expect, it } from 'vitest';
import type { MemoryImages } from '#engine/data/image-set.ts';
import { tenCrops } from '#engine/data/ten-crops.ts';
import { evaluate } from '#engine/evaluation/evaluate.ts';
import { finish } from '#engine/finish.ts';
import { Run } from '#engine/training/run.ts';
import { type Preprocessing, torchvision } from '#models/preprocessing.ts';
import { useBackend } from '#test/engine/backends.ts';
import { bars } from '#test/engine/bars.ts';
import { lenetConfig } from '#test/engine/training/configs.ts';

const SIDE = 33;
const INPUT = 28;
const grey: Preprocessing = {
  ...torchvision({ resize: SIDE, crop: INPUT }),
  mean: [0.3],
  deviation: [0.25],
};

describe('ten crops', () => {
  beforeAll(() => useBackend('wasm'));

  it('lie where torchvision cuts them out of a photograph of 500 x 375', () => {
    const views = tenCrops({ width: 500, height: 375 }, torchvision());
    // The shorter side comes to 256: int(256 * 500 / 375) is 341. The middle is at round((341 - 224) / 2), a 58.5 that
    // Python rounds to 58.
    const places = [
      [0, 0],
      [0, 117],
      [32, 0],
      [32, 117],
      [16, 58],
    ];
    expect(views.map(({ window: { top, left } }) => [top, left])).toEqual([...places, ...places]);
    expect(views.map(({ isMirrored }) => isMirrored)).toEqual([
      ...Array(5).fill(false),
      ...Array(5).fill(true),
    ]);
    expect(views[0]).toMatchObject({
      resized: { width: 341, height: 256 },
      window: { width: 224, height: 224 },
    });
  });

  it('give the mean of the probabilities of each crop, as cut out by hand', async () => {
    const config = lenetConfig();
    const run = new Run(
      { ...config, model: { ...config.model, preprocessing: grey } },
      bars(20, 12, 10, SIDE),
    );
    const before = tf.memory().numTensors;
    const { result, answers } = await finish(evaluate(run, 'test', 'tenCrops'));
    expect(tf.memory().numTensors).toBe(before);
    expect(result).toMatchObject({ crops: 'tenCrops', images: 12 });

    const set = bars(20, 12, 10, SIDE).test as MemoryImages;
    const edge = SIDE - INPUT;
    const corners = [
      [0, 0],
      [0, edge],
      [edge, 0],
      [edge, edge],
      [2, 2],
    ] as const;
    let loss = 0;
    for (let image = 0; image < 12; image++) {
      const mean = new Float64Array(10);
      for (const [top, left] of corners) {
        for (const isMirrored of [false, true]) {
          const pixels = Float32Array.from({ length: INPUT * INPUT }, (_, i) => {
            const x = isMirrored ? INPUT - 1 - (i % INPUT) : i % INPUT;
            const place = (top + Math.floor(i / INPUT)) * SIDE + left + x;
            return (set.pixels[image * SIDE * SIDE + place]! / 255 - 0.3) / 0.25;
          });
          const probabilities = tf.tidy(() =>
            tf.softmax(run.predict(tf.tensor4d(pixels, [1, INPUT, INPUT, 1]))).dataSync(),
          );
          probabilities.forEach((value, answer) => {
            mean[answer]! += value / 10;
          });
        }
      }
      expect(answers.trueProbabilities[image]).toBeCloseTo(mean[set.labels[image]!]!, 5);
      expect(answers.bestProbabilities[image * 5]).toBeCloseTo(Math.max(...mean), 5);
      loss -= Math.log(mean[set.labels[image]!]!) / 12;
    }
    expect(result.loss).toBeCloseTo(loss, 4);
    run.dispose();
  });

  it('are refused of images that are no larger than what the net takes in', async () => {
    const run = new Run(lenetConfig(), bars(20, 10));
    await expect(finish(evaluate(run, 'test', 'tenCrops'))).rejects.toMatchObject({
      value: { code: 'cropsUnavailable' },
    });
    run.dispose();
  });
});
