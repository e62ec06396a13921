import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import type { Task } from '#test/bench/task.ts';
import type { Contestant, NotApplicable } from './contestant.ts';

const program = fileURLToPath(new URL('./pytorch.py', import.meta.url));

/** The Python that has PyTorch: PYTHON, Debian's, or the first of the path. */
export function findPyTorch(): string | undefined {
  const candidates = [process.env['PYTHON'], '/usr/bin/python3', 'python3'];
  return candidates.find(
    (python) => python !== undefined && spawnSync(python, ['-c', 'import torch']).status === 0,
  );
}

/** PyTorch in a process of its own. */
export class PyTorch implements Contestant {
  readonly name: string;
  readonly threads: number;
  readonly #process: ChildProcess;
  readonly #waiting: { resolve(value: unknown): void; reject(error: Error): void }[] = [];

  private constructor(python: string, name: string, threads: number) {
    this.name = name;
    this.threads = threads;
    this.#process = spawn(python, [program], { stdio: ['pipe', 'pipe', 'inherit'] });
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

  static async start(python: string, name: string, threads: number): Promise<PyTorch> {
    const contestant = new PyTorch(python, name, threads);
    await contestant.call('start', { threads });
    return contestant;
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
