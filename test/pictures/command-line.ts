import { launchBrowser, serveApp } from '#test/e2e/harness.ts';
import { takeDocumentPictures } from './document-pictures.ts';
import { states } from './states.ts';
import { takePictures } from './take-pictures.ts';

const USAGE = 'node test/pictures/run.mjs <folder> [part of a state’s name] | --docs <folder>';

export async function run([first, second]: readonly string[]): Promise<void> {
  const isForDocuments = first === '--docs';
  const folder = isForDocuments ? second : first;
  if (folder === undefined) throw new Error(USAGE);
  const app = await serveApp(isForDocuments ? {} : { mnist: 'missing' });
  const browser = await launchBrowser();
  try {
    if (isForDocuments) await takeDocumentPictures(browser, app.address, folder);
    else await takePictures(browser, app.address, folder, states, second ?? '');
  } finally {
    await browser.close();
    await app.close();
  }
}
