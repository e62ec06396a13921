import type { ReactNode } from 'react';
import styles from './notice.module.css';

export interface NoticeProps {
  readonly kind: 'info' | 'error';
  readonly children: ReactNode;
  /** Buttons or links that say what can be done. */
  readonly actions?: ReactNode;
}

/** A message in its place on the page; an error is announced. */
export function Notice({ kind, children, actions }: NoticeProps) {
  return (
    <div className={styles['notice']} data-kind={kind} role={kind === 'error' ? 'alert' : undefined}>
      <span className={styles['mark']} aria-hidden="true">
        {kind === 'error' ? '!' : 'i'}
      </span>
      <div className={styles['body']}>
        <div>{children}</div>
        {actions !== undefined && <div className={styles['actions']}>{actions}</div>}
      </div>
    </div>
  );
}
