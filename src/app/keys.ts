import type { AppStore } from '#store/app-store.ts';
import { currentRun } from '#store/runs.ts';
import type { Shell } from './shell.ts';

/** What uses the space bar or letters itself. */
const OWN_KEYS = 'input, select, textarea, button, a, summary, dialog, canvas[tabindex], [role="slider"]';
/** What letters are typed into, or chosen by. */
const TYPED_INTO = 'input, select, textarea, dialog';

/** Keys of the whole page: space pauses and goes on, D goes to the drawing pad, P presents, G opens the glossary, ? lists them all. */
export function watchKeys(store: AppStore, shell: Shell): void {
  addEventListener('keydown', (event) => {
    if (event.defaultPrevented || event.repeat || event.ctrlKey || event.metaKey || event.altKey) return;
    const target = event.target instanceof Element ? event.target : undefined;
    if (act(event.key, target)) event.preventDefault();
  });

  /** Whether the key meant something here. */
  function act(key: string, target: Element | undefined): boolean {
    if (key === ' ') return target?.closest(OWN_KEYS) == null && pauseOrResume();
    if (target?.closest(TYPED_INTO) != null) return false;
    switch (key.toLowerCase()) {
      case 'd':
        goToPad();
        return true;
      case 'p':
        shell.setState(({ isPresenting }) => ({ isPresenting: !isPresenting }));
        return true;
      case 'escape':
        if (!shell.getState().isPresenting) return false;
        shell.setState({ isPresenting: false });
        return true;
      case 'g':
        shell.setState({ isGlossaryOpen: true });
        return true;
      case '?':
        shell.setState({ isSheetOpen: true });
        return true;
      default:
        return false;
    }
  }

  function pauseOrResume(): boolean {
    const status = currentRun(store.state.getState().runs)?.status;
    if (status !== 'running' && status !== 'paused') return false;
    store.actions.steer(status === 'running' ? 'pause' : 'resume');
    return true;
  }

  function goToPad(): void {
    if (focusPad()) return;
    store.actions.goTo('train');
    requestAnimationFrame(focusPad);
  }
}

function focusPad(): boolean {
  const pad = document.querySelector<HTMLElement>('[data-drawing-pad]');
  pad?.scrollIntoView({ block: 'nearest' });
  pad?.focus();
  return pad !== null;
}
