import { useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { analyse } from '#models/analysis.ts';
import { buildGraph, findArchitecture } from '#models/registry.ts';
import { ScrollTable } from '#ui/scroll-table.tsx';
import { useFormat, useLocalized } from './format.ts';

/** A net as its paper has it: the idea, the layer table, the published errors, what differs here. */
export function NetFacts({ id }: { readonly id: string }) {
  const { t } = useTranslation();
  const [isOpen, setOpen] = useState(false);
  const { name, year } = findArchitecture(id);
  return (
    <details onToggle={({ currentTarget }) => setOpen(currentTarget.open)}>
      <summary>{t('net.facts', { name: `${name} (${year})` })}</summary>
      {isOpen && <Facts id={id} />}
    </details>
  );
}

function Facts({ id }: { readonly id: string }) {
  const { t } = useTranslation();
  const { paper, idea, deviations, published } = findArchitecture(id);
  const localized = useLocalized();
  const format = useFormat();
  const { layers, totals } = useMemo(() => analyse(buildGraph(id)), [id]);
  const summary = {
    parameters: format.whole(totals.params),
    multiplyAdds: format.whole(totals.multiplyAdds),
  };
  return (
    <>
      <p>{localized(idea)}</p>
      <p>
        {t('net.paper')}: {paper.authors}, <cite>{paper.title}</cite>,{' '}
        <a href={paper.url} target="_blank" rel="noreferrer">
          {paper.venue}
        </a>
      </p>
      <h3>{t('net.published')}</h3>
      <ul>
        {published.map(({ top1Error, top5Error, dataset, protocol, source }) => (
          <li key={source + localized(protocol)}>
            {top1Error !== undefined && `${t('evaluate.top1')} ${format.error(top1Error / 100)}`}
            {top5Error !== undefined && `${t('evaluate.top5')} ${format.error(top5Error / 100)}`}
            {`, ${dataset}, ${localized(protocol)} (${source})`}
          </li>
        ))}
      </ul>
      <h3>{t('net.layers')}</h3>
      <p>{t('net.summary', summary)}</p>
      <ScrollTable
        caption={t('net.layers')}
        columns={[
          t('net.layer'),
          t('net.output'),
          t('net.parameters'),
          t('net.multiplyAdds'),
          t('net.receptiveField'),
        ]}
        rows={layers.map((layer) => [
          layer.name,
          layer.output.join(' × '),
          format.whole(layer.params),
          format.whole(layer.multiplyAdds),
          layer.receptiveField.size.join(' × '),
        ])}
        footer={[t('net.total'), '', summary.parameters, summary.multiplyAdds, '']}
      />
      <h3>{t('net.deviations')}</h3>
      <ul>
        {deviations.map((deviation) => (
          <li key={deviation.en}>{localized(deviation)}</li>
        ))}
      </ul>
    </>
  );
}
