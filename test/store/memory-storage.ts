import type { SettingsStorage } from '#store/settings.ts';

/** What a browser remembers between visits, in memory. */
export function memoryStorage(): SettingsStorage {
  const items = new Map<string, string>();
  return {
    getItem: (key) => items.get(key) ?? null,
    setItem: (key, value) => void items.set(key, value),
  };
}
