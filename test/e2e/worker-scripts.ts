import type { BrowserContext } from 'playwright';

/** Runs code of a test in the engine's worker before its own, to take away what some browsers lack. */
export async function prepareEngine(context: BrowserContext, code: string): Promise<void> {
  await context.route(/\/assets\/main-[^/]*\.js$/, async (route) => {
    const response = await route.fetch();
    await route.fulfill({ response, body: `${code}\n${await response.text()}` });
  });
}
