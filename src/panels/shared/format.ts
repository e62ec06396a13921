import { useCallback, useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import type { LocalizedText } from '#models/localized-text.ts';

const BYTES_PER_MEGABYTE = 1e6;

/** From here on a number is written as a power of ten. */
const HUGE = 1e7;

const BYTE_UNITS = [
  ['gigabyte', 1e9],
  ['megabyte', 1e6],
  ['kilobyte', 1e3],
] as const;

/** Numbers as the reader of a language writes them. */
export function createFormat(language: string) {
  const number = (options: Intl.NumberFormatOptions) => {
    const formatter = new Intl.NumberFormat(language, options);
    return (value: number) => formatter.format(value);
  };
  const unit = (name: string, digits = 0) =>
    number({ style: 'unit', unit: name, unitDisplay: 'short', maximumFractionDigits: digits });
  const publishedPercent = number({
    style: 'percent',
    minimumFractionDigits: 1,
    maximumFractionDigits: 2,
  });
  const loss = number({ minimumFractionDigits: 4, maximumFractionDigits: 4 });
  const short = number({ maximumSignificantDigits: 3 });
  const scientific = number({ notation: 'scientific', maximumSignificantDigits: 3 });
  const seconds = unit('second');
  const tenths = unit('second', 1);
  const minutes = unit('minute');
  const hours = unit('hour');
  return {
    whole: number({ maximumFractionDigits: 0 }),
    /** One beyond all sense as a power of ten: nobody counts its digits. */
    loss: (value: number) => (Math.abs(value) < HUGE ? loss : scientific)(value),
    /** An axis or a statistic: three significant digits. */
    short: (value: number) => (Math.abs(value) < HUGE ? short : scientific)(value),
    /** A fraction as a percentage, with two decimals as MNIST's errors are published. */
    error: number({ style: 'percent', minimumFractionDigits: 2, maximumFractionDigits: 2 }),
    /** An error that is given in percent, with the digits of its source. */
    published: (percent: number) => publishedPercent(percent / 100),
    /** Large counts in words of the language, such as 138.4M. */
    compact: number({ notation: 'compact', maximumSignificantDigits: 4 }),
    year: number({ useGrouping: false, maximumFractionDigits: 0 }),
    percent: number({ style: 'percent', maximumFractionDigits: 1 }),
    /** A fraction along an axis: marks that lie close together differ. */
    percentMark: number({ style: 'percent', maximumSignificantDigits: 3 }),
    /** A difference, with its sign. */
    signed: number({ maximumFractionDigits: 2, signDisplay: 'exceptZero' }),
    signedWhole: number({ maximumFractionDigits: 0, signDisplay: 'exceptZero' }),
    /** A fraction that changes while it is looked at: always one decimal, so that nothing jumps. */
    steadyPercent: number({ style: 'percent', minimumFractionDigits: 1, maximumFractionDigits: 1 }),
    /** Memory, in the unit that keeps it short. */
    bytes(count: number): string {
      const [name, scale] = BYTE_UNITS.find((entry) => count >= entry[1]) ?? BYTE_UNITS[2];
      return unit(name, count / scale < 10 ? 1 : 0)(count / scale);
    },
    milliseconds: unit('millisecond', 1),
    megabytes: (bytes: number) => unit('megabyte', 1)(bytes / BYTES_PER_MEGABYTE),
    /** A guess: in whole minutes from one on. */
    roughDuration(ms: number): string {
      if (ms < 60_000) return seconds(Math.max(1, Math.round(ms / 1000)));
      if (ms < 3_600_000) return minutes(Math.round(ms / 60_000));
      return `${hours(Math.floor(ms / 3_600_000))} ${minutes(Math.round((ms % 3_600_000) / 60_000))}`;
    },
    duration(ms: number): string {
      if (ms < 10_000) return tenths(Math.max(0, ms / 1000));
      const total = Math.round(ms / 1000);
      if (total < 60) return seconds(total);
      if (total < 3600) return `${minutes(Math.floor(total / 60))} ${seconds(total % 60)}`;
      return `${hours(Math.floor(total / 3600))} ${minutes(Math.floor((total % 3600) / 60))}`;
    },
  };
}

export type Format = ReturnType<typeof createFormat>;

export function useFormat(): Format {
  const { i18n } = useTranslation();
  const { language } = i18n;
  return useMemo(() => createFormat(language), [language]);
}

/** The catalogue's own sentences in the page's language. */
export function useLocalized(): (text: LocalizedText) => string {
  const { i18n } = useTranslation();
  const language = i18n.language === 'zh-Hans' ? 'zh-Hans' : 'en';
  return useCallback((text) => text[language], [language]);
}
