import { useTranslation } from 'react-i18next';
import { useActions, useApp } from '#panels/shared/app-context.ts';
import { formatPermalink, PLACES } from '#store/permalink.ts';
import { LANGUAGES, THEMES } from '#store/settings.ts';
import { Select } from '#ui/select.tsx';
import styles from './app.module.css';

/** A language is named in itself, whatever language the page speaks. */
const LANGUAGE_NAMES = { en: 'English', 'zh-Hans': '简体中文' } as const;

export function Header() {
  const { t } = useTranslation();
  const { goTo, changeSettings } = useActions();
  const place = useApp((state) => state.place);
  const config = useApp((state) => state.draft);
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
          <a
            key={entry}
            href={formatPermalink({ place: entry, config })}
            aria-current={entry === place ? 'page' : undefined}
            onClick={(event) => {
              // With a modifier key the browser opens another tab, as with any link.
              if (event.metaKey || event.ctrlKey || event.shiftKey) return;
              event.preventDefault();
              goTo(entry);
            }}
          >
            {t(`app.place.${entry}`)}
          </a>
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
