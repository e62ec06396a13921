import { Button } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { comparisonCsv, comparisonJson } from '#store/comparison-file.ts';
import { saveFile } from '#ui/save-file.ts';
import type { ComparedProps } from './compared-table.tsx';

/** The comparison as files, and on paper. */
export function Saving({ runs, labels, netIds }: ComparedProps) {
  const { t } = useTranslation();
  return (
    <>
      <Button
        variant="default"
        onClick={() => saveFile('comparison.csv', 'text/csv', comparisonCsv(runs, labels, netIds))}
      >
        {t('compare.saveCsv')}
      </Button>
      <Button
        variant="default"
        onClick={() => saveFile('comparison.json', 'application/json', comparisonJson(runs, labels, netIds))}
      >
        {t('compare.saveJson')}
      </Button>
      <Button variant="default" onClick={() => print()}>
        {t('compare.print')}
      </Button>
    </>
  );
}
