import { TextInput } from '@mantine/core';
import { useEffect, useState } from 'react';
import styles from './number-field.module.css';
import { isInRange, type NumberRange, nearestInRange, nextNumber, parseNumber } from './number-text.ts';

/** What there is to say of an entry. */
export type NumberNote =
  /** The text is no number that the field takes, and it is still being typed. */
  | { readonly kind: 'invalid' }
  /** It was left beyond the limits, or not whole, and this value took its place. */
  | { readonly kind: 'corrected'; readonly value: number }
  /** It was left as no number at all, and the field went back to this value. */
  | { readonly kind: 'kept'; readonly value: number };

export interface NumberFieldProps extends NumberRange {
  readonly label: string;
  readonly value: number;
  readonly disabled?: boolean;
  /** What the number means; gives way to a note. */
  readonly help?: string | undefined;
  /** Words a note in the reader's language. */
  readonly explain: (note: NumberNote, range: NumberRange) => string;
  readonly onChange: (value: number) => void;
}

/**
 * A number to type or to change by the arrow keys. Each valid entry is taken over at once; another one is corrected
 * when the field is left, and a note says so until the next edit. A text input, since a number input changes under
 * the mouse wheel and refuses, unheard, what its browser's language writes otherwise.
 */
export function NumberField({ label, value, disabled, help, explain, onChange, ...range }: NumberFieldProps) {
  const { min, max, whole } = range;
  const [text, setText] = useState(String(value));
  const [note, setNote] = useState<NumberNote & { readonly value: number }>();
  const number = parseNumber(text, whole);
  const isValid = number !== undefined && isInRange(range, number);
  const shown = isValid ? note : ({ kind: 'invalid' } as const);

  // The value may change from outside: a preset, the address bar.
  useEffect(() => {
    setText((before) => (parseNumber(before, whole) === value ? before : String(value)));
    setNote((before) => (before?.value === value ? before : undefined));
  }, [value, whole]);

  const take = (next: number) => {
    setText(String(next));
    if (next !== value) onChange(next);
  };

  const settle = () => {
    const kind = number === undefined ? 'kept' : 'corrected';
    const next = number === undefined ? value : nearestInRange(range, number);
    if (!isValid) setNote({ kind, value: next });
    take(next);
  };

  return (
    <TextInput
      className={styles['field']}
      classNames={{ wrapper: styles['wrapper'] }}
      role="spinbutton"
      inputMode={whole ? 'numeric' : 'decimal'}
      autoComplete="off"
      label={label}
      value={text}
      aria-valuenow={value}
      aria-valuemin={min}
      aria-valuemax={max}
      disabled={disabled ?? false}
      error={!isValid}
      description={
        // Always there, since a live region that comes with its text is not announced.
        <span className={isValid ? styles['note'] : styles['invalid']} aria-live="polite">
          {shown ? explain(shown, range) : help}
        </span>
      }
      inputWrapperOrder={['label', 'input', 'description']}
      onChange={({ currentTarget }) => {
        const entered = currentTarget.value;
        setText(entered);
        setNote(undefined);
        const next = parseNumber(entered, whole);
        if (next !== undefined && isInRange(range, next)) onChange(next);
      }}
      onKeyDown={(event) => {
        if (event.altKey || event.ctrlKey || event.metaKey || event.shiftKey) return;
        if (event.key === 'Enter') settle();
        if (event.key !== 'ArrowUp' && event.key !== 'ArrowDown') return;
        event.preventDefault();
        setNote(undefined);
        take(nextNumber(range, isValid ? number : value, event.key === 'ArrowUp' ? 1 : -1));
      }}
      onBlur={settle}
    />
  );
}
