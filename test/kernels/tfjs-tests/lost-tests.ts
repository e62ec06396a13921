import { vi } from 'vitest';
import { Registrations } from './registrations.ts';
import { loadTfjsTests } from './tfjs-tests.ts';

interface LostTests {
  /** How many of tfjs's tests ran. */
  readonly count: number;
  /** What fails with our kernels and not without, by name, with its message. */
  readonly lost: Readonly<Record<string, string>>;
  /** The kernels that are ours. */
  readonly kernels: readonly string[];
}

/**
 * Runs tfjs's own tests on a backend with our kernels, and those that fail with tfjs's kernels alone.
 *
 * @param start Starts the backend with our kernels; tfjs's must be registered before.
 * @param pattern What is in the names of the tests to run.
 */
export async function findLostTests(
  backendName: string,
  start: () => Promise<unknown>,
  pattern = /(?:)/,
): Promise<LostTests> {
  // tfjs complains of what it cannot do; and Jasmine, in a browser, that it is loaded as a module.
  const silenced = (['error', 'warn'] as const).map((method) => vi.spyOn(console, method).mockReturnValue());
  const stock = new Registrations(backendName);
  await start();
  const kernels = stock.replaced();
  const run = await loadTfjsTests(backendName);
  const { count, failures } = await run(({ name }) => pattern.test(name));
  stock.restore();
  const again = await run(({ id }) => failures.has(id));
  for (const spy of silenced) spy.mockRestore();
  const lost = [...failures].filter(([id]) => !again.failures.has(id));
  return { count, kernels, lost: Object.fromEntries(lost.map(([, { name, message }]) => [name, message])) };
}
