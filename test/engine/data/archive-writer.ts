import { deflateRawSync } from 'node:zlib';

/** Small valid archives, and whatever else a test wants to declare. */
export interface ZipFile {
  readonly path: string | Uint8Array;
  readonly bytes: Uint8Array;
  /** 0 stored, 8 deflated, others declared only. */
  readonly method?: number;
  readonly flags?: number;
  /** What the directory says, where it is not the truth. */
  readonly declaredBytes?: number;
  readonly crc?: number;
}

/** The checksum of zip, bit by bit (ISO 3309). */
export function checksum(bytes: Uint8Array): number {
  let value = 0xffffffff;
  for (const byte of bytes) {
    value ^= byte;
    for (let bit = 0; bit < 8; bit++) value = (value >>> 1) ^ (value & 1 ? 0xedb88320 : 0);
  }
  return ~value >>> 0;
}

export function zip(files: readonly ZipFile[]): Uint8Array<ArrayBuffer> {
  const locals: Buffer[] = [];
  const directory: Buffer[] = [];
  let offset = 0;
  for (const { path, bytes, method = 8, flags = 0, declaredBytes = bytes.length, crc } of files) {
    const name = Buffer.from(path as string);
    const packed = method === 0 ? Buffer.from(bytes) : deflateRawSync(bytes);
    const shared = Buffer.alloc(26);
    shared.writeUInt16LE(20, 0);
    shared.writeUInt16LE(flags, 2);
    shared.writeUInt16LE(method, 4);
    shared.writeUInt32LE(crc ?? checksum(bytes), 10);
    shared.writeUInt32LE(packed.length, 14);
    shared.writeUInt32LE(declaredBytes, 18);
    shared.writeUInt16LE(name.length, 22);
    const local = Buffer.concat([Buffer.from('PK\x03\x04', 'latin1'), shared, name, packed]);
    const place = Buffer.alloc(14);
    place.writeUInt32LE(offset, 10);
    directory.push(Buffer.concat([Buffer.from('PK\x01\x02\x14\0', 'latin1'), shared, place, name]));
    locals.push(local);
    offset += local.length;
  }
  const size = directory.reduce((sum, { length }) => sum + length, 0);
  const end = Buffer.alloc(22);
  end.write('PK\x05\x06', 'latin1');
  end.writeUInt16LE(files.length, 8);
  end.writeUInt16LE(files.length, 10);
  end.writeUInt32LE(size, 12);
  end.writeUInt32LE(offset, 16);
  return Uint8Array.from(Buffer.concat([...locals, ...directory, end]));
}

export interface TarFile {
  readonly path: string;
  readonly bytes: Uint8Array;
}

/** POSIX ustar, with GNU's way of long names. */
export function tar(files: readonly TarFile[]): Uint8Array<ArrayBuffer> {
  const blocks: Buffer[] = [];
  const add = (path: string, bytes: Uint8Array, type: string) => {
    const header = Buffer.alloc(512);
    header.write(path.slice(0, 100), 0);
    header.write('0000644\0', 100);
    header.write(`${bytes.length.toString(8).padStart(11, '0')}\0`, 124);
    header.write('        ', 148);
    header.write(type, 156);
    header.write('ustar\x0000', 257, 'latin1');
    const sum = header.reduce((total, byte) => total + byte, 0);
    header.write(`${sum.toString(8).padStart(6, '0')}\0 `, 148);
    blocks.push(header, Buffer.from(bytes), Buffer.alloc((512 - (bytes.length % 512)) % 512));
  };
  for (const { path, bytes } of files) {
    if (Buffer.byteLength(path) > 100) add('././@LongLink', Buffer.from(`${path}\0`), 'L');
    add(path, bytes, path.endsWith('/') ? '5' : '0');
  }
  return Uint8Array.from(Buffer.concat([...blocks, Buffer.alloc(1024)]));
}
