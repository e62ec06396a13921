import { readFile } from 'node:fs/promises';
import type { Browser, Download, Page } from 'playwright';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { launchBrowser, openPage, type ServedApp, serveApp } from './harness.ts';

let browser: Browser;
let app: ServedApp;
beforeAll(async () => {
  app = await serveApp({ mnist: 'missing' });
  browser = await launchBrowser();
});
afterAll(async () => {
  await browser.close();
  await app.close();
});

/** A page of the zoo; the data sets, which it does not need, are cut off. */
async function openZoo(hash: string, locale = 'en-US') {
  const watched = await openPage(browser, { context: { locale }, expected: [/Failed to load resource/] });
  await watched.context.route('**/*', (route) =>
    route.request().url().startsWith(app.address) && !route.request().url().includes('/datasets/')
      ? route.continue()
      : route.abort('internetdisconnected'),
  );
  await watched.page.goto(app.address + hash);
  await watched.page.getByRole('heading', { level: 1 }).waitFor();
  return watched;
}

const tab = (page: Page, name: string) => page.getByRole('tab', { name, exact: true });
const button = (page: Page, name: string | RegExp) => page.getByRole('button', { name, exact: true });
const cardNames = (page: Page) => page.getByRole('article').getByRole('heading').allInnerTexts();
const overflow = (page: Page) =>
  page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);

async function savedBy(page: Page, name: string): Promise<{ download: Download; text: string }> {
  const [download] = await Promise.all([page.waitForEvent('download'), button(page, name).click()]);
  return { download, text: await readFile(await download.path(), 'utf8') };
}

