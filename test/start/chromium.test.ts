import { describe, expect, it } from 'vitest';
import { findChromium } from '#scripts/chromium.mjs';

function machine(
  platform: NodeJS.Platform,
  files: readonly string[],
  env: Record<string, string> = {},
  folders: Record<string, string[]> = {},
) {
  return {
    platform,
    env,
    home: platform === 'win32' ? 'C:\\Users\\ada' : '/home/ada',
    exists: (file: string) => files.includes(file),
    list: (folder: string) => folders[folder] ?? [],
  };
}

describe('the search for Chromium', () => {
  it('takes CHROME_PATH before any other', () => {
    const files = ['/usr/bin/chromium', '/opt/my/chrome'];
    expect(findChromium(machine('linux', files, { CHROME_PATH: '/opt/my/chrome' }))).toBe('/opt/my/chrome');
  });

  it('does not fall back in silence when CHROME_PATH is wrong', () => {
    const wrong = machine('linux', ['/usr/bin/chromium'], { CHROME_PATH: '/nowhere' });
    expect(() => findChromium(wrong)).toThrow('CHROME_PATH is /nowhere, but there is no such file.');
  });

  it.each<[NodeJS.Platform, string, Record<string, string>]>([
    ['linux', '/usr/bin/google-chrome', {}],
    ['linux', '/usr/bin/chromium-browser', {}],
    ['linux', '/snap/bin/chromium', {}],
    ['darwin', '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome', {}],
    ['darwin', '/home/ada/Applications/Chromium.app/Contents/MacOS/Chromium', {}],
    [
      'win32',
      'C:\\Program Files\\Google\\Chrome\\Application\\chrome.exe',
      { ProgramFiles: 'C:\\Program Files' },
    ],
    ['win32', 'D:\\local\\Chromium\\Application\\chrome.exe', { LOCALAPPDATA: 'D:\\local' }],
  ])('finds it on %s at %s', (platform, file, env) => {
    expect(findChromium(machine(platform, [file], env))).toBe(file);
  });

  it("takes the newest of Playwright's downloads when nothing is installed", () => {
    const cache = '/home/ada/.cache/ms-playwright';
    const files = [999, 1200].map((build) => `${cache}/chromium-${build}/chrome-linux/chrome`);
    const names = ['chromium-1200', 'chromium-999', 'ffmpeg-1011', 'chromium_headless_shell-1300'];
    expect(findChromium(machine('linux', files, {}, { [cache]: names }))).toBe(files[1]);
    expect(findChromium(machine('linux', [...files, '/usr/bin/chromium'], {}, { [cache]: names }))).toBe(
      '/usr/bin/chromium',
    );
  });

  it('finds nothing where there is nothing', () => {
    expect(findChromium(machine('linux', []))).toBeUndefined();
  });
});
