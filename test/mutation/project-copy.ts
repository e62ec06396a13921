import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { copyFile, mkdir, readdir, symlink } from 'node:fs/promises';
import path from 'node:path';

/**
 * Copies what git knows of a project or would add to it, as it stands. The packages are links, each for itself, so that
 * what Vite keeps in node_modules does not mix with the project's own.
 */
export async function copyProject(root: string, copy: string): Promise<void> {
  const options = ['ls-files', '-z', '--cached', '--others', '--exclude-standard'];
  const files = execFileSync('git', options, { cwd: root, encoding: 'utf8' }).split('\0');
  for (const file of new Set(files)) {
    const from = path.join(root, file);
    if (file === '' || !existsSync(from)) continue;
    const to = path.join(copy, file);
    await mkdir(path.dirname(to), { recursive: true });
    await copyFile(from, to);
  }
  const packages = path.join(root, 'node_modules');
  await mkdir(path.join(copy, 'node_modules'));
  for (const name of await readdir(packages)) {
    if (name.startsWith('.vite')) continue;
    await symlink(path.join(packages, name), path.join(copy, 'node_modules', name));
  }
}
