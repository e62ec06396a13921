import { sha256 } from '#engine/sha256.ts';
import type { MemoryImages } from './image-set.ts';
import type { Splits } from './loading.ts';

/**
 * SHA-256, in hexadecimal, of a text that gives each split's size and the SHA-256 of its labels (16 bits each, little
 * end first, as every platform of the zoo has them) and of its pixels: so the parts need not be copied into one.
 */
export async function fingerprintOf({ train, test }: Splits): Promise<string> {
  const text = `train ${await lineOf(train)}\ntest ${await lineOf(test)}\n`;
  return sha256(new TextEncoder().encode(text));
}

async function lineOf({ count, height, width, channels, labels, pixels }: MemoryImages): Promise<string> {
  const labelBytes = new Uint8Array(labels.buffer, labels.byteOffset, labels.byteLength);
  const shape = [count, height, width, channels].join(' ');
  return `${shape} ${await sha256(labelBytes)} ${await sha256(pixels)}`;
}
