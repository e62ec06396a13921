import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import type { Plugin } from 'vite';

interface Package {
  readonly name: string;
  readonly version: string;
  readonly license: string;
  readonly folder: string;
}

/**
 * Writes the licences of all bundled packages into one file beside the app, which ships without the licence
 * comments of its sources.
 *
 * Workers are bundled on their own and before the page: `collector` goes among their plugins, `emitter` among
 * the page's.
 */
export function thirdPartyNotices(): { collector: () => Plugin; emitter: () => Plugin } {
  const folders = new Set<string>();
  const collect = (moduleIds: Iterable<string>) => {
    for (const id of moduleIds) {
      const folder = /^.*\/node_modules\/(?:@[^/]+\/)?[^/]+/.exec(id.replaceAll('\\', '/'))?.[0];
      if (folder && !folder.startsWith('\0')) folders.add(folder);
    }
  };
  return {
    collector: () => ({
      name: 'cnn-zoo:third-party-collector',
      apply: 'build',
      generateBundle(_options, bundle) {
        for (const file of Object.values(bundle)) if (file.type === 'chunk') collect(file.moduleIds);
      },
    }),
    emitter: () => ({
      name: 'cnn-zoo:third-party-notices',
      apply: 'build',
      generateBundle(_options, bundle) {
        for (const file of Object.values(bundle)) {
          // A type face comes in by a style sheet: it is no module of a chunk.
          collect(
            file.type === 'chunk' ? file.moduleIds : file.originalFileNames.map((name) => path.resolve(name)),
          );
        }
        this.emitFile({
          type: 'asset',
          fileName: 'third-party-notices.txt',
          source: notices([...folders].map(readPackage)),
        });
      },
    }),
  };
}

function readPackage(folder: string): Package {
  const { name, version, license } = JSON.parse(readFileSync(path.join(folder, 'package.json'), 'utf8'));
  return { name, version, license, folder };
}

function notices(packages: readonly Package[]): string {
  const parts = packages
    .toSorted((a, b) => a.name.localeCompare(b.name, 'en'))
    .map((entry) => `${entry.name} ${entry.version}\n${entry.license}\n\n${licenceText(entry)}`);
  return ['This app contains the following packages.\n', ...parts].join(`\n${'-'.repeat(80)}\n\n`);
}

/** The package's own words, from its licence file or its readme; else its licences' standard text. */
function licenceText({ name, license, folder }: Package): string {
  const names = readdirSync(folder);
  const file = names.find((entry) => /^(licen[cs]e|copying)(\.(md|txt))?$/i.test(entry));
  if (file) return readFileSync(path.join(folder, file), 'utf8').trim();
  const readme = names.find((entry) => /^readme(\.md)?$/i.test(entry));
  const section =
    readme &&
    /^(?:#+ *)?licen[cs]e\b[\s\S]*permission is[\s\S]*/im.exec(
      readFileSync(path.join(folder, readme), 'utf8'),
    )?.[0];
  if (section) return section.trim();
  const holder = HOLDERS.find(([scope]) => name.startsWith(scope))?.[1];
  if (holder) return standardTexts(name, holder, license);
  throw new Error(
    `${name} (${license}) has no licence text that scripts/vite/third-party-notices.ts can find.`,
  );
}

/** Published without licence files; their sources name the holder. */
const HOLDERS = [
  ['@tensorflow/', 'Copyright Google LLC'],
  ['@bufbuild/', 'Copyright 2021-2026 Buf Technologies, Inc.'],
] as const;

const TEXTS: Readonly<Record<string, string>> = {
  'Apache-2.0': '../../LICENSE',
  MIT: 'mit-licence.txt',
  // With its holder: as @bufbuild/protobuf has it, of Google.
  'BSD-3-Clause': 'bsd-3-clause-licence.txt',
};

function standardTexts(name: string, holder: string, license: string): string {
  const texts = license
    .replaceAll(/[()]/g, '')
    .split(' AND ')
    .map((part) => {
      const file = TEXTS[part];
      if (!file) throw new Error(`${name} is now under ${part}: add that licence's text.`);
      return readFileSync(path.join(import.meta.dirname, file), 'utf8').trimEnd();
    });
  return [holder, ...texts].join('\n\n');
}
