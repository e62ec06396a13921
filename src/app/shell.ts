import { createStore, type StoreApi } from 'zustand/vanilla';
import type { Language } from '#store/settings.ts';
import type { DropRefusal } from '#ui/dropped-files.ts';

/** What befell the page itself, apart from nets and data; each has its notice. */
export interface ShellState {
  /** One reload would isolate the page, but somebody was at work in it. */
  readonly isReloadOffered: boolean;
  /** The chosen language, when its words could not be fetched. */
  readonly missingLanguage: Language | undefined;
  /** Why files that were dropped were not taken. */
  readonly refusedDrop: DropRefusal | 'busy' | undefined;
  /** Whether the set-up is hidden, so that net, chart and digits fill the screen. */
  readonly isPresenting: boolean;
  /** Whether the sheet of keys is open. */
  readonly isSheetOpen: boolean;
  readonly isGlossaryOpen: boolean;
  /** What came of the last attempt to copy the link, until the page changes. */
  readonly copying: 'done' | 'failed' | undefined;
}

export type Shell = StoreApi<ShellState>;

export function createShell(): Shell {
  return createStore<ShellState>(() => ({
    isReloadOffered: false,
    missingLanguage: undefined,
    refusedDrop: undefined,
    isPresenting: false,
    isSheetOpen: false,
    isGlossaryOpen: false,
    copying: undefined,
  }));
}
