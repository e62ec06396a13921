import type { Page } from 'playwright';
import { BrowserContestant } from './contestants/browser.ts';
import type { Contestant } from './contestants/contestant.ts';
import { openInNode } from './contestants/node.ts';
import { PyTorch, type PyTorchSetup } from './contestants/pytorch.ts';
import type { TfjsVariant } from './contestants/tfjs.ts';

/** A contestant that has not been started. */
export interface Entry {
  readonly name: string;
  readonly threads: number;
  /** Left out by --quick. */
  readonly slow: boolean;
  /** Its backward pass of a convolution computes both gradients together. */
  readonly bothGradients?: boolean;
  open(): Promise<Contestant>;
}

/** All that a whole net is measured on. */
export function netField(page: Page, pytorches: readonly PyTorchSetup[]): Entry[] {
  return [
    tfjs(page, 'ours', 1),
    tfjs(page, 'ours', 2),
    { name: 'ours in Node', threads: 1, slow: false, open: () => openInNode('ours in Node') },
    tfjs(page, 'tfjs-wasm', 1),
    tfjs(page, 'tfjs-wasm', 2),
    ...pytorches.flatMap((setup) => [pytorch(setup, 1), pytorch(setup, 2)]),
    { ...tfjs(page, 'tfjs-cpu', 1), slow: true },
    convNetJs(page),
    jax(page, 1),
    jax(page, 2),
  ];
}

/** What a real GPU is measured on, beside one thread of WASM. */
export function gpuField(page: Page): Entry[] {
  return [tfjs(page, 'ours', 1), tfjs(page, 'ours-webgl', 1), tfjs(page, 'ours-webgpu', 1)];
}

/** What single layers are measured on; the BLAS matters to their matrix products alone, so the best one will do. */
export function layerField(page: Page, pytorches: readonly PyTorchSetup[]): Entry[] {
  return [
    tfjs(page, 'ours', 1),
    tfjs(page, 'ours', 2),
    tfjs(page, 'tfjs-wasm', 1),
    ...pytorches.slice(-1).flatMap((setup) => [pytorch(setup, 1), pytorch(setup, 2)]),
    { ...tfjs(page, 'tfjs-cpu', 1), slow: true },
    { ...convNetJs(page), bothGradients: true },
    jax(page, 1),
  ];
}

const NAMES: Readonly<Record<TfjsVariant, string>> = {
  ours: 'ours',
  'ours-webgl': 'ours on WebGL',
  'ours-webgpu': 'ours on WebGPU',
  'tfjs-wasm': 'tfjs WASM with composed filter gradient',
  'tfjs-cpu': 'tfjs CPU',
};

export function tfjs(page: Page, variant: TfjsVariant, threads: number): Entry {
  const name = NAMES[variant];
  return {
    name,
    threads,
    slow: false,
    open: () => BrowserContestant.open(page, name, 'tfjs', { variant, threads }),
  };
}

const convNetJs = (page: Page) => inWorker(page, 'ConvNetJS', 'convnetjs', 1);
const jax = (page: Page, threads: number) => inWorker(page, 'jax-js WASM', 'jax', threads);

function inWorker(page: Page, name: string, program: 'convnetjs' | 'jax', threads: number): Entry {
  return { name, threads, slow: true, open: () => BrowserContestant.open(page, name, program, { threads }) };
}

function pytorch(setup: PyTorchSetup, threads: number): Entry {
  return { name: setup.name, threads, slow: false, open: () => PyTorch.start(setup, threads) };
}

export const labelOf = ({ name, threads }: Pick<Entry, 'name' | 'threads'>): string =>
  `${name}, ${threads} thread${threads === 1 ? '' : 's'}`;
