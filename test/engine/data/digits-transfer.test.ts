import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import type { ImageSet } from '#engine/data/image-set.ts';
import { loadDataset } from '#engine/data/load-dataset.ts';
import { readIdx } from '#engine/data/readers/idx.ts';
import { labelledImages } from '#engine/data/readers/idx-splits.ts';
import { evaluate } from '#engine/evaluation/evaluate.ts';
import { finish } from '#engine/finish.ts';
import { TrainingControl } from '#engine/training/control.ts';
import { Run } from '#engine/training/run.ts';
import { train } from '#engine/training/train.ts';
import { confusionOf } from '#store/measures/confusion.ts';
import { useBackend } from '#test/engine/backends.ts';
import { lenetConfig } from '#test/engine/training/configs.ts';

const folder = process.env['DATASETS_DIR'];
/** Minutes of training: asked for by name. */
const measured = process.env['MEASURE_TRANSFER'] !== undefined;

async function mnistTest(): Promise<ImageSet> {
  const read = async (name: string) => {
    const bytes = await readFile(join(folder!, 'mnist', name));
    return readIdx({ name, data: Uint8Array.from(bytes) });
  };
  const images = await read('t10k-images-idx3-ubyte.gz');
  const labels = await read('t10k-labels-idx1-ubyte.gz');
  if (images.kind !== 'images' || labels.kind !== 'labels') throw new Error('not MNIST');
  return labelledImages({ name: 'images', idx: images }, { name: 'labels', idx: labels });
}

it.skipIf(!folder || !measured)(
  'LeNet-5 trained on generated digits alone errs on less than 10 % of MNIST',
  async () => {
    await useBackend('wasm');
    const { dataset } = await loadDataset({ kind: 'registered', config: { id: 'digits' } });
    const startedAt = performance.now();
    const config = lenetConfig({ batchSize: 128 }, { validationFraction: 0 });
    const run = new Run(config, { ...dataset, test: await mnistTest() });
    for await (const event of train(run, new TrainingControl())) {
      if (event.type === 'epochEnded') console.log(event.epoch, event.training.top1Error);
    }
    const { result, answers } = await finish(evaluate(run, 'test'));
    const { counts, classes } = confusionOf(answers);
    const seconds = Math.round((performance.now() - startedAt) / 1000);
    console.log(`MNIST test top-1 error ${(100 * result.top1Error).toFixed(2)} % after ${seconds} s`);
    for (let row = 0; row < classes; row++) {
      const cells = counts.subarray(row * classes, (row + 1) * classes);
      console.log(Array.from(cells, (count) => String(count).padStart(5)).join(''));
    }
    expect(result.top1Error).toBeLessThan(0.1);
  },
  600_000,
);
