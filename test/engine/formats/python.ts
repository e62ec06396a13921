import { execFile, execFileSync } from 'node:child_process';
import { promisify } from 'node:util';

/** A Python that has PyTorch, as `ZOO_PYTHON` or the path names one. */
export const python = [process.env['ZOO_PYTHON'], 'python3', '/usr/bin/python3'].find(hasPyTorch);

function hasPyTorch(program: string | undefined): boolean {
  if (program === undefined) return false;
  try {
    execFileSync(program, ['-c', 'import importlib.util as u; assert u.find_spec("torch")'], {
      stdio: 'ignore',
    });
    return true;
  } catch {
    return false;
  }
}

/** What a Python program prints. */
export async function runPython(programArguments: readonly string[], folder: string): Promise<string> {
  if (python === undefined) throw new Error('there is no Python with PyTorch');
  const { stdout } = await promisify(execFile)(python, programArguments, {
    cwd: folder,
    maxBuffer: 1e8,
    // One thread each: the tests beside this one need the others.
    env: { ...process.env, OMP_NUM_THREADS: '1' },
  });
  return stdout;
}
