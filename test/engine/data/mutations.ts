import fc from 'fast-check';

/** Bytes overwritten, runs cut out or put in twice, the end cut off. */
export const mutation = fc.oneof(
  fc.record({
    kind: fc.constant('write' as const),
    at: fc.nat(),
    value: fc.constantFrom(0, 1, 0x7f, 0x80, 0xff),
  }),
  fc.record({ kind: fc.constant('flip' as const), at: fc.nat(), value: fc.integer({ min: 1, max: 255 }) }),
  fc.record({ kind: fc.constant('cut' as const), at: fc.nat(), value: fc.integer({ min: 1, max: 64 }) }),
  fc.record({ kind: fc.constant('repeat' as const), at: fc.nat(), value: fc.integer({ min: 1, max: 64 }) }),
  fc.record({ kind: fc.constant('end' as const), at: fc.nat(), value: fc.constant(0) }),
);
export type Mutation = typeof mutation extends fc.Arbitrary<infer T> ? T : never;

/** Headers and directories, where numbers stand, are hit as often as all the rest. */
function place(at: number, length: number): number {
  const area = at % 4;
  const within = Math.floor(at / 4);
  if (area === 0) return within % Math.min(length, 64);
  return area === 1 ? length - 1 - (within % Math.min(length, 128)) : within % length;
}

export function mutated(bytes: Uint8Array, { kind, at, value }: Mutation): Uint8Array<ArrayBuffer> {
  if (bytes.length === 0) return Uint8Array.from(bytes);
  const where = place(at, bytes.length);
  switch (kind) {
    case 'write':
      return bytes.map((byte, index) => (index === where ? value : byte)) as Uint8Array<ArrayBuffer>;
    case 'flip':
      return bytes.map((byte, index) => (index === where ? byte ^ value : byte)) as Uint8Array<ArrayBuffer>;
    case 'cut':
      return Uint8Array.from([...bytes.subarray(0, where), ...bytes.subarray(where + value)]);
    case 'repeat':
      return Uint8Array.from([...bytes.subarray(0, where + value), ...bytes.subarray(where)]);
    case 'end':
      return bytes.slice(0, where) as Uint8Array<ArrayBuffer>;
  }
}
