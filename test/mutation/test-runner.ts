import { Writable } from 'node:stream';
import { fileURLToPath } from 'node:url';
import type { Reporter, TestCase, TestModule, TestSpecification, Vitest } from 'vitest/node';
import { BaseSequencer, createVitest } from 'vitest/node';
import type {} from './record-reach.ts';

/** What one test file does for the mutants, measured without any of them. */
export interface MeasuredFile {
  readonly moduleId: string;
  /** To start it: its imports and what it does before its tests. */
  readonly startMs: number;
  /** Anchors executed outside its tests. */
  readonly reached: ReadonlySet<number>;
  readonly tests: readonly MeasuredTest[];
}

export interface MeasuredTest {
  readonly id: string;
  readonly elapsedMs: number;
  readonly reached: ReadonlySet<number>;
}

/** Some tests of one file. */
export interface Choice {
  readonly moduleId: string;
  readonly testIds: readonly string[];
}

type Outcome =
  | { readonly status: 'caught'; readonly by: string }
  | { readonly status: 'survived' | 'timedOut' };

class GivenOrder extends BaseSequencer {
  override sort(specifications: TestSpecification[]) {
    return Promise.resolve(specifications);
  }
}

class FirstFailure implements Reporter {
  /** Hears of each test file that is done. */
  ended: ((module: TestModule) => void) | undefined;
  #name: string | undefined;

  takeName(): string | undefined {
    const name = this.#name;
    this.#name = undefined;
    return name;
  }

  onTestCaseResult(test: TestCase): void {
    const { state, errors } = test.result();
    if (state !== 'failed') return;
    const [message] = errors[0]!.message.split('\n');
    this.#name ??= `${test.module.relativeModuleId}: ${test.fullName}: ${message}`;
  }

  onTestModuleEnd(module: TestModule): void {
    this.ended?.(module);
    if (module.state() === 'failed') this.#name ??= module.relativeModuleId;
  }
}

/** One Vitest that stays, for the many runs of a copy of the project. */
export class TestRunner {
  readonly #vitest: Vitest;
  readonly #failure: FirstFailure;

  private constructor(vitest: Vitest, failure: FirstFailure) {
    this.#vitest = vitest;
    this.#failure = failure;
  }

  /** @param project the Vitest project whose tests are run */
  static async start(root: string, project: string, workers: number): Promise<TestRunner> {
    const failure = new FirstFailure();
    const nowhere = () => new Writable({ write: (_chunk, _encoding, done) => done() });
    const vitest = await createVitest(
      'test',
      {
        root,
        project: [project],
        watch: false,
        silent: true,
        // The limit of a mutant ends what hangs; a busy machine is no failure.
        testTimeout: 60_000,
        maxWorkers: workers,
        sequence: { sequencer: GivenOrder },
        reporters: [failure],
      },
      {},
      { stdout: nowhere(), stderr: nowhere() },
    );
    return new TestRunner(vitest, failure);
  }

  /**
   * Runs all tests whose imports lead to `files`, which are instrumented. One that fails says nothing of a mutant: it is
   * not among the measured ones, no more than the test files `without`.
   */
  async measure(
    files: readonly string[],
    without: readonly string[],
    measured: (file: string, elapsedMs: number, failed: boolean) => void,
  ): Promise<readonly MeasuredFile[]> {
    const recorder = fileURLToPath(new URL('./record-reach.ts', import.meta.url));
    for (const { config } of this.#vitest.projects) config.setupFiles = [recorder, ...config.setupFiles];
    this.#vitest.config.related = [...files];
    const related = await this.#vitest.getRelevantTestSpecifications();
    const wanted = related.filter(({ moduleId }) => !without.some((file) => moduleId.endsWith(`/${file}`)));
    this.#failure.ended = (module) =>
      measured(module.relativeModuleId, module.diagnostic().duration, module.state() === 'failed');
    const { testModules } = await this.#vitest.runTestSpecifications(wanted);
    this.#failure.ended = undefined;
    this.#failure.takeName();
    for (const { config } of this.#vitest.projects) {
      config.setupFiles = config.setupFiles.filter((file) => file !== recorder);
      config.bail = 1;
    }
    return testModules.map(measuredFile);
  }

  /** Makes the next run read the file again. */
  changed(file: string): void {
    this.#vitest.invalidateFile(file);
  }

  /** Runs the chosen tests in this order until one fails. */
  async run(choices: readonly Choice[], limitMs: number): Promise<Outcome> {
    const specifications = choices.flatMap(({ moduleId, testIds }) =>
      this.#vitest.projects.map((project) =>
        project.createSpecification(moduleId, { testIds: [...testIds] }),
      ),
    );
    let timedOut = false;
    const timer = setTimeout(() => {
      timedOut = true;
      // The second one kills workers that did not answer the first: a loop without end hears nothing.
      void this.#vitest.cancelCurrentRun('test-failure');
      void this.#vitest.cancelCurrentRun('test-failure');
    }, limitMs);
    const { unhandledErrors } = await this.#vitest.runTestSpecifications(specifications);
    clearTimeout(timer);
    const by = this.#failure.takeName();
    if (timedOut) return { status: 'timedOut' };
    if (by !== undefined) return { status: 'caught', by };
    return unhandledErrors.length > 0
      ? { status: 'caught', by: String(unhandledErrors[0]) }
      : { status: 'survived' };
  }

  async close(): Promise<void> {
    await this.#vitest.close();
  }
}

function measuredFile(module: TestModule): MeasuredFile {
  const { collectDuration, setupDuration, prepareDuration, environmentSetupDuration } = module.diagnostic();
  const tests = [...module.children.allTests('passed')].map((test) => ({
    id: test.id,
    elapsedMs: test.diagnostic()?.duration ?? 0,
    reached: new Set(test.meta().reached),
  }));
  return {
    moduleId: module.moduleId,
    startMs: collectDuration + setupDuration + prepareDuration + environmentSetupDuration,
    reached: new Set(module.meta().reached),
    tests,
  };
}
