import type { ReactNode } from 'react';
import styles from './icon-button.module.css';
import type { SelectProps } from './select.tsx';

export interface IconSelectProps<Value extends string> extends Omit<SelectProps<Value>, 'disabled'> {
  readonly icon: ReactNode;
}

/** A small menu: a native select beside an icon, whose label is read out and shown as a tooltip. */
export function IconSelect<Value extends string>(props: IconSelectProps<Value>) {
  const { label, icon, value, options, onChange } = props;
  return (
    <span className={styles['control']} title={label}>
      {icon}
      <select
        className={styles['select']}
        aria-label={label}
        value={value}
        onChange={({ currentTarget }) => {
          const chosen = options.find((option) => option.value === currentTarget.value);
          if (chosen !== undefined) onChange(chosen.value);
        }}
      >
        {options.map((option) => (
          <option key={option.value} value={option.value}>
            {option.label}
          </option>
        ))}
      </select>
    </span>
  );
}
