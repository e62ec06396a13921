import type { StepPoint } from '#protocol/run.ts';

const COLUMNS = 4;

/** Step, loss, error and learning rate of each step, one step after the other. */
export function packPoints(points: readonly StepPoint[]): Float64Array<ArrayBuffer> {
  const packed = new Float64Array(COLUMNS * points.length);
  points.forEach(({ step, loss, top1Error, learningRate }, i) => {
    packed.set([step, loss, top1Error, learningRate], COLUMNS * i);
  });
  return packed;
}

export function unpackPoints(packed: Float64Array): StepPoint[] {
  return Array.from({ length: packed.length / COLUMNS }, (_, i) => {
    const [step = 0, loss = 0, top1Error = 0, learningRate = 0] = packed.subarray(
      COLUMNS * i,
      COLUMNS * (i + 1),
    );
    return { step, loss, top1Error, learningRate };
  });
}
