import type { CifarDataset } from '#datasets/dataset.ts';
import { openTar } from '#engine/data/archives/tar.ts';
import { isGzip } from '#engine/data/byte-stream.ts';
import type { Splits } from '#engine/data/loading.ts';
import { EngineFailure } from '#engine/engine-failure.ts';
import { isTestFile, readCifar, resemblesCifar } from './cifar.ts';
import type { PublishedReader } from './published-reader.ts';

const RECORD_BYTES = 3074;
/** Of the texts beside the images, and of the tar's own blocks. */
const BESIDE_BYTES = 1024 * 1024;

/** Reads the one tar of a set in CIFAR's layout, gzipped or not. */
export function publishedCifarReader(facts: CifarDataset): PublishedReader {
  const mostBytes = (facts.trainCount + facts.testCount) * RECORD_BYTES + BESIDE_BYTES;
  let splits: Splits | undefined;
  return {
    mostBytes: () => mostBytes,
    resembles: (bytes) => isGzip(bytes) || String.fromCharCode(...bytes.subarray(257, 262)) === 'ustar',
    async take({ name }, bytes, { signal, onBytes }) {
      const tree = await openTar(name, new Blob([bytes]), signal);
      const files = tree.files.filter(({ path, sizeBytes }) => {
        return path.endsWith('.bin') && resemblesCifar(new Uint8Array(0), sizeBytes);
      });
      const read = async (isTest: boolean, expected: number) => {
        const wanted = files.filter((file) => isTestFile(file) === isTest);
        if (wanted.length === 0)
          throw new EngineFailure('fileCountsDisagree', { file: name, expected, found: 0 });
        const { images, numClasses } = await readCifar(tree, wanted, facts.content.labels, {
          signal,
          mostBytes,
        });
        if (images.count !== expected || numClasses !== facts.classNames.length) {
          const found = `${images.count} (${numClasses})`;
          const details = { file: name, expected: `${expected} (${facts.classNames.length})`, found };
          throw new EngineFailure('fileCountsDisagree', details);
        }
        return images;
      };
      const train = await read(false, facts.trainCount);
      onBytes?.(bytes.length * (facts.trainCount / (facts.trainCount + facts.testCount)));
      splits = { train, test: await read(true, facts.testCount) };
      onBytes?.(bytes.length);
    },
    splits() {
      if (splits === undefined) throw new Error('the splits are asked for before they were read');
      return splits;
    },
  };
}
