import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import type { Task } from '#test/bench/task.ts';
import type { Contestant, NotApplicable } from './contestant.ts';

const program = fileURLToPath(new URL('./pytorch.py', import.meta.url));

/** A Python with PyTorch, and the folder of the BLAS it shall take for matrix products in place of its own. */
export interface PyTorchSetup {
  readonly name: string;
  readonly python: string;
  readonly blasFolder?: string;
}

/** What PyTorch says of itself. */
export interface PyTorchFacts {
  readonly version: string;
  /** The library that multiplies its matrices: Debian's is the reference implementation unless another is installed. */
  readonly blas: string;
}

/** Where Debian puts OpenBLAS. */
const OPENBLAS = '/usr/lib/x86_64-linux-gnu/openblas-pthread';

/**
 * The Python that has PyTorch: PYTHON, Debian's, or the first of the path; and once more with OpenBLAS, where
 * OPENBLAS names a folder with its libblas.so.3 or where it is installed. Empty where no Python has PyTorch.
 */
export function findPyTorch(): PyTorchSetup[] {
  const candidates = [process.env['PYTHON'], '/usr/bin/python3', 'python3'];
  const python = candidates.find(
    (python) => python !== undefined && spawnSync(python, ['-c', 'import torch']).status === 0,
  );
  if (python === undefined) return [];
  const blasFolder = process.env['OPENBLAS'] ?? OPENBLAS;
  const hasBlas = existsSync(path.join(blasFolder, 'libblas.so.3'));
  return [
    { name: 'PyTorch', python },
    ...(hasBlas ? [{ name: 'PyTorch with OpenBLAS', python, blasFolder }] : []),
  ];
}

/** PyTorch in a process of its own. */
export class PyTorch implements Contestant {
  readonly name: string;
  readonly threads: number;
  readonly #process: ChildProcess;
  readonly #waiting: { resolve(value: unknown): void; reject(error: Error): void }[] = [];

  private constructor({ name, python, blasFolder }: PyTorchSetup, threads: number) {
    this.name = name;
    this.threads = threads;
    // OpenBLAS has threads of its own, which PyTorch's setting does not reach.
    const libraries = blasFolder === undefined ? {} : { LD_LIBRARY_PATH: blasFolder };
    this.#process = spawn(python, [program], {
      stdio: ['pipe', 'pipe', 'inherit'],
      env: { ...process.env, ...libraries, OPENBLAS_NUM_THREADS: String(threads) },
    });
    createInterface({ input: this.#process.stdout! }).on('line', (line) => {
      const reply = JSON.parse(line) as { value?: unknown; error?: string };
      const { resolve, reject } = this.#waiting.shift()!;
      if (reply.error === undefined) resolve(reply.value ?? undefined);
      else reject(new Error(`PyTorch: ${reply.error}`));
    });
    this.#process.on('exit', () => {
      for (const { reject } of this.#waiting) reject(new Error('Python ended before it answered.'));
    });
  }

  static async start(setup: PyTorchSetup, threads: number): Promise<PyTorch> {
    const contestant = new PyTorch(setup, threads);
    await contestant.call('start', { threads });
    return contestant;
  }

  facts(): Promise<PyTorchFacts> {
    return this.call('facts', {}) as Promise<PyTorchFacts>;
  }

  call(method: string, argument: unknown): Promise<unknown> {
    return new Promise((resolve, reject) => {
      this.#waiting.push({ resolve, reject });
      this.#process.stdin!.write(`${JSON.stringify({ [method]: argument })}\n`);
    });
  }

  prepare(task: Task): Promise<NotApplicable | undefined> {
    return this.call('prepare', task) as Promise<NotApplicable | undefined>;
  }

  time(repeats: number): Promise<number[]> {
    return this.call('time', repeats) as Promise<number[]>;
  }

  async close(): Promise<void> {
    this.#process.removeAllListeners('exit');
    this.#process.kill();
  }
}
