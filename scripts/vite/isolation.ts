import type { Plugin } from 'vite';

/**
 * Headers that isolate the page from other origins; browsers give SharedArrayBuffer, and with it WASM
 * threads, only to isolated pages.
 */
export const isolationHeaders = {
  'Cross-Origin-Opener-Policy': 'same-origin',
  'Cross-Origin-Embedder-Policy': 'require-corp',
  'Cross-Origin-Resource-Policy': 'same-origin',
};

/** Sends the isolation headers from the development server and the preview. */
export function isolation(): Plugin {
  return {
    name: 'cnn-zoo:isolation',
    config: () => ({ server: { headers: isolationHeaders }, preview: { headers: isolationHeaders } }),
  };
}
