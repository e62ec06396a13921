import { useEffect, useRef } from 'react';
import styles from './meter.module.css';

export interface LiveProgressProps {
  readonly label: string;
  readonly total: number;
  readonly subscribe: (listener: () => void) => () => void;
  readonly read: () => number;
}

/** A native progress bar that follows a fast-changing source at most once a frame, without React rendering. */
export function LiveProgress({ label, total, subscribe, read }: LiveProgressProps) {
  const ref = useRef<HTMLProgressElement>(null);
  useEffect(() => {
    let frame = 0;
    const write = () => {
      frame = 0;
      if (ref.current !== null) ref.current.value = read();
    };
    write();
    const end = subscribe(() => {
      if (frame === 0) frame = requestAnimationFrame(write);
    });
    return () => {
      end();
      cancelAnimationFrame(frame);
    };
  }, [subscribe, read]);
  return <progress ref={ref} className={styles['wide']} aria-label={label} max={total} />;
}
