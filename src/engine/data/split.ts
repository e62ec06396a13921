import type { Random } from '#engine/random.ts';

export interface SplitIndices {
  readonly train: Uint32Array;
  readonly validation: Uint32Array;
}

/**
 * Holds out the same part of every class, to rounding, chosen at random. Both lists are in ascending order.
 * @param fraction part that is held out, from 0 up to but not including 1.
 */
export function stratifiedSplit(labels: Uint16Array, fraction: number, random: Random): SplitIndices {
  if (!(fraction >= 0 && fraction < 1)) throw new RangeError(`a validation fraction of ${fraction}`);
  const heldOut = new Uint8Array(labels.length);
  let heldOutCount = 0;
  for (const members of indicesByClass(labels)) {
    random.shuffle(members);
    const share = Math.round(members.length * fraction);
    for (const index of members.subarray(0, share)) heldOut[index] = 1;
    heldOutCount += share;
  }
  const train = new Uint32Array(labels.length - heldOutCount);
  const validation = new Uint32Array(heldOutCount);
  let trainEnd = 0;
  let validationEnd = 0;
  for (let index = 0; index < labels.length; index++) {
    if (heldOut[index]) validation[validationEnd++] = index;
    else train[trainEnd++] = index;
  }
  return { train, validation };
}

function indicesByClass(labels: Uint16Array): Uint32Array[] {
  const members: number[][] = [];
  for (let index = 0; index < labels.length; index++) {
    const label = labels[index]!;
    while (members.length <= label) members.push([]);
    members[label]!.push(index);
  }
  return members.map((indices) => Uint32Array.from(indices));
}
