import type { Page } from 'playwright';

/** A place in one of its states, as a person comes to it. */
export interface State {
  readonly name: string;
  /** Whether it opens the page anew, so that no state has to come before it. */
  readonly isFresh: boolean;
  /** Leads there from where the state before was, in the English page. */
  reach(page: Page, address: string): Promise<void>;
}

const SET_UP = '#train?dataset=digits&trainCount=2000&testCount=300&epochs=2';
const LONG = '#train?dataset=digits&trainCount=2000&testCount=300&epochs=200';
const COLLAPSES = '#train?dataset=digits&trainCount=1000&testCount=300&epochs=1&optimizer=sgd&learningRate=1';

const button = (page: Page, name: string) => page.getByRole('button', { name, exact: true });
const status = (page: Page, text: string) =>
  page.getByRole('status').filter({ hasText: text }).waitFor({ timeout: 120_000 });
const goTo = (page: Page, place: string) => page.getByRole('link', { name: place, exact: true }).click();

async function open(page: Page, address: string): Promise<void> {
  // Only another document starts the page anew.
  await page.goto('about:blank');
  await page.goto(address);
}

async function openToTrain(page: Page, address: string): Promise<void> {
  await open(page, address);
  await status(page, 'Ready to train');
  await page.getByText('before training, with random weights').waitFor();
}

async function openNet(page: Page, address: string, part: string): Promise<void> {
  await open(page, `${address}#zoo/${part}`);
  await page.getByRole('tabpanel').waitFor();
}

export const states: readonly State[] = [
  { name: 'train-ready', isFresh: true, reach: (page, address) => openToTrain(page, address + SET_UP) },
  {
    name: 'train-settings',
    isFresh: false,
    async reach(page) {
      await page.getByText('More settings').click();
    },
  },
  {
    name: 'train-running',
    isFresh: true,
    async reach(page, address) {
      await openToTrain(page, address + LONG);
      await button(page, 'Train').click();
      await page.getByText(/^After step/).waitFor();
      await page.waitForTimeout(3000);
    },
  },
  {
    name: 'train-stage',
    isFresh: false,
    async reach(page) {
      await page.getByRole('button', { name: /^act1/ }).click();
    },
  },
  {
    name: 'train-paused',
    isFresh: false,
    async reach(page) {
      await page.getByRole('button', { name: /^act1/ }).click();
      await button(page, 'Pause').click();
      await status(page, 'Paused after step');
    },
  },
  {
    name: 'train-finished',
    isFresh: true,
    async reach(page, address) {
      await openToTrain(page, address + SET_UP);
      await button(page, 'Train').click();
      await status(page, 'Finished');
      await button(page, 'See mistakes').waitFor();
    },
  },
  {
    name: 'presenting',
    isFresh: false,
    async reach(page) {
      await page.locator('body').press('p');
      await button(page, 'Show the set-up again').waitFor();
    },
  },
  {
    name: 'keys',
    isFresh: false,
    async reach(page) {
      await page.keyboard.press('Escape');
      await page.locator('body').press('?');
      await page.getByRole('dialog').waitFor();
    },
  },
  {
    name: 'evaluate-result',
    isFresh: false,
    async reach(page) {
      await page.keyboard.press('Escape');
      await button(page, 'See mistakes').click();
      await page.getByText('Result on the test split').waitFor({ timeout: 60_000 });
    },
  },
  {
    name: 'runs',
    isFresh: false,
    async reach(page) {
      await goTo(page, 'Runs');
      await page.getByRole('heading', { level: 1, name: 'Runs' }).waitFor();
    },
  },
  {
    name: 'train-collapsed',
    isFresh: true,
    async reach(page, address) {
      await openToTrain(page, address + COLLAPSES);
      await button(page, 'Train').click();
      await page
        .getByRole('status')
        .filter({ hasText: /Finished|failed/ })
        .waitFor({ timeout: 120_000 });
    },
  },
  {
    name: 'evaluate-empty',
    isFresh: true,
    async reach(page, address) {
      await open(page, `${address}#evaluate`);
      await page.getByText(/There is no trained net yet/).waitFor();
    },
  },
  {
    name: 'data',
    isFresh: true,
    async reach(page, address) {
      await open(page, `${address}#data?dataset=digits&trainCount=2000&testCount=300`);
      await page.getByRole('region', { name: 'Samples' }).waitFor();
    },
  },
  {
    name: 'zoo',
    isFresh: true,
    async reach(page, address) {
      await open(page, `${address}#zoo`);
      await page.getByRole('article').first().waitFor();
    },
  },
  {
    name: 'zoo-mark',
    isFresh: false,
    reach: (page) => page.locator('g[data-faded]').last().dispatchEvent('click'),
  },
  {
    name: 'zoo-family',
    isFresh: false,
    reach: (page) => button(page, 'Inception').click(),
  },
  {
    name: 'zoo-found',
    isFresh: false,
    reach: (page) =>
      page
        .getByRole('searchbox')
        .fill('resnet 50')
        .then(() => button(page, 'All families').click()),
  },
  {
    name: 'zoo-nothing',
    isFresh: false,
    reach: (page) => page.getByRole('searchbox').fill('transformer'),
  },
  ...['lenet5', 'vgg16', 'googlenet', 'resnet152'].map(
    (net): State => ({
      name: `net-${net}`,
      isFresh: true,
      async reach(page, address) {
        await openNet(page, address, net);
        await page.locator('.react-flow__node').first().waitFor();
        await page.waitForTimeout(300);
      },
    }),
  ),
  {
    name: 'net-layer',
    isFresh: true,
    async reach(page, address) {
      await openNet(page, address, 'googlenet');
      await page.getByRole('button', { name: /^inception_3a\/1x1: / }).click();
    },
  },
  ...['layers', 'paper', 'adapt'].map(
    (tab): State => ({
      name: `net-${tab}`,
      isFresh: true,
      reach: (page, address) => openNet(page, address, `vgg16/${tab}`),
    }),
  ),
  {
    name: 'net-problem',
    isFresh: true,
    reach: (page, address) => openNet(page, address, 'inception_v3/adapt?zoo.side=32'),
  },
];
