import { readdirSync, readFileSync } from 'node:fs';

export interface ProcessorMs {
  /** The engine and the threads of its kernels. */
  readonly workers: number;
  /** Drawing the page, an emulated GPU, collecting garbage and whatever else. */
  readonly rest: number;
}

/** A tick of Linux's clocks. */
const TICK_MS = 10;

/** What the browsers that this process has started have used so far; undefined where the system does not tell. */
export function browserProcessorMs(): ProcessorMs | undefined {
  if (process.platform !== 'linux') return undefined;
  const parents = new Map(
    readdirSync('/proc')
      .filter((name) => /^\d+$/.test(name))
      .flatMap((pid) => {
        const stat = statOf(`/proc/${pid}`);
        return stat ? [[Number(pid), stat.parent] as const] : [];
      }),
  );
  const isOurs = (pid: number): boolean => {
    const parent = parents.get(pid);
    return parent !== undefined && (parent === process.pid || isOurs(parent));
  };
  let workers = 0;
  let rest = 0;
  for (const pid of [...parents.keys()].filter(isOurs)) {
    for (const { name, ms } of threadsOf(pid)) {
      if (name.startsWith('DedicatedWorker')) workers += ms;
      else rest += ms;
    }
  }
  return { workers, rest };
}

function threadsOf(pid: number) {
  const folder = `/proc/${pid}/task`;
  try {
    return readdirSync(folder).flatMap((thread) => statOf(`${folder}/${thread}`) ?? []);
  } catch {
    // The process has ended since it was listed.
    return [];
  }
}

/** Undefined where the process or thread has ended since it was listed. */
function statOf(folder: string): { name: string; parent: number; ms: number } | undefined {
  let text: string;
  try {
    text = readFileSync(`${folder}/stat`, 'utf8');
  } catch {
    return undefined;
  }
  // 'pid (name) state parent ...': the name may hold anything.
  const [opening, closing] = [text.indexOf('('), text.lastIndexOf(')')];
  const fields = text
    .slice(closing + 2)
    .split(' ')
    .map(Number);
  return {
    name: text.slice(opening + 1, closing),
    parent: fields[1]!,
    ms: TICK_MS * (fields[11]! + fields[12]!),
  };
}
