import { NativeSelect } from '@mantine/core';

export interface SelectProps<Value extends string> {
  readonly label: string;
  readonly value: Value;
  readonly options: readonly { readonly value: Value; readonly label: string }[];
  readonly disabled?: boolean;
  /** What there is to choose, in a line below. */
  readonly help?: string | undefined;
  readonly onChange: (value: Value) => void;
}

/** A native select whose value is one of its options. */
export function Select<Value extends string>({
  label,
  value,
  options,
  disabled,
  help,
  onChange,
}: SelectProps<Value>) {
  return (
    <NativeSelect
      label={label}
      value={value}
      disabled={disabled ?? false}
      description={help}
      inputWrapperOrder={['label', 'input', 'description']}
      data={options.map((option) => ({ ...option }))}
      onChange={({ currentTarget }) => {
        const chosen = options.find((option) => option.value === currentTarget.value);
        if (chosen !== undefined) onChange(chosen.value);
      }}
    />
  );
}
