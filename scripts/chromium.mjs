import { existsSync, readdirSync } from 'node:fs';
import { homedir } from 'node:os';
import path from 'node:path';

/** Whether tests and benchmarks are to use the GPU of this computer. */
export const usesRealGpu = process.env['ZOO_GPU'] === '1';

/** WebGL and WebGPU in software, alike on every computer. */
const emulatedGpu = ['--use-angle=swiftshader', '--enable-unsafe-swiftshader'];

/** Without a display, Chromium on Linux finds a GPU through Vulkan alone. */
const realGpu =
  process.platform === 'linux'
    ? ['--use-angle=vulkan', '--enable-features=Vulkan', '--disable-vulkan-surface']
    : [];

/**
 * Flags for a headless test browser: WebGL and WebGPU in software unless ZOO_GPU is 1, and no traffic of its own.
 * The sandbox needs privileges that containers and continuous integration seldom have.
 */
export const chromiumArguments = [
  '--no-sandbox',
  ...(usesRealGpu ? realGpu : emulatedGpu),
  '--ignore-gpu-blocklist',
  '--enable-unsafe-webgpu',
  // The page itself is painted by the processor, as on a computer without a GPU: through the emulated GPU a
  // repaint of a canvas can hold the main thread for seconds.
  '--disable-gpu-rasterization',
  '--disable-accelerated-2d-canvas',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

/**
 * @typedef {object} Machine What the search reads of the computer it runs on.
 * @property {NodeJS.Platform} platform
 * @property {Record<string, string | undefined>} env
 * @property {string} home
 * @property {(file: string) => boolean} exists
 * @property {(folder: string) => string[]} list Names in a folder; none where there is no such folder.
 */

/** @type {Machine} */
const thisMachine = {
  platform: process.platform,
  env: process.env,
  home: homedir(),
  exists: existsSync,
  list: (folder) => (existsSync(folder) ? readdirSync(folder) : []),
};

/**
 * The Chromium to test with: CHROME_PATH, then the usual places, then the newest of Playwright's downloads.
 *
 * @param {Machine} machine
 * @returns {string | undefined}
 * @throws {Error} when CHROME_PATH names a file that is not there
 */
export function findChromium(machine = thisMachine) {
  const chosen = machine.env['CHROME_PATH'];
  if (chosen) {
    if (machine.exists(chosen)) return chosen;
    throw new Error(`CHROME_PATH is ${chosen}, but there is no such file.`);
  }
  return [...usualPlaces(machine), ...playwrightDownloads(machine)].find(machine.exists);
}

/** @param {Machine} machine */
function usualPlaces({ platform, env, home }) {
  if (platform === 'darwin') {
    const bundles = ['Chromium', 'Google Chrome', 'Microsoft Edge'];
    return ['/Applications', path.posix.join(home, 'Applications')].flatMap((folder) =>
      bundles.map((name) => `${folder}/${name}.app/Contents/MacOS/${name}`),
    );
  }
  if (platform === 'win32') {
    const folders = [env['ProgramFiles'], env['ProgramFiles(x86)'], env['LOCALAPPDATA']];
    const programs = [
      'Chromium\\Application\\chrome.exe',
      'Google\\Chrome\\Application\\chrome.exe',
      'Microsoft\\Edge\\Application\\msedge.exe',
    ];
    return folders
      .filter((folder) => folder !== undefined)
      .flatMap((folder) => programs.map((program) => path.win32.join(folder, program)));
  }
  const names = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable', 'microsoft-edge'];
  const folders = ['/usr/bin', '/usr/local/bin', '/snap/bin'];
  return folders.flatMap((folder) => names.map((name) => `${folder}/${name}`));
}

/** @param {Machine} machine */
function playwrightDownloads({ platform, env, home, list }) {
  const paths = platform === 'win32' ? path.win32 : path.posix;
  const cache =
    env['PLAYWRIGHT_BROWSERS_PATH'] ??
    {
      darwin: paths.join(home, 'Library/Caches/ms-playwright'),
      win32: paths.join(env['LOCALAPPDATA'] ?? home, 'ms-playwright'),
    }[/** @type {string} */ (platform)] ??
    paths.join(env['XDG_CACHE_HOME'] ?? paths.join(home, '.cache'), 'ms-playwright');
  const programs = [
    'chrome-linux/chrome',
    'chrome-linux64/chrome',
    'chrome-mac/Chromium.app/Contents/MacOS/Chromium',
    'chrome-mac-arm64/Google Chrome for Testing.app/Contents/MacOS/Google Chrome for Testing',
    'chrome-mac-x64/Google Chrome for Testing.app/Contents/MacOS/Google Chrome for Testing',
    'chrome-win/chrome.exe',
    'chrome-win64/chrome.exe',
  ];
  return list(cache)
    .filter((name) => /^chromium-\d+$/.test(name))
    .sort((a, b) => Number(b.slice('chromium-'.length)) - Number(a.slice('chromium-'.length)))
    .flatMap((name) => programs.map((program) => paths.join(cache, name, program)));
}
