import { EngineFailure } from '#engine/engine-failure.ts';
import { itemAt } from '#models/lookup.ts';
import { type Preprocessing, preprocessedShape } from '#models/preprocessing.ts';
import { bytesPerImage, type Dataset, type ImageSet, type Normalisation } from './image-set.ts';
import { type DecodeImage, decodeImage } from './images/decode-image.ts';
import type { Image } from './resample.ts';
import { centreView, cutView, inChannels, type ViewsOf } from './views.ts';

/** Images in work at one time: a photograph takes tens of megabytes while it is decoded. */
const AT_ONCE = 4;
/** What is prepared is kept for the next time, if all of it takes no more. */
const MOST_KEPT_BYTES = 512 * 1024 * 1024;

/**
 * The images of a set as a net takes them in, read anew from their files where the set has made them smaller. What was
 * prepared is kept where there is room.
 */
export class PreparedImages implements ImageSet {
  readonly count: number;
  readonly height: number;
  readonly width: number;
  readonly channels: number;
  readonly labels: Uint16Array;
  readonly #source: ImageSet;
  readonly #preprocessing: Preprocessing;
  readonly #decode: DecodeImage;
  #kept: Uint8Array | undefined;
  readonly #isKept: Uint8Array;

  constructor(source: ImageSet, preprocessing: Preprocessing, decode: DecodeImage = decodeImage) {
    const [height, width, channels] = preprocessedShape(preprocessing);
    this.count = source.count;
    this.height = height;
    this.width = width;
    this.channels = channels;
    this.labels = source.labels;
    this.#source = source;
    this.#preprocessing = preprocessing;
    this.#decode = decode;
    this.#isKept = new Uint8Array(source.count);
  }

  /** One crop of each, the middle. @throws EngineFailure 'fileUnreadable' where a file is gone or has changed. */
  async read(indices: Uint32Array, out: Uint8Array): Promise<void> {
    const size = bytesPerImage(this);
    if (this.count * size <= MOST_KEPT_BYTES) this.#kept ??= new Uint8Array(this.count * size);
    const views: ViewsOf = (image) => [centreView(image, this.#preprocessing)];
    await inTurns(indices, async (index, slot) => {
      const kept = this.#kept?.subarray(index * size, (index + 1) * size);
      if (kept !== undefined && this.#isKept[index] === 1) {
        out.set(kept, slot * size);
        return;
      }
      const pixels = await this.readViews(index, views);
      out.set(pixels, slot * size);
      kept?.set(pixels);
      this.#isKept[index] = 1;
    });
  }

  /**
   * Several views of one image, such as ten crops, one after the other; `viewsOf` is told the image's own size, and its
   * windows must be of this set's height and width.
   * @throws EngineFailure 'fileUnreadable' where the file is gone or has changed.
   */
  async readViews(index: number, viewsOf: ViewsOf): Promise<Uint8Array<ArrayBuffer>> {
    const image = inChannels(await this.#original(index), this.channels);
    const views = viewsOf(image);
    const size = bytesPerImage(this);
    const pixels = new Uint8Array(views.length * size);
    for (const [slot, view] of views.entries()) {
      pixels.set(cutView(image, view, this.#preprocessing.interpolation).pixels, slot * size);
    }
    return pixels;
  }

  async #original(index: number): Promise<Image> {
    const { originals, height, width, channels } = this.#source;
    if (originals === undefined) {
      const pixels = new Uint8Array(bytesPerImage(this.#source));
      await this.#source.read(Uint32Array.of(index), pixels);
      return { height, width, channels, pixels };
    }
    const blob = itemAt(originals, index);
    try {
      return await this.#decode(new Uint8Array(await blob.arrayBuffer()));
    } catch (thrown) {
      // What was read and decoded before can fail only where the file has been moved, changed or deleted.
      if (!(thrown instanceof DOMException)) throw thrown;
      throw new EngineFailure('fileUnreadable', { file: blob instanceof File ? blob.name : '' });
    }
  }
}

async function inTurns(
  indices: Uint32Array,
  work: (index: number, slot: number) => Promise<void>,
): Promise<void> {
  let next = 0;
  const worker = async () => {
    while (next < indices.length) {
      const slot = next++;
      await work(indices[slot]!, slot);
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, worker));
}

/** A set as a net takes it in: its images prepared, and normalised as the net's weights were trained. */
export function prepareDataset(
  dataset: Dataset,
  preprocessing: Preprocessing,
  decode?: DecodeImage,
): Dataset {
  return {
    ...dataset,
    train: new PreparedImages(dataset.train, preprocessing, decode),
    test: new PreparedImages(dataset.test, preprocessing, decode),
    normalisation: normalisationOf(preprocessing),
  };
}

export function normalisationOf({ scale, mean, deviation, channelOrder }: Preprocessing): Normalisation {
  const white = 255 * scale;
  return {
    mean: mean.map((value) => value / white),
    deviation: deviation.map((value) => value / white),
    channelOrder,
  };
}
