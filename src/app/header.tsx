import { useTranslation } from 'react-i18next';
import { useActions, useApp } from '#panels/shared/app-context.ts';
import { PlaceLink } from '#panels/shared/place-link.tsx';
import { PLACES } from '#store/permalink.ts';
import { LANGUAGES, THEMES } from '#store/settings.ts';
import { Select } from '#ui/select.tsx';
import styles from './app.module.css';

/** A language is named in itself, whatever language the page speaks. */
const LANGUAGE_NAMES = { en: 'English', 'zh-Hans': '简体中文' } as const;

export function Header() {
  const { t } = useTranslation();
  const { changeSettings } = useActions();
  const place = useApp((state) => state.place);
  const settings = useApp((state) => state.settings);
  return (
    <header className={styles['header']}>
      <button
        type="button"
        className={styles['skip']}
        onClick={() => document.getElementById('content')?.focus()}
      >
        {t('app.skip')}
      </button>
      <span className={styles['name']}>{t('app.title')}</span>
      <nav className={styles['nav']} aria-label={t('app.places')}>
        {PLACES.map((entry) => (
          <PlaceLink key={entry} place={entry} isCurrentPage={entry === place}>
            {t(`app.place.${entry}`)}
          </PlaceLink>
        ))}
      </nav>
      <div className={styles['settings']}>
        <Select
          label={t('app.language')}
          value={settings.language}
          options={LANGUAGES.map((value) => ({ value, label: LANGUAGE_NAMES[value] }))}
          onChange={(language) => changeSettings({ language })}
        />
        <Select
          label={t('app.theme')}
          value={settings.theme}
          options={THEMES.map((value) => ({ value, label: t(`app.theme_${value}`) }))}
          onChange={(theme) => changeSettings({ theme })}
        />
      </div>
    </header>
  );
}
