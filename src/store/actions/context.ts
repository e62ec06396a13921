import type { Command } from '#protocol/commands.ts';
import type { AppState } from '#store/state.ts';

export type Send = (command: Command, transfer?: Transferable[]) => void;

/** What every action works with. */
export interface ActionContext {
  readonly get: () => AppState;
  readonly set: (change: Partial<AppState>) => void;
  readonly send: Send;
  /** A new id for a run or a request; unique within the page. */
  readonly newId: () => string;
}
