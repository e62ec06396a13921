import { useTranslation } from 'react-i18next';
import { NumberField, type NumberFieldProps } from '#ui/number-field.tsx';

/** A number field that explains itself in the reader's language. */
export function NumberEntry(props: Omit<NumberFieldProps, 'explain'>) {
  const { t } = useTranslation();
  return (
    <NumberField
      {...props}
      explain={(note, { min, max, whole }) => {
        const limits = { min: String(min), max: String(max) };
        switch (note.kind) {
          case 'invalid':
            return t(whole ? 'number.enterWhole' : 'number.enter', limits);
          case 'corrected':
            return t(whole ? 'number.correctedWhole' : 'number.corrected', {
              ...limits,
              value: String(note.value),
            });
          case 'kept':
            return t('number.kept', { value: String(note.value) });
        }
      }}
    />
  );
}
