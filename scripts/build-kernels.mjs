// Compiles src/kernels/assembly into the four WebAssembly modules that src/kernels/module.ts chooses from.
import { mkdir, readdir, rename, stat } from 'node:fs/promises';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const sources = join(root, 'src/kernels/assembly');
const output = join(root, 'src/kernels/build');

const common = [
  '--runtime',
  'stub',
  '--importMemory',
  '--use',
  'abort=',
  '--noAssert',
  '-O3',
  '--converge',
  '--enable',
  'simd',
];
const relaxed = ['--enable', 'relaxed-simd'];
// tfjs's threaded module declares a shared memory of at most 65,536 pages; an import may not declare fewer.
const shared = ['--enable', 'threads', '--sharedMemory', '--initialMemory', '1', '--maximumMemory', '65536'];

const modules = {
  'kernels.wasm': common,
  'kernels-relaxed.wasm': [...common, ...relaxed],
  'kernels-shared.wasm': [...common, ...shared],
  'kernels-relaxed-shared.wasm': [...common, ...relaxed, ...shared],
};

/** @param {string[]} paths */
async function modified(paths) {
  const times = await Promise.all(
    paths.map((path) =>
      stat(path).then(
        (entry) => entry.mtimeMs,
        () => undefined,
      ),
    ),
  );
  return times;
}

async function isUpToDate() {
  const names = await readdir(sources);
  const inputs = [fileURLToPath(import.meta.url), ...names.map((name) => join(sources, name))];
  const built = await modified(Object.keys(modules).map((name) => join(output, name)));
  const newest = Math.max(...(await modified(inputs)).map((time) => time ?? 0));
  return built.every((time) => time !== undefined && time >= newest);
}

async function compileAll() {
  if (await isUpToDate()) return;
  const { default: asc } = await import('assemblyscript/asc');
  await mkdir(output, { recursive: true });
  for (const [name, flags] of Object.entries(modules)) {
    const entry = relative(root, join(sources, 'index.ts'));
    // Written aside and renamed: another process may be reading, or building too.
    const unfinished = join(output, `${name}.${process.pid}`);
    const { error, stderr } = await asc.main([
      entry,
      '--baseDir',
      root,
      '--outFile',
      relative(root, unfinished),
      ...flags,
    ]);
    if (error) throw new Error(`${name} does not compile:\n${stderr}`, { cause: error });
    await rename(unfinished, join(output, name));
  }
}

/** @type {Promise<void> | undefined} */
let building;

/** Compiles the modules when their sources changed; throws the compiler's message when they do not compile. */
export function buildKernels() {
  building ??= compileAll();
  return building;
}

if (process.argv[1] && import.meta.url === pathToFileURL(process.argv[1]).href) await buildKernels();
