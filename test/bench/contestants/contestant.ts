import type { Task } from '#test/bench/task.ts';

/** Who runs a task, wherever: in a worker of the page, in this process, in Python. */
export interface Contestant {
  readonly name: string;
  readonly threads: number;
  /** The compiled module of ours that runs, if one does. */
  readonly module?: string | undefined;
  /**
   * Makes the task's tensors and runs it once. Resolves to the reason where this contestant cannot; throws
   * where it could but failed.
   */
  prepare(task: Task): Promise<NotApplicable | undefined>;
  /** Milliseconds of each of `repeats` runs of the task prepared last. */
  time(repeats: number): Promise<number[]>;
  close(): Promise<void>;
}

export interface NotApplicable {
  readonly notApplicable: string;
}

/** What a contestant's own side of the boundary offers. */
export interface Performer {
  prepare(task: Task): Promise<NotApplicable | undefined> | NotApplicable | undefined;
  time(repeats: number): Promise<number[]> | number[];
}
