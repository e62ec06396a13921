/**
 * The work that threads share, on a piece of shared memory of its own: one call of one compiled function,
 * cut into parts of which every thread takes the next that nobody has taken. A thread that sleeps, is slow
 * or is gone takes none; the others do its share, and the result is the same.
 */
export interface WorkBoard {
  readonly state: Int32Array<SharedArrayBuffer>;
  /** `mostArguments` places for each part. */
  readonly argumentsOfParts: Float64Array<SharedArrayBuffer>;
  /** Two places: `start` and `step` of `ThreadsScratch`. */
  readonly scratch: Float64Array<SharedArrayBuffer>;
}

/** Scratch memory for the threads: that of thread n begins at `start` + n * `step`, in bytes. */
export interface ThreadsScratch {
  readonly start: number;
  readonly step: number;
}

/** A thread took work and is gone. */
export class LostThread extends Error {}

/** Places in `state`. */
const generation = 0;
const untaken = 1;
const unfinished = 2;
const functionNumber = 3;
const argumentCount = 4;
const failures = 5;
const stateLength = 8;

export const mostParts = 64;
const mostArguments = 32;
const stateBytes = 4 * stateLength;
const argumentBytes = 8 * mostParts * mostArguments;
const scratchNumbers = 2;
const boardBytes = stateBytes + argumentBytes + 8 * scratchNumbers;

/**
 * The longest part takes a few seconds, so a thread that does not answer for this long is gone. The seconds are counted
 * one by one: the time that a computer sleeps must not count.
 */
const patienceSeconds = 120;
/**
 * How often a thread looks again before it sleeps: for about 0.3 ms, as long as the gaps between the kernels of a
 * training step. To wake a thread takes 20 microseconds on one side and 50 on the other; a thread that looks notices at
 * once.
 */
const looksBeforeSleep = 80_000;

export type CompiledFunction = (...pointersAndCounts: number[]) => number | undefined;

/** What a thread is given when it starts. */
export interface ThreadStart {
  readonly module: WebAssembly.Module;
  readonly memory: WebAssembly.Memory;
  readonly buffer: SharedArrayBuffer;
  /** The calling thread is the first, 0. */
  readonly number: number;
}

/** What a thread answers: that it has started, or why it has not. */
export type ThreadAnswer = { readonly failure?: string };

export function createBoard(buffer = new SharedArrayBuffer(boardBytes)): WorkBoard {
  return {
    state: new Int32Array(buffer, 0, stateLength),
    argumentsOfParts: new Float64Array(buffer, stateBytes, mostParts * mostArguments),
    scratch: new Float64Array(buffer, stateBytes + argumentBytes, scratchNumbers),
  };
}

/** The functions of an instance in an order that is the same in every thread. */
export function orderedFunctions({ exports }: WebAssembly.Instance): Map<string, CompiledFunction> {
  const names = Object.keys(exports)
    .filter((name) => typeof exports[name] === 'function')
    .sort();
  return new Map(names.map((name) => [name, exports[name] as CompiledFunction]));
}

/** Puts a call for each part on the board and wakes the threads. No other work may be under way. */
export function publish(
  { state, argumentsOfParts, scratch }: WorkBoard,
  number: number,
  parts: readonly (readonly number[])[],
  { start, step }: ThreadsScratch,
): void {
  const count = parts[0]!.length;
  if (parts.length > mostParts || count > mostArguments) {
    throw new Error(`${parts.length} parts of ${count} arguments do not fit on the board.`);
  }
  parts.forEach((part, i) => {
    argumentsOfParts.set(part, i * mostArguments);
  });
  scratch.set([start, step]);
  state[functionNumber] = number;
  state[argumentCount] = count;
  Atomics.store(state, unfinished, parts.length);
  // Write this last: from now on threads take parts, and read what is above.
  Atomics.store(state, untaken, parts.length);
  Atomics.add(state, generation, 1);
  Atomics.notify(state, generation);
}

/**
 * Takes parts and does them, with the scratch of thread `thread`, until none is left. It counts those that fail for
 * `waitForAll`.
 */
export function doParts(
  { state, argumentsOfParts, scratch }: WorkBoard,
  functions: readonly CompiledFunction[],
  thread: number,
  onFailure: (failure: unknown) => void,
): void {
  for (;;) {
    // The count only goes down, so a late thread, come for work that is done, finds nothing.
    const part = Atomics.sub(state, untaken, 1) - 1;
    if (part < 0) return;
    const first = part * mostArguments;
    const [start, step] = scratch as unknown as [number, number];
    try {
      functions[state[functionNumber]!]!(
        ...argumentsOfParts.subarray(first, first + state[argumentCount]!),
        start + thread * step,
      );
    } catch (error) {
      Atomics.add(state, failures, 1);
      onFailure(error);
    }
    if (Atomics.sub(state, unfinished, 1) === 1) Atomics.notify(state, unfinished);
  }
}

/**
 * Waits until every part is done.
 *
 * @returns how many of them failed
 * @throws {LostThread} when a thread took one and is gone
 */
export function waitForAll({ state }: WorkBoard): number {
  for (let look = 0; look < looksBeforeSleep; look++) {
    if (Atomics.load(state, unfinished) === 0) break;
  }
  let seconds = 0;
  for (let left = Atomics.load(state, unfinished); left > 0; left = Atomics.load(state, unfinished)) {
    if (Atomics.wait(state, unfinished, left, 1000) === 'timed-out' && ++seconds > patienceSeconds) {
      throw new LostThread('A thread of the WASM kernels took work and does not answer.');
    }
  }
  return Atomics.exchange(state, failures, 0);
}

/** Sleeps until there is work that came after `seen`; gives the number to wait with next time. */
export function waitForWork({ state }: WorkBoard, seen: number): number {
  for (let look = 0; look < looksBeforeSleep; look++) {
    if (Atomics.load(state, generation) !== seen) return Atomics.load(state, generation);
  }
  Atomics.wait(state, generation, seen);
  return Atomics.load(state, generation);
}

/** The number to wait with at first. */
export function generationNow({ state }: WorkBoard): number {
  return Atomics.load(state, generation);
}
