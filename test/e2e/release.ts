import { cpSync, mkdtempSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { Connect } from 'vite';

const dist = path.resolve(import.meta.dirname, '../../dist');

/** A host's folder with the built app, in which a new release can take the place of the old one. */
export function releasedApp() {
  const folder = mkdtempSync(path.join(tmpdir(), 'release-'));
  cpSync(dist, folder, { recursive: true });
  return {
    folder,
    /** Puts a name on the page and gives the scripts other ones, as a build of changed sources does. */
    publish(release: string) {
      const assets = path.join(folder, 'assets');
      const names = readdirSync(assets).filter((name) => name.endsWith('.js'));
      const renamed = new Map(names.map((name) => [name, name.replace(/\.js$/, 'x.js')]));
      const inNewNames = (text: string) => {
        let changed = text;
        for (const [old, name] of renamed) changed = changed.replaceAll(old, name);
        return changed;
      };
      for (const [old, name] of renamed) {
        const file = path.join(assets, old);
        writeFileSync(file, inNewNames(readFileSync(file, 'utf8')));
        renameSync(file, path.join(assets, name));
      }
      const change = (file: string, edit: (text: string) => string) => {
        const place = path.join(folder, file);
        writeFileSync(place, inNewNames(edit(readFileSync(place, 'utf8'))));
      };
      change('index.html', (text) =>
        text.replace(
          /(<meta name="release".*?>)?<\/head>/,
          `<meta name="release" content="${release}"></head>`,
        ),
      );
      change('service-worker.js', (text) => text.replace(/(version["']?:["'`])[0-9a-f]+/, `$1${Date.now()}`));
    },
    remove: () => rmSync(folder, { recursive: true }),
  };
}

/** Holds up every request whose address matches, until it is released. */
export function gate(address: RegExp): { readonly middleware: Connect.NextHandleFunction; open(): void } {
  let isOpen = false;
  const waiting: (() => void)[] = [];
  return {
    middleware: (request, _response, next) => {
      if (isOpen || !address.test(request.url ?? '')) next();
      else waiting.push(next);
    },
    open() {
      isOpen = true;
      for (const next of waiting.splice(0)) next();
    },
  };
}
