import { useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Architecture, EvaluationProtocol } from '#models/catalog.ts';
import { architectures } from '#models/registry.ts';
import { useFormat } from '#panels/shared/format.ts';
import { NetLink } from '#panels/shared/net-link.tsx';
import { useProtocolText } from '#panels/shared/net-protocol.ts';
import { publishedForm } from '#store/net-form.ts';
import { Card } from '#ui/card.tsx';
import { markerPath } from '#ui/marker.ts';
import { ScatterChart, type ScatterPoint } from '#ui/scatter-chart.tsx';
import { ScrollTable } from '#ui/scroll-table.tsx';
import { Select } from '#ui/select.tsx';
import { familyColor } from './family.ts';
import {
  bestOf,
  LEAGUE_AXES,
  type LeagueAxis,
  type LeagueEntry,
  leagueEntries,
  leagueValue,
  PROTOCOL_KINDS,
  PROTOCOL_MARKERS,
  shortNetName,
} from './league.ts';
import styles from './league-chart.module.css';

interface LeagueChartProps {
  /** The nets that are looked for; the others stay in the background. */
  readonly found: readonly Architecture[];
}

/** Published top-5 errors against what the nets cost; by default only those that were measured alike. */
export function LeagueChart({ found }: LeagueChartProps) {
  const { t } = useTranslation();
  const format = useFormat();
  const protocolText = useProtocolText();
  const [axis, setAxis] = useState<LeagueAxis>('multiplyAdds');
  const [kind, setKind] = useState<EvaluationProtocol['kind'] | 'all'>('oneCrop');
  const entries = useMemo(() => {
    const all = leagueEntries(architectures);
    return kind === 'all' ? all : all.filter(({ published }) => published.protocol.kind === kind);
  }, [kind]);
  const formatX = axis === 'year' ? format.year : format.compact;
  const charted = entries.flatMap((entry) => {
    const x = leagueValue(entry, axis);
    return x === undefined ? [] : [{ entry, x }];
  });
  const isAlike = kind !== 'all';
  const best = bestOf(charted.map(({ entry, x }) => ({ entry, x, y: entry.top5Error })));
  const bestEntries = new Set([...best].map(({ entry }) => entry));
  const points = charted.map(({ entry, x }): ScatterPoint => {
    const { architecture, published, top5Error } = entry;
    const { protocol, source } = published;
    return {
      key: keyOf(entry),
      x,
      y: top5Error,
      label: shortNetName(architecture.name),
      marker: PROTOCOL_MARKERS[protocol.kind],
      color: familyColor(architecture.family),
      isHollow: protocol.split === 'test',
      isFaded: !found.includes(architecture),
      isBest: isAlike && bestEntries.has(entry),
      details: [
        `${t('zoo.chart.error')} ${format.published(top5Error)}`,
        protocolText(published, architecture.id),
        source,
        `${t(`zoo.chart.axes.${axis}`)} ${formatX(x)}`,
      ],
    };
  });
  const netOf = ({ key }: ScatterPoint) =>
    charted.find(({ entry }) => keyOf(entry) === key)?.entry.architecture;
  const size = (value: number | undefined) => (value === undefined ? '–' : format.whole(value));
  const shownKinds = PROTOCOL_KINDS.filter((each) => kind === 'all' || each === kind);
  return (
    <Card title={t('zoo.chart.title')}>
      <div className={styles['controls']}>
        <Select
          label={t('zoo.chart.axis')}
          value={axis}
          options={LEAGUE_AXES.map((value) => ({ value, label: t(`zoo.chart.axes.${value}`) }))}
          onChange={setAxis}
        />
        <Select
          label={t('zoo.chart.protocol')}
          value={kind}
          options={[
            ...PROTOCOL_KINDS.map((value) => ({ value, label: t(`zoo.chart.kinds.${value}`) })),
            { value: 'all' as const, label: t('zoo.chart.all') },
          ]}
          onChange={setKind}
        />
      </div>
      <ScatterChart
        title={`${t('zoo.chart.title')}: ${t(`zoo.chart.axes.${axis}`)}`}
        points={points}
        xLabel={t(`zoo.chart.axes.${axis}`)}
        yLabel={t('zoo.chart.error')}
        isLogX={axis !== 'year'}
        isWholeX={axis === 'year'}
        formatX={formatX}
        formatY={(value) => format.percent(value / 100)}
        hint={t('zoo.chart.hint')}
        renderActions={(point) => {
          const net = netOf(point);
          return (
            net !== undefined && (
              <NetLink net={publishedForm(net)}>{t('zoo.chart.open', { name: net.name })}</NetLink>
            )
          );
        }}
      >
        <ul className={styles['legend']}>
          {shownKinds.map((each) => (
            <li key={each}>
              <svg viewBox="-8 -8 16 16" width="16" height="16" aria-hidden="true">
                <path d={markerPath(PROTOCOL_MARKERS[each])} />
              </svg>
              {t(`zoo.chart.kinds.${each}`)}
            </li>
          ))}
        </ul>
        <p className={styles['note']}>
          {t('zoo.chart.split')} {kind === 'all' && t('zoo.chart.compare')}{' '}
          {isAlike && t(axis === 'year' ? 'zoo.chart.frontierYear' : 'zoo.chart.frontier')}{' '}
          {charted.length < entries.length && t('zoo.chart.sizeless')}
        </p>
        <details>
          <summary>{t('zoo.chart.table')}</summary>
          <ScrollTable
            caption={t('zoo.chart.title')}
            columns={[
              t('zoo.chart.net'),
              t('zoo.chart.error'),
              t('evaluate.protocol'),
              t('zoo.chart.source'),
              t('zoo.chart.axes.params'),
              t('zoo.chart.axes.multiplyAdds'),
              t('zoo.chart.axes.year'),
            ]}
            rows={entries.map((entry) => [
              <NetLink key="net" net={publishedForm(entry.architecture)}>
                {entry.architecture.name}
              </NetLink>,
              format.published(entry.top5Error),
              protocolText(entry.published, entry.architecture.id),
              entry.published.source,
              size(leagueValue(entry, 'params')),
              size(leagueValue(entry, 'multiplyAdds')),
              format.year(entry.architecture.year),
            ])}
          />
        </details>
      </ScatterChart>
    </Card>
  );
}

const keyOf = ({ architecture, published: { source, protocol }, top5Error }: LeagueEntry) =>
  `${architecture.id} ${source} ${protocol.en} ${top5Error}`;
