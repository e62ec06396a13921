import { EngineFailure } from '#engine/engine-failure.ts';
import type { UserFile } from '#protocol/data.ts';
import { openTar } from './archives/tar.ts';
import { openZip } from './archives/zip.ts';
import { contentOf } from './byte-stream.ts';
import { type FileKind, recogniseFile } from './file-kind.ts';
import { type FileTree, isLitter, LooseFiles, type TreeFile } from './file-tree.ts';
import { readImageFolders } from './images/read-image-folders.ts';
import type { LoadingOptions, OwnSet, ReadDataset } from './loading.ts';
import { isIdx } from './readers/idx.ts';
import { readUserArrays } from './readers/user-arrays.ts';
import { readUserCifar } from './readers/user-cifar.ts';
import { readUserCifarPickles } from './readers/user-cifar-pickles.ts';
import { readUserIdx } from './readers/user-idx.ts';

export interface UserFilesOptions extends LoadingOptions {
  /** Whether IDX images have rows and columns swapped, where somebody says so. */
  readonly transposed?: boolean | undefined;
}

/**
 * The set that a person's files make, loose or in one zip or tar, recognised by their content: IDX, CIFAR's binary
 * layout and its pickles, NumPy's arrays, images in folders or with a table of labels.
 * @throws EngineFailure as the readers do; the signal's reason when aborted.
 */
export async function readUserFiles(
  files: readonly UserFile[],
  options: UserFilesOptions = {},
): Promise<ReadDataset> {
  const tree = await openTree(files, options.signal);
  const { splits, notes, classNames, skipped } = await readTree(tree, options);
  return {
    ...splits,
    classNames,
    notes,
    skipped: [...tree.refused, ...(skipped ?? [])],
    origin: 'files',
    configOf: (fingerprint) => ({ id: 'own', name: tree.name, fingerprint }),
    keep: async () => ({ kept: false }),
  };
}

async function readTree(tree: FileTree, options: UserFilesOptions): Promise<OwnSet> {
  const [refused] = tree.refused;
  if (tree.files.length === 0 && refused)
    throw new EngineFailure(refused.reason.code, refused.reason.details);
  const kinds = await kindsIn(tree, options.signal);
  if (IMAGE_KINDS.some((kind) => kinds.has(kind))) return readImageFolders(tree, options);
  if (kinds.has('npy')) return readUserArrays(tree, options);
  if (kinds.has('cifar')) return readUserCifar(tree, options);
  if (kinds.has('pickle')) return readUserCifarPickles(tree, options);
  return readUserIdx(tree, options, options.transposed);
}

/** The files of an archive that was given alone, or the files as they were given. */
async function openTree(given: readonly UserFile[], signal: AbortSignal | undefined): Promise<FileTree> {
  const files = given.filter(({ path }) => !isLitter(path));
  const [only] = files;
  if (files.length === 1 && only) {
    const { path, file } = only;
    switch (recogniseFile(await headOf(path, file), file.size)) {
      case 'zip':
        return openZip(path, file);
      case 'tar':
        return openTar(path, file, signal);
    }
  }
  return new LooseFiles(files);
}

const HEAD_BYTES = 512;

/** The first bytes, unpacked when they are gzip. */
async function headOf(file: string, blob: Blob): Promise<Uint8Array> {
  for await (const piece of contentOf(file, blob, {})) return piece.subarray(0, HEAD_BYTES);
  return new Uint8Array(0);
}

type Kind = FileKind | 'idx';

const IMAGE_KINDS: readonly Kind[] = ['jpeg', 'png', 'gif', 'webp', 'bmp', 'avif'];

/** So many files with one ending are looked into. */
const SAMPLES = 3;
/** What kinds of files there are: some of each ending are looked into, whatever it claims. */
async function kindsIn(tree: FileTree, signal: AbortSignal | undefined): Promise<ReadonlySet<Kind>> {
  const kinds = new Set<Kind>();
  const note = (head: Uint8Array, sizeBytes: number) => {
    const kind = isIdx(head) ? 'idx' : recogniseFile(head, sizeBytes);
    if (kind) kinds.add(kind);
  };
  const samples = samplesOf(tree.files);
  for await (const { file, bytes } of tree.read(samples, {
    signal,
    mostBytes: HEAD_BYTES,
    upTo: HEAD_BYTES,
  })) {
    if (bytes) note(bytes, file.sizeBytes);
  }
  return kinds;
}

function samplesOf(files: readonly TreeFile[]): readonly TreeFile[] {
  const counts = new Map<string, number>();
  return files.filter(({ path }) => {
    const ending = /\.(\w+)(\.gz)?$/.exec(path)?.[1]?.toLowerCase() ?? '';
    const count = counts.get(ending) ?? 0;
    counts.set(ending, count + 1);
    return count < SAMPLES;
  });
}
