import { spawn } from 'node:child_process';
import path from 'node:path';

/** Whether the compiler accepts a project, tests and what they import; quick after the first time. */
export function typesFit(root: string, config: string): Promise<boolean> {
  const compiler = path.join(root, 'node_modules/typescript/bin/tsc');
  const options = ['-p', config, '--noEmit', '--incremental', '--tsBuildInfoFile', 'mutation.tsbuildinfo'];
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [compiler, ...options], { cwd: root, stdio: 'ignore' });
    child.once('error', reject);
    child.once('close', (code) => resolve(code === 0));
  });
}
