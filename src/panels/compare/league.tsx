import { useTranslation } from 'react-i18next';
import { findArchitecture } from '#models/registry.ts';
import { useFormat } from '#panels/shared/format.ts';
import { useProtocolText } from '#panels/shared/net-protocol.ts';
import { BarList } from '#ui/bar-list.tsx';
import { Card } from '#ui/card.tsx';
import { ScrollTable } from '#ui/scroll-table.tsx';
import styles from './compare-place.module.css';

/** The figures by which the history is told: the net that quotes each, and the top-5 error in percent. */
const LEAGUE = [
  { id: 'alexnet', top5Error: 16.4 },
  { id: 'zfnet', top5Error: 11.7 },
  { id: 'vgg16', top5Error: 7.3 },
  { id: 'googlenet', top5Error: 6.67 },
  { id: 'resnet152', top5Error: 3.57 },
] as const;

/** The winners of ImageNet's years in one list, each figure with what stands behind it. */
export function League() {
  const { t } = useTranslation();
  const format = useFormat();
  const protocolText = useProtocolText();
  const entries = LEAGUE.flatMap(({ id, top5Error }) => {
    const architecture = findArchitecture(id);
    const published = architecture.published.find((entry) => entry.top5Error === top5Error);
    return published === undefined ? [] : [{ architecture, published, top5Error }];
  });
  return (
    <Card title={t('compare.league')}>
      <p className={styles['note']}>{t('compare.leagueHelp')}</p>
      <BarList
        label={t('compare.league')}
        max={20}
        bars={entries.map(({ architecture: { name, year }, top5Error }) => ({
          name: t('compare.leagueName', { name, year: format.year(year) }),
          value: top5Error,
          text: format.published(top5Error),
        }))}
      />
      <ScrollTable
        caption={t('compare.behind')}
        ofWords
        columns={[
          t('compare.net'),
          t('evaluate.top5'),
          t('evaluate.protocol'),
          t('evaluate.dataset'),
          t('compare.source'),
        ]}
        rows={entries.map(({ architecture: { id, name }, published, top5Error }) => [
          name,
          format.published(top5Error),
          protocolText(published, id),
          published.dataset,
          published.source,
        ])}
      />
    </Card>
  );
}
