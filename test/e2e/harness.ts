import { existsSync } from 'node:fs';
import path from 'node:path';
import {
  type Browser,
  type BrowserContext,
  type BrowserContextOptions,
  chromium,
  type Page,
} from 'playwright';
import { type Connect, preview } from 'vite';
import { mnist } from '#datasets/mnist.ts';
import { chromiumArguments, findChromium } from '#scripts/chromium.mjs';
import { type DatasetFolders, datasets } from '#scripts/vite/datasets.ts';
import { isolation } from '#scripts/vite/isolation.ts';
import { securityPolicy } from '#scripts/vite/security-policy.ts';

const root = path.resolve(import.meta.dirname, '../..');

/** The built app, served as `npm start` serves it. */
export interface ServedApp {
  /** Ends in a slash. */
  readonly address: string;
  close(): Promise<void>;
}

export interface ServeOptions {
  /**
   * Whether the server's route has MNIST: from DATASETS_DIR, the cache or the mirrors as usual (the default),
   * from a folder like DATASETS_DIR, or not at all (it answers 502).
   */
  readonly mnist?: 'asUsual' | 'missing' | { readonly datasetsFolder: string };
  /** Whether the server sends the isolation headers and the content security policy; a plain host does not. */
  readonly headers?: boolean;
  /** A release of the built app; `dist` by default. */
  readonly folder?: string;
  /** Sees each request first, to hold it up or to answer in place of the server. */
  readonly middleware?: Connect.NextHandleFunction;
}

/** Serves the built app on a free port of this computer. */
export async function serveApp(options: ServeOptions = {}): Promise<ServedApp> {
  if (!existsSync(path.join(root, 'dist/index.html'))) {
    throw new Error('These tests drive the built app: run `npm run build` first.');
  }
  const headers = options.headers === false ? [] : [isolation(), securityPolicy()];
  const server = await preview({
    root,
    configFile: false,
    logLevel: 'error',
    plugins: [
      {
        name: 'test:middleware',
        configurePreviewServer: ({ middlewares }) => {
          if (options.middleware) middlewares.use(options.middleware);
        },
      },
      ...headers,
      datasetsFor(options.mnist ?? 'asUsual'),
    ],
    build: { outDir: options.folder ?? 'dist' },
    preview: { host: '127.0.0.1', port: 0, allowedHosts: [insecureHost] },
  });
  return { address: server.resolvedUrls!.local[0]!, close: () => server.close() };
}

function datasetsFor(choice: NonNullable<ServeOptions['mnist']>) {
  if (choice === 'asUsual') return datasets();
  const folders = (own?: string): DatasetFolders => ({ own, cache: path.join(root, '.cache/no-datasets') });
  const withoutMirrors = [{ ...mnist, content: { ...mnist.content, mirrors: [] } }];
  return datasets(withoutMirrors, choice === 'missing' ? folders() : folders(choice.datasetsFolder));
}

/** A name for this computer that, unlike its addresses, no browser takes for secure. */
const insecureHost = 'cnn-zoo.test';

/** Where the app is served without the rights of a secure address. */
export function insecureAddress(app: ServedApp): string {
  return app.address.replace('127.0.0.1', insecureHost);
}

/** A headless Chromium with WebGL in software. */
export function launchBrowser(): Promise<Browser> {
  const executablePath = findChromium();
  const args = [...chromiumArguments, `--host-resolver-rules=MAP ${insecureHost} 127.0.0.1`];
  return chromium.launch({ args, ...(executablePath && { executablePath }) });
}

/** A page of a fresh browser profile, and all that it complained of. */
export interface WatchedPage {
  readonly page: Page;
  readonly context: BrowserContext;
  /** Errors and warnings of the console (refusals by the content security policy among them), thrown errors. */
  readonly complaints: readonly string[];
  /** Closes the profile; throws when there were complaints that the test did not expect. */
  close(): Promise<void>;
}

export interface PageOptions {
  readonly context?: BrowserContextOptions;
  /** Complaints that belong to what is tested, such as the failed request of a cut network. */
  readonly expected?: readonly RegExp[];
}

/** A page that is still empty: `page.goto(app.address)` comes next. */
export async function openPage(browser: Browser, options: PageOptions = {}): Promise<WatchedPage> {
  const context = await browser.newContext({ viewport: { width: 1280, height: 720 }, ...options.context });
  const complaints: string[] = [];
  const complain = (complaint: string) => {
    if (!options.expected?.some((pattern) => pattern.test(complaint))) complaints.push(complaint);
  };
  context.on('console', (message) => {
    if (message.type() !== 'error' && message.type() !== 'warning') return;
    complain(`${message.type()}: ${message.text()} (${message.location().url})`);
  });
  context.on('weberror', (webError) => complain(`thrown: ${webError.error()}`));
  const page = await context.newPage();
  return {
    page,
    context,
    complaints,
    async close() {
      await context.close();
      if (complaints.length > 0) throw new Error(`The page complained:\n${complaints.join('\n')}`);
    },
  };
}
