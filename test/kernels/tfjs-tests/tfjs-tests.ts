import * as tf from '@tensorflow/tfjs';
import jasmineRequire from 'jasmine-core/lib/jasmine-core/jasmine.js';

interface Run {
  /** How many cases ran. */
  readonly count: number;
  /** The cases that failed, by their number in Jasmine. */
  readonly failures: ReadonlyMap<string, { readonly name: string; readonly message: string }>;
}

/** Runs those of tfjs's tests that are wanted, on the backend that they were loaded for. */
export type RunTests = (
  isWanted: (test: { readonly id: string; readonly name: string }) => boolean,
) => Promise<Run>;

/** Loads tfjs's own tests, by Jasmine as they were written, for a backend that has started. */
export async function loadTfjsTests(backendName: string): Promise<RunTests> {
  const core = jasmineRequire.core(jasmineRequire);
  const environment = core.getEnv({ suppressLoadErrors: true });
  environment.configure({
    random: false,
    // The tests are to run again.
    autoCleanClosures: false,
    // tfjs has some names twice.
    forbidDuplicateNames: false,
  });
  const globals = jasmineRequire.interface(core, environment);
  // Some are slow on an emulated GPU.
  globals.jasmine.DEFAULT_TIMEOUT_INTERVAL = 60_000;
  const environments = [{ name: backendName, backendName, isDataSync: backendName !== 'webgpu' }];
  Object.assign(globalThis, globals, { tfjsTestEnvironments: environments });
  await import('@tensorflow/tfjs-core/dist/tests.js');
  keepBackendAtReset();

  let count = 0;
  let failures = new Map<string, { name: string; message: string }>();
  environment.addReporter({
    specDone({ id, fullName, status, failedExpectations }) {
      if (status === 'excluded') return;
      count += 1;
      if (status === 'passed') return;
      const name = fullName.replace(` ${backendName} {}`, '');
      // Some print a whole tensor.
      const messages = failedExpectations.map(({ message }) => message.slice(0, 200));
      failures.set(id, { name, message: messages.join('\n') });
    },
  });
  return async (isWanted) => {
    count = 0;
    failures = new Map();
    environment.configure({ specFilter: (spec) => isWanted({ id: spec.id, name: spec.getFullName() }) });
    await environment.execute();
    return { count, failures };
  };
}

/** Keeps the backend, with our kernels, where tfjs's tests would end it: they reset the engine. */
function keepBackendAtReset(): void {
  const engine = tf.engine() as unknown as { state: { dispose(): void }; reset(): void };
  const State = engine.state.constructor as new () => typeof engine.state;
  engine.reset = () => {
    engine.state.dispose();
    engine.state = new State();
  };
}
