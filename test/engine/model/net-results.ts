import { architectures } from '#models/registry.ts';

/** What reads and writes files where the test runs: Node's own, or Vitest's commands in the browser. */
export interface TextFiles {
  readFile(path: string): Promise<string>;
  writeFile(path: string, text: string): Promise<void>;
}

/** What was found for one net, with the date and the machine: entries are measured one by one, on several machines. */
export interface Measured {
  readonly date: string;
  readonly machine: Readonly<Record<string, unknown>>;
}

/** A file of committed results. */
export interface Results<Entry = unknown> {
  readonly [heading: string]: unknown;
  /** By net, in the order of the zoo. */
  readonly entries: Readonly<Record<string, Entry>>;
}

const ORDER = architectures.map(({ id }) => id);

/** Changes a file of committed results, and puts its entries into `order`. */
export async function changeResults(
  files: TextFiles,
  path: string,
  change: (results: Results) => Results,
  order: readonly string[] = ORDER,
): Promise<void> {
  const { entries, ...headings } = change(JSON.parse(await files.readFile(path)) as Results);
  const ordered = order.flatMap((name) => (name in entries ? [[name, entries[name]]] : []));
  const results = { ...headings, entries: Object.fromEntries(ordered) };
  await files.writeFile(path, `${JSON.stringify(results, null, 2)}\n`);
}

/** Whether a test writes what it found into the committed results. */
export const isRecording = () => import.meta.env['ZOO_RESULTS'] === '1';

/** An entry's classroom form in words. */
export function classroomForm(id: string): string {
  const { inputShape, width, stem } = architectures.find((architecture) => architecture.id === id)!.classroom;
  return `${inputShape.join('x')}, width ${width}, ${stem} stem`;
}

/** Where ZOO_RESULTS is 1, puts one net's figures for its classroom form into a file that says `what` they are. */
export async function recordNet(
  files: TextFiles,
  path: string,
  what: string,
  id: string,
  { machine, ...figures }: Readonly<Record<string, unknown>> & Pick<Measured, 'machine'>,
): Promise<void> {
  if (!isRecording()) return;
  const entry = { classroom: classroomForm(id), ...figures, date: new Date().toISOString(), machine };
  await changeResults(files, path, ({ entries }) => ({ what, entries: { ...entries, [id]: entry } }));
}
