// Roughly how long work takes on one thread of an ordinary laptop: enough to tell whether to share it.

/** Milliseconds to read or write so many bytes, most of them out of the nearest caches. */
export function msToMove(bytes: number): number {
  return bytes / 8e6;
}

/** Milliseconds for so many multiplications with addition. */
export function msToMultiply(multiplyAdds: number): number {
  return multiplyAdds / 15e6;
}
