import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { chromium, type Page } from 'playwright';
import { chromiumArguments, findChromium } from '#scripts/chromium.mjs';

/** A Chromium whose profile outlives it. */
export interface MortalBrowser {
  readonly page: Page;
  /** SIGKILL to all of its processes, as a power cut would end them; nothing when it is dead. */
  kill(): Promise<void>;
}

export interface Profile {
  launch(): Promise<MortalBrowser>;
  remove(): Promise<void>;
}

export async function makeProfile(): Promise<Profile> {
  const folder = await mkdtemp(path.join(tmpdir(), 'cnn-zoo-profile-'));
  return {
    async launch() {
      const started = spawn(
        findChromium() ?? chromium.executablePath(),
        [
          ...chromiumArguments,
          '--headless=new',
          '--remote-debugging-port=0',
          `--user-data-dir=${folder}`,
          'about:blank',
        ],
        // A process group of its own, so that it can be killed as a whole.
        { detached: true, stdio: ['ignore', 'ignore', 'pipe'] },
      );
      const browser = await chromium.connectOverCDP(await addressOf(started));
      const context = browser.contexts()[0]!;
      return {
        page: await context.newPage(),
        async kill() {
          if (started.exitCode !== null || started.signalCode !== null) return;
          const ended = once(started, 'exit');
          process.kill(-started.pid!, 'SIGKILL');
          await ended;
          await browser.close();
        },
      };
    },
    remove: () => rm(folder, { recursive: true, force: true, maxRetries: 10 }),
  };
}

/** Where it can be steered, as it says itself. */
function addressOf(started: ChildProcess): Promise<string> {
  return new Promise((resolve, reject) => {
    let said = '';
    started.stderr!.on('data', (piece) => {
      said += String(piece);
      const address = /DevTools listening on (ws:\S+)/.exec(said)?.[1];
      if (address !== undefined) resolve(address);
    });
    started.once('exit', (code) => reject(new Error(`Chromium ended with ${code}:\n${said}`)));
  });
}
