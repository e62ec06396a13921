import type { Size } from '#engine/data/resample.ts';

/**
 * The size that an image says it has, from its first bytes, before anything is decoded; undefined for what is no image
 * that browsers show. JPEG's orientation is not looked at: height and width may be swapped.
 */
export function sizeInHeader(bytes: Uint8Array): Size | undefined {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  try {
    const size = FORMATS.find(({ isIt }) => isIt(bytes))?.sizeOf(view, bytes);
    return size && size.height > 0 && size.width > 0 ? size : undefined;
  } catch (thrown) {
    // The header ends before its size.
    if (thrown instanceof RangeError) return undefined;
    throw thrown;
  }
}

/** Whether the file goes on to its end, as far as its format tells. Browsers show the part that is there. */
export function isWhole(bytes: Uint8Array): boolean {
  if (startsWith(bytes, '\xff\xd8\xff')) return indexOfLast(bytes, [0xff, 0xd9]) >= 0;
  if (startsWith(bytes, '\x89PNG')) return indexOfLast(bytes, [0x49, 0x45, 0x4e, 0x44]) >= 0;
  return true;
}

interface Format {
  isIt(bytes: Uint8Array): boolean;
  sizeOf(view: DataView, bytes: Uint8Array): Size | undefined;
}

const FORMATS: readonly Format[] = [
  { isIt: (bytes) => startsWith(bytes, '\xff\xd8\xff'), sizeOf: jpegSize },
  {
    isIt: (bytes) => startsWith(bytes, '\x89PNG\r\n\x1a\n'),
    sizeOf: (view) => ({ width: view.getUint32(16), height: view.getUint32(20) }),
  },
  {
    isIt: (bytes) => startsWith(bytes, 'GIF8'),
    sizeOf: (view) => ({ width: view.getUint16(6, true), height: view.getUint16(8, true) }),
  },
  {
    isIt: (bytes) => startsWith(bytes, 'RIFF') && startsWith(bytes, 'WEBP', 8),
    sizeOf: webpSize,
  },
  {
    isIt: (bytes) => startsWith(bytes, 'BM'),
    // A negative height means rows from the top.
    sizeOf: (view) => ({ width: view.getInt32(18, true), height: Math.abs(view.getInt32(22, true)) }),
  },
  { isIt: (bytes) => /^ftypavi[fs]/.test(latin1(bytes, 4, 8)), sizeOf: avifSize },
];

function latin1(bytes: Uint8Array, start: number, length: number): string {
  return String.fromCharCode(...bytes.subarray(start, start + length));
}

function startsWith(bytes: Uint8Array, text: string, start = 0): boolean {
  return latin1(bytes, start, text.length) === text;
}

function indexOfLast(bytes: Uint8Array, wanted: readonly number[]): number {
  for (let start = bytes.length - wanted.length; start >= 0; start--) {
    if (wanted.every((byte, position) => bytes[start + position] === byte)) return start;
  }
  return -1;
}

/** Segments one after the other until the frame's, which has the size (ITU-T T.81, annex B). */
function jpegSize(view: DataView): Size | undefined {
  for (let at = 2; at + 4 <= view.byteLength; ) {
    if (view.getUint8(at) !== 0xff) return undefined;
    const marker = view.getUint8(at + 1);
    if (marker === 0xff || marker === 0x01 || (marker >= 0xd0 && marker <= 0xd7)) {
      at += marker === 0xff ? 1 : 2;
      continue;
    }
    if (marker >= 0xc0 && marker <= 0xcf && ![0xc4, 0xc8, 0xcc].includes(marker)) {
      return { height: view.getUint16(at + 5), width: view.getUint16(at + 7) };
    }
    const length = view.getUint16(at + 2);
    // Scans begin without a frame.
    if (marker === 0xda || marker === 0xd9 || length < 2) return undefined;
    at += 2 + length;
  }
  return undefined;
}

/** Three kinds (RFC 9649): lossy, lossless, and extended, which gives the size of the canvas. */
function webpSize(view: DataView, bytes: Uint8Array): Size | undefined {
  switch (latin1(bytes, 12, 4)) {
    case 'VP8 ':
      return { width: view.getUint16(26, true) & 0x3fff, height: view.getUint16(28, true) & 0x3fff };
    case 'VP8L': {
      const bits = view.getUint32(21, true);
      return { width: (bits & 0x3fff) + 1, height: ((bits >>> 14) & 0x3fff) + 1 };
    }
    case 'VP8X': {
      const wide = (at: number) => (view.getUint16(at, true) | (view.getUint8(at + 2) << 16)) + 1;
      return { width: wide(24), height: wide(27) };
    }
    default:
      return undefined;
  }
}

/** How far the boxes that describe an image may reach. */
const AVIF_HEADER_BYTES = 64 * 1024;

/** The largest of the sizes of its items, each in a box 'ispe' (ISO/IEC 23008-12). */
function avifSize(view: DataView, bytes: Uint8Array): Size | undefined {
  let largest: Size | undefined;
  const end = Math.min(bytes.length - 16, AVIF_HEADER_BYTES);
  for (let at = 4; at <= end; at++) {
    if (bytes[at] !== 0x69 || !startsWith(bytes, 'ispe', at)) continue;
    const size = { width: view.getUint32(at + 8), height: view.getUint32(at + 12) };
    if (!largest || size.width * size.height > largest.width * largest.height) largest = size;
  }
  return largest;
}
