import { Checkbox } from '@mantine/core';
import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { architectures } from '#models/registry.ts';
import { useActions, useApp } from '#panels/shared/app-context.ts';
import { ORDERS } from '#store/zoo.ts';
import { Select } from '#ui/select.tsx';
import { everyVersion, groupDesigns, sortDesigns } from './designs.ts';
import { LeagueChart } from './league-chart.tsx';
import { NetCard } from './net-card.tsx';
import styles from './zoo-place.module.css';

export const GALLERY_HEADING = 'gallery-heading';

const FAMILIES = [...new Set(architectures.map(({ family }) => family))];
const KINDS = ['conv', 'pool', 'dense'] as const;

/** A card for each net, and all of them in one chart. */
export function Gallery() {
  const { t } = useTranslation();
  const { changeGallery } = useActions();
  const order = useApp((state) => state.zoo.order);
  const family = useApp((state) => state.zoo.family);
  const isEveryVersion = useApp((state) => state.zoo.isEveryVersion);
  const designs = useMemo(() => {
    const entries = architectures.filter((entry) => family === '' || entry.family === family);
    return sortDesigns(isEveryVersion ? everyVersion(entries) : groupDesigns(entries), order);
  }, [order, family, isEveryVersion]);
  return (
    <>
      <h1 id={GALLERY_HEADING} tabIndex={-1}>
        {t('zoo.title')}
      </h1>
      <p>{t('zoo.intro')}</p>
      <div className={styles['controls']}>
        <Select
          label={t('zoo.order')}
          value={order}
          options={ORDERS.map((value) => ({ value, label: t(`zoo.orders.${value}`) }))}
          onChange={(chosen) => changeGallery({ order: chosen })}
        />
        <Select
          label={t('zoo.family')}
          value={family}
          options={[
            { value: '', label: t('zoo.allFamilies') },
            ...FAMILIES.map((value) => ({ value, label: value })),
          ]}
          onChange={(chosen) => changeGallery({ family: chosen })}
        />
        <Checkbox
          label={t('zoo.everyVersion')}
          checked={isEveryVersion}
          onChange={({ currentTarget }) => changeGallery({ isEveryVersion: currentTarget.checked })}
        />
        <span className={styles['count']} aria-live="polite">
          {t('zoo.shown', { count: designs.length })}
        </span>
      </div>
      <div className={styles['legend']}>
        {KINDS.map((kind) => (
          <span key={kind} data-kind={kind}>
            {t(`zoo.legendKinds.${kind}`)}
          </span>
        ))}
        <span>{t('zoo.legend')}</span>
      </div>
      <div className={styles['cards']}>
        {designs.map((design) => (
          <NetCard key={design.representative.id} design={design} />
        ))}
      </div>
      <LeagueChart />
    </>
  );
}
