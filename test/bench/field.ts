import type { Page } from 'playwright';
import { BrowserContestant } from './contestants/browser.ts';
import type { Contestant } from './contestants/contestant.ts';
import { openInNode } from './contestants/node.ts';
import { PyTorch } from './contestants/pytorch.ts';
import type { TfjsVariant } from './contestants/tfjs.ts';

/** A contestant that has not been started. */
export interface Entry {
  readonly name: string;
  readonly threads: number;
  /** Left out by --quick. */
  readonly slow: boolean;
  open(): Promise<Contestant>;
}

/** All that a whole net is measured on. */
export function netField(page: Page, python: string | undefined): Entry[] {
  return [
    tfjs(page, 'ours', 1),
    tfjs(page, 'ours', 2),
    { name: 'ours in Node', threads: 1, slow: false, open: () => openInNode('ours in Node') },
    tfjs(page, 'tfjs-wasm', 1),
    tfjs(page, 'tfjs-wasm', 2),
    ...(python === undefined ? [] : [pytorch(python, 1), pytorch(python, 2)]),
    { ...tfjs(page, 'tfjs-cpu', 1), slow: true },
    inWorker(page, 'ConvNetJS', 'convnetjs', 1),
    inWorker(page, 'jax-js WASM', 'jax', 1),
    inWorker(page, 'jax-js WASM', 'jax', 2),
  ];
}

/** What single layers are measured on. */
export function layerField(page: Page, python: string | undefined): Entry[] {
  return [
    tfjs(page, 'ours', 1),
    tfjs(page, 'ours', 2),
    tfjs(page, 'tfjs-wasm', 1),
    ...(python === undefined ? [] : [pytorch(python, 1)]),
  ];
}

const NAMES: Readonly<Record<TfjsVariant, string>> = {
  ours: 'ours',
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

function inWorker(page: Page, name: string, program: 'convnetjs' | 'jax', threads: number): Entry {
  return { name, threads, slow: true, open: () => BrowserContestant.open(page, name, program, { threads }) };
}

function pytorch(python: string, threads: number): Entry {
  return { name: 'PyTorch', threads, slow: false, open: () => PyTorch.start(python, 'PyTorch', threads) };
}

export const labelOf = ({ name, threads }: Pick<Entry, 'name' | 'threads'>): string =>
  `${name}, ${threads} thread${threads === 1 ? '' : 's'}`;
