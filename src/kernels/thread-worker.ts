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

// One thread of the kernels: it instantiates the same compiled module on the same memory, and works until it is
// terminated.
addEventListener('message', ({ data }: MessageEvent<ThreadStart>) => {
  // A rejected promise does not fire the worker's 'error' event, so send the failure as an answer.
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
