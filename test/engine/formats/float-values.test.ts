import { describe, expect, it } from 'vitest';
import { floatValues } from '#engine/formats/float-values.ts';

const bytes = (hexadecimal: string) => Uint8Array.from(Buffer.from(hexadecimal, 'hex'));

describe('floats of other widths', () => {
  it('are what IEEE 754 says of halves', () => {
    // Table of binary16 in IEEE 754-2019, section 3.4, as Wikipedia lists examples of it; little-endian here.
    const halves =
      '0000' +
      '0080' +
      '0100' +
      'ff03' +
      '0004' +
      '5535' +
      'ff3b' +
      '003c' +
      '013c' +
      'ff7b' +
      '007c' +
      '00fc' +
      '00c0';
    expect([...floatValues('F16', bytes(halves))]).toEqual([
      0,
      -0,
      2 ** -24,
      1023 * 2 ** -24,
      2 ** -14,
      0.333251953125,
      0.99951171875,
      1,
      1.0009765625,
      65504,
      Infinity,
      -Infinity,
      -2,
    ]);
    expect(floatValues('F16', bytes('017e'))[0]).toBeNaN();
  });

  it('are the upper half of a single for bfloat16', () => {
    expect([...floatValues('BF16', bytes('803f' + '00c0' + '4940' + '807f' + '0100'))]).toEqual([
      1,
      -2,
      3.140625,
      Infinity,
      2 ** -133,
    ]);
  });

  it('are rounded from doubles, and read where they lie, aligned or not', () => {
    expect([...floatValues('F64', new Uint8Array(Float64Array.of(Math.PI, 1e300).buffer))]).toEqual([
      Math.fround(Math.PI),
      Infinity,
    ]);
    const shifted = new Uint8Array([9, ...bytes('0000803f')]).subarray(1);
    expect([...floatValues('F32', shifted)]).toEqual([1]);
    expect(() => floatValues('I64', new Uint8Array(8))).toThrow('I64');
  });
});
