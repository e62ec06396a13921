/** Protocol 2 of pickle and a whole number of ten bytes: PyTorch's files before version 1.6 begin so. */
const LEGACY_PYTORCH = '\x80\x02\x8a\x0a\x6c\xfc\x9c\x46\xf9\x20';
const ZIP = 'PK\x03\x04';
/** The name of the first file in a zip begins here, and PyTorch's is first in its own. */
const FIRST_NAME_AT = 30;
const MOST_HEADER_BYTES = 100_000_000;

/** Whether a file that was dropped is one of weights, by its first bytes; all others may be data. */
export async function holdsWeights(file: Blob): Promise<boolean> {
  const head = new Uint8Array(await file.slice(0, 256).arrayBuffer());
  const text = Array.from(head, (byte) => String.fromCharCode(byte)).join('');
  if (text.startsWith(LEGACY_PYTORCH)) return true;
  if (text.startsWith(ZIP)) return /^[^/]*\/data\.pkl/.test(text.slice(FIRST_NAME_AT));
  // safetensors: the length of its header, which is JSON.
  if (head.length < 10 || text[8] !== '{') return false;
  const length = new DataView(head.buffer).getBigUint64(0, true);
  return length >= 2n && length <= BigInt(MOST_HEADER_BYTES) && 8n + length <= BigInt(file.size);
}
