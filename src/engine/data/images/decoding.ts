import { crc32 } from '#engine/data/archives/crc32.ts';
import type { FileContent, TreeFile } from '#engine/data/file-tree.ts';
import type { Size } from '#engine/data/resample.ts';
import { coveringView, cutView } from '#engine/data/views.ts';
import { EngineFailure, toEngineError } from '#engine/engine-failure.ts';
import { itemAt } from '#models/lookup.ts';
import type { EngineError } from '#protocol/errors.ts';
import type { DecodeImage } from './decode-image.ts';
import { isWhole, sizeInHeader } from './image-header.ts';

/** What is decoded at one time, in pixels: 256 MB of them; an image of more is refused by its header. */
export const MOST_PIXELS = 64 * 1024 * 1024;
/** Images in work at one time: the browser decodes on threads of its own. */
const AHEAD = 16;

export interface DecodedFile {
  readonly file: TreeFile;
  /** height x width x 3 at the size that was asked for. */
  readonly pixels?: Uint8Array;
  /** The file as it is stored. */
  readonly bytes?: Uint8Array<ArrayBuffer>;
  readonly problem?: EngineError;
  /** The same for files of the same bytes, and for few others. */
  readonly mark: string;
}

/** Decodes and fits files, in their order, a few at a time. */
export async function* decoded(
  contents: AsyncIterable<FileContent>,
  size: Size,
  decode: DecodeImage,
): AsyncGenerator<DecodedFile, void, undefined> {
  const inWork: { readonly pixelCount: number; readonly result: Promise<DecodedFile> }[] = [];
  let pixelsInWork = 0;
  const next = async () => {
    const { pixelCount, result } = itemAt(inWork, 0);
    inWork.shift();
    pixelsInWork -= pixelCount;
    return result;
  };
  for await (const content of contents) {
    const { file, bytes, problem } = content;
    const found = bytes && sizeInHeader(bytes);
    const pixelCount = found ? found.height * found.width : 0;
    const refusal = problem ?? refusalOf(file.path, bytes, pixelCount);
    while (
      inWork.length >= AHEAD ||
      (refusal === undefined && inWork.length > 0 && pixelsInWork + pixelCount > MOST_PIXELS)
    ) {
      yield await next();
    }
    if (refusal !== undefined) {
      inWork.push({ pixelCount: 0, result: Promise.resolve({ file, problem: refusal, mark: '' }) });
    } else if (bytes !== undefined) {
      pixelsInWork += pixelCount;
      inWork.push({ pixelCount, result: decodeOne(file, bytes, size, decode) });
    }
  }
  while (inWork.length > 0) yield await next();
}

function refusalOf(file: string, bytes: Uint8Array | undefined, pixelCount: number): EngineError | undefined {
  if (bytes?.length === 0) return toEngineError(new EngineFailure('fileEmpty', { file }));
  if (pixelCount > MOST_PIXELS) {
    return toEngineError(
      new EngineFailure('imageTooLarge', { file, expected: MOST_PIXELS, found: pixelCount }),
    );
  }
  if (pixelCount > 0 && bytes !== undefined && isWhole(bytes)) return undefined;
  return toEngineError(new EngineFailure('imageDamaged', { file }));
}

async function decodeOne(
  file: TreeFile,
  bytes: Uint8Array<ArrayBuffer>,
  size: Size,
  decode: DecodeImage,
): Promise<DecodedFile> {
  const mark = `${bytes.length} ${crc32(bytes)}`;
  try {
    const image = await decode(bytes);
    const isThatSize = image.height === size.height && image.width === size.width;
    return {
      file,
      pixels: isThatSize ? image.pixels : cutView(image, coveringView(image, size), 'bilinear').pixels,
      bytes,
      mark,
    };
  } catch (thrown) {
    // Browsers word it each in their own way.
    if (!(thrown instanceof DOMException)) throw thrown;
    return { file, problem: toEngineError(new EngineFailure('imageDamaged', { file: file.path })), mark };
  }
}
