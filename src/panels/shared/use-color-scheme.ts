import { useSyncExternalStore } from 'react';
import { useApp } from './app-context.ts';

const DARK = '(prefers-color-scheme: dark)';

function subscribe(listener: () => void): () => void {
  const query = matchMedia(DARK);
  query.addEventListener('change', listener);
  return () => query.removeEventListener('change', listener);
}

/** The chosen theme, or the system's. */
export function useColorScheme(): 'light' | 'dark' {
  const theme = useApp((state) => state.settings.theme);
  const isSystemDark = useSyncExternalStore(subscribe, () => matchMedia(DARK).matches);
  if (theme !== 'auto') return theme;
  return isSystemDark ? 'dark' : 'light';
}
