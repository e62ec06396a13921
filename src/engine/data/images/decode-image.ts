import type { Image } from '#engine/data/resample.ts';

/** Bytes of a file to red, green and blue; rejects what is no image. */
export type DecodeImage = (bytes: Uint8Array<ArrayBuffer>) => Promise<Image>;

/**
 * Decodes as the browser does: upright as EXIF says, the first frame of several, colour profiles left out of account.
 * What is transparent lies on white. Node has no such decoder.
 */
export const decodeImage: DecodeImage = async (bytes) => {
  const bitmap = await createImageBitmap(new Blob([bytes]), {
    imageOrientation: 'from-image',
    colorSpaceConversion: 'none',
  });
  try {
    return readBitmap(bitmap);
  } finally {
    bitmap.close();
  }
};

let kept: OffscreenCanvasRenderingContext2D | undefined;
/** Most images are small, and then share one canvas. */
const KEPT_SIDE = 512;

function canvasFor(width: number, height: number): OffscreenCanvasRenderingContext2D {
  if (width > KEPT_SIDE || height > KEPT_SIDE) return newCanvas(width, height);
  kept ??= newCanvas(KEPT_SIDE, KEPT_SIDE);
  return kept;
}

function newCanvas(width: number, height: number): OffscreenCanvasRenderingContext2D {
  return new OffscreenCanvas(width, height).getContext('2d', { alpha: false, willReadFrequently: true })!;
}

function readBitmap(bitmap: ImageBitmap): Image {
  const { width, height } = bitmap;
  const context = canvasFor(width, height);
  context.fillStyle = 'white';
  context.fillRect(0, 0, width, height);
  context.drawImage(bitmap, 0, 0);
  const { data } = context.getImageData(0, 0, width, height);
  const pixels = new Uint8Array(width * height * 3);
  for (let from = 0, to = 0; from < data.length; from += 4) {
    pixels[to++] = data[from]!;
    pixels[to++] = data[from + 1]!;
    pixels[to++] = data[from + 2]!;
  }
  return { height, width, channels: 3, pixels };
}

/** Whether a canvas gives back what was drawn: some browsers change a little of it, so that pages cannot tell users. */
export function isCanvasExact(): boolean {
  const side = 16;
  const context = new OffscreenCanvas(side, side).getContext('2d', { willReadFrequently: true })!;
  const drawn = new ImageData(side, side);
  drawn.data.forEach((_, index) => {
    drawn.data[index] = index % 4 === 3 ? 255 : (index * 37) % 256;
  });
  context.putImageData(drawn, 0, 0);
  const { data } = context.getImageData(0, 0, side, side);
  return data.every((value, index) => value === drawn.data[index]);
}
