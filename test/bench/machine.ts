import { execFileSync } from 'node:child_process';
import { cpus, totalmem } from 'node:os';
import type { Browser, Page } from 'playwright';

/** Where and of what a result was measured. */
export interface Circumstances {
  readonly date: string;
  /** Of this repository; `modified` when the working tree differed from it. */
  readonly commit: string;
  readonly modified: boolean;
  readonly machine: {
    readonly processor: string;
    readonly cores: number;
    readonly memoryGiB: number;
    readonly platform: string;
    readonly chromium: string;
    readonly node: string;
    readonly pytorch?: string;
    readonly wasm: { readonly simd: boolean; readonly relaxedSimd: boolean; readonly threads: boolean };
  };
}

// Modules of one function each: i32x4.splat of a constant, and f32x4.relaxed_madd of three zero vectors.
const SIMD = [
  0, 97, 115, 109, 1, 0, 0, 0, 1, 5, 1, 96, 0, 1, 123, 3, 2, 1, 0, 10, 8, 1, 6, 0, 65, 0, 253, 17, 11,
];
const RELAXED_SIMD = [
  0, 97, 115, 109, 1, 0, 0, 0, 1, 5, 1, 96, 0, 1, 123, 3, 2, 1, 0, 10, 19, 1, 17, 0, 65, 0, 253, 17, 65, 0,
  253, 17, 65, 0, 253, 17, 253, 133, 2, 11,
];

export async function circumstances(browser: Browser, page: Page, pytorch?: string): Promise<Circumstances> {
  const git = (...args: string[]) => execFileSync('git', args, { encoding: 'utf8' }).trim();
  const wasm = await page.evaluate(
    ([simd, relaxed]) => ({
      simd: WebAssembly.validate(Uint8Array.from(simd!)),
      relaxedSimd: WebAssembly.validate(Uint8Array.from(relaxed!)),
      threads: globalThis.crossOriginIsolated,
    }),
    [SIMD, RELAXED_SIMD],
  );
  return {
    date: new Date().toISOString(),
    commit: git('rev-parse', 'HEAD'),
    modified: git('status', '--porcelain', '--', 'src', 'models', 'test/bench', 'package-lock.json') !== '',
    machine: {
      processor: cpus()[0]!.model.trim(),
      cores: cpus().length,
      memoryGiB: Math.round(totalmem() / 2 ** 30),
      platform: `${process.platform} ${process.arch}`,
      chromium: browser.version(),
      node: process.version,
      ...(pytorch === undefined ? {} : { pytorch }),
      wasm,
    },
  };
}
