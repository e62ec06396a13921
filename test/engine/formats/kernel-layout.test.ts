import { expect, it } from 'vitest';
import { fromPyTorch, toPyTorch } from '#engine/formats/kernel-layout.ts';

/** A value that tells its place in PyTorch's order: output, input, row, column. */
function kernel(outputs: number, inputs: number, height: number, width: number): Float32Array<ArrayBuffer> {
  const values: number[] = [];
  for (let o = 0; o < outputs; o++) {
    for (let i = 0; i < inputs; i++) {
      for (let y = 0; y < height; y++) {
        for (let x = 0; x < width; x++) values.push(o * 1000 + i * 100 + y * 10 + x);
      }
    }
  }
  return Float32Array.from(values);
}

it('turns PyTorch’s order of a kernel into the one here, and back', () => {
  const [height, width, inputs, outputs] = [2, 3, 5, 37] as const;
  const weight = { window: [height, width, inputs, outputs] as const };
  const theirs = kernel(outputs, inputs, height, width);
  const ours = fromPyTorch(weight, theirs);
  // In a map that is flattened through rows, columns, channels, input (y, x, i) is number (y * width + x) * inputs + i.
  const at = (y: number, x: number, i: number, o: number) =>
    ours[((y * width + x) * inputs + i) * outputs + o];
  for (const [y, x, i, o] of [
    [0, 0, 0, 0],
    [1, 2, 4, 36],
    [1, 0, 3, 16],
    [0, 2, 1, 15],
  ] as const) {
    expect(at(y, x, i, o)).toBe(o * 1000 + i * 100 + y * 10 + x);
  }
  expect(toPyTorch(weight, ours)).toEqual(theirs);
});

it('transposes a fully connected layer, and leaves a vector alone', () => {
  const linear = Float32Array.of(1, 2, 3, 4, 5, 6); // 2 outputs of 3 inputs
  expect([...fromPyTorch({ window: [1, 1, 3, 2] }, linear)]).toEqual([1, 4, 2, 5, 3, 6]);
  expect(fromPyTorch({}, linear)).toBe(linear);
});
