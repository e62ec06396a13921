import { useTranslation } from 'react-i18next';
import { findArchitecture } from '#models/registry.ts';
import { useFormat } from '#panels/shared/format.ts';
import { differences } from '#store/compared-run.ts';
import type { Parameter } from '#store/permalink.ts';
import { Card } from '#ui/card.tsx';
import { ScrollTable } from '#ui/scroll-table.tsx';
import type { ComparedProps } from './compared-table.tsx';

/** What differs in the set-ups of the runs, and nothing else. */
export function RecipeDifferences({ runs, labels }: Omit<ComparedProps, 'netIds'>) {
  const { t, i18n } = useTranslation();
  const format = useFormat();
  const found = differences(runs.map(({ run }) => run));
  const fieldText = (field: string) => {
    const key = [`compare.field_${field}`, `train.fields.${field}`].find((key) => i18n.exists(key));
    return key === undefined ? field : t(key as 'compare.field_model');
  };
  const valueText = (field: string, value: Parameter) => {
    if (value === undefined) return '–';
    if (field === 'model') return findArchitecture(String(value)).name;
    if (field === 'seed') return String(value);
    if (typeof value === 'number') return format.short(value);
    if (typeof value === 'boolean') return t(value ? 'compare.yes' : 'compare.no');
    const key = `train.choices.${field}.${value}`;
    return i18n.exists(key) ? t(key as 'compare.yes') : value;
  };
  return (
    <Card title={t('compare.differences')}>
      {found.length === 0 ? (
        <p>{t('compare.noDifferences')}</p>
      ) : (
        <ScrollTable
          caption={t('compare.differences')}
          ofWords
          columns={[t('compare.field'), ...runs.map(({ run }) => labels[run.id] ?? run.id)]}
          rows={found.map(({ field, values }) => [
            fieldText(field),
            ...values.map((value) => valueText(field, value)),
          ])}
        />
      )}
    </Card>
  );
}
