import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { dependenciesAreCurrent } from '#scripts/dependencies.mjs';

const react = { version: '19.0.0', integrity: 'sha512-a' };
const windowsOnly = { version: '1.0.0', integrity: 'sha512-b', optional: true };

describe('the check of the installed dependencies', () => {
  let project: string;

  beforeEach(() => {
    project = mkdtempSync(path.join(tmpdir(), 'dependencies-'));
    mkdirSync(path.join(project, 'node_modules'));
  });
  afterEach(() => rmSync(project, { recursive: true }));

  const lock = (packages: object) =>
    writeFileSync(
      path.join(project, 'package-lock.json'),
      JSON.stringify({ packages: { '': { name: 'app' }, ...packages } }),
    );
  const install = (packages: object) =>
    writeFileSync(path.join(project, 'node_modules/.package-lock.json'), JSON.stringify({ packages }));

  it('is content when all that is locked is installed, but for other platforms', async () => {
    lock({ 'node_modules/react': react, 'node_modules/windows-only': windowsOnly });
    install({ 'node_modules/react': react });
    expect(await dependenciesAreCurrent(project)).toBe(true);
  });

  it.each([
    ['another version', { 'node_modules/react': { ...react, version: '18.0.0' } }],
    ['other content', { 'node_modules/react': { ...react, integrity: 'sha512-c' } }],
    ['a package too few', {}],
    ['a package too many', { 'node_modules/react': react, 'node_modules/left-over': react }],
  ])('asks for an installation when there is %s', async (_, installed) => {
    lock({ 'node_modules/react': react });
    install(installed);
    expect(await dependenciesAreCurrent(project)).toBe(false);
  });

  it('asks for an installation when nothing is installed, or one was broken off', async () => {
    lock({ 'node_modules/react': react });
    expect(await dependenciesAreCurrent(project)).toBe(false);
    rmSync(path.join(project, 'node_modules'), { recursive: true });
    expect(await dependenciesAreCurrent(project)).toBe(false);
  });

  it('says so when the lock file itself is missing', async () => {
    await expect(dependenciesAreCurrent(project)).rejects.toThrow('There is no package-lock.json');
  });
});
