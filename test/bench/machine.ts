import { execFileSync } from 'node:child_process';
import { cpus, totalmem } from 'node:os';
import type { Browser, Page } from 'playwright';
import type { PyTorchFacts } from './contestants/pytorch.ts';

/** Where and of what a result was measured. */
export interface Circumstances<Machine = NodeMachine> {
  readonly date: string;
  /** Of this repository; `modified` when the working tree differed from it, results aside. */
  readonly commit: string;
  readonly modified: boolean;
  readonly machine: Machine;
}

interface NodeMachine {
  readonly processor: string;
  readonly cores: number;
  readonly memoryGiB: number;
  readonly platform: string;
  readonly node: string;
  /** Options of Node, such as the one that gives it relaxed SIMD. */
  readonly nodeOptions: readonly string[];
}

interface BrowserMachine extends NodeMachine {
  readonly chromium: string;
  /** By contestant. */
  readonly pytorch?: Readonly<Record<string, PyTorchFacts>>;
  readonly wasm: { readonly simd: boolean; readonly relaxedSimd: boolean; readonly threads: boolean };
}

/** What the results depend on. */
const SOURCES = [
  'src',
  'models',
  'scripts',
  'test/bench',
  ':!test/bench/results',
  'package-lock.json',
  'vite.config.ts',
];

// Modules of one function each: i32x4.splat of a constant, and f32x4.relaxed_madd of three zero vectors.
const SIMD = [
  0, 97, 115, 109, 1, 0, 0, 0, 1, 5, 1, 96, 0, 1, 123, 3, 2, 1, 0, 10, 8, 1, 6, 0, 65, 0, 253, 17, 11,
];
const RELAXED_SIMD = [
  0, 97, 115, 109, 1, 0, 0, 0, 1, 5, 1, 96, 0, 1, 123, 3, 2, 1, 0, 10, 19, 1, 17, 0, 65, 0, 253, 17, 65, 0,
  253, 17, 65, 0, 253, 17, 253, 133, 2, 11,
];

/** Of a program that runs in Node alone. */
export function circumstancesInNode(sources: readonly string[] = SOURCES): Circumstances {
  const git = (...args: string[]) => execFileSync('git', args, { encoding: 'utf8' }).trim();
  return {
    date: new Date().toISOString(),
    commit: git('rev-parse', 'HEAD'),
    modified: git('status', '--porcelain', '--', ...sources) !== '',
    machine: {
      processor: cpus()[0]!.model.trim(),
      cores: cpus().length,
      memoryGiB: Math.round(totalmem() / 2 ** 30),
      platform: `${process.platform} ${process.arch}`,
      node: process.version,
      nodeOptions: process.execArgv,
    },
  };
}

/** Of what runs in `page`, which has been loaded: only then it is known whether it is isolated. */
export async function circumstances(
  browser: Browser,
  page: Page,
  pytorch?: Readonly<Record<string, PyTorchFacts>>,
): Promise<Circumstances<BrowserMachine>> {
  const inNode = circumstancesInNode();
  const wasm = await page.evaluate(
    ([simd, relaxed]) => ({
      simd: WebAssembly.validate(Uint8Array.from(simd!)),
      relaxedSimd: WebAssembly.validate(Uint8Array.from(relaxed!)),
      threads: globalThis.crossOriginIsolated,
    }),
    [SIMD, RELAXED_SIMD],
  );
  const versions = { chromium: browser.version(), ...(pytorch === undefined ? {} : { pytorch }) };
  return { ...inNode, machine: { ...inNode.machine, ...versions, wasm } };
}
