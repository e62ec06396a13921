import { Button, Checkbox, TextInput } from '@mantine/core';
import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { architectures } from '#models/registry.ts';
import { useActions, useApp } from '#panels/shared/app-context.ts';
import { ORDERS } from '#store/zoo.ts';
import { Card } from '#ui/card.tsx';
import { Select } from '#ui/select.tsx';
import { everyVersion, groupDesigns, sortDesigns } from './designs.ts';
import { FAMILIES, familyColor } from './family.ts';
import { LeagueChart } from './league-chart.tsx';
import { NetCard } from './net-card.tsx';
import { searchNets } from './search.ts';
import styles from './zoo-place.module.css';

export const GALLERY_HEADING = 'gallery-heading';

const KINDS = ['conv', 'pool', 'dense'] as const;

/** All nets in one chart, and a card for each. */
export function Gallery() {
  const { t } = useTranslation();
  const search = useApp((state) => state.zoo.search);
  const family = useApp((state) => state.zoo.family);
  const found = useMemo(
    () => searchNets(architectures, search).filter((entry) => family === '' || entry.family === family),
    [search, family],
  );
  return (
    <>
      <div className={styles['top']}>
        <div>
          <h1 id={GALLERY_HEADING} tabIndex={-1}>
            {t('zoo.title')}
          </h1>
          <p className={styles['intro']}>{t('zoo.intro')}</p>
        </div>
        <Finder />
      </div>
      <LeagueChart found={found} />
      <Cards found={found} />
    </>
  );
}

/** Finds nets by name and by family. */
function Finder() {
  const { t } = useTranslation();
  const { changeGallery } = useActions();
  const search = useApp((state) => state.zoo.search);
  const chosen = useApp((state) => state.zoo.family);
  return (
    <search className={styles['finder']}>
      <TextInput
        type="search"
        label={t('zoo.search')}
        placeholder={t('zoo.searchHint')}
        value={search}
        maxLength={60}
        onChange={({ currentTarget }) => changeGallery({ search: currentTarget.value })}
      />
      <fieldset className={styles['families']}>
        <legend className="only-read">{t('zoo.family')}</legend>
        {['', ...FAMILIES].map((family) => (
          <button
            key={family}
            type="button"
            className={styles['chip']}
            aria-pressed={family === chosen}
            onClick={() => changeGallery({ family })}
          >
            {family !== '' && (
              <span
                className={styles['dot']}
                style={{ background: familyColor(family) }}
                aria-hidden="true"
              />
            )}
            {family === '' ? t('zoo.allFamilies') : family}
          </button>
        ))}
      </fieldset>
    </search>
  );
}

function Cards({ found }: { readonly found: typeof architectures }) {
  const { t } = useTranslation();
  const { changeGallery } = useActions();
  const { search, order, isEveryVersion } = useApp((state) => state.zoo);
  // Who looks for ResNet-34 by name wants it, and not the card of the design that it is a version of.
  const isEach = isEveryVersion || search.trim() !== '';
  const designs = useMemo(
    () => sortDesigns(isEach ? everyVersion(found) : groupDesigns(found), order),
    [found, isEach, order],
  );
  return (
    <Card title={t('zoo.cards')}>
      <div className={styles['controls']}>
        <Select
          label={t('zoo.order')}
          value={order}
          options={ORDERS.map((value) => ({ value, label: t(`zoo.orders.${value}`) }))}
          onChange={(value) => changeGallery({ order: value })}
        />
        <Checkbox
          label={t('zoo.everyVersion')}
          checked={isEach}
          disabled={isEach && !isEveryVersion}
          onChange={({ currentTarget }) => changeGallery({ isEveryVersion: currentTarget.checked })}
        />
        <span className={styles['count']} aria-live="polite">
          {t('zoo.shown', { count: designs.length })}
        </span>
      </div>
      {designs.length === 0 ? (
        <div className={styles['nothing']}>
          <p>{t('zoo.nothingFound', { search })}</p>
          <Button variant="default" onClick={() => changeGallery({ search: '', family: '' })}>
            {t('zoo.showAll')}
          </Button>
        </div>
      ) : (
        <>
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
        </>
      )}
    </Card>
  );
}
