import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import type { Plugin, ResolvedConfig, Rolldown } from 'vite';
import { isolationHeaders } from './isolation.ts';
import { pagePolicyHeader, workerPolicyHeader } from './security-policy.ts';

/** What the service worker is told of the build that it belongs to. */
export interface Precache {
  /** Changes with any file's content. */
  readonly version: string;
  /** Paths relative to the service worker. */
  readonly files: readonly string[];
  readonly pageHeaders: Readonly<Record<string, string>>;
  readonly scriptHeaders: Readonly<Record<string, string>>;
}

export const serviceWorkerFile = 'service-worker.js';

/** Where the service worker's source reads its Precache from. */
const placeholder = 'self.__PRECACHE__';

/** Tells the service worker which files the build has, and which headers belong to them. */
export function precache(): Plugin {
  let config: ResolvedConfig;
  return {
    name: 'cnn-zoo:precache',
    apply: 'build',
    configResolved(resolved) {
      config = resolved;
    },
    generateBundle: {
      order: 'post',
      handler(_options, bundle) {
        const worker = bundle[serviceWorkerFile];
        if (worker?.type !== 'chunk' || !worker.code.includes(placeholder)) {
          this.error(`The build has no ${serviceWorkerFile} that reads ${placeholder}.`);
        }
        if (worker.imports.length > 0 || worker.exports.length > 0) {
          this.error(`${serviceWorkerFile} must be one plain script, without imports and exports.`);
        }
        worker.code = worker.code.replace(placeholder, () =>
          JSON.stringify(describe([...builtFiles(bundle), ...publicFiles(config.publicDir)])),
        );
      },
    },
  };
}

type NamedContent = readonly [name: string, content: string | Uint8Array];

function builtFiles(bundle: Rolldown.OutputBundle): NamedContent[] {
  return Object.values(bundle)
    .filter(({ fileName }) => fileName !== serviceWorkerFile && !fileName.endsWith('.map'))
    .map((file) => [file.fileName, file.type === 'chunk' ? file.code : file.source]);
}

function publicFiles(folder: string): NamedContent[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => path.join(entry.parentPath, entry.name))
    .map((file) => [path.relative(folder, file).split(path.sep).join('/'), readFileSync(file)]);
}

function describe(files: readonly NamedContent[]): Precache {
  const sorted = files.toSorted(([a], [b]) => (a < b ? -1 : 1));
  const hash = createHash('sha256');
  for (const [name, content] of sorted) hash.update(`${name}\0`).update(content);
  return {
    version: hash.digest('hex').slice(0, 16),
    files: sorted.map(([name]) => name),
    pageHeaders: { ...isolationHeaders, 'Content-Security-Policy': pagePolicyHeader },
    scriptHeaders: { ...isolationHeaders, 'Content-Security-Policy': workerPolicyHeader },
  };
}
