import { architectures } from '#models/registry.ts';

/** What reads and writes files where the test runs: Node's own, or Vitest's commands in the browser. */
export interface TextFiles {
  readFile(path: string): Promise<string>;
  writeFile(path: string, text: string): Promise<void>;
}

interface NetResults {
  readonly what: string;
  readonly machine: Readonly<Record<string, unknown>>;
}

/** Where ZOO_RESULTS is 1, puts one net's figures into a file of committed results, in the order of the zoo. */
export async function recordNet(
  files: TextFiles,
  path: string,
  { what, machine }: NetResults,
  id: string,
  figures: Readonly<Record<string, unknown>>,
): Promise<void> {
  if (import.meta.env['ZOO_RESULTS'] !== '1') return;
  const { entries } = JSON.parse(await files.readFile(path)) as { entries: Record<string, unknown> };
  const { inputShape, width, stem } = architectures.find((architecture) => architecture.id === id)!.classroom;
  const classroom = `${inputShape.join('x')}, width ${width}, ${stem} stem`;
  entries[id] = { classroom, ...figures, date: new Date().toISOString() };
  const ordered = architectures.flatMap((known) =>
    known.id in entries ? [[known.id, entries[known.id]]] : [],
  );
  const results = { what, machine, entries: Object.fromEntries(ordered) };
  await files.writeFile(path, `${JSON.stringify(results, null, 2)}\n`);
}
