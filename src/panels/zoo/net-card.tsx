import { useTranslation } from 'react-i18next';
import type { Architecture } from '#models/catalog.ts';
import { useFormat, useLocalized } from '#panels/shared/format.ts';
import { NetLink } from '#panels/shared/net-link.tsx';
import { useProtocolText } from '#panels/shared/net-protocol.ts';
import { publishedForm } from '#store/net-form.ts';
import { type Design, headlineError } from './designs.ts';
import { Miniature } from './miniature.tsx';
import styles from './net-card.module.css';
import { publishedNet } from './published-net.ts';

/** A design at a glance: its idea, its structure and its figures, and the way to the page of each version. */
export function NetCard({ design }: { readonly design: Design }) {
  const { t } = useTranslation();
  const format = useFormat();
  const localized = useLocalized();
  const { representative, versions } = design;
  const { graph, analysis } = publishedNet(representative.id);
  const { name, year, idea } = representative;
  return (
    <article className={styles['card']}>
      <h2 className={styles['name']}>
        <NetLink net={publishedForm(representative)}>{name}</NetLink> <span>{format.year(year)}</span>
      </h2>
      <Miniature graph={graph} label={t('zoo.miniature', { name, ...countKinds(representative.id) })} />
      <p>{localized(idea)}</p>
      <dl className={styles['figures']}>
        <div>
          <dt>{t('net.parameters')}</dt>
          <dd>{format.whole(analysis.totals.params)}</dd>
        </div>
        <div>
          <dt>{t('net.multiplyAdds')}</dt>
          <dd>{format.compact(analysis.totals.multiplyAdds)}</dd>
        </div>
        <div>
          <dt>{t('zoo.input')}</dt>
          <dd>{graph.inputShape.join('×')}</dd>
        </div>
        <Headline architecture={representative} />
      </dl>
      {versions.length > 1 && <Versions design={design} />}
    </article>
  );
}

/** The error that stands for a net, never without what stands behind it. */
function Headline({ architecture }: { readonly architecture: Architecture }) {
  const { t } = useTranslation();
  const format = useFormat();
  const protocolText = useProtocolText();
  const error = headlineError(architecture);
  if (error === undefined) return null;
  const { top1Error, top5Error, dataset } = error;
  return (
    <div className={styles['error']}>
      <dt>{top5Error === undefined ? t('evaluate.top1') : t('evaluate.top5')}</dt>
      <dd>
        {format.published(top5Error ?? top1Error ?? Number.NaN)}
        <small>{`${dataset}, ${protocolText(error, architecture.id)}`}</small>
      </dd>
    </div>
  );
}

function Versions({ design: { versions } }: { readonly design: Design }) {
  const { t } = useTranslation();
  const format = useFormat();
  return (
    <details>
      <summary>{t('zoo.versions', { count: versions.length })}</summary>
      <ul className={styles['versions']}>
        {versions.map((version) => (
          <li key={version.id}>
            <NetLink net={publishedForm(version)}>{version.name}</NetLink>
            <span title={t('net.parameters')}>
              {format.compact(publishedNet(version.id).analysis.totals.params)}
            </span>
          </li>
        ))}
      </ul>
    </details>
  );
}

function countKinds(id: string) {
  const { layers } = publishedNet(id).analysis;
  const count = (pattern: RegExp) =>
    layers.filter(({ type, auxiliary }) => auxiliary === undefined && pattern.test(type)).length;
  return { conv: count(/^conv$/), pool: count(/Pool$|^subsample$/), dense: count(/^dense$/) };
}
