import type { ReactNode } from 'react';
import styles from './icon-button.module.css';

export interface IconButtonProps {
  readonly label: string;
  readonly icon: ReactNode;
  readonly isPressed?: boolean;
  readonly onClick: () => void;
}

/** A button that shows only an icon; its words are its name, and its tooltip. */
export function IconButton({ label, icon, isPressed, onClick }: IconButtonProps) {
  return (
    <button
      type="button"
      className={styles['control']}
      aria-label={label}
      aria-pressed={isPressed}
      title={label}
      onClick={onClick}
    >
      {icon}
    </button>
  );
}
