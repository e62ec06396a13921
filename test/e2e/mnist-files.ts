import { idxImages, idxLabels, labelsInTurn } from '#test/engine/data/idx-writer.ts';

/** The four files of MNIST with so many images, as a person would choose them. */
export function mnistOf(trainCount: number, testCount: number) {
  const contents = {
    'train-images': idxImages({ count: trainCount }),
    'train-labels': idxLabels(labelsInTurn(trainCount)),
    't10k-images': idxImages({ count: testCount }),
    't10k-labels': idxLabels(labelsInTurn(testCount)),
  };
  return Object.entries(contents).map(([name, bytes]) => ({
    name,
    mimeType: 'application/octet-stream',
    buffer: Buffer.from(bytes),
  }));
}
