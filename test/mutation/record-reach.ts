// A setup file of the first run: writes down which test executes which anchor of an instrumented source.
import { afterEach, beforeEach } from 'vitest';

declare module 'vitest' {
  interface TaskMeta {
    /** Anchors executed in the test; of a file, those executed outside its tests, on which any of them may rest. */
    reached?: number[];
  }
}

const outside = new Set<number>();
let current = outside;

Object.assign(globalThis, { reachedAnchor: (anchor: number) => current.add(anchor) });

beforeEach(() => {
  current = new Set();
});

afterEach(({ task }) => {
  task.meta.reached = [...current];
  task.file.meta.reached = [...outside];
  current = outside;
});
