import type { Page } from 'playwright';
import type { Bench, Program } from '#test/bench/page/page.ts';
import type { Task } from '#test/bench/task.ts';
import type { Contestant, NotApplicable } from './contestant.ts';

type BenchPage = { readonly bench: Bench };

/** A contestant in a worker of its own in the page. */
export class BrowserContestant implements Contestant {
  readonly name: string;
  readonly threads: number;
  module: string | undefined;
  readonly #page: Page;
  readonly #id: number;

  private constructor(name: string, threads: number, page: Page, id: number) {
    this.name = name;
    this.threads = threads;
    this.#page = page;
    this.#id = id;
  }

  static async open(
    page: Page,
    name: string,
    program: Program,
    options: { readonly threads: number; readonly variant?: string },
  ): Promise<BrowserContestant> {
    const id = await page.evaluate(
      (program) => (globalThis as unknown as BenchPage).bench.open(program),
      program,
    );
    const contestant = new BrowserContestant(name, options.threads, page, id);
    await contestant.call('start', options);
    if (program === 'tfjs') contestant.module = (await contestant.call('module')) as string | undefined;
    return contestant;
  }

  call(method: string, ...parameters: unknown[]): Promise<unknown> {
    return this.#page.evaluate(
      ([id, method, parameters]) => (globalThis as unknown as BenchPage).bench.call(id, method, parameters),
      [this.#id, method, parameters] as const,
    );
  }

  prepare(task: Task): Promise<NotApplicable | undefined> {
    return this.call('prepare', task) as Promise<NotApplicable | undefined>;
  }

  time(repeats: number): Promise<number[]> {
    return this.call('time', repeats) as Promise<number[]>;
  }

  close(): Promise<void> {
    return this.#page.evaluate((id) => (globalThis as unknown as BenchPage).bench.close(id), this.#id);
  }
}
