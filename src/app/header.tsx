import IconGlossary from 'lucide-react/icons/book-open';
import IconKeyboard from 'lucide-react/icons/keyboard';
import IconLanguages from 'lucide-react/icons/languages';
import IconLink from 'lucide-react/icons/link';
import IconPresentation from 'lucide-react/icons/presentation';
import IconTheme from 'lucide-react/icons/sun-moon';
import { useTranslation } from 'react-i18next';
import { useStore } from 'zustand';
import { useActions, useApp } from '#panels/shared/app-context.ts';
import { PlaceLink } from '#panels/shared/place-link.tsx';
import { PLACES } from '#store/permalink.ts';
import { LANGUAGES, THEMES, withLanguage } from '#store/settings.ts';
import { IconButton } from '#ui/icon-button.tsx';
import { IconSelect } from '#ui/icon-select.tsx';
import styles from './app.module.css';
import type { Shell } from './shell.ts';

/** A language is named in itself, whatever language the page speaks. */
const LANGUAGE_NAMES = { en: 'English', 'zh-Hans': '简体中文' } as const;

export function Header({ shell }: { readonly shell: Shell }) {
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
      <div className={styles['bar']}>
        <span className={styles['name']}>{t('app.title')}</span>
        <nav className={styles['nav']} aria-label={t('app.places')}>
          {PLACES.map((entry) => (
            <PlaceLink key={entry} place={entry} isCurrentPage={entry === place}>
              {t(`app.place.${entry}`)}
            </PlaceLink>
          ))}
        </nav>
        <div className={styles['settings']}>
          <CopyLink shell={shell} />
          <IconButton
            label={t('app.present')}
            icon={<IconPresentation aria-hidden="true" />}
            onClick={() => shell.setState({ isPresenting: true })}
          />
          <IconButton
            label={t('app.glossary')}
            icon={<IconGlossary aria-hidden="true" />}
            onClick={() => shell.setState({ isGlossaryOpen: true })}
          />
          <IconButton
            label={t('app.keys.title')}
            icon={<IconKeyboard aria-hidden="true" />}
            onClick={() => shell.setState({ isSheetOpen: true })}
          />
          <IconSelect
            label={t('app.language')}
            icon={<IconLanguages aria-hidden="true" />}
            value={settings.language}
            options={LANGUAGES.map((value) => ({ value, label: LANGUAGE_NAMES[value] }))}
            onChange={(language) => changeSettings({ language })}
          />
          <IconSelect
            label={t('app.theme')}
            icon={<IconTheme aria-hidden="true" />}
            value={settings.theme}
            options={THEMES.map((value) => ({ value, label: t(`app.theme_${value}`) }))}
            onChange={(theme) => changeSettings({ theme })}
          />
        </div>
      </div>
    </header>
  );
}

function CopyLink({ shell }: { readonly shell: Shell }) {
  const { t } = useTranslation();
  const language = useApp((state) => state.settings.language);
  const copying = useStore(shell, (state) => state.copying);
  const copy = () => {
    // A page whose address is not secure has no clipboard.
    const written =
      navigator.clipboard === undefined
        ? Promise.reject(new Error('no clipboard'))
        : navigator.clipboard.writeText(withLanguage(location.href, language));
    written.then(
      () => shell.setState({ copying: 'done' }),
      () => shell.setState({ copying: 'failed' }),
    );
  };
  return (
    <>
      <span aria-live="polite" className={copying === 'done' ? styles['copied'] : 'only-read'}>
        {copying === 'done' && t('app.linkCopied')}
      </span>
      <IconButton label={t('app.copyLink')} icon={<IconLink aria-hidden="true" />} onClick={copy} />
    </>
  );
}
