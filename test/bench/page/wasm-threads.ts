import type { Plugin } from 'vite';

/**
 * Mends the threads of tfjs-backend-wasm in a minified build, so that stock tfjs can be measured with them.
 *
 * The backend starts its threads from the text of a function of its own (`factory.toString()`), which no
 * longer stands alone once the bundler has renamed what it refers to. With this plugin the text is that of
 * the file as published.
 */
export function wasmThreads(): Plugin {
  return {
    name: 'cnn-zoo:wasm-threads',
    apply: 'build',
    transform: {
      filter: { id: /tfjs-backend-wasm\/dist\/backend_wasm\.js$/ },
      handler(code) {
        const factoryText =
          /`var WasmBackendModuleThreadedSimd = ` \+\s*wasmFactoryThreadedSimd\.toString\(\)/;
        if (!factoryText.test(code)) {
          this.error(
            'tfjs-backend-wasm no longer starts its threads as test/bench/page/wasm-threads.ts expects.',
          );
        }
        return {
          code: `import threadSource from '../wasm-out/tfjs-backend-wasm-threaded-simd.js?raw';\n${code.replace(factoryText, 'threadSource')}`,
          map: null,
        };
      },
    },
  };
}
