import type { UserFile } from '#protocol/data.ts';

/** Files as a person gives them, loose or with the folders that their names tell. */
export function given(
  ...files: readonly (File | readonly [path: string, bytes: Uint8Array<ArrayBuffer>])[]
): UserFile[] {
  return files.map((file) => {
    if (file instanceof File) return { path: file.name, file };
    const [path, bytes] = file;
    return { path, file: new File([bytes], path.slice(path.lastIndexOf('/') + 1)) };
  });
}
