import {
  createBoard,
  doParts,
  generationNow,
  orderedFunctions,
  type ThreadStart,
  waitForWork,
} from './threads-work.ts';

// One thread of the kernels: the same compiled module on the same memory. It lives until it is terminated.
addEventListener('message', async ({ data }: MessageEvent<ThreadStart>) => {
  const { module, memory, buffer } = data;
  const board = createBoard(buffer);
  const instance = await WebAssembly.instantiate(module, { env: { memory } });
  const functions = [...orderedFunctions(instance).values()];
  let seen = generationNow(board);
  postMessage('ready');
  for (;;) {
    seen = waitForWork(board, seen);
    doParts(board, functions, reportError);
  }
});
