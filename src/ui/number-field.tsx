import { TextInput } from '@mantine/core';
import { useEffect, useState } from 'react';

export interface NumberFieldProps {
  readonly label: string;
  readonly value: number;
  readonly min: number;
  readonly max: number;
  /** Only whole numbers are accepted. */
  readonly whole: boolean;
  /** How far an arrow key or a click on the arrows moves. */
  readonly step?: number;
  readonly disabled?: boolean;
  readonly onChange: (value: number) => void;
}

/** A native number input: it takes over each valid entry at once and mends an invalid one when left. */
export function NumberField({ label, value, min, max, whole, step, disabled, onChange }: NumberFieldProps) {
  const [text, setText] = useState(String(value));
  const number = Number(text);
  const isNumber = text.trim() !== '' && Number.isFinite(number);
  const isValid = isNumber && number >= min && number <= max && (!whole || Number.isInteger(number));

  // The value may change from outside: a preset, the address bar.
  useEffect(() => setText((shown) => (Number(shown) === value ? shown : String(value))), [value]);

  const mend = () => {
    if (isValid) return;
    const nearest = isNumber ? Math.min(max, Math.max(min, whole ? Math.round(number) : number)) : value;
    setText(String(nearest));
    onChange(nearest);
  };

  return (
    <TextInput
      type="number"
      inputMode={whole ? 'numeric' : 'decimal'}
      label={label}
      value={text}
      min={min}
      max={max}
      step={step ?? (whole ? 1 : 'any')}
      disabled={disabled ?? false}
      error={isValid ? undefined : `${min} – ${max}`}
      onChange={({ currentTarget }) => {
        const entered = currentTarget.value;
        setText(entered);
        const next = Number(entered);
        const accepted = entered.trim() !== '' && next >= min && next <= max;
        if (accepted && (!whole || Number.isInteger(next))) onChange(next);
      }}
      onBlur={mend}
    />
  );
}
