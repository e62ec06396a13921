/** Records of CIFAR's layout: labels, then the planes of red, green and blue. */
export function cifarRecords(
  records: readonly {
    readonly labels: readonly number[];
    readonly pixel: (plane: number, index: number) => number;
  }[],
): Uint8Array<ArrayBuffer> {
  return Uint8Array.from(
    records.flatMap(({ labels, pixel }) => [
      ...labels,
      ...[0, 1, 2].flatMap((plane) => Array.from({ length: 1024 }, (_, index) => pixel(plane, index))),
    ]),
  );
}

/** So many records of the labels in turn, each of one colour that follows from its position. */
export function plainRecords(count: number, labelsOf: (index: number) => readonly number[]) {
  return cifarRecords(
    Array.from({ length: count }, (_, index) => ({
      labels: labelsOf(index),
      pixel: (plane: number) => (index * 3 + plane) % 256,
    })),
  );
}
