import type { ImageShape } from '#engine/data/image-set.ts';
import { centreView, coveringView, cutView, inChannels } from '#engine/data/views.ts';
import { EngineFailure } from '#engine/engine-failure.ts';
import type { Preprocessing } from '#models/preprocessing.ts';
import { type DecodeImage, decodeImage } from './decode-image.ts';
import { MOST_PIXELS } from './decoding.ts';
import { isWhole, sizeInHeader } from './image-header.ts';

/** No photograph is larger. */
const MOST_BYTES = 200_000_000;

/**
 * One image file as a net takes it in: as its preprocessing says, or else its shorter side fitted and the middle cut out;
 * grey where the net knows no colour.
 * @throws EngineFailure fileTooLarge, fileEmpty, imageTooLarge (expected, found: pixels) before it is decoded, or
 * imageDamaged.
 */
export async function readImageFile(
  file: File,
  shape: ImageShape,
  preprocessing: Preprocessing | undefined,
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
  const view = preprocessing === undefined ? coveringView(image, shape) : centreView(image, preprocessing);
  const cut = cutView(inChannels(image, shape.channels), view, preprocessing?.interpolation ?? 'bilinear');
  return cut.pixels.slice();
}
