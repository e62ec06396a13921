import type { Settings } from '#store/settings.ts';
import { selectBackend } from './backend.ts';
import type { ActionContext } from './context.ts';

export function settingsActions(context: ActionContext) {
  return {
    changeSettings(change: Partial<Settings>) {
      context.set({ settings: { ...context.get().settings, ...change } });
      if (change.backend !== undefined || change.threads !== undefined) selectBackend(context);
    },
  };
}
