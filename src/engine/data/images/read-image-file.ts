import { fitImage } from '#engine/data/fit-image.ts';
import type { ImageShape } from '#engine/data/image-set.ts';
import { EngineFailure } from '#engine/engine-failure.ts';
import { type DecodeImage, decodeImage } from './decode-image.ts';
import { MOST_PIXELS } from './decoding.ts';
import { isWhole, sizeInHeader } from './image-header.ts';

/** The weights of red, green and blue in grey, in thousandths, as Pillow has them (ITU-R 601-2). */
const GREY = [299, 587, 114] as const;
/** No photograph is larger. */
const MOST_BYTES = 200_000_000;

/**
 * One image file as a net takes it in: its shorter side fitted, the middle cut out, grey where the net knows no colour.
 * @throws EngineFailure fileTooLarge, fileEmpty, imageTooLarge (expected, found: pixels) before it is decoded, or
 * imageDamaged.
 */
export async function readImageFile(
  file: File,
  { height, width, channels }: ImageShape,
  decode: DecodeImage = decodeImage,
): Promise<Uint8Array<ArrayBuffer>> {
  const { name } = file;
  if (file.size > MOST_BYTES) {
    throw new EngineFailure('fileTooLarge', { file: name, expected: MOST_BYTES, found: file.size });
  }
  const bytes = new Uint8Array(await file.arrayBuffer());
  if (bytes.length === 0) throw new EngineFailure('fileEmpty', { file: name });
  const size = sizeInHeader(bytes);
  if (size === undefined || !isWhole(bytes)) throw new EngineFailure('imageDamaged', { file: name });
  const found = size.height * size.width;
  if (found > MOST_PIXELS) {
    throw new EngineFailure('imageTooLarge', { file: name, expected: MOST_PIXELS, found });
  }
  const image = await decode(bytes).catch((thrown: unknown) => {
    // Browsers word it each in their own way.
    if (!(thrown instanceof DOMException)) throw thrown;
    throw new EngineFailure('imageDamaged', { file: name });
  });
  const { pixels } = fitImage(image, { height, width }, 'crop', 'bilinear');
  return channels === 1 ? greyOf(pixels) : pixels.slice();
}

function greyOf(pixels: Uint8Array): Uint8Array<ArrayBuffer> {
  return Uint8Array.from({ length: pixels.length / 3 }, (_, i) =>
    Math.round(
      GREY.reduce((sum, weight, channel) => sum + weight * (pixels[3 * i + channel] ?? 0), 0) / 1000,
    ),
  );
}
