import { createHash } from 'node:crypto';
import { expect, it } from 'vitest';
import { fingerprintOf } from '#engine/data/fingerprint.ts';
import { MemoryImages } from '#engine/data/image-set.ts';

const hash = (bytes: Uint8Array | string) => createHash('sha256').update(bytes).digest('hex');

const pixels = Uint8Array.from({ length: 24 }, (_, index) => index * 9);
const images = (change: { height?: number; pixel?: number; label?: number } = {}) => {
  const { height = 2, pixel = 0, label = 300 } = change;
  const changed = pixels.slice();
  changed[23]! += pixel;
  const shape = { height, width: 12 / height, channels: 1 };
  return new MemoryImages(shape, changed, Uint16Array.of(1, label));
};

it('a fingerprint is SHA-256 over the sizes, labels and pixels of both splits', async () => {
  const labels = Uint8Array.of(1, 0, 300 & 0xff, 300 >> 8);
  const line = `2 2 6 1 ${hash(labels)} ${hash(pixels)}`;
  const found = await fingerprintOf({ train: images(), test: images() });
  expect(found).toBe(hash(`train ${line}\ntest ${line}\n`));
});

it('a fingerprint tells one pixel, one label, another shape and exchanged splits', async () => {
  const variants = [
    { train: images(), test: images() },
    { train: images({ pixel: 1 }), test: images() },
    { train: images(), test: images({ pixel: 1 }) },
    { train: images({ label: 301 }), test: images() },
    { train: images(), test: images({ label: 301 }) },
    { train: images({ height: 3 }), test: images({ height: 3 }) },
  ];
  const found = await Promise.all(variants.map(fingerprintOf));
  expect(new Set(found).size).toBe(variants.length);
});
