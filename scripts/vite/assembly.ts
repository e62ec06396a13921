import type { Plugin } from 'vite';
import { buildKernels } from '../build-kernels.mjs';

/** Compiles the AssemblyScript kernels before anything is served, bundled or tested. */
export function assembly(): Plugin {
  return {
    name: 'assembly',
    async configResolved() {
      await buildKernels();
    },
  };
}
