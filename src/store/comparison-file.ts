import { findArchitecture } from '#models/registry.ts';
import { type ComparedRun, differences } from './compared-run.ts';

/** A comparison as plain data for other programs: units are in the names, errors are fractions. */
export function comparisonJson(
  runs: readonly ComparedRun[],
  labels: Readonly<Record<string, string>>,
  netIds: readonly string[],
): string {
  return JSON.stringify(
    {
      runs: runs.map(({ run, result, ...figures }) => ({
        ...figures,
        name: labels[run.id],
        id: run.id,
        config: run.config,
        data: { config: run.data.config, fingerprint: run.data.fingerprint },
        backend: run.backend.name,
        appVersion: run.appVersion,
        startedAt: new Date(run.startedAt).toISOString(),
        epochs: run.epochs,
        evaluations: run.evaluations,
        measuredBy: result,
      })),
      differences: differences(runs.map(({ run }) => run)),
      published: netIds.map((id) => {
        const { name, year, published } = findArchitecture(id);
        return { id, name, year, published };
      }),
    },
    undefined,
    2,
  );
}

const COLUMNS = [
  'name',
  'kind',
  'top1ErrorPercent',
  'top1LowPercent',
  'top1HighPercent',
  'top5ErrorPercent',
  'top5LowPercent',
  'top5HighPercent',
  'images',
  'measuredOn',
  'params',
  'multiplyAdds',
  'secondsPerEpoch',
  'imagesPerSecond',
  'memoryBytes',
  'backend',
  'seed',
  'source',
] as const;
type Row = Partial<Record<(typeof COLUMNS)[number], string | number | undefined>>;

/** A line for each run and each published error; RFC 4180. */
export function comparisonCsv(
  runs: readonly ComparedRun[],
  labels: Readonly<Record<string, string>>,
  netIds: readonly string[],
): string {
  const percent = (value: number | undefined) => (value === undefined ? undefined : 100 * value);
  const measured = runs.map(
    ({
      run,
      top1,
      top5,
      images,
      split,
      params,
      multiplyAdds,
      epochMs,
      imagesPerSecond,
      memoryBytes,
    }): Row => ({
      name: labels[run.id],
      kind: 'measured',
      top1ErrorPercent: percent(top1?.error),
      top1LowPercent: percent(top1?.interval.low),
      top1HighPercent: percent(top1?.interval.high),
      top5ErrorPercent: percent(top5?.error),
      top5LowPercent: percent(top5?.interval.low),
      top5HighPercent: percent(top5?.interval.high),
      images,
      measuredOn: split,
      params,
      multiplyAdds,
      secondsPerEpoch: epochMs === undefined ? undefined : epochMs / 1000,
      imagesPerSecond,
      memoryBytes,
      backend: run.backend.name,
      seed: run.config.seed,
    }),
  );
  const published = netIds.flatMap((id) => {
    const { name, published } = findArchitecture(id);
    return published.map(
      (entry): Row => ({
        name,
        kind: 'published',
        top1ErrorPercent: entry.top1Error,
        top5ErrorPercent: entry.top5Error,
        measuredOn: `${entry.dataset}: ${entry.protocol.en}`,
        source: entry.source,
      }),
    );
  });
  const lines = [...measured, ...published].map((row) => COLUMNS.map((column) => cell(row[column])));
  return [COLUMNS, ...lines].map((line) => `${line.join(',')}\r\n`).join('');
}

/** A text that a spreadsheet would take for a formula is one no longer. */
function cell(value: string | number | undefined): string {
  if (typeof value !== 'string') return String(value ?? '');
  const text = /^[=+\-@\t\r]/.test(value) ? `'${value}` : value;
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