describe('the zoo', () => {
  it('sorts its cards, and leads to the page of a net and back to its card', async () => {
    const { page, close } = await openZoo('#zoo');
    expect((await cardNames(page))[0]).toMatch(/^LeNet-5\s+1998$/);
    await page.getByRole('combobox', { name: 'Order' }).selectOption('By parameters');
    expect((await cardNames(page)).at(-1)).toMatch(/^VGG-16/);
    await button(page, 'VGG').click();
    await page.getByRole('checkbox', { name: 'A card for every version' }).check();
    expect(await cardNames(page)).toHaveLength(8);

    await page.getByRole('link', { name: 'VGG-19', exact: true }).click();
    await page.getByRole('heading', { level: 1, name: 'VGG-19' }).waitFor();
    expect(new URL(page.url()).hash).toBe('#zoo/vgg19');
    await page.goBack();
    await page.getByRole('article').first().waitFor();
    expect(await cardNames(page)).toHaveLength(8);
    // By keyboard one goes on from the card that one came from.
    expect(await page.evaluate(() => document.activeElement?.textContent)).toBe('VGG-19');
    await close();
  });

  it('finds a net by typing its name, fades the others in the chart, and takes it to Train', async () => {
    const { page, close } = await openZoo('#zoo');
    const marks = page.locator('g[data-faded]');
    const all = await marks.count();
    expect(await page.locator('g[data-faded="false"]').count()).toBe(all);
    await page.getByRole('searchbox', { name: 'Find a net' }).fill('resnet 34');
    await expect.poll(() => cardNames(page)).toEqual([expect.stringMatching(/^ResNet-34\s+2015$/)]);
    expect(await marks.count()).toBe(all);
    expect(await page.locator('g[data-faded="false"]').count()).toBe(1);
    await page.getByRole('searchbox', { name: 'Find a net' }).fill('transformer');
    await page.getByText('No net of the zoo is called “transformer”.').waitFor();
    await button(page, 'Show all nets').click();
    await button(page, 'Train AlexNet').click();
    await page.getByRole('heading', { level: 1, name: 'Train' }).waitFor();
    expect(new URL(page.url()).hash).toMatch(/^#train\?model=alexnet/);
    await close();
  });

  it('keeps the details of a mark that is tapped beside the chart, with the way to its net', async () => {
    const { page, close } = await openZoo('#zoo');
    // Marks lie on each other: this one is the topmost where it is pressed.
    await page.locator('g[data-faded]').last().dispatchEvent('click');
    const link = page.getByRole('link', { name: /^Open / });
    await link.waitFor();
    expect(new URL(page.url()).hash).toBe('#zoo');
    const name = (await link.innerText()).replace('Open ', '');
    await link.click();
    await page.getByRole('heading', { level: 1, name }).waitFor();
    await close();
  });

  it('fits a phone, and a page at twice its size', async () => {
    for (const width of [360, 640, 768]) {
      const { page, close } = await openZoo('#zoo');
      await page.setViewportSize({ width, height: 740 });
      expect(await overflow(page), `zoo at ${width}`).toBe(0);
      await page.goto(`${app.address}#zoo/vgg16`);
      for (const name of ['Diagram', 'Layers', 'Paper', 'Adapt']) {
        await tab(page, name).click();
        await page.getByRole('tabpanel', { name }).waitFor();
        expect(await overflow(page), `${name} at ${width}`).toBe(0);
      }
      await close();
    }
  });

  it('compares published errors that were measured alike, with a table behind the chart', async () => {
    const { page, close } = await openZoo('#zoo');
    await page.getByText('Figures behind the chart').click();
    const table = page.getByRole('region', { name: 'Published top-5 error on ImageNet' }).getByRole('table');
    const texts = () => table.getByRole('row').allInnerTexts();
    expect((await texts()).slice(1).every((row) => /one crop/.test(row))).toBe(true);
    await page.getByRole('combobox', { name: 'Measured with' }).selectOption('Several nets');
    const ensembles = await texts();
    expect(ensembles.some((row) => /ResNet-152.*3\.57%.*six nets/s.test(row))).toBe(true);
    expect(ensembles.every((row) => !/one net, one crop/.test(row))).toBe(true);
    // Six nets of different depths have no one size; they have a year.
    expect(ensembles.some((row) => /3\.57%.*–\s+–\s+2015$/s.test(row))).toBe(true);
    expect(await page.getByText(/figures of nets that differ.* have no size/).count()).toBe(1);
    await page.getByRole('combobox', { name: 'Against' }).selectOption('Year');
    expect(await page.getByText(/figures of nets that differ.* have no size/).count()).toBe(0);
    await close();
  });
});

describe("a net's page", () => {
  it('says on which net an error was measured that is not its own', async () => {
    const { page, close } = await openZoo('#zoo/alexnet/paper');
    const table = page.getByRole('region', { name: 'Published errors' }).getByRole('table');
    const famous = await table.getByRole('row', { name: /16\.4/ }).first().innerText();
    expect(famous).toMatch(/five nets, ten crops.*; measured on AlexNet \(two groups\)/s);
    await close();
  });

  it('opens by link in the form that the link gives, says that it is adapted, and takes it to Train', async () => {
    const { page, close } = await openZoo('#zoo/resnet18?zoo.side=64&zoo.width=0.5&zoo.stem=small');
    await page.getByText('Adapted', { exact: true }).waitFor();
    await tab(page, 'Adapt').click();
    expect(new URL(page.url()).hash).toContain('#zoo/resnet18/adapt?');
    expect(await page.getByRole('spinbutton', { name: 'Input side (pixels)' }).inputValue()).toBe('64');
    await tab(page, 'Layers').click();
    const layers = page.getByRole('tabpanel', { name: 'Layers' }).getByRole('table');
    expect(await layers.getByRole('row', { name: /^conv1 / }).innerText()).toMatch(/64×64×32/);
    await page
      .getByText(/Train takes the images that are loaded there: 28 [x×] 28 [x×] 1 and 10 classes/)
      .waitFor();
    await tab(page, 'Adapt').click();
    await button(page, 'As published').click();
    await tab(page, 'Layers').click();
    expect(await layers.getByRole('row', { name: /^conv1 / }).innerText()).toMatch(/112×112×64/);
    expect(await page.getByText('Adapted', { exact: true }).count()).toBe(0);

    await tab(page, 'Adapt').click();
    await page.getByRole('spinbutton', { name: /^Width/ }).fill('0.5');
    await page.getByRole('combobox', { name: 'First layers' }).selectOption('For small images');
    await button(page, 'Train this').click();
    await page.getByRole('heading', { level: 1, name: 'Train' }).waitFor();
    expect(new URL(page.url()).hash).toBe('#train?model=resnet18&width=0.5');
    await close();
  });

  it('says which input a net needs, in place of its layers where it is smaller, and what to do', async () => {
    const { page, close } = await openZoo('#zoo/inception_v3/adapt?zoo.side=32');
    await page.getByText('Smallest input: 75 x 75, or 15 x 15 with the first layers for').waitFor();
    await page.getByRole('alert').filter({ hasText: 'at least 75 x 75 pixels' }).waitFor();
    await tab(page, 'Layers').click();
    expect(await page.getByRole('tabpanel').getByRole('table').count()).toBe(0);
    await tab(page, 'Adapt').click();
    await page.getByRole('combobox', { name: 'First layers' }).selectOption('For small images');
    await tab(page, 'Layers').click();
    await page.getByRole('tabpanel').getByRole('table').waitFor();
    expect(await page.getByRole('alert').count()).toBe(0);
    await close();
  });

  it('folds and unfolds blocks of the diagram by keyboard, and finds a layer of the table in it', async () => {
    const { page, close } = await openZoo('#zoo/googlenet');
    const box = (name: RegExp) => page.getByRole('button', { name });
    // The first module is open, so that its branches are seen.
    await box(/^Fold inception_3a:/).waitFor();
    await box(/^Unfold inception_3b:/).waitFor();
    await tab(page, 'Layers').click();
    await button(page, 'inception_3a/output').focus();
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('Enter');
    await button(page, 'Find it in the diagram').press('Enter');
    expect(await box(/^Unfold inception_3b:/).getAttribute('data-chosen')).toBe('true');
    expect(await page.evaluate(() => document.activeElement?.textContent)).toBe('Diagram');

    await box(/^Unfold inception_3b:/).focus();
    await page.keyboard.press('Enter');
    await box(/^inception_3b\/1x1: Convolution 1×1, 28×28×128/).waitFor();
    expect(await box(/^inception_3b\/1x1: /).getAttribute('aria-pressed')).toBe('true');
    expect(await page.evaluate(() => document.activeElement?.getAttribute('aria-expanded'))).toBe('true');
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('Enter');
    // Szegedy et al. 2015, table 1: the ReLU of 28 x 28 x 128 has no weight.
    const facts = page.getByText('Receptive field').locator('..');
    await expect
      .poll(() => facts.innerText())
      .toMatch(/^inception_3b\/1x1\/relu\s+Activation ReLU\s+Output 28×28×128/);
    await button(page, 'Find it in the table').click();
    const chosen = page.getByRole('tabpanel', { name: 'Layers' }).locator('tr[data-selected="true"]');
    expect(await chosen.innerText()).toMatch(/^inception_3b\/1x1\/relu\s/);

    await tab(page, 'Diagram').click();
    await box(/^Fold inception_3a:/).focus();
    await page.keyboard.press('Enter');
    await box(/^Unfold inception_3a:/).waitFor();
    expect(await box(/^inception_3a\/1x1: /).count()).toBe(0);
    await close();
  });

  it('shows the whole net at the first press, and so that it can be read', async () => {
    const { page, close } = await openZoo('#zoo/resnet152');
    await page.getByRole('button', { name: /^input: Image/ }).waitFor();
    await button(page, 'Unfold all').click();
    await button(page, 'Zoom in').click();
    await button(page, 'Whole net').click();
    const frame = page.getByRole('region', { name: 'Diagram of ResNet-152' });
    const isWhole = async () => {
      const room = (await frame.boundingBox())!;
      const boxes = await page.locator('.react-flow__node').all();
      const places = await Promise.all(boxes.map((each) => each.boundingBox()));
      return (
        // He et al. 2016, table 1: 3 + 8 + 36 + 3 blocks, two layers before them, and what comes around.
        boxes.length > 50 &&
        places.every(
          (place) =>
            place !== null &&
            place.x >= room.x &&
            place.y >= room.y &&
            place.x + place.width <= room.x + room.width &&
            place.y + place.height <= room.y + room.height &&
            // Of 196 px, with names in 12 px.
            place.width > 0.55 * 196,
        )
      );
    };
    await expect.poll(isWhole).toBe(true);
    await close();
  });

  it("names VGG's layers as papers do, with their keys in torchvision beside", async () => {
    const { page, close } = await openZoo('#zoo/vgg16');
    await page
      .getByRole('button', { name: /^conv1_1 \(features\.0\): Convolution 3×3, 224×224×64/ })
      .waitFor();
    await tab(page, 'Layers').click();
    const row = page.getByRole('row', { name: /^conv1_1/ });
    expect(await row.innerText()).toMatch(/^conv1_1\s*features\.0\s/);
    // torchvision 0.14: classifier.6 is the last of the three.
    expect(await page.getByRole('row', { name: /^fc8/ }).innerText()).toContain('classifier.6');
    await close();
  });

  it('draws only what can be seen of a net with 800 layers, all of them unfolded', async () => {
    const { page, close } = await openZoo('#zoo/inception_resnet_v2');
    await page.getByRole('button', { name: /^input: Image/ }).waitFor();
    await button(page, 'Unfold all').click();
    await page
      .getByRole('button', { name: /^Fold mixed_5b|^conv2d_1a/ })
      .first()
      .waitFor();
    const boxes = page.locator('.react-flow__node');
    expect(await boxes.count()).toBeLessThan(60);
    // The far end is reached by keyboard all the same.
    await page.getByRole('button', { name: /^input: Image/ }).focus();
    await page.keyboard.press('End');
    await expect
      .poll(() => page.evaluate(() => document.activeElement?.getAttribute('aria-label')))
      .toMatch(/: Fully connected, 1×1×1000/);
    await close();
  });

  it('saves the layer table and the diagram', async () => {
    const { page, close } = await openZoo('#zoo/lenet5');
    await tab(page, 'Layers').click();
    const csv = await savedBy(page, 'Save as CSV');
    expect(csv.download.suggestedFilename()).toBe('lenet5.csv');
    // LeCun et al. 1998: 61,706 parameters with all maps connected.
    expect(csv.text).toMatch(/\r\nlenet5,published,total,,,,,\d+,61706,0,\d+,,\r\n$/);
    await tab(page, 'Diagram').click();
    await page.getByRole('button', { name: /^input: Image/ }).waitFor();
    const svg = await savedBy(page, 'Save as SVG');
    expect(svg.download.suggestedFilename()).toBe('lenet5.svg');
    const image = await page.evaluate((text) => {
      const { documentElement } = new DOMParser().parseFromString(text, 'image/svg+xml');
      return { root: documentElement.localName, boxes: documentElement.querySelectorAll('g > g').length };
    }, svg.text);
    expect(image).toEqual({ root: 'svg', boxes: 13 });

    await tab(page, 'Adapt').click();
    await page.getByRole('spinbutton', { name: /^Width/ }).fill('0.5');
    await page.getByText('Adapted', { exact: true }).waitFor();
    await tab(page, 'Diagram').click();
    await page.getByRole('button', { name: /^input: Image/ }).waitFor();
    const adapted = await savedBy(page, 'Save as SVG');
    expect(adapted.download.suggestedFilename()).toBe('lenet5-adapted.svg');
    expect(adapted.text).toContain('LeNet-5 (adapted)');
    await close();
  });

  it('leaves no English on the Chinese page but names', async () => {
    const { page, close } = await openZoo('#zoo/googlenet', 'zh-CN');
    await page.getByRole('button', { name: /^input：|^input: 图像/ }).waitFor();
    const textsHere = () =>
      page.evaluate(() => {
        const walker = document.createTreeWalker(document.querySelector('main')!, NodeFilter.SHOW_TEXT);
        const found: string[] = [];
        while (walker.nextNode()) {
          const element = walker.currentNode.parentElement!;
          // The paper's title and its source, layers and languages keep their names.
          if (element.closest('cite, td:last-child, [data-net], button, a') === null) {
            found.push(walker.currentNode.textContent!);
          }
        }
        const labels = [...document.querySelectorAll('main [aria-label], main [title]')].flatMap(
          (element) => [element.getAttribute('aria-label') ?? '', element.getAttribute('title') ?? ''],
        );
        return [...found, ...labels];
      });
    const texts: string[] = [];
    for (const name of ['结构图', '各层', '论文', '改编']) {
      await tab(page, name).click();
      await page.getByRole('tabpanel', { name }).waitFor();
      texts.push(...(await textsHere()));
    }
    const names =
      /^(GoogLeNet|conv|Inception|AlexNet|ImageNet|ILSVRC|BVLC|Caffe|LRN|Xavier|alpha|k|e|x|Top|kB|MB|GB|ReLU|CSV|SVG|Ctrl|SGD|WebAssembly|Adam|WASM|C|W|Y|P|S|D|V|A|Szegedy|Liu|Jia|Sermanet|Reed|Anguelov|Erhan|Vanhoucke|Rabinovich|input|pool|aux|avgpool|dropout|flatten|torchvision|PyTorch|safetensors|pth|pt|th|ONNX|TensorFlow|js)$/;
    const words = texts
      .flatMap((text) => text.replaceAll(/\S*[/_]\S*/g, '').match(/[A-Za-z]+/g) ?? [])
      .filter((word) => !names.test(word));
    expect([...new Set(words)]).toEqual([]);
    await close();
  });
});
