import { useEffect, useRef } from 'react';

export interface LiveTextProps {
  readonly className?: string | undefined;
  /** Calls back whenever `read` may have something new; returns the function that ends it. */
  readonly subscribe: (listener: () => void) => () => void;
  readonly read: () => string;
}

/** Text that follows a fast-changing source at most once a frame, without React rendering. */
export function LiveText({ className, subscribe, read }: LiveTextProps) {
  const ref = useRef<HTMLSpanElement>(null);
  useEffect(() => {
    let frame = 0;
    const write = () => {
      frame = 0;
      const text = read();
      if (ref.current !== null && ref.current.textContent !== text) ref.current.textContent = text;
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
  return <span ref={ref} className={className} />;
}
