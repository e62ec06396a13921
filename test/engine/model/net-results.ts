import { architectures } from '#models/registry.ts';

/** What reads and writes files where the test runs: Node's own, or Vitest's commands in the browser. */
export interface TextFiles {
  readFile(path: string): Promise<string>;
  writeFile(path: string, text: string): Promise<void>;
}

/** A file of committed results. */
interface Results {
  readonly [heading: string]: unknown;
  readonly entries: Readonly<Record<string, unknown>>;
}

/** Where ZOO_RESULTS is 1, changes a file of committed results, its entries in the `order` given. */
export async function changeResults(
  files: TextFiles,
  path: string,
  order: readonly string[],
  change: (results: Results) => Results,
): Promise<void> {
  if (import.meta.env['ZOO_RESULTS'] !== '1') return;
  const { entries, ...headings } = change(JSON.parse(await files.readFile(path)) as Results);
  const ordered = order.flatMap((name) => (name in entries ? [[name, entries[name]]] : []));
  const results = { ...headings, entries: Object.fromEntries(ordered) };
  await files.writeFile(path, `${JSON.stringify(results, null, 2)}\n`);
}

interface NetResults {
  readonly what: string;
  readonly machine: Readonly<Record<string, unknown>>;
}

/** An entry's classroom form in words. */
export function classroomForm(id: string): string {
  const { inputShape, width, stem } = architectures.find((architecture) => architecture.id === id)!.classroom;
  return `${inputShape.join('x')}, width ${width}, ${stem} stem`;
}

/** Records one net's figures for its classroom form. */
export async function recordNet(
  files: TextFiles,
  path: string,
  { what, machine }: NetResults,
  id: string,
  figures: Readonly<Record<string, unknown>>,
): Promise<void> {
  const entry = { classroom: classroomForm(id), ...figures, date: new Date().toISOString() };
  const order = architectures.map((architecture) => architecture.id);
  await changeResults(files, path, order, ({ entries }) => ({
    what,
    machine,
    entries: { ...entries, [id]: entry },
  }));
}
