import type { Browser, Page } from 'playwright';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { gzip, idxImages, idxLabels, labelsInTurn } from '#test/engine/data/idx-writer.ts';
import { launchBrowser, openPage, type ServedApp, serveApp, type WatchedPage } from './harness.ts';

type Files = Readonly<Record<string, Uint8Array>>;

const NAMES = ['train-images', 'train-labels', 't10k-images', 't10k-labels'] as const;
const good = (): Record<string, Uint8Array> => ({
  'train-images': idxImages({ count: 40 }),
  'train-labels': idxLabels(labelsInTurn(40)),
  't10k-images': idxImages({ count: 20 }),
  't10k-labels': idxLabels(labelsInTurn(20)),
});

const withBad = (name: (typeof NAMES)[number], bytes: Uint8Array): Files => ({ ...good(), [name]: bytes });

/** What is wrong, the files, and what the message must say of it. */
const MALFORMED: readonly [what: string, files: Files, message: RegExp][] = [
  ['is empty', withBad('train-images', new Uint8Array(0)), /train-images is empty/],
  [
    'starts with a wrong number',
    withBad('train-images', idxImages({ count: 40, magic: 0x802 })),
    /train-images.*first bytes/,
  ],
  [
    'ends within its header',
    withBad('train-images', idxImages({ count: 40 }).slice(0, 9)),
    /train-images is cut short/,
  ],
  [
    'is cut short',
    withBad('train-images', idxImages({ count: 40 }).slice(0, -100)),
    /train-images is cut short.*31,?376.*31,?276/,
  ],
  [
    'goes on after its end',
    withBad('t10k-labels', Uint8Array.of(...idxLabels(labelsInTurn(20)), 1)),
    /t10k-labels goes on after its end/,
  ],
  [
    'is a damaged archive',
    withBad('train-images', gzip(idxImages({ count: 40 })).slice(0, -12)),
    /train-images/,
  ],
  [
    'unpacks to more than it declares',
    withBad(
      'train-images',
      gzip(new Uint8Array([...idxImages({ count: 40 }), ...new Uint8Array(5_000_000)])),
    ),
    /train-images/,
  ],
  [
    'declares more than memory holds',
    withBad('train-images', idxImages({ count: 40, declaredCount: 0xffffffff })),
    /train-images/,
  ],
  [
    'counts other than its partner',
    withBad('train-labels', idxLabels(labelsInTurn(39))),
    /does not match its partner.*(40|39)/,
  ],
  [
    'is a web page',
    withBad('train-images', new TextEncoder().encode('<!doctype html><title>Sign in</title>')),
    /train-images is a web page.*Download/,
  ],
  [
    'holds images of 32x32',
    withBad('t10k-images', idxImages({ count: 20, height: 32, width: 32 })),
    /t10k-images holds images of the wrong size.*28 ?x ?28/,
  ],
];

async function give(page: Page, files: Files): Promise<void> {
  await page
    .locator('input[type=file]')
    .first()
    .setInputFiles(
      Object.entries(files).map(([name, bytes]) => ({
        name,
        mimeType: 'application/octet-stream',
        buffer: Buffer.from(bytes),
      })),
    );
}

describe('files that are not as they should be', () => {
  let browser: Browser;
  let app: ServedApp;
  let watched: WatchedPage;
  beforeAll(async () => {
    browser = await launchBrowser();
    app = await serveApp({ mnist: 'missing' });
    watched = await openPage(browser, { expected: [/Failed to load resource/] });
    const { page } = watched;
    await watched.context.route(/jsdelivr|githubusercontent/, (route) => route.abort());
    await page.goto(app.address);
    await page.getByText(/take its place/).waitFor({ timeout: 60_000 });
    await page.getByRole('link', { name: 'Data' }).click();
  });
  afterAll(async () => {
    await watched.close();
    await app.close();
    await browser.close();
  });

  it.each(MALFORMED)(
    'a file that %s is refused with its name and what was found',
    async (_, files, message) => {
      const { page } = watched;
      await give(page, files);
      await page.getByRole('alert').filter({ hasText: message }).waitFor({ timeout: 20_000 });
    },
  );

  it('a missing file is named, and the page takes good files after all that', async () => {
    const { page } = watched;
    const { 't10k-labels': _, ...three } = good();
    await give(page, three);
    await page
      .getByRole('alert')
      .filter({ hasText: /A file is missing.*/ })
      .waitFor();
    await give(page, good());
    await page.getByText('Read from your files.').waitFor();
    expect(await page.getByRole('alert').count()).toBe(0);
  });

  it('the address names the files that were taken, and asks for them when it is opened again', async () => {
    const { page } = watched;
    expect(new URL(page.url()).hash).toMatch(/^#data\?dataset=own&data=[^&]*&fingerprint=[0-9a-f]{64}$/);
    await page.reload();
    const needed = page.getByText(/needs somebody’s own files/);
    await needed.waitFor();
    await give(page, good());
    await page.getByText('Read from your files.').waitFor();
    expect(await needed.count()).toBe(0);
    expect(await page.getByText(/their content differs/).count()).toBe(0);
  });
});
