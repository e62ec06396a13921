import { Button } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { Architecture } from '#models/catalog.ts';
import { useActions } from '#panels/shared/app-context.ts';
import { useIsBusy } from '#panels/shared/current-run.tsx';
import { useFormat, useLocalized } from '#panels/shared/format.ts';
import { NetLink } from '#panels/shared/net-link.tsx';
import { useProtocolText } from '#panels/shared/net-protocol.ts';
import { useImages } from '#panels/shared/use-images.ts';
import { publishedForm } from '#store/net-form.ts';
import { fitsImages } from '#store/set-up.ts';
import { type Design, headlineError } from './designs.ts';
import { familyColor } from './family.ts';
import { Miniature } from './miniature.tsx';
import styles from './net-card.module.css';
import { publishedNet } from './published-net.ts';

/** A design at a glance: its idea, its structure and its figures, the way to the page of each version and to Train. */
export function NetCard({ design }: { readonly design: Design }) {
  const { t } = useTranslation();
  const format = useFormat();
  const localized = useLocalized();
  const { representative, versions } = design;
  const { graph, analysis } = publishedNet(representative.id);
  const { name, year, idea, family } = representative;
  return (
    <article className={styles['card']} style={{ borderTopColor: familyColor(family) }}>
      <h3 className={styles['name']}>
        <NetLink net={publishedForm(representative)}>{name}</NetLink> <span>{format.year(year)}</span>
      </h3>
      <Miniature graph={graph} label={t('zoo.miniature', { name, ...countKinds(representative.id) })} />
      <p className={styles['idea']}>{localized(idea)}</p>
      <dl className={styles['figures']}>
        <div>
          <dt>{t('net.parameters')}</dt>
          <dd>{format.compact(analysis.totals.params)}</dd>
        </div>
        <div>
          <dt>{t('net.multiplyAdds')}</dt>
          <dd>{format.compact(analysis.totals.multiplyAdds)}</dd>
        </div>
        <Headline architecture={representative} />
      </dl>
      <HeadlineProtocol architecture={representative} />
      <div className={styles['ways']}>
        <TrainIt architecture={representative} />
        {versions.length > 1 && <Versions design={design} />}
      </div>
    </article>
  );
}

function TrainIt({ architecture }: { readonly architecture: Architecture }) {
  const { t } = useTranslation();
  const { trainNet } = useActions();
  const isBusy = useIsBusy();
  const images = useImages();
  const { name } = architecture;
  return (
    <Button
      size="xs"
      variant="default"
      aria-label={t('zoo.train', { name })}
      disabled={isBusy || !fitsImages(architecture, images?.shape)}
      onClick={() => trainNet(publishedForm(architecture))}
    >
      {t('zoo.trainShort')}
    </Button>
  );
}

/** The error that stands for a net. */
function Headline({ architecture }: { readonly architecture: Architecture }) {
  const { t } = useTranslation();
  const format = useFormat();
  const error = headlineError(architecture);
  if (error === undefined) return null;
  const { top1Error, top5Error } = error;
  return (
    <div>
      <dt>{top5Error === undefined ? t('evaluate.top1') : t('evaluate.top5')}</dt>
      <dd>{format.published(top5Error ?? top1Error ?? Number.NaN)}</dd>
    </div>
  );
}

/** What stands behind that error: it is never shown without. */
function HeadlineProtocol({ architecture }: { readonly architecture: Architecture }) {
  const protocolText = useProtocolText();
  const error = headlineError(architecture);
  if (error === undefined) return null;
  return <p className={styles['protocol']}>{`${error.dataset}, ${protocolText(error, architecture.id)}`}</p>;
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
