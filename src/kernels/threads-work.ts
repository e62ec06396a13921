/**
 * The work that threads share, on a piece of shared memory of its own: one call of one compiled function,
 * cut into parts of which every thread takes the next that nobody has taken. A thread that sleeps, is slow
 * or is gone takes none; the others do its share, and the result is the same.
 */
export interface WorkBoard {
  readonly state: Int32Array<SharedArrayBuffer>;
  /** Of each part, `mostArguments` places. */
  readonly argumentsOfParts: Float64Array<SharedArrayBuffer>;
  /** Two places: `start` and `step` of `ThreadsScratch`. */
  readonly scratch: Float64Array<SharedArrayBuffer>;
}

/** Memory for what a thread keeps while it runs a part, the threads' places at equal steps; in bytes. */
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
 * A thread that has been away for so many seconds will not come back: the longest part takes a few. Counted
 * one by one, so that a computer that slept in between does not seem to have waited.
 */
const patienceSeconds = 120;
/**
 * About 0.3 ms of looking again, which is as long as the gaps between the kernels of a training step: waking a
 * thread takes 20 microseconds here and 50 there, being seen next to nothing.
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
  // From here on parts can be taken: what is above must be in place.
  Atomics.store(state, untaken, parts.length);
  Atomics.add(state, generation, 1);
  Atomics.notify(state, generation);
}

/**
 * Takes parts and does them until none is left, with the scratch of thread `thread`; one that fails is counted for
 * `waitForAll`.
 */
export function doParts(
  { state, argumentsOfParts, scratch }: WorkBoard,
  functions: readonly CompiledFunction[],
  thread: number,
  onFailure: (failure: unknown) => void,
): void {
  for (;;) {
    // Counts down: below one nothing is left, whichever work the thread came for.
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
