import { EngineFailure } from '#engine/engine-failure.ts';
import type { Answers } from '#protocol/evaluation.ts';

/*
 * The answers of a net to a split as one file, little-endian:
 *
 *   8 bytes   'ZOO-ANSW'
 *   uint32    version, images, classes, answers of each image
 *   then      indices (uint32), probabilities of the true class (float32), probabilities of the best answers
 *             (float32), labels (uint16), classes of the best answers (uint16)
 */

const MAGIC = 'ZOO-ANSW';
const VERSION = 1;
const HEAD_BYTES = 24;
const MOST_CLASSES = 2 ** 16;

export function encodeAnswers(answers: Answers): Uint8Array<ArrayBuffer> {
  const { indices, labels, bestClasses, bestProbabilities, trueProbabilities, classes, best } = answers;
  const bytes = new Uint8Array(sizeOf(indices.length, best));
  bytes.set(new TextEncoder().encode(MAGIC));
  const head = new DataView(bytes.buffer);
  [VERSION, indices.length, classes, best].forEach((value, i) => {
    head.setUint32(MAGIC.length + 4 * i, value, true);
  });
  let at = HEAD_BYTES;
  for (const values of [indices, trueProbabilities, bestProbabilities, labels, bestClasses]) {
    bytes.set(new Uint8Array(values.buffer, values.byteOffset, values.byteLength), at);
    at += values.byteLength;
  }
  return bytes;
}

/**
 * @throws EngineFailure for bytes that are no whole sheet of answers: fileWrongMagic, fileTruncated,
 * fileTrailingBytes, fileUnreadable, fileLabelOutOfRange; fileTooNew for one of a later version of this program.
 */
export function decodeAnswers(bytes: Uint8Array<ArrayBuffer>, file: string): Answers {
  if (bytes.length < HEAD_BYTES) throw sizeFailure(file, HEAD_BYTES, bytes.length);
  const magic = new TextDecoder('latin1').decode(bytes.subarray(0, MAGIC.length));
  if (magic !== MAGIC) throw new EngineFailure('fileWrongMagic', { file, expected: MAGIC, found: magic });
  const head = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const field = (place: number) => head.getUint32(MAGIC.length + 4 * place, true);
  const [version, images, classes, best] = [field(0), field(1), field(2), field(3)];
  if (version !== VERSION) throw new EngineFailure('fileTooNew', { file, expected: VERSION, found: version });
  if (classes === 0 || classes > MOST_CLASSES || best === 0 || best > classes) {
    throw new EngineFailure('fileUnreadable', { file, message: `${classes} classes, ${best} answers` });
  }
  const size = sizeOf(images, best);
  if (bytes.length !== size) throw sizeFailure(file, size, bytes.length);
  let at = HEAD_BYTES;
  const next = (sizeBytes: number) => {
    at += sizeBytes;
    return bytes.slice(at - sizeBytes, at).buffer;
  };
  const indices = new Uint32Array(next(4 * images));
  const trueProbabilities = new Float32Array(next(4 * images));
  const bestProbabilities = new Float32Array(next(4 * images * best));
  const labels = new Uint16Array(next(2 * images));
  const bestClasses = new Uint16Array(next(2 * images * best));
  const outside = [labels, bestClasses].flatMap(
    (values) => values.find((value) => value >= classes) ?? [],
  )[0];
  if (outside !== undefined) {
    throw new EngineFailure('fileLabelOutOfRange', { file, expected: classes - 1, found: outside });
  }
  return { classes, best, indices, labels, bestClasses, bestProbabilities, trueProbabilities };
}

function sizeOf(images: number, best: number): number {
  return HEAD_BYTES + images * (4 + 4 + 2) + images * best * (4 + 2);
}

function sizeFailure(file: string, expected: number, found: number): EngineFailure {
  const code = found < expected ? 'fileTruncated' : 'fileTrailingBytes';
  return new EngineFailure(code, { file, expected, found });
}
