import { type ReactNode, useId } from 'react';
import styles from './meter.module.css';

export interface MeterProps {
  readonly label: string;
  readonly detail?: string;
  readonly done: number;
  /** 0 while unknown. */
  readonly total: number;
  readonly action?: ReactNode;
}

/** A native progress bar with its label, its figures and what can be done about it. */
export function Meter({ label, detail, done, total, action }: MeterProps) {
  const id = useId();
  return (
    <div className={styles['meter']}>
      <div className={styles['text']}>
        <label htmlFor={id}>{label}</label>
        <span className={styles['detail']}>{detail}</span>
      </div>
      <div className={styles['row']}>
        <progress id={id} className={styles['bar']} {...(total > 0 ? { value: done, max: total } : {})} />
        {action}
      </div>
    </div>
  );
}
