import { useDatasetName } from '#panels/shared/dataset-name.ts';
import { useNetName } from '#panels/shared/net-name.ts';
import type { KeptRun } from '#protocol/kept-run.ts';
import { imagesOf } from '#store/images.ts';

/** What each run is called here, by its id: its own name, or its net and data; numbered where several are alike. */
export type RunLabels = Readonly<Record<string, string>>;

export function useRunLabels(runs: readonly KeptRun[]): RunLabels {
  const netName = useNetName();
  const datasetName = useDatasetName();
  const names = runs.map(
    ({ name, config, data }) =>
      name || `${netName(config.model, imagesOf(config.dataset, data))}, ${datasetName(config.dataset)}`,
  );
  return Object.fromEntries(
    runs.map(({ id }, index) => {
      const name = names[index] ?? '';
      const alike = names.slice(0, index).filter((other) => other === name).length;
      const isAlone = names.filter((other) => other === name).length === 1;
      return [id, isAlone ? name : `${name} (${alike + 1})`];
    }),
  );
}
