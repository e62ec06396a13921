import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readdirSync } from 'node:fs';
import { createServer } from 'node:net';
import path from 'node:path';
import { expect } from 'vitest';

const patience = { timeout: 120_000, interval: 200 };

/** Where the browser, its driver and a display without a screen are, as Debian installs them; undefined without one. */
export function findWebKit(): { driver: string; browser: string; display: string } | undefined {
  const libraries = '/usr/lib';
  const folders = existsSync(libraries)
    ? readdirSync(libraries).flatMap((name) => {
        const folder = path.join(libraries, name);
        return name.endsWith('-linux-gnu')
          ? readdirSync(folder).map((entry) => path.join(folder, entry))
          : [];
      })
    : [];
  const browser = folders
    .filter((folder) => path.basename(folder).startsWith('webkit2gtk-'))
    .map((folder) => path.join(folder, 'MiniBrowser'))
    .find((file) => existsSync(file));
  const [driver, display] = ['/usr/bin/WebKitWebDriver', '/usr/bin/Xvfb'] as const;
  return browser !== undefined && existsSync(driver) && existsSync(display)
    ? { driver, browser, display }
    : undefined;
}

/** A page that is driven over the WebDriver protocol (W3C), for browsers that speak nothing else. */
export interface DrivenPage {
  open(address: string): Promise<void>;
  /** What a function body gives in the page. */
  evaluate<T>(body: string, ...values: readonly unknown[]): Promise<T>;
  /** Waits until elements that match show a text. */
  shows(selector: string, text: string): Promise<void>;
  /** Presses, as a pointer does, the first element that says exactly this. */
  click(selector: string, text: string): Promise<void>;
  /** Draws with the main button through points of an element, 0 to 1 along both sides. */
  draw(selector: string, points: readonly (readonly [number, number])[]): Promise<void>;
  close(): Promise<void>;
}

export async function openWebKit(
  { driver, browser, display }: NonNullable<ReturnType<typeof findWebKit>>,
  size: { readonly width: number; readonly height: number },
): Promise<DrivenPage> {
  const screen = spawn(display, ['-displayfd', '3', '-screen', '0', `${size.width}x${size.height}x24`], {
    stdio: ['ignore', 'ignore', 'ignore', 'pipe'],
  });
  const [number] = (await once(screen.stdio[3]!, 'data')) as [Buffer];
  const port = await freePort();
  const env = { ...process.env, DISPLAY: `:${String(number).trim()}`, LIBGL_ALWAYS_SOFTWARE: '1' };
  const server = spawn(driver, [`--port=${port}`], { env, stdio: 'ignore' });
  const stop = () => Promise.all([server, screen].map(end));
  try {
    const at = `http://127.0.0.1:${port}`;
    await expect
      .poll(
        () =>
          fetch(`${at}/status`).then(
            ({ ok }) => ok,
            () => false,
          ),
        patience,
      )
      .toBe(true);
    const options = { binary: browser, args: ['--automation'] };
    const { sessionId } = await command<{ sessionId: string }>(at, 'POST', '/session', {
      capabilities: { alwaysMatch: { 'webkitgtk:browserOptions': options } },
    });
    return drivenPage(`${at}/session/${sessionId}`, stop);
  } catch (error) {
    await stop();
    throw error;
  }
}

function drivenPage(session: string, stop: () => Promise<unknown>): DrivenPage {
  const post = <T>(part: string, body: object) => command<T>(session, 'POST', part, body);
  const evaluate = <T>(script: string, ...args: readonly unknown[]) =>
    post<T>('/execute/sync', { script, args });
  const textsOf = (selector: string) =>
    evaluate<string>(
      'return [...document.querySelectorAll(arguments[0])].map(({ textContent }) => textContent).join("\\n")',
      selector,
    );
  /** The centre of the first element that matches and, if asked for, says this; scrolled to. */
  const boxOf = async (selector: string, text?: string) => {
    const box = await evaluate<{ x: number; y: number; width: number; height: number } | null>(
      `const found = [...document.querySelectorAll(arguments[0])]
         .find(({ textContent }) => arguments[1] === null || textContent === arguments[1]);
       if (!found) return null;
       found.scrollIntoView({ block: 'center' });
       const { x, y, width, height } = found.getBoundingClientRect();
       return { x, y, width, height };`,
      selector,
      text ?? null,
    );
    if (box === null) throw new Error(`no ${selector} says exactly ${text}`);
    return box;
  };
  const point = (steps: readonly object[]) =>
    post('/actions', {
      actions: [{ type: 'pointer', id: 'mouse', parameters: { pointerType: 'mouse' }, actions: steps }],
    });
  const moveTo = (x: number, y: number) => ({
    type: 'pointerMove',
    duration: 20,
    x: Math.round(x),
    y: Math.round(y),
  });
  const shows = (selector: string, text: string) =>
    expect.poll(() => textsOf(selector), patience).toContain(text);
  return {
    open: (url) => post('/url', { url }),
    evaluate,
    shows,
    async click(selector, text) {
      await shows(selector, text);
      const { x, y, width, height } = await boxOf(selector, text);
      await point([
        moveTo(x + width / 2, y + height / 2),
        { type: 'pointerDown', button: 0 },
        { type: 'pointerUp', button: 0 },
      ]);
    },
    async draw(selector, points) {
      const { x, y, width, height } = await boxOf(selector);
      const [first, ...others] = points.map(([across, down]) =>
        moveTo(x + across * width, y + down * height),
      );
      await point([first!, { type: 'pointerDown', button: 0 }, ...others, { type: 'pointerUp', button: 0 }]);
    },
    async close() {
      await command(session, 'DELETE', '');
      await stop();
    },
  };
}

async function command<T>(base: string, method: string, part: string, body?: object): Promise<T> {
  const answer = await fetch(base + part, {
    method,
    ...(body !== undefined && {
      body: JSON.stringify(body),
      headers: { 'content-type': 'application/json' },
    }),
  });
  const { value } = (await answer.json()) as { value: T & { error?: string; message?: string } };
  if (!answer.ok) throw new Error(`${part}: ${value.error} ${value.message}`);
  return value;
}

async function freePort(): Promise<number> {
  const server = createServer();
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  if (address === null || typeof address === 'string') throw new Error('no port');
  return address.port;
}

async function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const ended = once(child, 'exit');
  child.kill();
  await ended;
}
