import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import type { Analysis } from '#models/analysis.ts';
import type { Graph } from '#models/graph.ts';
import { useApp } from '#panels/shared/app-context.ts';
import { useFormat } from '#panels/shared/format.ts';
import { activationBytes } from './activation-bytes.ts';
import styles from './net-page.module.css';

const BYTES_PER_FLOAT = 4;
/** Until the engine has said which it uses. */
const USUAL_BACKEND = 'wasm';

interface NetFiguresProps {
  readonly graph: Graph;
  readonly analysis: Analysis;
}

/** What a net costs, for one image. */
export function NetFigures({ graph, analysis }: NetFiguresProps) {
  const { t } = useTranslation();
  const format = useFormat();
  const backend = useApp((state) => state.engine.backend?.name) ?? USUAL_BACKEND;
  const activations = useMemo(() => activationBytes(graph, analysis, backend), [graph, analysis, backend]);
  const { totals, totalsWithAuxiliary } = analysis;
  const inHeads = totalsWithAuxiliary.params - totals.params;
  const figures: readonly (readonly [term: string, value: string, note: string])[] = [
    [
      t('net.parameters'),
      format.whole(totals.params),
      inHeads > 0 ? t('net.inHeads', { parameters: format.whole(inHeads) }) : '',
    ],
    ...(totals.nonTrainable > 0
      ? [[t('net.nonTrainable'), format.whole(totals.nonTrainable), t('net.nonTrainableHelp')] as const]
      : []),
    [t('net.multiplyAdds'), format.whole(totals.multiplyAdds), t('net.perImage')],
    [t('net.weights'), format.bytes(totals.params * BYTES_PER_FLOAT), t('net.weightsHelp')],
    [
      t('net.forward'),
      format.bytes(activations.forward),
      t('net.activationsHelp', { values: format.whole(totals.activations) }),
    ],
    [
      t('net.backward'),
      format.bytes(activations.training),
      t('net.backwardHelp', { backend: t(`backend.${backend}`) }),
    ],
  ];
  return (
    <dl className={styles['figures']}>
      {figures.map(([term, value, note]) => (
        <div key={term}>
          <dt>{term}</dt>
          <dd>
            {value} {note !== '' && <small>{note}</small>}
          </dd>
        </div>
      ))}
    </dl>
  );
}
