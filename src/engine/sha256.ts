import { yieldToMessages } from './event-loop.ts';

/** Bytes hashed before messages are let in: a few milliseconds' worth. */
const SLICE_BYTES = 1 << 20;

/** SHA-256 in hexadecimal. Pages that are not served securely lack the platform's own and use a library's. */
export async function sha256(bytes: Uint8Array): Promise<string> {
  const subtle: SubtleCrypto | undefined = globalThis.crypto?.subtle;
  if (subtle) {
    return hexadecimal(new Uint8Array(await subtle.digest('SHA-256', bytes as Uint8Array<ArrayBuffer>)));
  }
  const digest = await startSha256();
  for (let start = 0; start < bytes.length; start += SLICE_BYTES) {
    digest.update(bytes.subarray(start, start + SLICE_BYTES));
    await yieldToMessages();
  }
  return digest.end();
}

/** SHA-256 of pieces that arrive one by one. The platform's own needs them all at once. */
export interface RunningDigest {
  update(bytes: Uint8Array): void;
  /** In hexadecimal; nothing can be added afterwards. */
  end(): string;
}

export async function startSha256(): Promise<RunningDigest> {
  const { sha256: hash } = await import('@noble/hashes/sha2.js');
  const running = hash.create();
  return {
    update: (bytes) => {
      running.update(bytes);
    },
    end: () => hexadecimal(running.digest()),
  };
}

function hexadecimal(digest: Uint8Array): string {
  return Array.from(digest, (byte) => byte.toString(16).padStart(2, '0')).join('');
}
