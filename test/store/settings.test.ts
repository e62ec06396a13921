import { describe, expect, it } from 'vitest';
import { loadSettings, preferredLanguage, saveSettings } from '#store/settings.ts';

function storageWith(text: string | null) {
  let kept = text;
  return {
    getItem: () => kept,
    setItem: (_key: string, value: string) => {
      kept = value;
    },
  };
}

const DEFAULTS = {
  language: 'en',
  theme: 'auto',
  backend: 'auto',
  threads: 0,
  isDrawerOpen: true,
  explainsTerms: true,
};

describe('the settings of the page', () => {
  it('are there again on the next visit', () => {
    const storage = storageWith(null);
    const settings = {
      language: 'zh-Hans',
      theme: 'dark',
      backend: 'cpu',
      threads: 3,
      isDrawerOpen: false,
      explainsTerms: false,
    } as const;
    expect(saveSettings(storage, settings)).toBe(true);
    expect(loadSettings(storage, ['en'])).toEqual(settings);
  });

  it.each([null, '', 'nonsense', 'null', '[]', '7', '{"language":"tlh","theme":1,"backend":"cuda"}'])(
    'are the defaults when storage holds %s',
    (text) => {
      expect(loadSettings(storageWith(text), ['en-GB'])).toEqual(DEFAULTS);
    },
  );

  it.each([-1, 1.5, 17, 1e9, '2'])(
    'leave the number of threads to the engine when storage holds %s',
    (threads) => {
      expect(loadSettings(storageWith(JSON.stringify({ threads })), ['en'])).toEqual(DEFAULTS);
    },
  );

  it('keep the valid fields beside invalid ones', () => {
    expect(loadSettings(storageWith('{"theme":"dark","backend":"cuda"}'), ['en'])).toEqual({
      ...DEFAULTS,
      theme: 'dark',
    });
  });

  it('work without storage, and with one that refuses', () => {
    const refusing = {
      getItem: () => {
        throw new Error('denied');
      },
      setItem: () => {
        throw new Error('full');
      },
    };
    expect(loadSettings(undefined, [])).toEqual(DEFAULTS);
    expect(loadSettings(refusing, [])).toEqual(DEFAULTS);
    expect(saveSettings(refusing, loadSettings(undefined, []))).toBe(false);
  });

  it("take the first of the reader's languages that the page speaks", () => {
    expect(preferredLanguage(['fr', 'zh-TW', 'en'])).toBe('zh-Hans');
    expect(preferredLanguage(['en-US', 'zh-CN'])).toBe('en');
    expect(preferredLanguage(['fr'])).toBe('en');
  });
});
