import { createContext, useContext } from 'react';
import { useStore } from 'zustand';
import type { AppStore } from '#store/app-store.ts';
import type { AppState } from '#store/state.ts';

const AppContext = createContext<AppStore | undefined>(undefined);

export const AppProvider = AppContext.Provider;

export function useAppStore(): AppStore {
  const store = useContext(AppContext);
  if (store === undefined) throw new Error('a panel needs an AppProvider around it');
  return store;
}

/** The part of the state that `select` picks; the component renders when it changes. */
export function useApp<Part>(select: (state: AppState) => Part): Part {
  return useStore(useAppStore().state, select);
}

export function useActions() {
  return useAppStore().actions;
}
