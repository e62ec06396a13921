import { readFile, writeFile } from './files.ts';

/** The files that a whole folder has. It is written last, so that half a folder is never taken for a whole one. */
export interface Manifest {
  readonly files: readonly ManifestFile[];
}

export interface ManifestFile {
  readonly name: string;
  readonly sizeBytes: number;
  readonly sha256: string;
}

const NAME = 'manifest.json';

/** Undefined if there is no manifest, or only half of one. */
export async function readManifest(folder: FileSystemDirectoryHandle): Promise<Manifest | undefined> {
  const bytes = await readFile(folder, NAME);
  if (!bytes) return undefined;
  try {
    const manifest: unknown = JSON.parse(new TextDecoder().decode(bytes));
    return isManifest(manifest) ? manifest : undefined;
  } catch (thrown) {
    if (thrown instanceof SyntaxError) return undefined;
    throw thrown;
  }
}

export function writeManifest(folder: FileSystemDirectoryHandle, manifest: Manifest): Promise<void> {
  return writeFile(folder, NAME, new TextEncoder().encode(JSON.stringify(manifest)));
}

function isManifest(value: unknown): value is Manifest {
  const files = (value as Partial<Manifest> | null)?.files;
  return (
    Array.isArray(files) &&
    files.every(
      (file) =>
        typeof file?.name === 'string' &&
        typeof file.sizeBytes === 'number' &&
        typeof file.sha256 === 'string',
    )
  );
}
