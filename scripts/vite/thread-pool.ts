import type { Plugin } from 'vite';

/** What tfjs's Emscripten code says, and what it says without the pool. */
const changes = [
  ['var pthreadPoolSize=8;', 'var pthreadPoolSize=0;'],
  // The last worker to load would let the start go on; with none, it must go on by itself.
  [
    'PThread.unusedWorkers.forEach(function(w){PThread.loadWasmModuleToWorker(w,function(){' +
      'if(!--numWorkersToLoad)removeRunDependency("wasm-instantiate")})})',
    'removeRunDependency("wasm-instantiate")',
  ],
] as const;

/**
 * Leaves out the eight workers that tfjs's WASM backend starts beforehand for threads of its own. Those stay at one,
 * so the workers would only delay the start, which waits for them. The memory is shared all the same.
 */
export function withoutThreadPool(): Plugin {
  return {
    name: 'cnn-zoo:thread-pool',
    transform: {
      filter: { id: /tfjs-backend-wasm\/wasm-out\/tfjs-backend-wasm-threaded-simd\.js$/ },
      handler(code) {
        for (const [text] of changes) {
          if (code.split(text).length !== 2) {
            this.error(
              `tfjs-backend-wasm no longer starts its workers as scripts/vite/thread-pool.ts expects: ${text}`,
            );
          }
        }
        return { code: changes.reduce((changed, [from, to]) => changed.replace(from, to), code), map: null };
      },
    },
  };
}
