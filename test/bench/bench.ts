import { mkdir, writeFile } from 'node:fs/promises';
import { chromium } from 'playwright';
import { chromiumArguments, findChromium } from '#scripts/chromium.mjs';
import { findPyTorch, PyTorch, type PyTorchFacts, type PyTorchSetup } from './contestants/pytorch.ts';
import { layerField, netField } from './field.ts';
import { measureGpu } from './gpu.ts';
import { measureLayers } from './layers.ts';
import { measureLongRun } from './long-run.ts';
import { circumstances } from './machine.ts';
import { measureMnist } from './mnist.ts';
import { measureNet, netTasks } from './nets.ts';
import { servePage } from './page/serve-page.ts';
import { printed } from './print.ts';
import { measureProfile } from './profile.ts';

const SECTIONS = ['lenet', 'resnet', 'googlenet', 'gpu', 'layers', 'profile', 'long-run', 'mnist'] as const;
type Section = (typeof SECTIONS)[number];

/**
 * Measures every section, or those of `--only lenet,layers`, prints a table of each and writes it to
 * results/<section>.json. `--quick` takes a minute, leaves out the slow contestants and writes nothing;
 * neither does `--contestants PyTorch,jax`, which leaves out all others but ours.
 */
export async function run(options: readonly string[]): Promise<void> {
  const quick = options.includes('--quick');
  const sections = chosenSections(options);
  const served = await servePage();
  const executablePath = findChromium();
  const browser = await chromium.launch({
    args: [...chromiumArguments, '--enable-blink-features=ForceEagerMeasureMemory'],
    ...(executablePath && { executablePath }),
  });
  const page = await browser.newPage();
  page.on('console', (message) => {
    if (message.type() === 'error') console.error(`  page: ${message.text()}`);
  });
  // A contestant that was given up may leave threads behind, which a new document ends.
  const renew = async () => {
    await page.goto('about:blank');
    await page.goto(served.address);
    await page.waitForFunction(() => 'bench' in globalThis);
  };
  await renew();
  const pytorches = findPyTorch();
  if (pytorches.length === 0) console.error('No Python has PyTorch here: it is left out.');
  const facts = await circumstances(browser, page, await factsOf(pytorches));

  const wanted = listAfter('--contestants', options);
  const nets = netField(page, pytorches).filter(
    ({ name }) => wanted === undefined || name === 'ours' || wanted.some((part) => name.includes(part)),
  );
  const measure: Readonly<Record<Section, () => Promise<object>>> = {
    lenet: () => measureNet(netTasks.lenet(), nets, quick),
    resnet: () => measureNet(netTasks.resnet(), nets, quick),
    googlenet: () => measureNet(netTasks.googlenet(), nets, quick),
    gpu: () => measureGpu(page, quick),
    layers: () => measureLayers(page, layerField(page, pytorches), quick),
    profile: () => measureProfile(page, quick),
    'long-run': () => measureLongRun(page, quick),
    mnist: () => measureMnist(pytorches, quick),
  };
  for (const section of sections) {
    console.error(`${section} ...`);
    await renew();
    const result = { ...facts, result: await measure[section]() };
    console.log(printed(section, result.result));
    if (quick || wanted !== undefined || 'notApplicable' in result.result) continue;
    const folder = new URL('./results/', import.meta.url);
    await mkdir(folder, { recursive: true });
    await writeFile(new URL(`${section}.json`, folder), `${JSON.stringify(result, null, 2)}\n`);
  }
  await browser.close();
  await served.close();
}

function chosenSections(options: readonly string[]): readonly Section[] {
  const wanted = listAfter('--only', options);
  if (wanted === undefined) return SECTIONS;
  const unknown = wanted.filter((name) => !(SECTIONS as readonly string[]).includes(name));
  if (unknown.length > 0)
    throw new Error(`There is no section '${unknown.join(', ')}'; there are ${SECTIONS.join(', ')}.`);
  return SECTIONS.filter((section) => wanted.includes(section));
}

/** The names after an option, divided by commas. */
function listAfter(option: string, options: readonly string[]): readonly string[] | undefined {
  const at = options.indexOf(option);
  return at < 0 ? undefined : (options[at + 1] ?? '').split(',');
}

async function factsOf(setups: readonly PyTorchSetup[]): Promise<Record<string, PyTorchFacts>> {
  const facts: Record<string, PyTorchFacts> = {};
  for (const setup of setups) {
    const pytorch = await PyTorch.start(setup, 1);
    facts[setup.name] = await pytorch.facts();
    await pytorch.close();
  }
  return facts;
}
