import { useTranslation } from 'react-i18next';
import type { Analysis } from '#models/analysis.ts';
import { useFormat } from '#panels/shared/format.ts';
import styles from './net-page.module.css';

const BYTES_PER_FLOAT = 4;

/** What a net costs, for one image. */
export function NetFigures({ analysis: { totals, totalsWithAuxiliary } }: { readonly analysis: Analysis }) {
  const { t } = useTranslation();
  const format = useFormat();
  const inHeads = totalsWithAuxiliary.params - totals.params;
  const activationBytes = totals.activations * BYTES_PER_FLOAT;
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
      format.bytes(activationBytes),
      t('net.activationsHelp', { values: format.whole(totals.activations) }),
    ],
    [t('net.backward'), format.bytes(2 * activationBytes), t('net.backwardHelp')],
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
