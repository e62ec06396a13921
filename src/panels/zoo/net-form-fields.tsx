import { Button } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { findArchitecture } from '#models/registry.ts';
import { useActions } from '#panels/shared/app-context.ts';
import { useLocalized } from '#panels/shared/format.ts';
import { NumberEntry } from '#panels/shared/number-entry.tsx';
import {
  classroomForm,
  IMAGE_CHANNELS,
  isSameForm,
  NET_LIMITS,
  type NetForm,
  publishedForm,
} from '#store/net-form.ts';
import { stemsFor } from '#store/set-up.ts';
import { Select } from '#ui/select.tsx';
import styles from './net-page.module.css';

/** What adapts a net; its layers and figures follow at once. */
export function NetFormFields({ form }: { readonly form: NetForm }) {
  const { t } = useTranslation();
  const localized = useLocalized();
  const { showNet } = useActions();
  const architecture = findArchitecture(form.id);
  const [side, , channels] = form.inputShape;
  const change = (part: Partial<NetForm>) => showNet({ ...form, ...part });
  const presets = [
    { label: t('net.asPublished'), preset: publishedForm(architecture) },
    { label: t('net.classroom'), preset: classroomForm(architecture) },
  ];
  const stems = stemsFor(architecture, undefined);
  const { minimumInputSide, smallStem } = architecture;
  return (
    <>
      <p className={styles['note']}>
        {t('net.formHelp')}{' '}
        {smallStem === undefined || smallStem.minimumInputSide >= minimumInputSide
          ? t('net.smallestInput', { side: minimumInputSide })
          : t('net.smallestInputs', { side: minimumInputSide, small: smallStem.minimumInputSide })}
      </p>
      <div className={styles['fields']}>
        <NumberEntry
          label={t('net.side')}
          value={side}
          {...NET_LIMITS.side}
          onChange={(value) => change({ inputShape: [value, value, channels] })}
        />
        <Select
          label={t('net.channels')}
          value={channels === 1 ? '1' : '3'}
          options={IMAGE_CHANNELS.map((value) => ({ value, label: t(`net.channel_${value}`) }))}
          onChange={(value) => change({ inputShape: [side, side, Number(value)] })}
        />
        <NumberEntry
          label={t('net.classes')}
          value={form.numClasses}
          {...NET_LIMITS.classes}
          onChange={(numClasses) => change({ numClasses })}
        />
        <NumberEntry
          label={t('net.width')}
          value={form.width}
          {...NET_LIMITS.width}
          step={1 / 16}
          onChange={(width) => change({ width })}
        />
        {stems.length > 1 && (
          <Select
            label={t('net.stem')}
            value={form.stem}
            options={stems.map((value) => ({ value, label: t(`net.stem_${value}`) }))}
            onChange={(stem) => change({ stem })}
          />
        )}
        {Object.entries(architecture.choices).map(([key, choice]) => (
          <Select
            key={key}
            label={localized(choice.label)}
            value={form.choices[key] ?? ''}
            options={choice.values.map(({ value, label }) => ({ value, label: localized(label) }))}
            onChange={(value) => change({ choices: { ...form.choices, [key]: value } })}
          />
        ))}
      </div>
      {form.stem === 'small' && smallStem !== undefined && (
        <p className={styles['note']}>{localized(smallStem.changes)}</p>
      )}
      <div className={styles['presets']}>
        {presets.map(({ label, preset }) => (
          <Button
            key={label}
            size="xs"
            variant="default"
            aria-pressed={isSameForm(form, preset)}
            onClick={() => showNet(preset)}
          >
            {label}
          </Button>
        ))}
      </div>
    </>
  );
}
