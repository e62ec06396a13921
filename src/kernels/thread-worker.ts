import {
  createBoard,
  doParts,
  generationNow,
  orderedFunctions,
  type ThreadAnswer,
  type ThreadStart,
  waitForWork,
} from './threads-work.ts';

const answer = (message: ThreadAnswer) => postMessage(message);

// One thread of the kernels: the same compiled module on the same memory. It lives until it is terminated.
addEventListener('message', ({ data }: MessageEvent<ThreadStart>) => {
  // What fails in a promise is no error of this worker that the starting thread would hear of.
  WebAssembly.instantiate(data.module, { env: { memory: data.memory } }).then(
    (instance) => work(instance, data),
    (error) => answer({ failure: String(error) }),
  );
});

function work(instance: WebAssembly.Instance, { buffer, number }: ThreadStart): never {
  const board = createBoard(buffer);
  const functions = [...orderedFunctions(instance).values()];
  let seen = generationNow(board);
  answer({});
  for (;;) {
    seen = waitForWork(board, seen);
    doParts(board, functions, number, reportError);
  }
}
