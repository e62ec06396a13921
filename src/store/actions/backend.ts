import type { ActionContext } from './context.ts';

/** Asks for the backend and the threads of the settings. */
export function selectBackend({ get, send }: ActionContext): void {
  const { backend, threads } = get().settings;
  send({ type: 'selectBackend', preference: backend, threads });
}
